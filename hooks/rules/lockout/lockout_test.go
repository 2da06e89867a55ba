package lockout

import (
	"testing"
	"testing/quick"
	"time"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Five failures within fifteen minutes lock for fifteen minutes, and four do not (R-SEC-03).
func TestLockout_R_SEC_03(t *testing.T) {
	var tries Tries
	for i := range Most {
		if tries.Locked(start) {
			t.Fatalf("locked after %d", i)
		}
		tries = tries.Fail(start.Add(time.Duration(i) * time.Minute))
	}
	last := start.Add(4 * time.Minute)
	for after, want := range map[time.Duration]bool{0: true, Spell - time.Second: true, Spell: false} {
		if tries.Locked(last.Add(after)) != want {
			t.Errorf("%s after the fifth: locked %t", after, !want)
		}
	}
	if again := tries.Fail(last.Add(Spell - time.Second)); again.Until != tries.Until {
		t.Error("a try while locked prolongs the lock")
	}
	if once := tries.Fail(last.Add(Spell)); once.Locked(last.Add(Spell)) || len(once.Failed) != 1 {
		t.Errorf("after the lock counting begins anew: %+v", once)
	}
}

// Failures that lie further apart than the spell never lock.
func TestSlowFailuresNeverLock(t *testing.T) {
	var tries Tries
	for i := range 100 {
		at := start.Add(time.Duration(i) * (Spell/(Most-1) + time.Second))
		if tries = tries.Fail(at); tries.Locked(at) {
			t.Fatalf("locked at the %dth", i+1)
		}
	}
	if tries.Spent(start) || !tries.Spent(start.Add(100*Spell)) || !(Tries{}).Spent(start) {
		t.Error("what is spent")
	}
}

// However failures come, nobody gets more than five tries in any fifteen minutes.
func TestLockoutProperty(t *testing.T) {
	holds := func(waits []uint16) bool {
		var tries Tries
		var tried []time.Time
		now := start
		for _, wait := range waits {
			now = now.Add(time.Duration(wait%400) * time.Second)
			if !tries.Locked(now) {
				tried = append(tried, now)
			}
			tries = tries.Fail(now)
			if n := len(tried); n > Most && tried[n-1].Sub(tried[n-1-Most]) < Spell {
				return false
			}
		}
		return len(tries.Failed) < Most
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}
