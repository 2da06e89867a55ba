package appliance

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/swap"
	"onestop/hooks/appliance/witness"
)

// tempName is the folder for half-received uploads, inside the data folder: after a
// crash no personal data lies in the temporary folder of the machine.
const tempName = ".tmp"

// tempVariables name the temporary folder on Unix and on Windows.
var tempVariables = []string{"TMPDIR", "TMP", "TEMP"}

type guard struct {
	now   func() time.Time // the clock of the machine
	mu    sync.Mutex
	held  *disk.Held
	saved map[string]string // the temporary folders before ours
}

// Guard makes the app take its data folder alone and look at it before the database is
// opened, and give it back when it ends.
func Guard(app core.App) { GuardBy(app, time.Now) }

// GuardBy guards by another clock than that of the machine, for tests that turn it.
func GuardBy(app core.App, now func() time.Time) {
	g := &guard{now: now}
	app.OnBootstrap().Bind(&hook.Handler[*core.BootstrapEvent]{Id: "onestopGuard", Func: g.open, Priority: -999})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopGuard", Func: g.close, Priority: -999})
}

func (g *guard) open(e *core.BootstrapEvent) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	dir := e.App.DataDir()
	if g.held != nil { // a second Bootstrap of the same app
		return e.Next()
	}
	if err := g.take(dir); err != nil {
		return err
	}
	left := ForgetTrial(dir) // before anything wants room
	aside, head, err := g.prepare(dir)
	if err == nil {
		err = e.Next()
	}
	if err == nil {
		err = errors.Join(mark(dir, g.now()), begin(e.App, dir, g.now, head))
	}
	if err != nil {
		return errors.Join(err, end(e.App), g.release())
	}
	if left != nil {
		e.App.Logger().Warn("What a trial of the replica left could not be removed.", "folder", TrialFolder(dir), "error", left)
	}
	if aside != "" {
		e.App.Logger().Warn("The log database was damaged and has been set aside.", "file", aside)
	}
	return nil
}

// take creates the folder for this user alone and locks it, after it has ended a restore
// that was cut off.
func (g *guard) take(dir string) error {
	if err := endRestore(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); errors.Is(err, fs.ErrPermission) {
		return err // the command says who may
	} else if err != nil {
		return refuse("The folder %[1]s cannot be created (%[2]v).", "文件夹 %[1]s 无法创建（%[2]v）。", dir, err)
	}
	if err := place(dir, os.TempDir()); err != nil {
		return err
	}
	if _, err := probe.Write(dir); err != nil {
		return err
	}
	held, err := Lock(dir)
	if err == nil && swap.Pending(dir) { // a restore was begun since we looked, and gave the folder free to rename it
		return errors.Join(refuse("A restore of %[1]s is running. Wait until it is done.", "正在恢复 %[1]s，请等它完成。", dir), held.Close())
	}
	g.held = held
	return err
}

// endRestore finishes a restore that was cut off while it put things in place, and forgets
// one that was cut off before.
func endRestore(dir string) error {
	if !swap.Pending(dir) {
		return nil
	}
	left, err := swap.Open(dir)
	if err != nil {
		return err
	}
	return left.Close()
}

// prepare checks the clock and the databases and turns the temporary folder inwards. It
// answers the name of logs that were damaged and the end of the trail.
func (g *guard) prepare(dir string) (aside string, head witness.Head, err error) {
	if err := errors.Join(startClock(dir, g.now()), Check(dir)); err != nil {
		return "", head, err
	}
	if head, err = recall(dir, g.now()); err != nil {
		return "", head, err
	}
	if aside, err = setAsideLogs(dir, g.now()); err != nil {
		return "", head, err
	}
	return aside, head, g.turnTemp(dir)
}

// turnTemp empties our temporary folder and points the process at it.
func (g *guard) turnTemp(dir string) error {
	temp, err := filepath.Abs(filepath.Join(dir, tempName))
	if err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(temp), os.MkdirAll(temp, 0o700)); err != nil {
		return err
	}
	g.saved = map[string]string{}
	for _, name := range tempVariables {
		g.saved[name] = os.Getenv(name)
		if err := os.Setenv(name, temp); err != nil {
			return err
		}
	}
	return nil
}

func (g *guard) close(e *core.TerminateEvent) error {
	err := e.Next()
	g.mu.Lock()
	defer g.mu.Unlock()
	return errors.Join(err, end(e.App), g.release())
}

// release gives the folder and the temporary folder back.
func (g *guard) release() error {
	var errs []error
	for name, value := range g.saved {
		if value == "" {
			errs = append(errs, os.Unsetenv(name))
		} else {
			errs = append(errs, os.Setenv(name, value))
		}
	}
	errs = append(errs, g.held.Close())
	g.saved, g.held = nil, nil
	return errors.Join(errs...)
}
