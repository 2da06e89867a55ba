package backup

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/vault"
)

func child(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// restoreUntilKilled is the other process: it restores and, where it comes to a step, says so
// and waits to be killed.
func restoreUntilKilled() error {
	dir, disk, phrase, at := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	r := &Restore{Dir: dir, From: disk, Now: time.Now, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
	r.step = func(name string) {
		if name == at {
			fmt.Println("at", name)
			time.Sleep(time.Hour)
		}
	}
	_, err := r.Run(context.Background())
	fmt.Println("done")
	return err
}

// startOnce is a start of the house after the crash.
func startOnce(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	appliance.Guard(app)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	event := &core.TerminateEvent{}
	event.App = app
	return app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
}

// Killed wherever it is, between the renames, too, a restore leaves the old house or the new
// one, with its files and the key that fits, and the next start opens it.
func TestKillingARestore(t *testing.T) {
	steps := []string{"prepare", "half", "rotate", "synced", "written", "move 0", "move 1", "move 2", "move 3", "move 4", "move 5", "move 6", "move 7", "done"}
	outcomes := map[string]int{}
	for _, step := range steps {
		x := newHouse(t)
		x.hand("N1", 1)
		x.hand("N2", 1)
		phrase := x.aim()
		x.run()
		x.hand("O3", 0)
		x.close()
		for _, ending := range besides {
			x.write(x.Dir+ending, "old")
		}
		killAt(t, child(t, "restore", x.Dir, x.disk, phrase, step), step)
		if out, err := child(t, "start", x.Dir).Output(); err != nil {
			t.Fatalf("%s: the next start fails: %v %s", step, err, out)
		}
		got := stateOf(t, x)
		outcomes[got]++
		if begun := strings.HasPrefix(step, "move") || step == "done"; begun != (got == "new") {
			t.Errorf("killed at %q: the house is %s", step, got)
		}
		if left, _ := filepath.Glob(x.Dir + ".restore"); len(left) > 0 {
			t.Errorf("killed at %q: %v stays", step, left)
		}
	}
	if outcomes["old"] != 5 || outcomes["new"] != 9 {
		t.Error(outcomes)
	}
}

func killAt(t *testing.T, cmd *exec.Cmd, step string) {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || line != "at "+step+"\n" {
		t.Fatalf("the restore says %q instead of stopping at %q (%v)", line, step, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says "killed"
}

// stateOf is "old" or "new", with everything that belongs to it.
func stateOf(t *testing.T, x *house) string {
	t.Helper()
	papers := papersOf(t, x.Dir)
	var beside []string
	for _, ending := range besides {
		content, err := os.ReadFile(x.Dir + ending)
		if err != nil {
			t.Fatal(err)
		}
		beside = append(beside, string(content))
	}
	switch fmt.Sprint(papers, beside) {
	case "map[N1:2 N2:2 O3:1] [old old old]":
		return "old"
	case "map[N1:2 N2:2] [this house's .key this house's .heads this house's .ca]":
		return "new"
	}
	t.Fatalf("neither old nor new: %v %v", papers, beside)
	return ""
}

// backupUntilKilled makes one backup after the other, each of another day, so that old ones
// are removed all the time.
func backupUntilKilled() error {
	dir := os.Args[1]
	at, err := time.Parse(time.RFC3339, os.Args[2])
	if err != nil {
		return err
	}
	b := &Backups{Dir: dir, Version: "test", Now: func() time.Time { return at }}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	appliance.Guard(app)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	for n := 0; ; n++ {
		record, err := hand(app, fmt.Sprint("D", n), 0)
		if err != nil {
			return err
		}
		if n%2 == 0 {
			if err := app.Delete(record); err != nil {
				return err
			}
		}
		at = at.Add(31 * 24 * time.Hour)
		if _, err := b.Run(context.Background()); err != nil {
			return err
		}
		fmt.Println(at.Format(time.RFC3339))
	}
}

// Killed while they are made and old ones removed, all backups that are there open whole.
func TestKillingBackups(t *testing.T) {
	x := newHouse(t)
	x.aim()
	x.close()
	at := x.at
	for round := range 6 {
		cmd := child(t, "backup", x.Dir, at.Format(time.RFC3339))
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(stdout)
		for n := 0; n < 10 && lines.Scan(); n++ {
			if at, err = time.Parse(time.RFC3339, lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			if at, err = time.Parse(time.RFC3339, lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		_ = cmd.Wait() // says "killed"
		if n := allOpen(t, x); n == 0 {
			t.Fatalf("round %d left no backup", round)
		}
	}
	x.at = at.Add(time.Hour)
	x.run()
	if n := allOpen(t, x); n > 40 {
		t.Errorf("%d backups stay", n)
	}
}

// allOpen reads every object of every backup on the disk.
func allOpen(t *testing.T, x *house) int {
	t.Helper()
	store, identity, entries := x.kept(t)
	for _, entry := range entries {
		m, err := store.Load(identity, entry)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Get(identity, m.Database.Object, io.Discard); err != nil {
			t.Fatal(err)
		}
		for _, r := range m.Records {
			if err := store.Get(identity, r.Object, io.Discard); err != nil {
				t.Fatal(err)
			}
		}
	}
	return len(entries)
}
