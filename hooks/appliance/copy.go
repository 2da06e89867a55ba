package appliance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/disk"
)

// roomBeside is what a disk keeps free beyond a copy that is made on it, in bytes.
const roomBeside = 64 << 20

// CopyDatabase writes a database as it is at this moment to a new file, by a connection of
// its own that only reads: whoever writes goes on meanwhile.
func CopyDatabase(ctx context.Context, from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return refuse("There is no database %[1]s to copy.", "没有可复制的数据库 %[1]s。", from)
	}
	if err := os.WriteFile(to, nil, 0o600); err != nil { // SQLite fills an empty file and keeps its rights
		return err
	}
	if err := RoomFor(to, info.Size()); err != nil {
		return err
	}
	db, err := Connect(from)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.NewQuery("VACUUM INTO {:to}").Bind(dbx.Params{"to": to}).WithContext(ctx).Execute(); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// RoomFor refuses to begin what the disk of a path has no room for.
func RoomFor(path string, bytes int64) error {
	folder := filepath.Dir(filepath.Clean(path))
	free, err := disk.Free(folder)
	if err != nil {
		return err
	}
	if need := uint64(bytes) + roomBeside; free < need {
		return refuse("There is too little room on the disk of %[1]s: %[2]d MB are free, %[3]d MB are needed.", "%[1]s 所在磁盘空间不足：剩余 %[2]d MB，需要 %[3]d MB。", folder, free>>20, need>>20)
	}
	return nil
}
