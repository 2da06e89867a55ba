package hooks

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// wall says what the packages below a folder may import; the longest folder wins.
// A prefix allows the package itself and everything below it; "std" is the library.
type wall struct {
	folder  string
	allowed []string
}

const platform = "github.com/pocketbase/"

var walls = []wall{
	{"", []string{"std", "onestop/hooks", "onestop/migrations", platform, "github.com/spf13/cobra"}},
	{"migrations", []string{"std", platform}},
	{"hooks", []string{"std", "onestop/hooks/rules", "onestop/hooks/intake", "onestop/hooks/appliance", "onestop/hooks/workbook", platform, "github.com/spf13/", "golang.org/x/text/collate", "golang.org/x/text/language", "rsc.io/qr", "github.com/emmansun/gmsm/sm3", "github.com/trustelem/zxcvbn/frequency", "golang.org/x/crypto/bcrypt"}},
	{"hooks/intake", []string{"std", "onestop/hooks/rules", platform, "github.com/disintegration/imaging", "github.com/pdfcpu/", "golang.org/x/"}},
	{"hooks/appliance", []string{"std", "modernc.org/sqlite", "onestop/hooks/rules", "onestop/hooks/appliance", platform, "golang.org/x/"}},
	{"hooks/appliance/store", []string{"std", "onestop/hooks/appliance", platform, "github.com/aws/aws-sdk-go-v2/aws"}},
	{"hooks/appliance/replica", []string{"std", "onestop/hooks/appliance", platform, "github.com/benbjohnson/litestream", "github.com/superfly/ltx"}},
	{"hooks/appliance/disk", []string{"std", "golang.org/x/sys"}},
	{"hooks/appliance/refusal", []string{"std"}},
	{"hooks/appliance/service", []string{"std", "onestop/hooks/appliance/disk", "onestop/hooks/appliance/refusal", "onestop/hooks/appliance/where", "golang.org/x/sys/"}},
	{"hooks/appliance/cert", []string{"std", "onestop/hooks/appliance/disk", "onestop/hooks/appliance/refusal"}},
	{"hooks/appliance/swap", []string{"std", "onestop/hooks/appliance/disk", "onestop/hooks/appliance/refusal"}},
	{"hooks/appliance/vault", []string{"std", "onestop/hooks/rules/workday", "onestop/hooks/appliance/disk", "onestop/hooks/appliance/refusal", "filippo.io/age"}},
	{"hooks/workbook", []string{"std", "onestop/hooks/rules", platform, "github.com/xuri/excelize"}},
	{"hooks/demo", []string{"std", "onestop/hooks/rules", platform, "github.com/spf13/"}},
	{"hooks/bench", []string{"std", "onestop/hooks/appliance", platform, "github.com/spf13/"}},
	{"hooks/rules", []string{"std", "onestop/hooks/rules"}},
}

// Only intake decodes images, only the workbook speaks Excel, only the law keeps away from
// clock, chance and network.
var bans = []struct{ word, except string }{
	{"github.com/disintegration/imaging", "hooks/intake"},
	{"github.com/pdfcpu/", "hooks/intake"},
	{"github.com/xuri/", "hooks/workbook"},
	{"github.com/emmansun/", "hooks"},
	{"github.com/benbjohnson/", "hooks/appliance/replica"},
	{"github.com/aws/", "hooks/appliance/store"},
	{"filippo.io/", "hooks/appliance/vault"},
}

var lawBans = []string{"net", "net/http", "os", "os/exec", "math/rand", "math/rand/v2", "crypto/rand", "database/sql", "log", "syscall"}

func TestWalls(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), "_") || d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		checkFile(t, path)
		return nil
	})
	if err != nil || files < 30 {
		t.Fatalf("read %d files: %v", files, err)
	}
}

func checkFile(t *testing.T, path string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	rel, _ := filepath.Rel("..", path)
	folder := filepath.ToSlash(filepath.Dir(rel))
	for _, spec := range parsed.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if !mayImport(folder, name) {
			t.Errorf("%s imports %s, which its wall does not allow", rel, name)
		}
		for _, b := range bans {
			if strings.HasPrefix(name, b.word) && folder != b.except {
				t.Errorf("%s imports %s, which only %s may", rel, name, b.except)
			}
		}
		if strings.HasPrefix(folder, "hooks/rules") {
			for _, ban := range lawBans {
				if name == ban {
					t.Errorf("%s: the law knows no %s", rel, name)
				}
			}
		}
	}
	if strings.HasPrefix(folder, "hooks/rules") {
		noClock(t, rel, path)
	}
}

func mayImport(folder, name string) bool {
	best := walls[0]
	for _, w := range walls {
		if w.folder != "" && (folder == w.folder || strings.HasPrefix(folder, w.folder+"/")) && len(w.folder) > len(best.folder) {
			best = w
		}
	}
	for _, a := range best.allowed {
		if a == "std" && !strings.Contains(strings.SplitN(name, "/", 2)[0], ".") && !strings.HasPrefix(name, "onestop") {
			return true
		}
		if name == a || strings.HasPrefix(name, strings.TrimSuffix(a, "/")+"/") {
			return true
		}
	}
	return false
}

func TestWallsHold(t *testing.T) {
	for _, c := range []struct {
		folder, name string
		ok           bool
	}{
		{"hooks/rules/clock", "onestop/hooks/rules/fault", true},
		{"hooks/rules/clock", "github.com/platform/pocketbase/core", false},
		{"hooks/intake", "onestop/hooks", false},
		{"hooks/intake", "onestop/hooks/appliance", false},
		{"hooks/demo", "onestop/hooks/intake", false},
		{"hooks/workbook", "onestop/hooks", false},
		{"hooks", "github.com/xuri/excelize/v2", false},
		{"migrations", "onestop/hooks/rules/fault", false},
		{"hooks", "onestop/migrations", false},
		{".", "onestop/migrations", true},
	} {
		if got := mayImport(c.folder, c.name); got != c.ok {
			t.Errorf("%s -> %s: %v", c.folder, c.name, got)
		}
	}
}
