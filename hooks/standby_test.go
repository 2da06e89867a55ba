package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/service"
	"onestop/hooks/appliance/where"
)

// wholeCommand has, in the environment of a child of the tests, its command line run as main
// does.
const wholeCommand = "ONESTOP_TEST_WHOLE_COMMAND"

func runWholeCommand() {
	app := pocketbase.NewWithConfig(pocketbase.Config{DBConnect: appliance.Connect, DataMaxIdleConns: appliance.Readers, HideStartBanner: true})
	hall := Register(app, Options{Now: func() time.Time { return morning }, Demo: true, DueByHand: true})
	app.RootCmd.AddCommand(Begins(hall.ServeCommand()))
	app.RootCmd.AddCommand(hall.Commands()...)
	if err := service.Run(func() error { return Run(app) }, hall.Stop); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// unitOf is a service of a test: a plan whose unit starts the program of the test.
type unitOf struct {
	t     *testing.T
	plan  service.Plan
	child *exec.Cmd
	said  *overheard
}

func newUnit(t *testing.T, plan service.Plan) *unitOf {
	plan.Binary, plan.HTTP = os.Args[0], freeAddress(t)
	if err := plan.Check(); err != nil {
		t.Fatal(err)
	}
	u := &unitOf{t: t, plan: plan}
	t.Cleanup(u.kill)
	return u
}

// words are those of ExecStart. The paths of tests have no blanks.
func (u *unitOf) words() []string {
	_, line, ok := strings.Cut(u.plan.Unit(), "\nExecStart=")
	line, _, _ = strings.Cut(line, "\n")
	if !ok || strings.Count(line, `"`) != 2 {
		u.t.Fatal(line)
	}
	return strings.Fields(strings.ReplaceAll(line, `"`, ""))
}

// start runs what the unit says.
func (u *unitOf) start() *unitOf {
	u.t.Helper()
	words := u.words()
	u.child, u.said = exec.Command(words[0], words[1:]...), &overheard{}
	u.child.Env = append(os.Environ(), wholeCommand+"=1")
	u.child.Stdout, u.child.Stderr = u.said, u.said
	if err := u.child.Start(); err != nil {
		u.t.Fatal(err)
	}
	return u
}

func (u *unitOf) kill() {
	if u.child != nil {
		_ = u.child.Process.Kill()
		_ = u.child.Wait()
		u.child = nil
	}
}

// await waits until something is so.
func (u *unitOf) await(what string, so func() bool) {
	u.t.Helper()
	began := time.Now()
	for !so() {
		if time.Since(began) > time.Minute {
			u.kill()
			u.t.Fatalf("%s: not within a minute: %s", what, u.said)
		}
		time.Sleep(50 * time.Millisecond)
	}
	u.t.Logf("%s: after %s", what, time.Since(began).Round(100*time.Millisecond))
}

func (u *unitOf) serves() bool { return answers(u.plan.HTTP) }

// follows tells whether the standby has a copy of what a primary wrote.
func (u *unitOf) follows() bool {
	f, err := replica.LookFollowed(u.plan.Dir)
	return err == nil && f != nil && f.Running && f.Copied && f.Problem == nil
}

// A standby that is run by the unit of its service takes over when the primary dies, and serves
// again after it was killed itself. The old primary does not come back as one, neither by its own
// unit nor by that of a standby, by which it takes over in its turn.
func TestTheServiceOfAStandby(t *testing.T) {
	unwatched(t)
	if runtime.GOOS == "windows" {
		t.Skip("the unit is one of systemd")
	}
	c := newCrash(t, newHouse(t).unlimited(), 1)
	c.later = &atomic.Int64{}
	place := placeOfTest(t)
	other := filepath.Join(t.TempDir(), "pb_data")
	key, err := os.ReadFile(c.dir + ".key")
	if err == nil {
		err = os.WriteFile(other+".key", key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	seed := 0
	work := func(u *unitOf) {
		t.Helper()
		before := len(c.acts)
		for end := time.Now().Add(time.Minute); len(c.acts) == before; seed += 10 {
			if time.Now().After(end) {
				t.Fatalf("nothing is acknowledged: %s", u.said)
			}
			c.apply("http://"+u.plan.HTTP, c.tokens[0], seed)
		}
	}
	kept := func(u *unitOf, dir string) {
		t.Helper()
		u.kill()
		if gone := c.missing(dir); len(gone) > 0 {
			t.Errorf("%d acknowledged acts are lost: %s", len(gone), u.said)
		}
	}

	first := newUnit(t, service.Plan{Dir: c.dir, Replica: place, Confirm: true}).start()
	first.await("the primary serves", first.serves)
	standby := newUnit(t, service.Plan{Dir: other, Replica: place, Confirm: true, Standby: true, Auto: true}).start()
	standby.await("the standby follows", standby.follows)
	looked := Register(core.NewBaseApp(core.BaseAppConfig{DataDir: other}), Options{Demo: true, DueByHand: true})
	report, err := looked.Diagnose(t.Context(), false, "")
	for _, f := range report.Findings {
		if err != nil || f.Level == doctor.Red {
			t.Errorf("of the standby the check-up says: %+v, %v", f, err)
		}
	}
	if !slices.ContainsFunc(report.Findings, func(f doctor.Finding) bool { return f.Code == "replica" && f.Level == doctor.Green }) {
		t.Errorf("the check-up does not know the standby: %+v", report.Findings)
	}
	work(first)
	first.kill()
	standby.await("the standby serves", standby.serves)
	if f, err := replica.LookFollowed(other); f != nil || err != nil {
		t.Errorf("it is said to follow still: %+v, %v", f, err)
	}
	work(standby)
	kept(standby, other)

	standby.start().await("it serves again", standby.serves)
	work(standby)
	first.start().await("the old primary ends", func() bool { return strings.Contains(first.said.String(), "has taken over from this folder") })
	first.kill()
	if err := os.MkdirAll(filepath.Join(appliance.TrialFolder(c.dir), "data"), 0o700); err != nil { // it was killed at a trial
		t.Fatal(err)
	}
	back := newUnit(t, service.Plan{Dir: c.dir, Replica: place, Confirm: true, Standby: true, Auto: true}).start()
	back.await("the old primary follows", back.follows)
	if _, err := os.Stat(appliance.TrialFolder(c.dir)); err == nil {
		t.Error("what a trial left stays")
	}
	if back.serves() {
		t.Error("two machines serve")
	}
	work(standby)
	kept(standby, other)
	back.await("it takes over in its turn", back.serves)
	work(back)
	standby.start().await("the one that was fenced follows", standby.follows)
	kept(back, c.dir)
	if rest, err := filepath.Glob(other + ".replaced-*"); err != nil || len(rest) != 1 {
		t.Errorf("its database was not set aside: %v, %v", rest, err)
	}
}

// Of a standby that served before, what is remembered of that time is not said: it speaks of a
// database that was set aside.
func TestAStandbyThatServedBeforeIsWell(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pb_data")
	long := time.Now().Add(-30 * 24 * time.Hour)
	remembered := doctor.Memory{Began: long, Quick: &doctor.Exam{At: long, Verdict: "ok"}, Full: &doctor.Exam{At: long, Verdict: "row 7"},
		Trail: doctor.TrailRead{At: long, Rows: 9}, Queue: &doctor.QueueRead{At: long, Wrong: 1}, Files: doctor.FilesRead{Total: 5, Bad: []string{"abc"}}, Trial: &replica.Trial{At: long}}
	followed, err := json.Marshal(replica.Followed{Place: "file:///mnt/other", At: time.Now(), Primary: "a", Copied: true})
	if err := errors.Join(err, os.MkdirAll(dir, 0o700), os.Mkdir(dir+".standby", 0o700), os.WriteFile(filepath.Join(dir+".standby", "followed.json"), followed, 0o600), remembered.Keep(dir)); err != nil {
		t.Fatal(err)
	}
	report, err := Register(core.NewBaseApp(core.BaseAppConfig{DataDir: dir}), Options{DueByHand: true}).Diagnose(t.Context(), false, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"database_quick", "database_full", "trail", "trail_anchor", "queue_whole", "files_whole", "replica_drill"} {
		if at := slices.IndexFunc(report.Findings, func(f doctor.Finding) bool { return f.Code == code }); at >= 0 {
			t.Errorf("of the house before is said: %+v", report.Findings[at])
		}
	}
	if !slices.ContainsFunc(report.Findings, func(f doctor.Finding) bool { return f.Code == "replica" }) {
		t.Errorf("how it follows is not said: %+v", report.Findings)
	}
}

// The status of the service fails for a standby that would not take over, and not for one that
// the user who asks may not see.
func TestTheStatusOfAStandby(t *testing.T) {
	const bucket = "s3://county/replica?endpoint=https://s3.example.gov.cn&region=cn-1"
	for name, c := range map[string]struct {
		f    *replica.Followed
		err  error
		fail bool
		says string
	}{
		"follows":         {f: &replica.Followed{Place: "file:///mnt/other", Primary: "a", Copied: true, Running: true}, says: "follows a"},
		"in a bucket":     {f: &replica.Followed{Place: bucket, Primary: "a", Copied: true, Running: true}, says: `onestop promote` + where.Flag("/srv/pb_data") + ` --replica "` + bucket + "\"\n"},
		"is stopped":      {f: &replica.Followed{Place: "file:///mnt/other", Primary: "a", Copied: true}, fail: true, says: "does not run"},
		"has no copy":     {f: &replica.Followed{Place: "file:///mnt/other", Primary: "a", Running: true}, says: "no whole copy"},
		"took over":       {says: "took over"},
		"may not be seen": {err: &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, says: "sudo"},
		"cannot be read":  {err: io.ErrUnexpectedEOF, fail: true, says: "EOF"},
	} {
		if c.f != nil {
			c.f.At = time.Now()
		}
		var out bytes.Buffer
		err := sayLooked(&out, "/srv/pb_data", c.f, c.err)
		said := out.String() + fmt.Sprint(err)
		if (err != nil) != c.fail || !strings.Contains(said, c.says) || c.fail && strings.Contains(said, "promote") {
			t.Errorf("%s: %v, %q", name, err, said)
		}
	}
}
