package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/probe"
)

// killed is the folder of a house as a kill leaves it after some cases were handed in: what
// was acknowledged last lies in the write-ahead log alone. It answers the folder and how many
// rows the trail had then.
func killed(t *testing.T) (dir string, rows int64, cases int) {
	t.Helper()
	x := newHouse(t)
	zhang := x.person("zhang")
	for range 3 {
		x.handIn(zhang)
		cases++
	}
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(x.app.DataDir())); err != nil {
		t.Fatal(err)
	}
	copyFile(t, x.app.DataDir()+".key", dir+".key")
	end, err := lastEntry(x.app)
	if err != nil {
		t.Fatal(err)
	}
	return dir, end.Seq, cases
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// starts opens a house on a folder and closes it again.
func starts(t *testing.T, dir string, machine func() time.Time) error {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h := Register(app, Options{DueByHand: true, Machine: machine})
	err := app.Bootstrap()
	event := new(core.TerminateEvent)
	event.App = app
	app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	h.examiner.Close()
	return err
}

// endOf is how long the trail of a folder is that nobody serves, as SQLite reads it.
func endOf(t *testing.T, dir string) (rows int64) {
	t.Helper()
	db, err := probe.OpenReadOnly(filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.NewQuery("SELECT COALESCE(MAX(seq), 0) FROM audit").Row(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

var lostWords = regexp.MustCompile(`has lost the last (\d+) entr(?:y|ies) that (?:was|were) acknowledged, of (\d+) cases?`)

// A write-ahead log that is gone, cut or damaged is to SQLite one that ended earlier: nothing
// else than this tells that acknowledged cases are missing (platform, A5).
func TestALostLogIsFound(t *testing.T) {
	whole, rows, cases := killed(t)
	log := func(dir string) string { return filepath.Join(dir, "data.db-wal") }
	change := func(what func([]byte) []byte) func(string) error {
		return func(dir string) error {
			content, err := os.ReadFile(log(dir))
			if err != nil || len(content) < 100_000 {
				return fmt.Errorf("a log of %d bytes: %w", len(content), err)
			}
			return os.WriteFile(log(dir), what(content), 0o600)
		}
	}
	for name, harm := range map[string]func(dir string) error{
		"sound":          func(string) error { return nil },
		"deleted":        func(dir string) error { return os.Remove(log(dir)) },
		"empty":          change(func([]byte) []byte { return nil }),
		"cut":            change(func(b []byte) []byte { return b[:len(b)/2] }),
		"header garbage": change(func(b []byte) []byte { copy(b, strings.Repeat("x", 32)); return b }),
		"400 bad bytes":  change(func(b []byte) []byte { copy(b[len(b)/2:], strings.Repeat("y", 400)); return b }),
		"log of another": change(func(b []byte) []byte {
			for i := range b {
				b[i] ^= 0x5a
			}
			return b
		}),
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			copyFile(t, whole+".key", dir+".key")
			os.Remove(filepath.Join(dir, "data.db-shm"))
			if err := harm(dir); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(log(dir))
			left := endOf(t, dir)
			err := starts(t, dir, nil)
			if name == "sound" {
				if err != nil || left != rows {
					t.Fatalf("%d rows of %d, %v", left, rows, err)
				}
				return
			}
			if err == nil {
				t.Fatalf("the house starts without %d rows", rows-left)
			}
			said := lostWords.FindStringSubmatch(err.Error())
			if said == nil || said[1] != strconv.FormatInt(rows-left, 10) {
				t.Fatalf("%d rows are lost, the start says %v", rows-left, err)
			}
			if n, _ := strconv.Atoi(said[2]); n < 1 || n > cases || left == 0 && n != cases {
				t.Errorf("%d cases of %d: %v", n, cases, err)
			}
			if !strings.Contains(err.Error(), "丢失了最后") || !strings.Contains(err.Error(), "备份") {
				t.Errorf("not in Chinese: %v", err)
			}
			if after, _ := os.ReadFile(log(dir)); string(after) != string(before) {
				t.Error("the refused start changed the log")
			}
			t.Setenv("ONESTOP_START_ANYWAY", "loss")
			if err := starts(t, dir, nil); err != nil {
				t.Fatalf("whoever accepts the loss is kept out: %v", err)
			}
			if aside, err := filepath.Glob(filepath.Join(dir, ".acknowledged.lost-*")); err != nil || len(aside) != 1 {
				t.Errorf("what was acknowledged is not kept: %v, %v", aside, err)
			}
			t.Setenv("ONESTOP_START_ANYWAY", "")
			if err := starts(t, dir, nil); err != nil {
				t.Errorf("the next start: %v", err)
			}
		})
	}
}

// An older copy of the database, or another one, is no database to go on with silently.
func TestAnExchangedDatabaseIsFound(t *testing.T) {
	whole, _, _ := killed(t)
	older := filepath.Join(template, "data.db")
	for _, part := range []string{"-wal", "-shm"} {
		os.Remove(filepath.Join(whole, "data.db"+part))
	}
	copyFile(t, older, filepath.Join(whole, "data.db"))
	if err := starts(t, whole, nil); err == nil || !lostWords.MatchString(err.Error()) {
		t.Fatalf("an older copy: %v", err)
	}

	x := newHouse(t)
	x.handIn(x.person("zhang"))
	dir := x.app.DataDir()
	x.sql("UPDATE audit SET hash = CASE substr(hash, 1, 1) WHEN 'f' THEN '0' ELSE 'f' END || substr(hash, 2) WHERE seq = (SELECT max(seq) FROM audit)")
	x.close()
	if err := starts(t, dir, nil); err == nil || !strings.Contains(err.Error(), "its trail is another one") {
		t.Fatalf("another trail: %v", err)
	}
}

// Acts, due jobs and starts by a wrong clock (platform, D).
func TestAWrongClockDatesNothing(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	submitted := x.handIn(zhang)
	before := x.find("applications", "id = '%s'", submitted)
	waiting := x.draft(zhang)
	for _, m := range []string{"M-AP", "M-ID", "M-LAY"} {
		x.upload(zhang, waiting, x.material(m), m+".png", picture(len(m)+7)).ok()
	}
	dir := x.app.DataDir()
	x.close()
	for name, jump := range map[string]time.Duration{"a year back": -365 * 24 * time.Hour, "400 days ahead": 400 * 24 * time.Hour} {
		now := time.Now()
		x.machine = func() time.Time { return now }
		x.open(dir)
		now = now.Add(jump)
		x.act(zhang, waiting, "submit").refused("act", "clock_wrong", "")
		if err := x.RunDue(t.Context()); err == nil || !strings.Contains(err.Error(), "clock") {
			t.Errorf("%s: things fall due: %v", name, err)
		}
		health := x.call("GET", "/api/onestop/health", nil, nil)
		if health.status != 503 || !strings.Contains(health.text, `"clock_`) || !strings.Contains(health.text, "时钟") {
			t.Errorf("%s: health %d %s", name, health.status, health.text)
		}
		after := x.find("applications", "id = '%s'", submitted)
		for _, field := range []string{"state", "notice_due", "statutory_due", "promised_due", "submitted_at"} {
			if before.GetString(field) != after.GetString(field) {
				t.Errorf("%s: %s was %s, is %s", name, field, before.GetString(field), after.GetString(field))
			}
		}
		now = now.Add(-jump)
		x.wellness = wellness{}
		x.call("GET", "/api/onestop/health", nil, nil).ok() // right again by itself
		x.close()

		wrong := now.Add(jump)
		if err := starts(t, dir, func() time.Time { return wrong }); err == nil || !strings.Contains(err.Error(), "The clock of this computer says") || !strings.Contains(err.Error(), "时钟") {
			t.Errorf("%s: the house starts: %v", name, err)
		}
		t.Setenv("ONESTOP_START_ANYWAY", "clock")
		if err := starts(t, dir, func() time.Time { return wrong }); err != nil {
			t.Errorf("%s: whoever looked at the clock is kept out: %v", name, err)
		}
		if err := starts(t, dir, nil); err != nil { // the confirmed time counts from now on; this confirms the right one again
			t.Errorf("%s: %v", name, err)
		}
		t.Setenv("ONESTOP_START_ANYWAY", "")
	}
	x.machine = nil
	x.open(dir)
	x.act(zhang, waiting, "submit").ok()
}

// A clock that is set three days ahead in service stops what would be dated by it, is told
// how to mend, and leaves nothing behind: set right, or after a restart by the right time,
// everything goes on.
func TestAClockSetInServiceDatesNothing(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	waiting := x.draft(zhang)
	for _, m := range []string{"M-AP", "M-ID", "M-LAY"} {
		x.upload(zhang, waiting, x.material(m), m+".png", picture(len(m)+7)).ok()
	}
	dir, now := x.app.DataDir(), time.Now()
	x.close()
	x.machine = func() time.Time { return now }
	x.open(dir)
	now = now.Add(72 * time.Hour)
	x.act(zhang, waiting, "submit").refused("act", "clock_wrong", "")
	if err := x.RunDue(t.Context()); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("things fall due: %v", err)
	}
	health := x.call("GET", "/api/onestop/health", nil, nil)
	if health.status != 503 || !strings.Contains(health.text, `"clock_leapt"`) || !strings.Contains(health.text, "restart the service") || !strings.Contains(health.text, "重新启动服务") {
		t.Errorf("health %d %s", health.status, health.text)
	}
	x.demo = false // which the doctor looks at
	x.lookOver(t.Context(), false)
	if f := saidOf(*x.checkedUp(), "clock_stored"); f.Level != doctor.Red || !strings.Contains(f.ZH, "重新启动服务") {
		t.Errorf("the doctor says %+v", f)
	}
	now = now.Add(-72 * time.Hour)
	if !x.clockTurned() {
		t.Error("that it is right again waits for an hour")
	}
	x.tendOnce(t.Context())
	if f := saidOf(*x.checkedUp(), "clock_stored"); f.Level != doctor.Green || x.clockTurned() {
		t.Errorf("set right: %+v", f)
	}
	now = now.Add(72 * time.Hour)
	if !x.clockTurned() {
		t.Error("a leap waits for an hour")
	}
	apart := doctor.Clock{PeerAt: now.Add(-72 * time.Hour), Asked: now}
	if (&patient{hall: x.Hall}).lookPace(&apart); apart.Leapt == nil {
		t.Error("a server that says another time confirms a leap")
	}
	x.close()
	now = now.Add(-72 * time.Hour)
	x.open(dir) // started by the right time
	x.act(zhang, waiting, "submit").ok()

	now = now.Add(2 * time.Hour) // the host held the machine up for as long
	confirmed := doctor.Clock{PeerAt: now.Add(-time.Second), Asked: now}
	(&patient{hall: x.Hall}).lookPace(&confirmed)
	if err := x.rightClock(); confirmed.Leapt != nil || err != nil {
		t.Errorf("a leap that another server confirms: %+v, %v", confirmed.Leapt, err)
	}
}
