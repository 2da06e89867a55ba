package workday

import (
	"encoding/json"
	"testing"
	"testing/quick"
	"time"

	"onestop/hooks/rules/fault"
)

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDayTakesOnlyRealDates(t *testing.T) {
	for _, s := range []string{"1971-01-01", "2024-02-29", "2026-03-02", "2199-12-31"} {
		if d := day(t, s); d.String() != s {
			t.Errorf("%s came back as %s", s, d)
		}
	}
	for _, s := range []string{"", "2026-3-2", "2026-02-29", "2026-13-01", "20260302", "2026-03-02 ", " 2026-03-02", "2026-03-02T00:00:00Z",
		"1970-01-01", "1970-12-31", "2200-01-01", "0000-00-00", "-026-03-02", "2026/03/02", "2026-00-10", "２０２６-03-02"} {
		if d, err := ParseDay(s); fault.Of(err) != fault.DateInvalid || d != 0 {
			t.Errorf("%q gave %v, %v", s, d, err)
		}
	}
}

func TestDayIsTheChinaDateWhateverTheZone(t *testing.T) {
	west := time.FixedZone("west", -11*3600)
	for _, c := range []struct{ instant, want string }{
		{"2026-03-01T15:59:59Z", "2026-03-01"},
		{"2026-03-01T16:00:00Z", "2026-03-02"},
		{"2026-03-02T15:59:59.999Z", "2026-03-02"},
		{"1970-12-31T16:00:00Z", "1971-01-01"},
		{"1970-12-31T15:59:59Z", ""},
		{"2199-12-31T15:59:59Z", "2199-12-31"},
		{"2199-12-31T16:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(at.In(west)).String(); got != c.want {
			t.Errorf("%s is %q, want %q", c.instant, got, c.want)
		}
	}
	if DayOf(time.Time{}) != 0 || (Day(0)).String() != "" || !Day(0).Start().IsZero() {
		t.Error("no date must stay no date")
	}
}

func TestDayStartEndsTheLastDayOfALimitAtMidnightInChina_R_AL_22(t *testing.T) {
	d := day(t, "2026-03-30")
	if got := (d + 1).Start(); !got.Equal(time.Date(2026, 3, 30, 16, 0, 0, 0, time.UTC)) || got.Location() != time.UTC {
		t.Errorf("the day after 03-30 starts at %v", got)
	}
	if DayOf((d+1).Start().Add(-1)) != d || DayOf(d.Start()) != d {
		t.Error("a day runs from its Start to the Start of the next")
	}
	if d.Weekday() != time.Monday || d.Year() != 2026 {
		t.Errorf("2026-03-30 is a Monday of 2026, got %v %d", d.Weekday(), d.Year())
	}
}

func TestDayAgreesWithTheStandardLibrary(t *testing.T) {
	if err := quick.Check(func(n uint32) bool {
		d := first + Day(n%uint32(last-first+1))
		u := time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, time.UTC)
		back, err := ParseDay(d.String())
		return err == nil && back == d && d.Weekday() == u.Weekday() && d.Year() == u.Year() &&
			d.String() == u.Format("2006-01-02") && DayOf(d.Start()) == d
	}, nil); err != nil {
		t.Error(err)
	}
	if first.String() != "1971-01-01" || last.String() != "2199-12-31" || Day(-1).Weekday() != time.Wednesday {
		t.Errorf("the range is %s to %s", first, last)
	}
}

func TestDayIsTextInJSON(t *testing.T) {
	in := struct{ Due, None Day }{Due: day(t, "2026-10-10")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"Due":"2026-10-10","None":""}` {
		t.Fatalf("%s %v", text, err)
	}
	out := in
	out.Due, out.None = 0, 7
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Fatalf("%v %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"Due":"2026-02-30"}`), &out); fault.Of(err) != fault.DateInvalid || out != in {
		t.Fatalf("a date that is not real was read: %v", err)
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-03-02", "2024-02-29", "", "2026-02-30", "9999-99-99", "2026-03-02\n", "\xff\xfe", "1970-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err != nil {
			if d != 0 || fault.Of(err) != fault.DateInvalid {
				t.Fatalf("%q: %v %v", s, d, err)
			}
			return
		}
		if d.String() != s || !d.real() {
			t.Fatalf("%q was read as %s", s, d)
		}
	})
}
