package cases

import (
	"math/rand"
	"slices"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// lives checks a property on many random cases.
func lives(t *testing.T, holds func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool) {
	t.Helper()
	cal := calendar(t, 2024, 2025, 2026)
	from, err := workday.ParseDay("2024-06-01")
	if err != nil {
		t.Fatal(err)
	}
	check := func(seed int64) bool { return holds(t, rand.New(rand.NewSource(seed)), cal, from) }
	if err := quick.Check(check, &quick.Config{MaxCount: 400, Rand: rand.New(rand.NewSource(20260302))}); err != nil {
		t.Error(err)
	}
}

func unseen(*file, *file, *deed) {}

// Whatever happened: done again in its order it gives the same state, the same dates and
// the same explanation of them; and the log alone gives the dates.
func TestReplayingTheDeedsGivesTheSameCase(t *testing.T) {
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		f, done := live(r, cal, from, unseen)
		again := open(f.s, cal)
		for _, x := range done {
			if err := again.do(x.day, x.deed); err != nil {
				t.Logf("%+v: %v", x.deed, err)
				return false
			}
			again.ledger() // looking changes nothing
		}
		again.today = f.today
		return again.summary() == f.summary()
	})
}

// Once a limit is met, the day on which one looks at it changes nothing.
func TestWhatIsMetStaysWhateverTheDay(t *testing.T) {
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		f, _ := live(r, cal, from, unseen)
		now := dues(f.ledger())
		for _, later := range []workday.Day{1, 9, 40, 300} {
			f.today += later
			for i, d := range dues(f.ledger()) {
				if now[i].Light == clock.None && (d.Date != now[i].Date || d.Met != now[i].Met || d.Left != now[i].Left || d.Light != clock.None) {
					t.Logf("%+v became %+v", now[i], d)
					return false
				}
			}
		}
		return true
	})
}

func dues(l clock.Ledger) []clock.Due {
	return []clock.Due{l.Notice, l.Inspection, l.Law, l.Promise, l.Delivery}
}

// No limit ends on a day off (R-AL-21, R-AL-22).
func TestNoLimitEndsOnADayOff_R_AL_21(t *testing.T) {
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		good := true
		live(r, cal, from, func(_, f *file, d *deed) {
			for _, due := range dues(f.ledger()) {
				if due.Date == 0 {
					continue
				}
				if next, err := cal.Next(due.Date); err != nil || next != due.Date {
					t.Logf("%s of %s after %+v", due.Date, f.s.list.Regime, d)
					good = false
				}
			}
		})
		return good
	})
}

// A pause or an extension never makes the law's or the promised day earlier, neither
// when it begins nor when it ends (R-AL-20, R-AL-18).
func TestPauseAndExtensionNeverMakeADateEarlier_R_AL_20(t *testing.T) {
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		good := true
		var floor [2]workday.Day // as it stood when the clock last ran
		live(r, cal, from, func(before, f *file, d *deed) {
			dates := func(f *file) [2]workday.Day { l := f.ledger(); return [2]workday.Day{l.Law.Date, l.Promise.Date} }
			if d.act == "pause" || d.act == "extend" {
				floor = dates(before)
			}
			if d.subject == "result" || !slices.Contains([]flow.Act{"pause", "resume", "extend"}, d.act) {
				return
			}
			for i, date := range dates(f) {
				if date != 0 && date < floor[i] {
					t.Logf("%s after %s by %s", date, floor[i], d.act)
					good = false
				}
			}
		})
		return good
	})
}

// A pause never makes a step due earlier either (R-AL-20, R-PL-22).
func TestPauseNeverMakesAStepEarlier_R_AL_20(t *testing.T) {
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		good := true
		live(r, cal, from, func(before, f *file, d *deed) {
			for i := range before.steps {
				was, is := before.steps[i], f.steps[i]
				if was.State == is.State && was.due != 0 && is.due != 0 && is.due < was.due {
					t.Logf("%s was due %s, then %s by %s", is.Name, was.due, is.due, d.act)
					good = false
				}
			}
		})
		return good
	})
}

// What the law forbids happens in no life, whatever is tried in whatever order.
func TestNoLifeBreaksTheLaw(t *testing.T) {
	done := map[string]int{}
	lives(t, func(t *testing.T, r *rand.Rand, cal *workday.Calendar, from workday.Day) bool {
		good := true
		bad := func(what string) { t.Log(what); good = false }
		count := map[flow.Act]int{}
		live(r, cal, from, func(before, f *file, d *deed) {
			done[d.subject+" "+string(d.act)]++
			if d.subject == "application" {
				count[d.act]++
				for _, w := range crimes(before, f, d, count) {
					bad(w)
				}
			}
		})
		return good
	})
	for _, table := range []flow.Table{flow.Application, flow.Result} {
		for _, act := range table.Acts() {
			if done[table.Subject+" "+string(act)] == 0 {
				t.Errorf("no life saw %s of a %s: the property says nothing about it", act, table.Subject)
			}
		}
	}
}

// crimes are what the law forbids of an act on an application, told apart from how the
// packages prevent it.
func crimes(before, f *file, d *deed, count map[flow.Act]int) (found []string) {
	wrong := func(is bool, what string) {
		if is {
			found = append(found, what)
		}
	}
	gaps, err := before.missing()
	wrong(err != nil, "the answers are at odds")
	lacking := func(necessity string) bool {
		return slices.ContainsFunc(gaps, func(g checklist.Gap) bool { return g.Necessity == necessity })
	}
	l := before.ledger()
	switch d.act {
	case "accept":
		wrong(lacking(catalogue.Required), "R-AL-04e: accepted without what is required")
		wrong(lacking(catalogue.Deferrable) && f.deferred == 0, "R-PL-24: accepted without a day for what may follow")
	case "request_correction":
		wrong(f.corrections > 1 && d.who != "supervisor", "R-AL-08: a second correction")
		wrong(l.Notice.Light == clock.Red && f.terms.Regime.Silence == clock.SilenceAccepted, "R-AL-06: told too late")
	case "deem_accepted":
		wrong(l.Notice.Light != clock.Red, "R-AL-06: deemed accepted too early")
	case "extend":
		wrong(count[d.act] > 1, "R-AL-18: extended twice")
		wrong(l.Law.Light == clock.Red, "R-AL-18: extended too late")
	case "pause":
		wrong(f.terms.Regime.PauseGround(d.ground) != nil, "R-AL-20: stopped for another cause")
	case "grant", "refuse":
		wrong(before.acceptedBy == d.who && f.s.list.Handling == catalogue.Promised, "R-PL-20: decided by who accepted")
		wrong(d.act == "grant" && slices.ContainsFunc(f.steps, func(x step) bool { return x.State != review.Passed }), "R-AL-10: granted unexamined")
		wrong(d.act == "grant" && f.deferred != 0 && len(gaps) > 0, "R-PL-24: granted before the papers came")
		wrong(count["request_hearing"] > count["hold_hearing"], "R-AL-26: decided before the hearing")
	}
	return found
}
