package clock

import (
	"math/rand/v2"
	"testing"

	"onestop/hooks/rules/workday"
)

func day(t testing.TB, s string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// agree reports whether the light of a limit says the same as its days.
func agree(d Due, today workday.Day) bool {
	switch d.Light {
	case Red:
		return today > d.Date && d.Left < 0
	case Yellow:
		return today <= d.Date && d.Left >= 0 && d.Left <= 3
	case Green:
		return today <= d.Date && d.Left > 3
	case Grey:
		return d.Unknown != nil
	}
	return d.Light == None && (d.Met != 0 || d.Date == 0)
}

func dues(l Ledger) [5]Due { return [5]Due{l.Notice, l.Inspection, l.Law, l.Promise, l.Delivery} }

// story makes an accepted case of any regime with up to three pauses that do not
// overlap, and perhaps an extension: what may happen, in an order in which it may.
type story struct {
	terms  Terms
	events []Event
	pauses []int // places of the pauses among the events
	today  workday.Day
}

func tell(p *rand.Rand, from workday.Day) story {
	keys := []string{"LICENCE", "LICENCE_JOINT", "REAL_ESTATE", "MARKET_ENTITY", "ID_CARD", "RESIDENCE_PERMIT", "FOI", "SOCIAL_INS",
		"CONSTRUCTION", "FOOD_BUSINESS", "DIBAO", "HOUSING_FUND", "FIRE_CHECK", "GENERAL"}
	s := story{terms: Terms{Regime: Regimes[keys[p.IntN(len(keys))]], Instant: p.IntN(4) == 0, Inspection: p.IntN(2) == 0}}
	s.terms.Promise = Limit{N: p.IntN(30), Unit: []Unit{WD, CD}[p.IntN(2)]}
	if p.IntN(3) == 0 {
		s.terms.Law = Limit{N: p.IntN(60), Unit: []Unit{WD, CD}[p.IntN(2)]}
	}
	d := from + workday.Day(p.IntN(300))
	s.events = append(s.events, Event{Kind: Received, Day: d})
	if p.IntN(3) == 0 {
		d += workday.Day(p.IntN(8))
		s.events = append(s.events, Event{Kind: Corrected, Day: d})
		d += workday.Day(p.IntN(20))
		s.events = append(s.events, Event{Kind: Supplied, Day: d})
	}
	d += workday.Day(p.IntN(6))
	s.events = append(s.events, Event{Kind: Accepted, Day: d})
	for range p.IntN(4) {
		d += workday.Day(p.IntN(12))
		if p.IntN(3) == 0 {
			s.events = append(s.events, Event{Kind: Extended, Day: d, Limit: Limit{N: p.IntN(12), Unit: []Unit{WD, CD}[p.IntN(2)]}})
			continue
		}
		s.pauses = append(s.pauses, len(s.events))
		s.events = append(s.events, Event{Kind: Paused, Day: d, Ground: "testing", Until: d + workday.Day(p.IntN(20))})
		d += workday.Day(p.IntN(25))
		s.events = append(s.events, Event{Kind: Resumed, Day: d})
	}
	s.today = d + workday.Day(p.IntN(40))
	return s
}

// without drops the events at the place and after it, n of them.
func without(events []Event, place, n int) []Event {
	return append(append([]Event{}, events[:place]...), events[place+n:]...)
}

const stories = 4000

func TestDueDatesAreWorkingDaysAndLightsAgree_R_AL_21_R_CLM_12(t *testing.T) {
	cal, p := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(1, 2))
	seen := map[Light]int{}
	for range stories {
		s := tell(p, day(t, "2024-02-01"))
		l := Run(cal, s.terms, s.events, s.today)
		worst := None
		for i, d := range dues(l) {
			if d.Unknown != nil || !agree(d, s.today) {
				t.Fatalf("%s: %+v on %s of %+v", tracks[i], d, s.today, s.events)
			}
			if d.Date != 0 {
				if on, err := cal.Working(d.Date); err != nil || !on {
					t.Fatalf("%s is due on %s, a day off: %+v", tracks[i], d.Date, s.events)
				}
			}
			worst = worse(worst, d.Light)
			seen[d.Light]++
		}
		if l.Light != worst {
			t.Fatalf("the case is %s, its worst limit %s", l.Light, worst)
		}
	}
	for _, light := range []Light{None, Green, Yellow, Red} {
		if seen[light] < 100 {
			t.Errorf("only %d limits were %s", seen[light], light)
		}
	}
}

func TestAPauseNeverMakesADateEarlier_R_AL_20(t *testing.T) {
	cal, p, later := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(3, 4)), 0
	for range stories {
		s := tell(p, day(t, "2024-02-01"))
		with := Run(cal, s.terms, s.events, s.today)
		for _, place := range s.pauses {
			less := Run(cal, s.terms, without(s.events, place, 2), s.today)
			if with.Law.Date < less.Law.Date || with.Promise.Date < less.Promise.Date {
				t.Fatalf("the pause at %d moved %s to %s, %s to %s: %+v", place, less.Law.Date, with.Law.Date, less.Promise.Date, with.Promise.Date, s.events)
			}
			if with.Law.Date > less.Law.Date {
				later++
			}
		}
	}
	if later < 200 {
		t.Errorf("only %d pauses moved a date", later)
	}
}

func TestAnExtensionNeverMakesADateEarlier_R_AL_16(t *testing.T) {
	cal, p, later := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(5, 6)), 0
	for range stories {
		s := tell(p, day(t, "2024-02-01"))
		with := Run(cal, s.terms, s.events, s.today)
		for i, e := range s.events {
			if e.Kind != Extended {
				continue
			}
			less := Run(cal, s.terms, without(s.events, i, 1), s.today)
			if with.Law.Date < less.Law.Date || with.Promise.Date < less.Promise.Date || with.Extended != less.Extended+1 {
				t.Fatalf("the extension at %d moved %s to %s: %+v", i, less.Law.Date, with.Law.Date, s.events)
			}
			if with.Law.Date > less.Law.Date && with.Law.Date != 0 {
				later++
			}
		}
	}
	if later < 200 {
		t.Errorf("only %d extensions moved a date", later)
	}
}

// TestTheLinesOfALimitAddUpToIt reads the explanation back: what the lines of the limit
// count is what the limit and its extensions give, and the days from the first line to
// the date are the counted and the skipped ones.
func TestTheLinesOfALimitAddUpToIt(t *testing.T) {
	cal, p, read := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(7, 8)), 0
	for range stories {
		s := tell(p, day(t, "2024-02-01"))
		s.terms.Regime.Correction = CountsOn // a limit that begins anew has the lines of both
		l := Run(cal, s.terms, s.events, s.today)
		for _, track := range []Track{Law, Promise} {
			counted, given, passed, working := 0, 0, 0, true
			first := workday.Day(0)
			for _, line := range l.Lines {
				if line.Track != track {
					continue
				}
				if first == 0 {
					first = line.Date
				}
				counted, given, working = counted+line.Counted, given+line.Limit.N, working && line.Unit == WD && line.Rolled == nil
				for _, span := range line.Skipped {
					passed += int(span.To-span.From) + 1
				}
			}
			due := l.Law
			if track == Promise {
				due = l.Promise
			}
			if due.Date == 0 {
				continue
			}
			if read++; counted != given {
				t.Fatalf("%s gives %d days, its lines count %d: %+v", track, given, counted, l.Lines)
			}
			if end := first + workday.Day(counted+passed); end > due.Date || (working && end != due.Date) {
				t.Fatalf("%s: %d counted and %d skipped from %s end on %s, not %s: %+v", track, counted, passed, first, end, due.Date, l.Lines)
			}
		}
	}
	if read < stories {
		t.Errorf("only %d limits were read back", read)
	}
}

func TestALaterStartIsNeverDueEarlier(t *testing.T) {
	cal, p := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(9, 10))
	for range stories {
		s := tell(p, day(t, "2024-02-01"))
		s.terms.Regime.Correction = CountsOn // as long a standstill may keep fewer working days
		s.terms.Regime.Silence = SilenceNone // a day later may be a day too late to speak
		now := Run(cal, s.terms, s.events, s.today)
		moved := append([]Event{}, s.events...)
		for i := range moved {
			moved[i].Day++
			if moved[i].Until != 0 {
				moved[i].Until++
			}
		}
		then := dues(Run(cal, s.terms, moved, s.today))
		for i, d := range dues(now) {
			if len(s.pauses) == 0 && then[i].Date < d.Date {
				t.Fatalf("%s: a day later is due %s, not %s: %+v", tracks[i], then[i].Date, d.Date, s.events)
			}
		}
	}
}

func TestTheDatesDoNotDependOnToday(t *testing.T) {
	cal, p := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(11, 12))
	for range stories / 4 {
		s := tell(p, day(t, "2024-02-01"))
		for i, d := range dues(Run(cal, s.terms, s.events, s.today+200)) {
			if was := dues(Run(cal, s.terms, s.events, s.today))[i]; was.Date != d.Date || was.Met != d.Met {
				t.Fatalf("%s: %+v became %+v", tracks[i], was, d)
			}
		}
	}
}

func TestImportingAYearOnlyFillsWhatWasUnknown_R_CAL_05(t *testing.T) {
	before, after, p := calendar(t, 2024), calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(13, 14))
	filled := 0
	for range stories {
		s := tell(p, day(t, "2024-06-01"))
		was, now := dues(Run(before, s.terms, s.events, s.today)), dues(Run(after, s.terms, s.events, s.today))
		for i := range was {
			switch {
			case now[i].Unknown != nil:
				t.Fatalf("%s is still unknown: %+v", tracks[i], s.events)
			case was[i].Date == 0 && now[i].Date != 0:
				filled++
			case was[i].Date != now[i].Date:
				t.Fatalf("%s moved from %s to %s: %+v", tracks[i], was[i].Date, now[i].Date, s.events)
			}
		}
	}
	if filled < 100 {
		t.Errorf("only %d dates were filled", filled)
	}
}
