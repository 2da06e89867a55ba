package hooks

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/refusal"
)

// What a user may not do is said with who may, never that something is damaged or to be deleted;
// what is said in words already, and what is no question of rights, stays as it is.
func TestForRights(t *testing.T) {
	denied := func(path string) error { return &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission} }
	settings := filepath.Join(t.TempDir(), "pb_data.backup", "settings.json")
	for name, c := range map[string]struct {
		err  error
		what string
	}{
		"a file":         {denied(settings), "may not use " + settings},
		"joined":         {errors.Join(denied("/x"), errors.New("and more")), "may not use /x"},
		"without a path": {fmt.Errorf("open the database: %w", fs.ErrPermission), "may not do what the command needs (open the database: permission denied)"},
	} {
		said, ok := refusal.Known(rightsOf(c.err, false))
		if !ok || !strings.Contains(said.EN, "This user "+c.what) || !strings.Contains(said.EN, "put sudo") || !strings.Contains(said.ZH, "请在命令前加 sudo") || strings.Contains(said.EN, "delete") {
			t.Errorf("%s: %v", name, said)
		}
		said, ok = refusal.Known(rightsOf(c.err, true)) // root, whom a share squashes
		if !ok || !strings.Contains(said.EN, c.what) || !strings.Contains(said.EN, "share or disk") || !strings.Contains(said.ZH, "共享或磁盘") || strings.Contains(said.Error(), "sudo") {
			t.Errorf("%s, of root: %v", name, said)
		}
	}
	for name, err := range map[string]error{"none": nil, "in words": refusal.New("Say more.", "请说明。"), "another": os.ErrNotExist} {
		if got := forRights(err); !errors.Is(got, err) || (got == nil) != (err == nil) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if said := rightsRefusal("use /srv/pb_data", "使用 /srv/pb_data", "onestop", false); !strings.Contains(said.Error(), "put sudo -u onestop before") {
		t.Error(said)
	}
	if said := rightsRefusal("use /srv/pb_data", "使用 /srv/pb_data", "onestop", true); !strings.Contains(said.Error(), "belong (onestop).") || !strings.Contains(said.Error(), "用户（onestop）运行") {
		t.Error(said)
	}
}

// A file that may not be read is not said to be broken.
func TestACertificateThatMayNotBeRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(cert.File(dir), []byte("x"), 0o000); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	if _, err := cert.Load(dir); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
	if err := mayRead(cert.File(dir)); !errors.Is(err, fs.ErrPermission) { // as the check-up asks of the database
		t.Error(err)
	}
	if err := mayRead(dir); err != nil {
		t.Error("what is not there may be read:", err)
	}
}
