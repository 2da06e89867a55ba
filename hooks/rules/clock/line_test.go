package clock

import (
	"encoding/json"
	"os"
	"testing"

	"onestop/hooks/rules/workday"
)

// paused is a licence that was paused for testing and extended: what a page has to tell.
func paused(t testing.TB) (Terms, []Event, workday.Day) {
	licence, _ := Lookup("LICENCE")
	terms := Terms{Regime: licence, Promise: Limit{N: 10, Unit: WD}}
	return terms, []Event{
		{Kind: Received, Day: day(t, "2026-03-02")},
		{Kind: Accepted, Day: day(t, "2026-03-03")},
		{Kind: Paused, Day: day(t, "2026-03-06"), Until: day(t, "2026-03-20"), Ground: "testing", Reason: "送检"},
		{Kind: Resumed, Day: day(t, "2026-03-20")},
		{Kind: Extended, Day: day(t, "2026-03-27"), Reason: "情况复杂"},
	}, day(t, "2026-03-27")
}

func TestTheLedgerTellsEveryDayInData(t *testing.T) {
	terms, events, today := paused(t)
	got, err := json.MarshalIndent(Run(calendar(t, 2026), terms, events, today), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/ledger.golden.json")
	if err != nil || string(got)+"\n" != string(want) {
		t.Errorf("testdata/ledger.golden.json differs (%v); the ledger is now\n%s", err, got)
	}
}

func TestEveryLineNamesItsRule(t *testing.T) {
	for _, kind := range Kinds() {
		if kind != Received && kind != Extended && kind != Ended && cites[kind] == "" {
			t.Errorf("%s has no rule of its own", kind)
		}
	}
	for key, r := range Regimes {
		terms, events, today := paused(t)
		terms.Regime, terms.Inspection = r, true
		events = append(events, Event{Kind: Inspected, Day: today}, Event{Kind: Decided, Day: today}, Event{Kind: Delivered, Day: today})
		for _, l := range Run(calendar(t, 2026), terms, events, today).Lines {
			if l.Cite == "" || l.Date == 0 || l.Cause == "" || l.Track == "" {
				t.Errorf("%s: %+v", key, l)
			}
		}
	}
}

func TestAnUnknownDateSaysFromWhichDayOn_R_CAL_05(t *testing.T) {
	licence, _ := Lookup("LICENCE")
	received := day(t, "2026-12-28")
	l := Run(calendar(t, 2026), Terms{Regime: licence}, []Event{{Kind: Received, Day: received}}, received)
	last := l.Lines[len(l.Lines)-1]
	if last.Cause != "calendar_unpublished" || last.Cite != "R-CAL-05" || last.Date.String() != "2027-01-01" || last.Due != 0 || last.Track != Notice {
		t.Errorf("%+v", last)
	}
	if l.Notice.Unknown == nil || l.Notice.Unknown.Params()["year"] != 2027 || l.Light != Grey {
		t.Errorf("%+v", l.Notice)
	}
}

func TestALimitWithoutADateOrWithoutEndIsRefusedNotGuessed(t *testing.T) {
	licence, _ := Lookup("LICENCE")
	received := day(t, "2026-03-02")
	for name, c := range map[string]struct {
		terms Terms
		event Event
	}{
		"no date":      {Terms{Regime: licence}, Event{Kind: Received}},
		"too long, WD": {Terms{Regime: Regimes["ID_CARD"], Law: Limit{N: 1 << 40, Unit: WD}}, Event{Kind: Received, Day: received}},
		"too long, CD": {Terms{Regime: Regimes["ID_CARD"], Law: Limit{N: 1 << 40, Unit: CD}}, Event{Kind: Received, Day: received}},
	} {
		l := Run(calendar(t, 2026), c.terms, []Event{c.event}, received)
		if last := l.Lines[len(l.Lines)-1]; l.Light != Grey || last.Cause != "date_invalid" {
			t.Errorf("%s: %s %+v", name, l.Light, last)
		}
	}
}

func TestEventsThatDoNotFitMoveNoClock(t *testing.T) {
	licence, _ := Lookup("LICENCE")
	cal, d := calendar(t, 2026), day(t, "2026-03-02")
	for _, kind := range append(Kinds(), "checked", "") {
		if kind == Received || kind == Supplied || kind == Accepted || kind == DeemedAccepted || kind == Decided {
			continue // these begin a limit
		}
		if l := Run(cal, Terms{Regime: licence}, []Event{{Kind: kind, Day: d}}, d); l.Light != None || len(l.Lines) != 0 {
			t.Errorf("%s alone gives %+v", kind, l)
		}
	}
	if l := Run(cal, Terms{}, []Event{{Kind: Received, Day: d}, {Kind: Accepted, Day: d}, {Kind: Decided, Day: d}}, d); l.Light != None || len(l.Lines) != 0 {
		t.Errorf("no terms give %+v", l)
	}
}

func TestDueOnAnyDay_R_CLM_12(t *testing.T) {
	cal, due := calendar(t, 2024, 2026), day(t, "2026-03-09")
	for _, c := range []struct {
		today string
		light Light
		left  int
	}{
		{"2026-03-02", Green, 5}, {"2026-03-03", Green, 4}, {"2026-03-04", Yellow, 3}, {"2026-03-09", Yellow, 0},
		{"2026-03-10", Red, -1}, {"2026-03-16", Red, -5}, {"2027-06-01", Red, -1},
	} {
		if got := DueOn(cal, due, day(t, c.today)); got.Light != c.light || got.Left != c.left || got.Date != due || got.Unknown != nil {
			t.Errorf("on %s: %+v", c.today, got)
		}
	}
	if got := DueOn(cal, due, day(t, "2025-06-01")); got.Light != Grey || got.Unknown == nil || got.Date != due {
		t.Errorf("the days in an unpublished year were counted: %+v", got)
	}
	if got := DueOn(cal, 0, due); got != (Due{Light: None}) || LightOf(0, 0, due) != None {
		t.Errorf("no date: %+v", got)
	}
}

func BenchmarkRun(b *testing.B) {
	terms, events, today := paused(b)
	cal := calendar(b, 2024, 2025, 2026)
	b.ReportAllocs()
	for b.Loop() {
		if l := Run(cal, terms, events, today); l.Law.Date == 0 {
			b.Fatal("no date")
		}
	}
}

func BenchmarkDeemed(b *testing.B) {
	terms, events, today := paused(b)
	cal := calendar(b, 2024, 2025, 2026)
	b.ReportAllocs()
	for b.Loop() {
		if _, passed, err := Deemed(cal, terms, events[:1], today); err != nil || !passed {
			b.Fatal(err)
		}
	}
}
