package clock

import (
	"errors"
	"slices"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// refusal is "code cite" of a fault, "" of none.
func refusal(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return ""
	}
	return f.Code() + " " + f.Cite()
}

func TestTermsOfAList(t *testing.T) {
	for _, c := range []struct {
		name         string
		list         catalogue.Snapshot
		regime       string
		law, promise string
	}{
		{"the regime's own limit", catalogue.Snapshot{Regime: "LICENCE", PromisedDays: 10}, "LICENCE", "20 WD", "10 WD"},
		{"R-AL-16 the list sets another", catalogue.Snapshot{Regime: "LICENCE", StatutoryDays: 30, StatutoryUnit: "CD"}, "LICENCE", "30 CD", "none"},
		{"R-AL-17 joint handling", catalogue.Snapshot{Regime: "LICENCE", Joint: true}, "LICENCE_JOINT", "45 WD", "none"},
		{"another regime knows no joint limit", catalogue.Snapshot{Regime: "FOOD_BUSINESS", Joint: true}, "FOOD_BUSINESS", "10 WD", "none"},
		{"R-AL-10 on the spot", catalogue.Snapshot{Regime: "GENERAL", Handling: catalogue.Instant}, "GENERAL", "none", "spot"},
		{"an unknown regime", catalogue.Snapshot{Regime: "?", PromisedDays: 2}, "GENERAL", "none", "2 WD"},
	} {
		got := TermsOf(&c.list)
		if got.Regime.Key != c.regime || got.LawLimit().String() != c.law || got.PromiseLimit().String() != c.promise {
			t.Errorf("%s: %s, law %s, promise %s", c.name, got.Regime.Key, got.LawLimit(), got.PromiseLimit())
		}
	}
	for _, turns := range []bool{true, false} {
		if got := TermsOf(&catalogue.Snapshot{Regime: "LICENCE", Inspection: turns}); got.Inspection != turns {
			t.Errorf("R-AL-23: the list says %v, the terms %v", turns, got.Inspection)
		}
	}
}

func TestADeferralEndsWithThePromise_R_PL_24(t *testing.T) {
	cal := calendar(t, 2026)
	for _, c := range []struct {
		name     string
		terms    Terms
		from, to string
	}{
		{"five working days", Terms{Promise: Limit{N: 5, Unit: WD}}, "2026-03-05", "2026-03-12"},
		{"nothing is promised", Terms{}, "2026-03-05", "2026-03-05"},
		{"on the spot", Terms{Instant: true}, "2026-03-05", "2026-03-05"},
		{"R-CAL-05 nobody knows", Terms{Promise: Limit{N: 5, Unit: WD}}, "2026-12-30", ""},
	} {
		if got, err := c.terms.PromiseFrom(cal, day(t, c.from)); err != nil || got.String() != c.to {
			t.Errorf("%s: %s %v", c.name, got, err)
		}
	}
	if _, err := (Terms{Promise: Limit{N: 5, Unit: WD}}).PromiseFrom(cal, 0); fault.Of(err) != fault.DateInvalid {
		t.Errorf("no day at all: %v", err)
	}
}

func TestActsMoveTheClocks(t *testing.T) {
	d := func(s string) workday.Day { return day(t, s) }
	got := Events([]Act{
		{Act: "submit", Day: d("2026-03-02")},
		{Act: "check", Day: d("2026-03-03")},
		{Act: "deem_accepted", Day: d("2026-03-12"), Until: d("2026-03-02"), House: true},
		{Act: "pause", Day: d("2026-03-13"), Until: d("2026-03-20"), Ground: "testing", Reason: "送检"},
		{Act: "resume", Day: d("2026-03-25"), Until: d("2026-03-20"), House: true},
		{Act: "offer_hearing", Day: d("2026-03-25"), Until: d("2026-04-01")},
		{Act: "accept", Day: d("2026-03-26"), Until: d("2026-03-30")},
	})
	want := []Event{
		{Kind: Received, Day: d("2026-03-02")},
		{Kind: DeemedAccepted, Day: d("2026-03-02"), Until: d("2026-03-02")}, // R-AL-06: as of receipt
		{Kind: Paused, Day: d("2026-03-13"), Until: d("2026-03-20"), Ground: "testing", Reason: "送检"},
		{Kind: Resumed, Day: d("2026-03-20"), Until: d("2026-03-20")},  // R-AL-20: as told, not when the house came to it
		{Kind: Accepted, Day: d("2026-03-26"), Until: d("2026-03-30")}, // a person's act is of its own day
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// Every act of the process that ends or begins a limit moves a clock, every kind of
// event has an act, and no act is moved that the process does not know.
func TestActsAndKindsMatch(t *testing.T) {
	known := flow.Application.Acts()
	reached := map[Kind]bool{}
	for act, kind := range kinds {
		reached[kind] = true
		if !slices.Contains(known, act) {
			t.Errorf("%s is no act", act)
		}
	}
	for _, kind := range Kinds() {
		if !reached[kind] {
			t.Errorf("no act leads to %s", kind)
		}
	}
	for _, row := range flow.Application.Rows {
		if _, moves := kinds[row.Act]; row.To != "" && !moves {
			t.Errorf("%s changes the state and moves no clock", row.Act)
		}
	}
}
