package migrations

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// TestEveryDownTakesBackItsUp goes up one migration at a time, notes the schema, goes
// down the same steps and finds each of them again; then all the way up once more.
func TestEveryDownTakesBackItsUp(t *testing.T) {
	unwatched(t)
	app := bareApp(t)
	var steps core.MigrationsList
	before := []string{describe(t, app)}
	for _, m := range core.AppMigrations.Items() {
		steps.Add(m)
		applied, err := core.NewMigrationsRunner(app, steps).Up()
		if err != nil || len(applied) != 1 || applied[0] != m.File {
			t.Fatalf("up %s: %v %v", m.File, applied, err)
		}
		before = append(before, describe(t, app))
	}
	if len(before) < 8 {
		t.Fatalf("only %d migrations are registered", len(before)-1)
	}
	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	for i := len(before) - 2; i >= 0; i-- {
		file := core.AppMigrations.Item(i).File
		reverted, err := runner.Down(1)
		if err != nil || len(reverted) != 1 || reverted[0] != file {
			t.Fatalf("down %s: %v %v", file, reverted, err)
		}
		if got := describe(t, app); got != before[i] {
			t.Errorf("down %s leaves another schema than was there: %s", file, firstDifference(before[i], got))
		}
	}
	if tables := ourTables(t, app); len(tables) > 0 {
		t.Errorf("these tables outlive every down: %v", tables)
	}
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	if got := describe(t, app); got != before[len(before)-1] {
		t.Errorf("the second way up gives another schema: %s", firstDifference(before[len(before)-1], got))
	}
}

// ourTables are the tables of the database that are not the platform's.
func ourTables(t *testing.T, app core.App) []string {
	var names []string
	err := app.DB().Select("name").From("sqlite_schema").
		Where(dbx.HashExp{"type": "table"}).AndWhere(dbx.NewExp("name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name != 'users'")).
		OrderBy("name").Column(&names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestMigrationFilesAreNamedAlike(t *testing.T) {
	last := ""
	for _, m := range core.AppMigrations.Items() {
		stamp, rest, _ := strings.Cut(m.File, "_")
		verb, noun, _ := strings.Cut(strings.TrimSuffix(rest, ".go"), "_")
		if len(stamp) != 10 || verb == "" || noun == "" || m.Up == nil || m.Down == nil {
			t.Errorf("%s: want <unix>_verb_noun.go with an Up and a Down", m.File)
		}
		if m.File <= last {
			t.Errorf("%s is registered twice or out of order after %s", m.File, last)
		}
		last = m.File
	}
}

// TestAnotherApplicationsFolder: a folder in which people have signed up to the stock
// collection is left as it is.
func TestAnotherApplicationsFolder(t *testing.T) {
	app := bareApp(t)
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(users)
	r.SetEmail("somebody@demo.test")
	r.SetPassword("onestop-demo-2026")
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	before := describe(t, app)
	if err := app.RunAllMigrations(); err == nil || !strings.Contains(err.Error(), "fresh folder") {
		t.Errorf("the folder was taken over: %v", err)
	}
	if got := describe(t, app); got != before {
		t.Errorf("something was changed all the same: %s", firstDifference(before, got))
	}
	if _, err := app.FindRecordById("users", r.Id); err != nil {
		t.Errorf("the account is gone: %v", err)
	}
}
