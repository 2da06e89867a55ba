package hooks

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// unlimited lifts the limits on requests per minute, which are not what these tests ask about.
func (x *house) unlimited() *house {
	x.t.Helper()
	settings, err := x.app.Settings().Clone()
	if err != nil {
		x.t.Fatal(err)
	}
	settings.RateLimits.Enabled = false
	if err := x.app.Save(settings); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// witness is a second pair of eyes on the database: a connection of its own, to which
// every commit shows, whatever it changed.
type witness struct {
	t    testing.TB
	conn *sql.Conn
	seen int64
}

func (x *house) witness() *witness {
	x.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(x.app.DataDir(), "data.db"))
	if err != nil {
		x.t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { conn.Close(); db.Close() })
	w := &witness{t: x.t, conn: conn}
	w.moved()
	return w
}

// moved reports whether anything was committed since the last look.
func (w *witness) moved() bool {
	w.t.Helper()
	var version int64
	if err := w.conn.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&version); err != nil {
		w.t.Fatal(err)
	}
	moved := version != w.seen
	w.seen = version
	return moved
}

// rows counts the rows of every table and the files on disk.
func (x *house) rows() map[string]int {
	x.t.Helper()
	var tables []string
	if err := x.app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Column(&tables); err != nil {
		x.t.Fatal(err)
	}
	counts := map[string]int{"files": len(x.stored())}
	for _, name := range tables {
		var n int
		if err := x.app.DB().Select("count(*)").From(name).Row(&n); err != nil {
			x.t.Fatal(err)
		}
		counts[name] = n
	}
	return counts
}

// changed names the tables whose number of rows differs.
func changed(before, after map[string]int) []string {
	var names []string
	for name, n := range after {
		if before[name] != n {
			names = append(names, name)
		}
	}
	return names
}

// samples of the texts that have a fixed form.
var samples = map[string]string{
	`^\d{4}-\d{2}-\d{2}$`:           "2026-03-04",
	`^\d{4}(-\d{2}(-\d{2})?)?$`:     "2026-03",
	`^\d{6}(\d{3}(\d{3})?)?$`:       "510799123",
	`^[0-9A-HJ-NPQRTUWXY]{18}$`:     "11510799DEM0000143",
	`^[0-9]{2}[0-9A-Z]{2}[0-9]{8}$`: "000116013777",
	`^[0-9A-Z]{31}$`:                "11510799DEM000030Q4000116013777",
	`^[0-9A-Za-z_-]{1,40}$`:         "SAMPLE",
	`^[a-z][a-z0-9_]{0,39}$`:        "sample",
	`^[a-z_]+$`:                     "sample",
	`^[a-z0-9]+$`:                   "sampleid0000001",
	`^[a-zA-Z0-9_\-\.]+$`:           "sample",
}

// sample makes a value that the field takes by itself, nil where only a real file would do.
func (x *house) sample(f core.Field) any {
	switch f := f.(type) {
	case *core.TextField:
		if f.Pattern == "" {
			return "示例"
		}
		text, known := samples[f.Pattern]
		if !known {
			x.t.Fatalf("no sample of %s %s", f.Name, f.Pattern)
		}
		return text
	case *core.EmailField:
		return "sample@demo.test"
	case *core.PasswordField:
		return password
	case *core.NumberField:
		return 1
	case *core.BoolField:
		return true
	case *core.DateField, *core.AutodateField:
		return "2026-03-04 01:00:00.000Z"
	case *core.SelectField:
		return f.Values[len(f.Values)-1] // never the one with which a record begins
	case *core.JSONField:
		return map[string]any{"sample": 1}
	case *core.RelationField:
		return x.anyOf(f.CollectionId)
	}
	return nil
}

// anyOf is the id of the first row of a collection, "" where there is none.
func (x *house) anyOf(collection string) string {
	c, err := x.app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		x.t.Fatal(err)
	}
	var id string
	x.app.DB().Select("id").From(c.Name).OrderBy("id").Limit(1).Row(&id)
	return id
}

// broken are values that are damaged whatever the type of the field is.
var broken = map[string]any{
	"an object":          map[string]any{"a": 1},
	"a control sign":     "a\u0000b",
	"a turned direction": "示\u202E例",
	"an isolate":         "示\u2066例",
	"broken text":        "示\uFFFD例",
	"a nested list":      []any{[]any{"a"}},
}

// nonsense generates values by name that the field must refuse.
func (x *house) nonsense(f core.Field) map[string]any {
	values := map[string]any{}
	for name, v := range broken {
		values[name] = v
	}
	switch f := f.(type) {
	case *core.TextField:
		values["a flag"], values["a list"] = true, []any{"a"}
		if f.Max > 0 {
			values["too long"] = strings.Repeat("长", f.Max+1)
		}
		if f.Pattern != "" {
			values["another form"] = "!?"
		}
		if strings.HasPrefix(f.Pattern, `^\d{4}-`) {
			values["no real day"] = "2026-02-30"
		}
	case *core.EmailField:
		values["a flag"], values["no address"] = true, "someone at home"
	case *core.PasswordField:
		values["a flag"], values["too short"], values["too long"] = true, "x", strings.Repeat("x", 200)
		delete(values, "a control sign") // whoever wants it in a password may have it
		delete(values, "a turned direction")
		delete(values, "an isolate")
		delete(values, "broken text")
	case *core.NumberField:
		values["a word"], values["a flag"], values["a fraction"], values["a list"] = "eins", true, 1.5, []any{1}
		values["no number"], values["infinity"] = "NaN", "Inf"
		values["too small"], values["too large"] = *f.Min-1, *f.Max+1
	case *core.BoolField:
		values["a word"], values["a number"], values["a list"] = "maybe", 7, []any{true}
	case *core.DateField, *core.AutodateField:
		values["a word"], values["a flag"], values["a number"], values["no real day"] = "gestern", true, 20260302, "2026-13-45 00:00:00.000Z"
	case *core.SelectField:
		values["an unknown value"], values["a flag"], values["a number"] = "unknown", true, 7
		if f.MaxSelect <= 1 {
			values["two at once"] = []any{f.Values[0], f.Values[1]}
		} else {
			values["one unknown among known"] = []any{f.Values[0], "unknown"}
		}
	case *core.RelationField:
		values["no record"], values["no id"], values["a flag"], values["a number"] = "nothing00000000", "x", true, 7
		values["a record of another collection"] = x.stranger(f.CollectionId)
		if f.MaxSelect <= 1 {
			values["two at once"] = []any{x.anyOf(f.CollectionId), "nothing00000000"}
		} else {
			values["one foreign among known"] = []any{x.anyOf(f.CollectionId), "nothing00000000"}
		}
	case *core.JSONField:
		delete(values, "an object")
		delete(values, "a nested list")
		values["too large"] = map[string]any{"a": strings.Repeat("x", int(f.MaxSize)+1)}
		values["control signs deep inside"] = map[string]any{"a": []any{map[string]any{"b\u0000": 1}}}
		values["a turned direction deep inside"] = []any{map[string]any{"a": "x\u202Ey"}}
	case *core.FileField:
		values["a name without a file"], values["a flag"], values["a number"] = "nothing.png", true, 7
		values["a path"] = "../../data.db"
	}
	return values
}

// stranger is the id of a record that is not of the collection.
func (x *house) stranger(collectionID string) string {
	for _, name := range []string{"regions", "departments"} {
		if c, err := x.app.FindCachedCollectionByNameOrId(name); err == nil && c.Id != collectionID {
			return x.anyOf(name)
		}
	}
	x.t.Fatal("no stranger")
	return ""
}

// A commit shows to the witness, a rollback does not.
func TestWitness(t *testing.T) {
	x := newHouse(t)
	seen := x.witness()
	x.act(x.person("zhang"), "nothing00000000", "submit").refused("application", "record_foreign", "")
	if seen.moved() {
		t.Error("a refusal moved the database")
	}
	x.draft(x.person("zhang"))
	if !seen.moved() || seen.moved() {
		t.Error("a commit is seen once")
	}
}

// Every sample is taken by its field and every nonsense differs from it, so that a
// refusal below is one of the nonsense.
func TestSamplesOfEveryField(t *testing.T) {
	x := newHouse(t)
	collections, err := x.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, c := range collections {
		if c.System {
			continue
		}
		for _, f := range c.Fields {
			fields++
			if len(x.nonsense(f)) < 4 {
				t.Errorf("%s.%s: no nonsense of type %s", c.Name, f.GetName(), f.Type())
			}
			if x.sample(f) == nil && f.Type() != core.FieldTypeFile {
				t.Errorf("%s.%s: no sample of type %s", c.Name, f.GetName(), f.Type())
			}
		}
	}
	if fields < 250 {
		t.Errorf("only %d fields", fields)
	}
}
