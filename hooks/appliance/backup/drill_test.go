package backup

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

func TestDrill(t *testing.T) {
	x := newHouse(t)
	for n := range 5 {
		x.hand(strings.Repeat("A", n+1), n)
	}
	x.aim()
	x.run()
	looked := 0
	x.Inspect = func(app core.App) error {
		n, err := app.CountRecords("papers")
		looked += int(n)
		if _, stat := os.Stat(app.DataDir() + ".key"); stat != nil {
			t.Error("the key is not beside the restored folder")
		}
		return err
	}
	before := listing(t, x.Dir)
	drill, err := x.Drill(context.Background(), nil)
	if err != nil || looked != 5 || drill.Records != 5 || drill.Opened != 5 || drill.Files != 15 || drill.Seq != 1 {
		t.Fatalf("%+v, %v", drill, err)
	}
	if listing(t, x.Dir) != before {
		t.Error("the drill changed the house")
	}
	if _, err := os.Stat(x.place(workName)); err == nil {
		t.Error("the restored folder stays")
	}
	status, err := x.Status(t.Context())
	if err != nil || status.Drill == nil || status.Drill.Problem != nil || status.GoodDrill == nil {
		t.Fatalf("%+v, %v", status, err)
	}
}

// What was made and tried at one place is not said of another; there it is due at once.
func TestADrillBelongsToItsPlace(t *testing.T) {
	x := newHouse(t)
	x.aim()
	x.run()
	if _, err := x.Drill(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	aim := func(disk string, drilled bool) {
		t.Helper()
		if _, err := x.Aim(disk, true); err != nil {
			t.Fatal(err)
		}
		s, err := x.Status(t.Context())
		if err != nil || (s.Drill != nil) != drilled || (s.GoodDrill != nil) != drilled || (s.Good != nil) != drilled || (s.Last != nil) != drilled {
			t.Fatalf("%s: %+v, %v", disk, s, err)
		}
		if due := backupDue(x.at, s); due == drilled {
			t.Errorf("%s: a backup is due: %v", disk, due)
		}
	}
	aim(x.disk, true)
	aim(t.TempDir(), false)
	x.run()
	if s, err := x.Status(t.Context()); err != nil || s.Drill != nil || !drillDue(x.at, s) {
		t.Errorf("%+v, %v", s, err)
	}
	aim(x.disk, false)
}

// Whatever harm is done to the disk, the next drill finds it.
func TestADrillFindsHarm(t *testing.T) {
	for name, spoil := range bad() {
		if name == "garbage mark" || name == "a bigger database" {
			continue // told by the disk itself; the same as another digest
		}
		t.Run(name, func(t *testing.T) {
			x := newHouse(t)
			x.hand("A1", 1)
			x.aim()
			x.run()
			spoil(t, x)
			if drill, err := x.Drill(context.Background(), nil); err == nil {
				t.Fatalf("%+v", drill)
			}
			status, err := x.Status(t.Context())
			if err != nil || status.Drill == nil || status.Drill.Problem == nil || status.Drill.Problem.ZH == "" || status.GoodDrill != nil {
				t.Fatalf("%+v, %v", status, err)
			}
		})
	}
}

func TestADrillTellsWhatTheHouseFinds(t *testing.T) {
	x := newHouse(t)
	x.aim()
	x.run()
	wrong := errors.New("the trail is broken")
	x.Inspect = func(core.App) error { return wrong }
	if _, err := x.Drill(context.Background(), nil); !errors.Is(err, wrong) {
		t.Fatal(err)
	}
	if status, _ := x.Status(t.Context()); !strings.Contains(status.Drill.Problem.EN, "the trail is broken") {
		t.Fatalf("%+v", status.Drill)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	for name, err := range map[string]error{"backup": second(x.Run(ctx)), "drill": third(x.Drill(ctx, nil))} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the %s goes on when the house closes: %v", name, err)
		}
	}
	if status, _ := x.Status(t.Context()); status.Last.Problem != nil || status.Last.Seq != 1 {
		t.Errorf("a backup that was cut off counts: %+v", status.Last)
	}
}

func second(_ Result, err error) error { return err }
func third(_ Drill, err error) error   { return err }

// clock is a time of day in China.
func clock(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.China)
	if err != nil {
		panic(err)
	}
	return at
}

var refusalOf = refusal.Of(errors.New("x"))

func TestWhatIsDue(t *testing.T) {
	result := func(at string, failed bool) *Result {
		r := &Result{At: clock(at)}
		if failed {
			r.Problem = &refusalOf
		}
		return r
	}
	drill := func(at string, failed bool) *Drill {
		d := &Drill{At: clock(at)}
		if failed {
			d.Problem = &refusalOf
		}
		return d
	}
	for _, c := range []struct {
		name          string
		now           string
		last          *Result
		drill         *Drill
		backup, drive bool
	}{
		{"never yet", "2026-03-02 09:00", nil, nil, true, false},
		{"just done", "2026-03-02 09:30", result("2026-03-02 09:00", false), drill("2026-03-02 02:00", false), false, false},
		{"an hour ago", "2026-03-02 10:00", result("2026-03-02 09:00", false), drill("2026-03-02 02:00", false), true, false},
		{"failed just now", "2026-03-02 09:05", result("2026-03-02 09:00", true), drill("2026-03-02 02:00", false), false, false},
		{"failed ten minutes ago", "2026-03-02 09:10", result("2026-03-02 09:00", true), drill("2026-03-02 02:00", false), true, false},
		{"the clock went back", "2025-03-02 09:00", result("2026-03-02 09:00", false), drill("2026-03-02 02:00", false), true, true},
		{"no drill yet", "2026-03-02 09:30", result("2026-03-02 09:00", false), nil, false, true},
		{"at night", "2026-03-03 01:10", result("2026-03-03 01:00", false), drill("2026-03-02 02:00", false), false, true},
		{"this night already", "2026-03-03 04:50", result("2026-03-03 04:40", false), drill("2026-03-03 01:00", false), false, false},
		{"one night off", "2026-03-03 09:10", result("2026-03-03 09:00", false), drill("2026-03-02 02:00", false), false, false},
		{"two nights off", "2026-03-04 09:10", result("2026-03-04 09:00", false), drill("2026-03-02 02:00", false), false, true},
		{"a failed drill", "2026-03-02 10:00", result("2026-03-02 09:30", false), drill("2026-03-02 09:00", true), false, true},
	} {
		s := Status{Set: true, KeyKept: true, history: history{Last: c.last, Good: c.last, Drill: c.drill}}
		now := clock(c.now)
		if backupDue(now, s) != c.backup || drillDue(now, s) != c.drive && c.last != nil {
			t.Errorf("%s: backup %v, drill %v", c.name, backupDue(now, s), drillDue(now, s))
		}
		if s.Set = false; backupDue(now, s) || drillDue(now, s) {
			t.Errorf("%s: without a disk something is due", c.name)
		}
	}
	if drillDue(clock("2026-03-02 02:00"), Status{Set: true, history: history{Good: result("2026-03-02 01:00", false)}}) {
		t.Error("a drill without the phrase")
	}
}

// A served house makes backups and drills by itself.
func TestTheServedHouseLooksAfterItself(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	ctx := context.Background()
	x.look(ctx, x.app) // no disk yet: nothing
	if _, err := os.Stat(x.place("")); err == nil {
		t.Fatal("something was made without a disk")
	}
	x.aim()
	x.look(ctx, x.app)
	x.look(ctx, x.app)
	status, err := x.Status(t.Context())
	if err != nil || status.Good == nil || status.GoodDrill == nil || len(status.Backups) != 1 {
		t.Fatalf("%+v, %v", status, err)
	}
	x.look(ctx, x.app)
	x.at = x.at.Add(time.Hour)
	x.look(ctx, x.app)
	if status, err = x.Status(t.Context()); err != nil || len(status.Backups) != 2 {
		t.Fatalf("%+v, %v", status, err)
	}
	if err := os.RemoveAll(x.disk); err != nil {
		t.Fatal(err)
	}
	x.at = x.at.Add(time.Hour)
	x.look(ctx, x.app)
	if status, err = x.Status(t.Context()); err != nil || status.Reachable || status.Last.Problem == nil {
		t.Fatalf("%+v, %v", status, err)
	}
}
