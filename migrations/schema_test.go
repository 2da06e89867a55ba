package migrations

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

var update = flag.Bool("update", false, "write testdata/schema.txt anew")

const golden = "testdata/schema.txt"

// template is a folder with the whole schema, made once; each test works on its own copy.
var template string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "onestop-schema-")
	if err == nil {
		template = filepath.Join(dir, "data")
		err = makeTemplate()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the template:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func makeTemplate() error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: template})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	return app.ResetBootstrapState() // closes the database
}

// freshApp is a fresh folder with the whole schema.
func freshApp(t testing.TB) core.App {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

// bareApp is a fresh folder with the platform's own tables only.
func bareApp(t testing.TB) core.App {
	t.Helper()
	app := open(t, t.TempDir())
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	return app
}

func open(t testing.TB, dir string) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	return app
}

// collections are those that are not the platform's, by name.
func collections(t testing.TB, app core.App) []*core.Collection {
	t.Helper()
	var list []*core.Collection
	if err := app.CollectionQuery().AndWhere(dbx.HashExp{"system": false}).OrderBy("name").All(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSchema holds the whole schema against the golden table: a change of any field,
// index or rule shows as a line of a file that people read.
func TestSchema(t *testing.T) {
	got := describe(t, freshApp(t))
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the schema differs from %s (run with -update and read what changed): %s", golden, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

// help is the help text of a field; stamps have none on this platform.
func help(f core.Field) (string, bool) {
	switch x := f.(type) {
	case *core.TextField:
		return x.Help, true
	case *core.NumberField:
		return x.Help, true
	case *core.SelectField:
		return x.Help, true
	case *core.RelationField:
		return x.Help, true
	case *core.FileField:
		return x.Help, true
	case *core.JSONField:
		return x.Help, true
	case *core.BoolField:
		return x.Help, true
	case *core.DateField:
		return x.Help, true
	case *core.EmailField:
		return x.Help, true
	case *core.PasswordField:
		return x.Help, true
	}
	return "", false
}

func TestEveryFieldIsExplainedInBothLanguages(t *testing.T) {
	for _, c := range collections(t, freshApp(t)) {
		for _, f := range c.Fields {
			text, explains := help(f)
			if !explains {
				if f.Type() != core.FieldTypeAutodate {
					t.Errorf("%s.%s: no help text is known for the type %s", c.Name, f.GetName(), f.Type())
				}
				continue
			}
			han := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			latin := strings.LastIndexFunc(text, func(r rune) bool { return r < 0x80 && unicode.IsLetter(r) })
			if han != 0 || latin < 0 || len(text) > 300 {
				t.Errorf("%s.%s: help text of %d bytes, Chinese first and English after it wanted: %q", c.Name, f.GetName(), len(text), text)
			}
		}
	}
}

// publicFiles are what everyone may fetch; every other file is a citizen's or a case's.
var publicFiles = []string{"services.result_sample", "materials.blank_form", "materials.sample"}

// severalFiles are the fields that hold more than one file.
var severalFiles = map[string]int{"tasks.evidence": 20, "problems.files": 5, "problems.evidence": 10, "trainings.materials": 20}

// signedNumbers may lie below zero: a task that will be late, a cut that is a growth.
var signedNumbers = []string{"tasks.slack", "tasks.numerator"}

func TestFiles(t *testing.T) {
	found := 0
	for _, c := range collections(t, freshApp(t)) {
		for _, f := range c.Fields {
			x, ok := f.(*core.FileField)
			if !ok {
				continue
			}
			found++
			name := c.Name + "." + x.Name
			if open := slices.Contains(publicFiles, name); x.Protected == open {
				t.Errorf("%s: protected %t", name, x.Protected)
			}
			if name == "documents.thumb" { // of the house: a small JPEG
				if x.MaxSize != 256<<10 || !slices.Equal(x.MimeTypes, []string{"image/jpeg"}) {
					t.Errorf("%s takes %v of %d bytes", name, x.MimeTypes, x.MaxSize)
				}
				continue
			}
			if len(x.Thumbs) > 0 || x.MaxSelect != max(1, severalFiles[name]) || x.MaxSize != 20<<20 {
				t.Errorf("%s: thumbs %v, %d files of %d bytes", name, x.Thumbs, x.MaxSelect, x.MaxSize)
			}
			if want := []string{"application/pdf", "image/jpeg", "image/png"}; !slices.Equal(x.MimeTypes, want) {
				t.Errorf("%s takes %v, want %v", name, x.MimeTypes, want)
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d file fields were found", found)
	}
}

func TestNothingIsDeletedAlongWithAnotherRecord(t *testing.T) {
	relations := 0
	for _, c := range collections(t, freshApp(t)) {
		for _, f := range c.Fields {
			if x, ok := f.(*core.RelationField); ok {
				relations++
				if x.CascadeDelete {
					t.Errorf("%s.%s deletes along", c.Name, x.Name)
				}
			}
		}
	}
	if relations < 60 {
		t.Errorf("only %d relations were found", relations)
	}
}

func TestFieldsHaveLimits(t *testing.T) {
	for _, c := range collections(t, freshApp(t)) {
		for _, f := range c.Fields {
			name := c.Name + "." + f.GetName()
			switch x := f.(type) {
			case *core.TextField:
				if x.Max == 0 || x.Max > 20000 {
					t.Errorf("%s holds up to %d characters", name, x.Max)
				}
				if dated := strings.HasSuffix(x.Name, "_due") || strings.HasSuffix(x.Name, "_on"); dated && x.Pattern != `^\d{4}-\d{2}-\d{2}$` {
					t.Errorf("%s is a date of the form %q", name, x.Pattern)
				}
			case *core.NumberField:
				if x.Min == nil || x.Max == nil || (*x.Min < 0) != slices.Contains(signedNumbers, name) || !x.OnlyInt {
					t.Errorf("%s has no sane limits", name)
				}
			case *core.JSONField:
				if x.MaxSize == 0 || x.MaxSize > 4<<20 {
					t.Errorf("%s holds up to %d bytes", name, x.MaxSize)
				}
			case *core.RelationField:
				if x.MaxSelect != 1 && x.MaxSelect != 999 {
					t.Errorf("%s names up to %d records", name, x.MaxSelect)
				}
			}
			if strings.HasSuffix(f.GetName(), "_at") && f.Type() != core.FieldTypeDate {
				t.Errorf("%s is a %s, not an instant", name, f.Type())
			}
		}
		if last := c.Fields.FieldNames()[len(c.Fields)-2:]; last[0] != "created" || last[1] != "updated" {
			t.Errorf("%s does not end with its stamps: %v", c.Name, last)
		}
	}
}

// TestHiddenFields: what never leaves the house by the API, beyond the platform's own.
func TestHiddenFields(t *testing.T) {
	var hidden []string
	for _, c := range collections(t, freshApp(t)) {
		for _, f := range c.Fields {
			if f.GetHidden() && !f.GetSystem() {
				hidden = append(hidden, c.Name+"."+f.GetName())
			}
		}
	}
	slices.Sort(hidden)
	want := []string{"applicants.code_digest", "applicants.code_until", "applications.agent_cipher", "applications.form_cipher", "applications.track_code", "identities.cipher", "identities.digest", "journeys.form_cipher", "problems.contact_cipher", "ratings.rated", "receipts.digest", "second_steps.cipher", "second_steps.codes", "tries.tries"}
	if !slices.Equal(hidden, want) {
		t.Errorf("hidden are %v, want %v", hidden, want)
	}
}

func TestAccounts(t *testing.T) {
	app := freshApp(t)
	if _, err := app.FindCollectionByNameOrId("users"); err == nil {
		t.Error("the stock collection users is still there")
	}
	accounts := 0
	for _, c := range collections(t, app) {
		if !c.IsAuth() {
			continue
		}
		accounts++
		if c.OAuth2.Enabled || c.OTP.Enabled || c.MFA.Enabled || c.AuthAlert.Enabled || c.ManageRule != nil {
			t.Errorf("%s: more than a password opens it", c.Name)
		}
		stock := 0
		for _, x := range c.Indexes {
			if strings.Contains(x, "idx_email_") {
				stock++
			}
		}
		if stock > 0 {
			t.Errorf("%s keeps the stock index, which tells A@x from a@x: %v", c.Name, c.Indexes)
		}
	}
	if accounts != 2 {
		t.Errorf("%d collections of accounts, want officers and applicants", accounts)
	}
}

// TestRolesAreNotPartsOfEachOther: the rules look for a role as a part of the list.
func TestRolesAreNotPartsOfEachOther(t *testing.T) {
	c, err := freshApp(t).FindCollectionByNameOrId("officers")
	if err != nil {
		t.Fatal(err)
	}
	roles := c.Fields.GetByName("roles").(*core.SelectField)
	if roles.MaxSelect != len(roles.Values) || len(roles.Values) != 6 {
		t.Errorf("%d of %v", roles.MaxSelect, roles.Values)
	}
	for _, a := range roles.Values {
		for _, b := range roles.Values {
			if a != b && strings.Contains(a, b) {
				t.Errorf("%s is a part of %s", b, a)
			}
		}
	}
}

// TestNoRuleAsksForAnIdAlone: an id is unique within its collection only, and whoever
// signs up may choose it, so every rule with an id also names the caller's collection.
func TestNoRuleAsksForAnIdAlone(t *testing.T) {
	for _, c := range collections(t, freshApp(t)) {
		for _, r := range rulesOf(c) {
			if r.rule == nil || *r.rule == signedIn {
				continue
			}
			compared := strings.Count(*r.rule, "= @request.auth.id")
			named := strings.Count(*r.rule, "@request.auth.collectionName =")
			if compared > named {
				t.Errorf("%s %s: %s", c.Name, r.op, *r.rule)
			}
		}
	}
}
