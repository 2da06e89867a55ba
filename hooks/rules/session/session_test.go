package session

import (
	"testing"
	"time"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Officers and superusers are signed out after 30 minutes without a request and 12 hours in
// all, applicants after 7 days (R-SEC-02, R-SEC-03).
func TestLimits_R_SEC_02(t *testing.T) {
	for _, c := range []struct {
		of           string
		idle, age    time.Duration
		holds        bool
		absoluteOnly time.Duration
	}{
		{"officers", 0, 0, true, 12 * time.Hour},
		{"officers", 30*time.Minute - time.Second, time.Hour, true, 12 * time.Hour},
		{"officers", 30 * time.Minute, time.Hour, false, 12 * time.Hour},
		{"officers", time.Minute, 12*time.Hour - time.Second, true, 12 * time.Hour},
		{"officers", time.Minute, 12 * time.Hour, false, 12 * time.Hour},
		{"_superusers", 30 * time.Minute, time.Hour, false, 12 * time.Hour},
		{"_superusers", time.Minute, 12 * time.Hour, false, 12 * time.Hour},
		{"applicants", 6 * 24 * time.Hour, 6 * 24 * time.Hour, true, 7 * 24 * time.Hour},
		{"applicants", 0, 7 * 24 * time.Hour, false, 7 * 24 * time.Hour},
		{"robots", 30 * time.Minute, time.Hour, false, 12 * time.Hour},
	} {
		l, ends := Of(c.of), start.Add(c.absoluteOnly)
		now := start.Add(c.age)
		if l.Absolute != c.absoluteOnly || l.Holds(ends, now.Add(-c.idle), now) != c.holds || l.Began(ends) != start {
			t.Errorf("%s idle %s after %s: %t", c.of, c.idle, c.age, !c.holds)
		}
	}
	if Of("officers").Holds(start.Add(12*time.Hour+slack+time.Second), start, start) {
		t.Error("a token that would outlive the limit holds")
	}
	if Public > 24*time.Hour {
		t.Error("a public computer remembers longer than a day")
	}
}
