package recovery

import (
	"strings"
	"testing"
	"time"
)

// A code is printed in two halves and compared however it was typed (R-SEC-02).
func TestCodes_R_SEC_02(t *testing.T) {
	code := Spell([]byte{0, 31, 32, 255, 7, 8, 9, 10, 11, 12})
	if code != "2Z2Z9ABCDE" || len(code) != Length || Grouped(code) != "2Z2Z9-ABCDE" {
		t.Fatalf("spelled %s, printed %s", code, Grouped(code))
	}
	for _, typed := range []string{"2Z2Z9-ABCDE", " 2z2z9 abcde ", "2Z2Z9—ABCDE", "2z2z9abcde\n"} {
		if got := Normal(typed); got != code {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	if strings.ContainsAny(signs, "01IO") || len(signs) != 32 {
		t.Errorf("the signs are %s", signs)
	}
}

// A slip is good for a day, what was sent for half an hour, and nobody ends another's code by
// asking for a new one (R-SEC-02).
func TestHowLongCodesAreGood_R_SEC_02(t *testing.T) {
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for channel, want := range map[Channel]time.Duration{Counter: 24 * time.Hour, Email: 30 * time.Minute, SMS: 30 * time.Minute, "pigeon": 0} {
		until := now.Add(channel.Life())
		if channel.Life() != want || Open(until, until) || want > 0 && !Open(until, until.Add(-time.Second)) {
			t.Errorf("%s: good for %s", channel, channel.Life())
		}
		if want > 0 && (MaySend(until, now) || !MaySend(until, until)) {
			t.Errorf("%s: a code that is good was replaced", channel)
		}
	}
	if Open(time.Time{}, now) || !MaySend(time.Time{}, now) {
		t.Error("no code at all counts as a code")
	}
}
