package replica

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onestop/hooks/appliance/refusal"
)

// A folder that is not there, or is somebody else's, is told with what to do, in both languages;
// of other failures the sentence says what it knows.
func TestAPlaceThatIsAwaySaysWhatToDo(t *testing.T) {
	root := filepath.Join(t.TempDir(), "replica")
	p, err := Open("file://" + filepath.ToSlash(root))
	if err != nil {
		t.Fatal(err)
	}
	said := func(cause error) refusal.Refusal {
		t.Helper()
		err := p.away(cause)
		known, both := refusal.Known(err)
		if !both || !errors.Is(err, cause) {
			t.Fatalf("%v, in both languages: %v", err, both)
		}
		return known
	}
	_, _, gone := p.read(t.Context())
	wants(t, gone, "make the folder")
	wants(t, gone, "请先建好文件夹")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	cause := &fs.PathError{Op: "open", Path: root + "/lease", Err: fs.ErrPermission}
	if told := said(cause); !strings.Contains(told.EN, fs.ErrPermission.Error()+"). ") {
		t.Errorf("%q", told)
	}
	denied, share := p.remedy(cause, false), p.remedy(cause, true)
	if strings.Contains(share.EN, "sudo") || !strings.Contains(share.EN, "Not even the administrator") || !strings.Contains(share.ZH, "本机管理员也无权") {
		t.Errorf("%q", share)
	}
	if !strings.Contains(denied.EN, "chown -R ") || !strings.Contains(denied.EN, "sudo before the command") || !strings.Contains(denied.ZH, "chown -R ") || !strings.Contains(denied.ZH, "请在命令前加 sudo") {
		t.Errorf("%q", denied)
	}
	if other := said(errors.New("input/output error")); !strings.HasSuffix(other.EN, "(input/output error).") || !strings.HasSuffix(other.ZH, "（input/output error）。") {
		t.Errorf("%q", other)
	}
}
