package upgrade

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // the platform's own tables

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/witness"
)

// childRole tells a copy of the test binary which other program it plays.
const childRole = "ONESTOP_TEST_CHILD"

func TestMain(m *testing.M) {
	switch role := os.Getenv(childRole); {
	case role == "":
		os.Exit(m.Run())
	case role == "swinger":
		swing(os.Args[1])
	default: // a released binary: version and whether it gets on with the data
		os.Exit(release(role))
	}
}

// release plays a binary: its role is its version, with a ! for one that fails on the data.
func release(role string) int {
	switch command := strings.Join(os.Args[1:], " "); {
	case command == "version":
		fmt.Println(strings.TrimSuffix(role, "!"))
	case strings.HasPrefix(command, "upgrade try --dir "):
		if _, err := os.Stat(filepath.Join(os.Args[4], dataName)); err != nil || strings.HasSuffix(role, "!") {
			fmt.Fprintln(os.Stderr, "the data is not to my taste", err)
			return 1
		}
	default:
		return 2
	}
	return 0
}

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// house is a data folder that version 1 has served: three cases and a trail of five.
type house struct {
	t   *testing.T
	dir string
}

func run(app core.App, sql string) error {
	_, err := app.DB().NewQuery(sql).Execute()
	return err
}

func change(name, sql string) func() {
	return func() {
		core.AppMigrations.Register(func(app core.App) error { return run(app, sql) }, nil, name)
	}
}

var first = change("1_first.go", `
	CREATE TABLE audit (seq INTEGER, hash TEXT); CREATE TABLE applications (id TEXT);
	INSERT INTO applications VALUES ('a'), ('b'), ('c');
	INSERT INTO audit VALUES (1, 'h1'), (2, 'h2'), (3, 'h3'), (4, 'h4'), (5, 'h5')`)

// knowing makes this binary one that knows these migrations.
func knowing(t *testing.T, changes ...func()) {
	before := core.AppMigrations
	t.Cleanup(func() { core.AppMigrations = before })
	core.AppMigrations = core.MigrationsList{}
	for _, c := range changes {
		c()
	}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	x := &house{t, filepath.Join(t.TempDir(), "data")}
	knowing(t, first)
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: x.dir, DBConnect: appliance.Connect})
	Bind(app, "1.0.0")
	if err := errors.Join(app.Bootstrap(), app.RunAllMigrations(), app.ResetBootstrapState()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(x.dir+".heads", []byte("five\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return x
}

// open starts a version of Onestop on the folder and stops it again.
func (x *house) open(version string) error {
	return x.openAt(version, noon)
}

func (x *house) openAt(version string, now time.Time) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: x.dir, DBConnect: appliance.Connect})
	u := &upgrader{version: version, now: func() time.Time { return now }, say: func(refusal.Refusal) {}}
	app.OnBootstrap().BindFunc(u.open)
	err := app.Bootstrap()
	return errors.Join(err, app.ResetBootstrapState())
}

func (x *house) state() state {
	x.t.Helper()
	s, err := stateOf(filepath.Join(x.dir, dataName))
	if err != nil {
		x.t.Fatal(err)
	}
	return s
}

// is holds the database against what it should be.
func (x *house) is(cases, seq int64, migrations ...string) {
	x.t.Helper()
	s := x.state()
	var ours []string
	for _, name := range s.Migrations {
		if strings.Contains(name, "_") && len(name) < 20 && strings.HasSuffix(name, ".go") && (name[0] == '1' || name[0] == '2') && name[1] == '_' {
			ours = append(ours, name)
		}
	}
	if s.Counts["applications"] != cases || s.Seq != seq || strings.Join(ours, " ") != strings.Join(migrations, " ") {
		x.t.Fatalf("there are %d cases, entry %d and %v; want %d, %d, %v", s.Counts["applications"], s.Seq, ours, cases, seq, migrations)
	}
}

func (x *house) run(sql string) {
	x.t.Helper()
	db, err := appliance.Connect(filepath.Join(x.dir, dataName))
	if err != nil {
		x.t.Fatal(err)
	}
	_, err = db.NewQuery(sql).Execute()
	if err := errors.Join(err, db.Close()); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) kept() []*Kept {
	x.t.Helper()
	list, err := List(x.dir)
	if err != nil {
		x.t.Fatal(err)
	}
	return list
}

// refused wants a sentence in both languages that holds the words.
func refused(t *testing.T, err error, words string) {
	t.Helper()
	r, ok := errors.AsType[refusal.Refusal](err)
	if !ok || !strings.Contains(r.EN, words) || r.ZH == "" || r.ZH == r.EN {
		t.Fatalf("got %v, want a refusal with %q", err, words)
	}
}

var second = change("2_second.go", "ALTER TABLE applications ADD COLUMN more TEXT")

// A new folder and one of the same version are opened without a copy.
func TestOpeningTheSameVersionKeepsNoCopy(t *testing.T) {
	x := newHouse(t)
	if err := x.open("1.0.0"); err != nil || len(x.kept()) != 0 {
		t.Fatalf("%v, %d copies", err, len(x.kept()))
	}
	if got := versionOf(x.dir); got != "1.0.0" {
		t.Fatalf("the folder was served by %q", got)
	}
}

// A change of the schema happens with a copy of what was, which is kept for two weeks, the
// newest for longer.
func TestUpgradeKeepsACopy(t *testing.T) {
	x := newHouse(t)
	knowing(t, first, second)
	if err := x.open("2.0.0"); err != nil {
		t.Fatal(err)
	}
	x.is(3, 5, "1_first.go", "2_second.go")
	list := x.kept()
	if len(list) != 1 || list[0].From != "1.0.0" || list[0].To != "2.0.0" || list[0].Seq != 5 || list[0].Counts["applications"] != 3 {
		t.Fatalf("kept is %+v", list)
	}
	if s, err := stateOf(list[0].database()); err != nil || s.Seq != 5 || len(apart(s.Migrations, known()).pending) != 1 {
		t.Fatalf("the copy holds %+v (%v)", s, err)
	}
	old := filepath.Join(folderOf(x.dir), noon.Add(-keptFor-time.Hour).Format(stampForm))
	if err := os.Rename(list[0].dir, old); err != nil {
		t.Fatal(err)
	}
	list[0].dir, list[0].At = old, noon.Add(-keptFor-time.Hour)
	if err := errors.Join(list[0].fill(context.Background(), x.dir), os.Mkdir(filepath.Join(folderOf(x.dir), "cut off"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := forget(x.dir, noon); err != nil || len(x.kept()) != 1 {
		t.Fatalf("%v: the only copy is gone", err)
	}
	if _, err := keep(context.Background(), x.dir, "3.0.0", noon); err != nil {
		t.Fatal(err)
	}
	if err := forget(x.dir, noon); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folderOf(x.dir))
	if err != nil || len(entries) != 1 || x.kept()[0].To != "3.0.0" {
		t.Fatalf("%v: kept are %v", err, entries)
	}
}

// Whatever a change does wrong, the folder is what it was, and the earlier version opens it.
func TestAFailedUpgradeChangesNothing(t *testing.T) {
	for name, sql := range map[string]string{
		"an error":          "UPDATE nothing SET x = 1",
		"half and an error": "DELETE FROM applications; UPDATE nothing SET x = 1",
		"a lost case":       "DELETE FROM applications WHERE id = 'b'",
		"a lost table":      "DROP TABLE audit",
		"a rewritten trail": "UPDATE audit SET hash = 'other' WHERE seq = 5",
		"a cut trail":       "DELETE FROM audit WHERE seq = 5; INSERT INTO audit VALUES (4, 'h4')",
	} {
		t.Run(name, func(t *testing.T) {
			x := newHouse(t)
			knowing(t, first, change("2_bad.go", sql))
			refused(t, x.open("2.0.0"), "The data is as it was before")
			x.is(3, 5, "1_first.go")
			knowing(t, first)
			if err := x.open("1.0.0"); err != nil {
				t.Fatal(err)
			}
			x.is(3, 5, "1_first.go")
		})
	}
}

// A service that starts a bad version anew and anew does not fill the disk with copies, nor
// does one that is killed in the middle of each start.
func TestFailedStartsPileNoCopiesUp(t *testing.T) {
	x := newHouse(t)
	knowing(t, first, change("2_bad.go", "UPDATE nothing SET x = 1"))
	for i := range 6 {
		refused(t, x.openAt("2.0.0", noon.Add(time.Duration(i)*5*time.Second)), "The data is as it was before")
	}
	if entries, _ := os.ReadDir(folderOf(x.dir)); len(entries) > 0 {
		t.Fatalf("six failed starts left %v", entries)
	}
	x.is(3, 5, "1_first.go")
	for i := range 3 { // killed after the copy
		if _, err := keep(context.Background(), x.dir, "2.0.0", noon.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folderOf(x.dir), "cut off"), 0o700); err != nil {
		t.Fatal(err)
	}
	x.run("INSERT INTO applications VALUES ('d')")
	knowing(t, first, second)
	if _, err := keep(context.Background(), x.dir, "2.0.0", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	app := noon.Add(2 * time.Hour)
	if err := x.openAt("2.0.0", app); err != nil {
		t.Fatal(err)
	}
	list := x.kept()
	if len(list) != 4 || !list[0].At.Equal(app) { // three of another state, and the newest of this
		t.Fatalf("kept are %d, the newest of %v", len(list), list[0].At)
	}
}

// An older version does not open what a newer one has changed.
func TestAnOlderVersionRefusesANewerFolder(t *testing.T) {
	x := newHouse(t)
	knowing(t, first, second)
	if err := x.open("2.0.0"); err != nil {
		t.Fatal(err)
	}
	knowing(t, first)
	refused(t, x.open("1.0.0"), "newer Onestop (2.0.0; 1 change is")
	x.is(3, 5, "1_first.go", "2_second.go")
}

// Going back says what it costs, does nothing until that is agreed to, and keeps what it
// takes away.
func TestGoingBack(t *testing.T) {
	x := newHouse(t)
	knowing(t, first)
	earlier := known()
	knowing(t, first, second)
	if err := x.open("2.0.0"); err != nil {
		t.Fatal(err)
	}
	x.run("INSERT INTO applications (id) VALUES ('d'); INSERT INTO audit VALUES (6, 'h6'), (7, 'h7')")
	if err := os.WriteFile(x.dir+".heads", []byte("seven\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	seen, err := witness.Open(x.dir, time.Now, witness.Head{Seq: 7, Hash: "h7"})
	if err != nil {
		t.Fatal(err)
	}
	if err := seen.Close(); err != nil {
		t.Fatal(err)
	}
	back := &Back{Dir: x.dir, Version: "2.0.0", Now: func() time.Time { return noon.Add(time.Hour) }}
	_, err = back.Run(context.Background(), earlier)
	refused(t, err, "2 changes and 1 case")
	_, err = back.Run(context.Background(), append(known(), "3_third.go"))
	refused(t, err, "No copy")
	if gone, err := back.Run(context.Background(), known()); err != nil || gone.Kept != nil {
		t.Fatalf("a version of the same schema needs no copy: %v", err)
	}
	x.is(4, 7, "1_first.go", "2_second.go")

	held, err := appliance.Lock(x.dir)
	if err != nil {
		t.Fatal(err)
	}
	back.Lose = 2
	_, err = back.Run(context.Background(), earlier)
	refused(t, err, "in use")
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	gone, err := back.Run(context.Background(), earlier)
	if err != nil {
		t.Fatal(err)
	}
	x.is(3, 5, "1_first.go")
	heads, err := os.ReadFile(x.dir + ".heads")
	if err != nil || string(heads) != "five\n" || versionOf(x.dir) != "1.0.0" || gone.Aside.Counts["applications"] != 4 {
		t.Fatalf("%v: heads %q, version %q, aside %+v", err, heads, versionOf(x.dir), gone.Aside)
	}
	if said, err := witness.Read(x.dir); err != nil || !said.Last().IsZero() {
		t.Fatalf("what is taken back on purpose would stop the next start: %v", err)
	}
	knowing(t, first)
	if err := x.open("1.0.0"); err != nil {
		t.Fatal(err)
	}
}

// Killed while a copy is put back, the database is the one or the other (the pages come in
// one transaction).
func TestPuttingBackSurvivesBeingKilled(t *testing.T) {
	x := newHouse(t)
	x.run("CREATE TABLE filler (n INTEGER, text TEXT); INSERT INTO filler WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000) SELECT n, hex(randomblob(500)) FROM c")
	if _, err := keep(context.Background(), x.dir, "small", noon); err != nil {
		t.Fatal(err)
	}
	x.run("DELETE FROM applications WHERE id = 'c'; DELETE FROM audit WHERE seq = 5; INSERT INTO filler SELECT n, hex(randomblob(500)) FROM filler")
	if _, err := keep(context.Background(), x.dir, "big", noon.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int64]int{}
	for i := range 12 {
		cmd := exec.Command(self, x.dir)
		cmd.Env = append(os.Environ(), childRole+"=swinger")
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+i*23) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if complaint.Len() > 0 {
			t.Fatal(complaint.String())
		}
		s := x.state()
		if s.Seq-s.Counts["applications"] != 2 || s.Seq != 5 && s.Seq != 4 {
			t.Fatalf("kill %d left %+v", i, s)
		}
		if err := (&Kept{state: s}).check(filepath.Join(x.dir, dataName)); err != nil {
			t.Fatal(err)
		}
		seen[s.Seq]++
	}
	t.Logf("12 kills left %v", seen)
}

// swing puts the two copies back in turns until it is killed.
func swing(dir string) {
	list, err := List(dir)
	for i := 0; err == nil; i++ {
		err = putBack(filepath.Join(dir, dataName), list[i%2])
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
