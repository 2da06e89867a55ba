package appliance

import (
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/witness"
)

// watching is where an app keeps the watch of its folder.
const watching = "onestopWatch"

// watch is what one process knows about the folder that it serves: what was acknowledged,
// and how the clock of the machine keeps pace.
type watch struct {
	witness *witness.Witness
	pace    *pace
}

// Attest tells the witness that the trail now ends at a row, by a committed transaction
// that touched some cases. A witness that cannot write, for a full disk, is behind the
// database then, never ahead of it; that is no reason to fail what is committed.
func Attest(app core.App, seq int64, hash string, cases []string) {
	w, ok := app.Store().Get(watching).(*watch)
	if !ok || app.Store().Has(hurrying) {
		return
	}
	if err := w.witness.Note(witness.Head{Seq: seq, Hash: hash}, cases); err != nil {
		app.Logger().Warn("What was acknowledged could not be written down.", "error", err)
	}
}

// Clock finds that the clock of the machine is wrong (see probe.Leapt), compared with the
// last time that it was seen to be right and what has passed since; nil where it is right or
// where nobody guards the app. A wrong time is never taken for the last one seen.
func Clock(app core.App) error {
	w, ok := app.Store().Get(watching).(*watch)
	if !ok {
		return nil
	}
	said, due := w.pace.read()
	return probe.Leapt(said, due, probe.Built())
}

// TrustClock takes the clock of the machine for right as it stands, because something else than
// this machine confirms it.
func TrustClock(app core.App) {
	if w, ok := app.Store().Get(watching).(*watch); ok {
		w.pace.trust()
	}
}

// startClock refuses to start by a wrong clock. One that stands behind or far ahead of the
// last time seen may be confirmed; one from before the program was built may not.
func startClock(dir string, now time.Time) error {
	said, err := witness.Read(dir)
	if err != nil {
		return err
	}
	f := probe.Of(probe.Clock(now, said.Last(), probe.Built()))
	switch {
	case f == nil, f.Code != probe.ClockUnset && anyway(anywayClock):
		return nil
	case f.Code != probe.ClockUnset:
		f.EN += " Where the clock is right, start once with " + anywayName + "=" + anywayClock + "."
		f.ZH += "如时钟无误，请用环境变量 " + anywayName + "=" + anywayClock + " 启动一次。"
	}
	return *f
}

// place refuses a folder in which a database is not safe. What lies in the temporary folder
// of the machine is thrown away anyhow.
func place(dir, temp string) error {
	if anyway(anywayFolder) || below(dir, temp) {
		return nil
	}
	where, err := probe.PlaceOf(dir)
	if err != nil {
		return err
	}
	f := probe.Of(where.Fit(dir))
	if f == nil {
		return nil
	}
	f.EN += " To go on there nevertheless, start with " + anywayName + "=" + anywayFolder + "."
	f.ZH += "如确要在此运行，请用环境变量 " + anywayName + "=" + anywayFolder + " 启动。"
	return *f
}

// below tells whether a folder lies in another one.
func below(dir, top string) bool {
	dir, dirErr := filepath.Abs(dir)
	top, topErr := filepath.Abs(top)
	rel, err := filepath.Rel(top, dir)
	return dirErr == nil && topErr == nil && err == nil && filepath.IsLocal(rel)
}

// begin opens the watch of a folder that was found in order. A clock that leaps is not what
// the witness writes down, so that the next start is held against the time that it was.
func begin(app core.App, dir string, now func() time.Time, end witness.Head) error {
	pace := newPace(machine{now, probe.Elapsed, probe.KernelClock})
	pace.put = func(from, to time.Time) {
		app.Logger().Warn("The network put the clock of this computer forward.", "from", from, "to", to)
	}
	w, err := witness.Open(dir, pace.due, end)
	if err != nil {
		return err
	}
	app.Store().Set(watching, &watch{witness: w, pace: pace})
	return nil
}

// end closes the watch of an app.
func end(app core.App) error {
	w, ok := app.Store().Get(watching).(*watch)
	if !ok {
		return nil
	}
	app.Store().Remove(watching)
	return w.witness.Close()
}
