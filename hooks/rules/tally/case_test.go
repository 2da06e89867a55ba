package tally

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// calendar is that of 2026 as far as the tests need it: 1 January off, and nothing else.
func calendar(t testing.TB, years ...string) *workday.Calendar {
	t.Helper()
	var marks []workday.Mark
	for _, y := range years {
		marks = append(marks, workday.Mark{Day: day(t, y+"-01-01"), Kind: workday.Off, Name: "元旦"})
	}
	c, err := workday.NewCalendar(marks)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// story reads "2026-03-02 submit, 2026-03-03 accept clerk": a day, an act and who did it;
// a step's department follows an examination.
func story(t testing.TB, text string) []Act {
	t.Helper()
	var acts []Act
	for line := range strings.SplitSeq(text, ", ") {
		words := append(strings.Fields(line), "", "")
		acts = append(acts, Act{Act: clock.Act{Act: flow.Act(words[1]), Day: day(t, words[0])}, Officer: words[2], Department: words[3]})
	}
	return acts
}

// dated gives a case the dates that its acts have by the clock, with a promise of five
// working days and a law of ten.
func dated(cal *workday.Calendar, c Case) Case {
	var acts []clock.Act
	c.Received, c.Decided = 0, 0
	for _, a := range c.Acts {
		acts = append(acts, a.Act)
		switch a.Act.Act {
		case "submit":
			c.Received = a.Day
		case "grant", "refuse":
			c.Decided = a.Day
		}
	}
	regime, _ := clock.Lookup("FOOD_BUSINESS")
	l := clock.Run(cal, clock.Terms{Regime: regime, Promise: clock.Limit{N: 5, Unit: clock.WD}}, clock.Events(acts), 20700)
	c.Accepted, c.Promised, c.Statutory = l.Accepted, l.Promise.Date, l.Law.Date
	return c
}

// shown are facts in one line each.
func shown(facts []Fact) string {
	var b strings.Builder
	for _, f := range facts {
		fmt.Fprintf(&b, "%s %s", f.Day, f.Key.Outcome)
		if f.Officer != "" {
			fmt.Fprintf(&b, " by %s of %s", f.Officer, f.Department)
		}
		for days := range f.Days {
			fmt.Fprintf(&b, " in %d", days)
		}
		if f.Promised > 0 {
			fmt.Fprintf(&b, " promise %d law %d", f.InPromise, f.InLaw)
		}
		for _, cause := range slices.Sorted(maps.Keys(f.Causes)) {
			fmt.Fprintf(&b, " late at %s", cause)
		}
		if f.Paused+f.Extended > 0 {
			fmt.Fprintf(&b, " paused %d extended %d", f.Paused, f.Extended)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// Promise five working days from the acceptance, law ten; 2 March 2026 is a Monday.
func TestFactsOfACase(t *testing.T) {
	cal := calendar(t, "2026")
	for _, c := range []struct{ story, want string }{
		{"2026-03-02 submit", "2026-03-02 filed"},
		{"2026-03-02 submit, 2026-03-03 withdraw", "2026-03-02 filed; 2026-03-03 withdrawn"},
		{"2026-03-02 submit, 2026-03-03 reject clerk", "2026-03-02 filed; 2026-03-03 not_accepted"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-10 grant boss, 2026-03-11 deliver clerk",
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-10 granted in 5 promise 1 law 1; 2026-03-10 decided by boss of d in 5; 2026-03-11 delivered"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-11 refuse boss",
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-11 refused in 6 promise 0 law 1 late at decision; 2026-03-11 decided by boss of d in 6"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-18 grant boss",
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-18 granted in 11 promise 0 law 0 late at decision; 2026-03-18 decided by boss of d in 11"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-05 pause, 2026-03-12 resume, 2026-03-13 grant boss", // stood 6 to 12 March
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-13 granted in 3 promise 1 law 1 paused 1 extended 0; 2026-03-13 decided by boss of d in 3"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-10 extend boss, 2026-03-17 grant boss", // +5 WD move the promise
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-17 granted in 10 promise 1 law 1 paused 0 extended 1; 2026-03-17 decided by boss of d in 10"},
		{"2026-03-02 submit, 2026-03-12 accept clerk, 2026-03-13 grant boss", // silence had accepted on 2 March (R-AL-06)
			"2026-03-02 filed; 2026-03-02 silence; 2026-03-13 granted in 9 promise 0 law 1 late at intake; 2026-03-13 decided by boss of d in 9"},
		{"2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-04 examine ann d, 2026-03-04 verify_site bob e, 2026-03-05 verify_site cyn e, 2026-03-05 terminate boss",
			"2026-03-02 filed; 2026-03-03 accepted; 2026-03-04 examined by ann of d; 2026-03-04 examined by bob of e; 2026-03-05 examined by cyn of e; 2026-03-05 terminated"},
		{"2026-12-27 submit, 2026-12-28 accept clerk, 2027-01-05 grant boss", // no calendar of 2027: nothing is guessed (R-CAL-05)
			"2026-12-27 filed; 2026-12-28 accepted; 2027-01-05 granted; 2027-01-05 decided by boss of d"},
	} {
		got := shown(Facts(cal, dated(cal, Case{Service: "s", Department: "d", Channel: "online", Acts: story(t, c.story)})))
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.story, got, c.want)
		}
	}
}

// What a case was waiting for at the end of 9 March, the last day of its promise.
func TestWaitedFor(t *testing.T) {
	accepted := "2026-03-02 submit, 2026-03-02 accept clerk"
	open := func(department, opened, closed string) Step {
		s := Step{Department: department, Opened: day(t, opened)}
		if closed != "" {
			s.Closed = day(t, closed)
		}
		return s
	}
	for _, c := range []struct {
		story string
		steps []Step
		want  Cause
	}{
		{"2026-03-02 submit", nil, AtIntake},
		{"2026-03-02 submit, 2026-03-10 accept clerk", nil, AtIntake},
		{"2026-03-02 submit, 2026-03-03 request_correction clerk", nil, AtCorrection},
		{"2026-03-02 submit, 2026-03-03 request_correction clerk, 2026-03-09 supply", nil, AtIntake},
		{"2026-03-02 submit, 2026-03-03 request_correction clerk, 2026-03-10 supply", nil, AtCorrection},
		{accepted, []Step{open("d", "2026-03-02", "")}, AtStep},
		{accepted, []Step{open("d", "2026-03-02", "2026-03-10")}, AtStep},
		{accepted, []Step{open("d", "2026-03-02", "2026-03-09")}, AtDecision},
		{accepted, []Step{open("d", "2026-03-02", "2026-03-09"), open("e", "2026-03-09", "2026-03-20")}, AtOther},
		{accepted, []Step{open("e", "2026-03-02", ""), open("d", "2026-03-02", "")}, AtStep},
		{accepted, []Step{{Department: "d"}}, AtDecision}, // it waits: a step before it failed
		{accepted + ", 2026-03-05 request_hearing", nil, AtHearing},
		{accepted + ", 2026-03-05 request_hearing, 2026-03-09 hold_hearing boss", nil, AtDecision},
		{accepted + ", 2026-03-11 supplement", nil, AtPapers},
		{accepted + ", 2026-03-09 supplement", nil, AtDecision},
		{accepted, nil, AtDecision},
	} {
		x := Case{Department: "d", Acts: story(t, c.story), Steps: c.steps}
		if got := x.WaitedFor(day(t, "2026-03-09")); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.story, c.steps, got, c.want)
		}
	}
	for _, row := range Causes {
		if row.Cite == "" || row.Whose == "" {
			t.Errorf("%+v", row)
		}
	}
}

// What is personal is not looked at: the words of a case may go (R-PI-06).
func TestFactsWithoutWords(t *testing.T) {
	cal := calendar(t, "2026")
	c := dated(cal, Case{Service: "s", Department: "d", Channel: "counter", Acts: story(t, "2026-03-02 submit, 2026-03-03 accept clerk, 2026-03-10 grant boss")})
	before := shown(Facts(cal, c))
	for i := range c.Acts {
		c.Acts[i].Reason = ""
	}
	if after := shown(Facts(cal, c)); after != before {
		t.Errorf("%s, then %s", before, after)
	}
}
