package probe

import (
	"runtime/debug"
	"sync"
	"time"

	"onestop/hooks/rules/workday"
)

const (
	// BackBy is how far the clock may stand before what was last seen: clocks are set.
	BackBy = 5 * time.Minute
	// AheadBy is how far it may stand after it. The longest public holiday has nine days;
	// with a weekend and some leave before it a machine is off for up to twelve.
	AheadBy = 12 * 24 * time.Hour
	// beforeBuild is how far it may stand before the program was built, whose own machine may
	// have had a fast clock. An empty battery on the board brings back a day years ago.
	beforeBuild = 365 * 24 * time.Hour
)

// Clock holds the clock of the machine against what is known: the last time that was seen
// (zero where none was) and the day the program was built (zero where it does not say).
//
//   - More than a year before the build no clock is right: an empty battery on the board
//     starts in 1970, in 2000 or on the day the board was made (ClockUnset). This is so
//     whatever anybody confirms.
//   - More than five minutes before the last time seen it went back (ClockBack): what is
//     handed in would bear an earlier day than what came before it.
//   - More than twelve days after it, it may have jumped (ClockAhead): limits would pass,
//     cases be accepted by silence and data erased in one stroke. A machine that was off for
//     longer is legitimate, so somebody has to look at the clock and confirm.
//
// A jump of less cannot be told from a machine that was off over a holiday, and passes; in
// service it can (see Leapt).
func Clock(now, last, built time.Time) error {
	switch {
	case !built.IsZero() && now.Before(built.Add(-beforeBuild)):
		return found(ClockUnset, "The clock of this computer says %[1]s, which is before this program was made (%[2]s). Set it right.",
			"本机时钟显示 %[1]s，早于本程序的制作时间（%[2]s）。请校准时钟。", workday.Minute(now), workday.Minute(built))
	case !last.IsZero() && now.Before(last.Add(-BackBy)):
		return found(ClockBack, "The clock of this computer says %[1]s, but it was %[2]s already. Set it right.",
			"本机时钟显示 %[1]s，但此前已经到过 %[2]s。请校准时钟。", workday.Minute(now), workday.Minute(last))
	case !last.IsZero() && now.After(last.Add(AheadBy)):
		return found(ClockAhead, "The clock of this computer says %[1]s; it was last seen at %[2]s, %[3]d days earlier. Check whether it is right.",
			"本机时钟显示 %[1]s，上次运行时是 %[2]s，相差 %[3]d 天。请核对时钟是否正确。", workday.Minute(now), workday.Minute(last), int(now.Sub(last).Hours()/24))
	}
	return nil
}

// Leapt finds that the clock was set in service: it says one time and was due to say another,
// by the time for which the machine has run. Less than five minutes is no leap, and one that
// Clock finds is told by Clock.
func Leapt(said, due, built time.Time) error {
	if err := Clock(said, due, built); err != nil {
		return err
	}
	if said.Sub(due) <= BackBy {
		return nil
	}
	return found(ClockLeapt, "The clock of this computer leapt to %[1]s while the service ran; by the time that has passed it is %[2]s. If %[1]s is wrong, set the clock right, and everything goes on by itself. If it is right, restart the service.",
		"服务运行中，本机时钟突然跳到 %[1]s，按实际经过的时间应为 %[2]s。如 %[1]s 不对，请校准时钟，校准后自动恢复；如 %[1]s 是对的，请重新启动服务。", workday.Minute(said), workday.Minute(due))
}

// began is a time of this process from which others are told by how long it has run.
var began = time.Now()

// Built is when the version of the source was made that this program was built from; zero
// where the build does not say.
var Built = sync.OnceValue(func() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
			return at
		}
	}
	return time.Time{}
})
