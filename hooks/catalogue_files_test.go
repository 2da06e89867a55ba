package hooks

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/workbook"
)

func excelOf(t testing.TB, b *workbook.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := workbook.Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (x *house) sends(as *core.Record, name string, content []byte) reply {
	x.t.Helper()
	return x.send(multipartRequest(x.t, ours+"/catalogue/import", nil, name, content), as)
}

func TestWorkbookGoesOutAndIn(t *testing.T) {
	x := newHouse(t)
	template := x.call("GET", ours+"/catalogue/template.xlsx", x.person("cataloguer"), nil).ok()
	if b, problems := workbook.Read(strings.NewReader(template.text), workbook.Usual); len(problems) > 0 || !b.Equal(workbook.New()) {
		t.Errorf("the template has problems: %v", problems)
	}
	out := x.sends(x.person("supervisor"), "book.xlsx", excelOf(t, bookOf(t, 2))).ok()
	if claimed, _ := out.body["claimed"].([]any); len(claimed) != 2 {
		t.Fatal(out.text)
	}
	if lists, _ := out.body["revised"].([]any); lists == nil || len(lists) != 0 {
		t.Errorf("no list was revised, and the report says %s", out.text)
	}
	want := x.exported(marketCode)
	for path, accept := range map[string]string{"export": "", "export.xlsx": "application/json", "export.json": "", "export?x=1": "application/json"} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		r := httptest.NewRequest("GET", ours+"/catalogue/"+path+sep+"department="+marketCode, nil)
		r.Header.Set("Accept", accept)
		got := x.send(r, x.person("clerk")).ok()
		if b, problems := workbook.Read(strings.NewReader(got.text), workbook.Usual); len(problems) > 0 || !b.Equal(want) {
			t.Errorf("%s %s: %v", path, accept, problems)
		}
		if isJSON := strings.HasPrefix(got.text, "{"); isJSON != (path == "export.json" || path == "export?x=1") || !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s %s: JSON is %v, %v", path, accept, isJSON, got.header)
		}
	}
	x.call("GET", ours+"/catalogue/export?department=nobody", x.person("clerk"), nil).refused("department", "record_foreign", "")
	for _, path := range []string{"template.xlsx", "export"} {
		for _, as := range []*core.Record{nil, x.person("zhang")} {
			if got := x.call("GET", ours+"/catalogue/"+path, as, nil).status; got != 401 && got != 403 {
				t.Errorf("%s is answered %d to a stranger", path, got)
			}
		}
	}
}

func TestUploadedWorkbookWithProblems(t *testing.T) {
	x := newHouse(t)
	audits := x.count("audit")
	bad := changedBook(t, bookOf(t, 1), "services", 0, map[string]any{"name": "别名"})
	got := x.sends(x.person("supervisor"), "book.xlsx", excelOf(t, bad))
	got.refused("file", "workbook_invalid", "R-CAT-03")
	params := got.body["data"].(map[string]any)["file"].(map[string]any)["params"].(map[string]any)
	problem := params["problems"].([]any)[0].(map[string]any)
	if problem["cell"] != "C3" || problem["sheet"] != "实施清单" || problem["zh"] == "" {
		t.Errorf("%v", problem)
	}
	marked, err := base64.StdEncoding.DecodeString(params["workbook"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if params["more"] != false {
		t.Error("a book that was held against the county is said to have more problems")
	}
	early := x.sends(x.person("supervisor"), "book.xlsx", excelOf(t, changedBook(t, bookOf(t, 1), "materials", 0, map[string]any{"name": ""})))
	early.refused("file", "workbook_invalid", "")
	if !strings.Contains(early.text, `"more":true`) {
		t.Errorf("a book that was not held against the county: %s", early.text)
	}
	if back, problems := workbook.Read(bytes.NewReader(marked), workbook.Usual); len(problems) > 0 || !back.Equal(bad) {
		t.Errorf("the marked workbook is another: %v", problems)
	}
	none := x.sends(x.person("supervisor"), "book.xlsx", []byte("code,name\n"))
	none.refused("file", "workbook_invalid", "")
	if strings.Contains(none.text, `"workbook":`) || !strings.Contains(none.text, "This is a text such as .csv") {
		t.Errorf("what is no workbook is answered %s", none.text)
	}
	x.sends(x.person("clerk"), "book.xlsx", excelOf(t, bad)).refused("file", "role_required", "R-CLM-03")
	x.call("POST", ours+"/catalogue/import", x.person("supervisor"), map[string]any{}).refused("file", "file_empty", "")
	if got := x.count("audit"); got != audits {
		t.Errorf("refused workbooks left %d rows of the trail", got-audits)
	}
	x.bringing.Lock()
	x.sends(x.person("supervisor"), "book.xlsx", excelOf(t, bookOf(t, 1))).refused("file", "quota_exceeded", "")
	x.bringing.Unlock()
}

// Drafts of other departments are not an officer's to take out, and exports take turns.
func TestExportIsOfTheOwnDepartment_R_CLM_03(t *testing.T) {
	x := newHouse(t)
	export := func(as, department string) reply {
		return x.call("GET", ours+"/catalogue/export.json?department="+department, x.person(as), nil)
	}
	for _, department := range []string{policeCode, ""} {
		export("cataloguer", department).refused("department", "role_required", "R-CLM-03")
		export("supervisor", department).ok()
	}
	export("clerk.police", policeCode).ok()
	own := export("cataloguer", marketCode).ok()
	if strings.Contains(own.text, policeCode+"4") || !strings.Contains(own.text, marketCode+"4") {
		t.Error("the export of a department has lists of another one, or none of its own")
	}
	x.call("GET", ours+"/catalogue/export.json", x.person("admin"), nil).ok()
	x.bringing.Lock()
	export("cataloguer", marketCode).refused("file", "quota_exceeded", "")
	x.bringing.Unlock()
}

// Whoever imports sees how far it has come, and nobody else.
func TestProgressOfTheOwnImport(t *testing.T) {
	x := newHouse(t)
	far := func(as string) string {
		r := x.call("GET", ours+"/catalogue/import", x.person(as), nil).ok()
		return fmt.Sprint(r.at("done"), " of ", r.at("total"))
	}
	var own, other string
	x.app.OnRecordCreate("claims").BindFunc(func(e *core.RecordEvent) error {
		own, other = far("supervisor"), far("supervisor2")
		return e.Next()
	})
	x.sends(x.person("supervisor"), "book.xlsx", excelOf(t, bookOf(t, 1))).ok()
	if own != "2 of 3" || other != "0 of 0" {
		t.Errorf("under way: %s, to another: %s", own, other)
	}
	if got := far("supervisor"); got != "0 of 0" {
		t.Errorf("afterwards: %s", got)
	}
}

func TestConsoleImportsAndExports(t *testing.T) {
	x := newHouse(t)
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out, err := x.console("catalogue", "import", file("good.xlsx", excelOf(t, bookOf(t, 12))))
	if err != nil || !strings.Contains(out, "lists: 12 claimed") || !strings.Contains(out, "  created "+marketCode+"4002010000000 备案事项0") || !strings.Contains(out, "100% (25 of 25)") || strings.Contains(out, "\r") {
		t.Fatalf("%q %v", out, err)
	}
	out, err = x.console("catalogue", "import", file("bad.xlsx", excelOf(t, changedBook(t, bookOf(t, 1), "services", 0, map[string]any{"name": "别名"}))))
	if err == nil || !strings.HasPrefix(err.Error(), "1 problem, nothing was imported") {
		t.Errorf("%q %v", out, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "bad.errors.xlsx")); err != nil || info.Size() == 0 {
		t.Errorf("no marked workbook: %v", err)
	}
	_, err = x.console("catalogue", "import", file("none.xlsx", []byte("no workbook")))
	if err == nil || err.Error() != "nothing was imported: file_text: This is a text such as .csv; fill in the template and save it as .xlsx." {
		t.Errorf("what is no workbook: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.errors.xlsx")); err == nil {
		t.Error("what is no workbook came back marked")
	}
	for _, name := range []string{"out.xlsx", "out.json"} {
		path := filepath.Join(dir, name)
		if out, err := x.console("catalogue", "export", path, "--department", marketCode); err != nil || !strings.Contains(out, "13 lists") {
			t.Errorf("%q %v", out, err)
		}
		if out, err := x.console("catalogue", "import", path); err != nil || !strings.Contains(out, "13 unchanged") {
			t.Errorf("%s: %q %v", name, out, err)
		}
	}
	empty := filepath.Join(dir, "template.xlsx")
	if out, err := x.console("catalogue", "export", empty, "--template"); err != nil || !strings.Contains(out, "the empty template written to") || strings.Contains(out, "0 lists") {
		t.Errorf("%q %v", out, err)
	}
	for _, args := range [][]string{{"import"}, {"import", filepath.Join(dir, "missing.xlsx")}, {"export", filepath.Join(dir, "out.csv")}, {"export", empty, "--department", "nobody"}} {
		if out, err := x.console(append([]string{"catalogue"}, args...)...); err == nil {
			t.Errorf("%v ends well: %q", args, out)
		}
	}
}
