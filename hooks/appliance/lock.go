package appliance

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lockName is the file that carries the lock and the number of the holding process.
const lockName = ".lock"

// Held is the exclusive right to a data folder. It keeps the locked file referenced:
// a collected *os.File would close and give the lock away.
type Held struct{ file *os.File }

// Lock takes the data folder for this process, until Close or the end of the process.
// A folder in use is refused with the number of the process that holds it.
func Lock(dir string) (*Held, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, refuse("The folder %[1]s cannot be written (%[2]v). Give this user the right to write there.",
			"文件夹 %[1]s 无法写入（%[2]v），请给当前用户写入权限。", dir, err)
	}
	if err := lockFile(file); err != nil {
		defer file.Close()
		return nil, refuse("The folder %[1]s is in use by another Onestop (process %[2]s). Stop that one first.",
			"文件夹 %[1]s 正被另一个 Onestop（进程 %[2]s）使用，请先停止那一个。", dir, holder(file))
	}
	if err := writeHolder(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("write the lock of %s: %w", dir, err)
	}
	return &Held{file}, nil
}

// Close gives the folder back. Closing twice is harmless.
func (h *Held) Close() error {
	if h == nil || h.file == nil {
		return nil
	}
	file := h.file
	h.file = nil
	return file.Close()
}

// holder reads the process number that the holder wrote, "unknown" before it did.
func holder(file *os.File) string {
	content, err := io.ReadAll(io.LimitReader(file, 20))
	pid := strings.TrimSpace(string(content))
	if err != nil || pid == "" {
		return "unknown"
	}
	return pid
}

func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
