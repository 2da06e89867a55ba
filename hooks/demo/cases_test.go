package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/workday"
)

// planner is a teller with a plain calendar in which only weekends are off.
func planner(t *testing.T, cases int) *teller {
	t.Helper()
	l := furnished(t)
	l.options = Options{Now: today, Cases: cases}
	p := &teller{loader: l, dice: rand.New(rand.NewPCG(1, 2))}
	for day := workday.DayOf(today.Add(-season)); day < workday.DayOf(today); day++ {
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			p.days = append(p.days, day)
		}
	}
	return p
}

// drawn spells a plan out, a line per beat.
func drawn(beats []beat) string {
	var text strings.Builder
	for _, b := range beats {
		fmt.Fprintln(&text, b.at.Unix(), b.tale.number, b.tale.service.Key, b.tale.who.Login, b.tale.counter, b.tale.fate.name, b.move)
	}
	return text.String()
}

func TestThePlanIsTheSameEveryTime(t *testing.T) {
	once, again := drawn(planner(t, 200).plan()), drawn(planner(t, 200).plan())
	if once != again || strings.Count(once, "\n") < 600 {
		t.Fatalf("two plans differ, or are short: %d lines", strings.Count(once, "\n"))
	}
}

func TestThePlanRunsThroughTimeInOrder(t *testing.T) {
	p := planner(t, 200)
	last := map[int]time.Time{}
	var before time.Time
	for _, b := range p.plan() {
		if b.at.Before(before) {
			t.Fatalf("%s of case %d lies before the beat before it", b.move, b.tale.number)
		}
		if !b.at.After(last[b.tale.number]) && !last[b.tale.number].IsZero() {
			t.Errorf("case %d: %s at the very time of the move before", b.tale.number, b.move)
		}
		if !slices.Contains(p.days, workday.DayOf(b.at)) {
			t.Errorf("case %d: %s on %s", b.tale.number, b.move, workday.DayOf(b.at))
		}
		if hour := b.at.In(workday.China).Hour(); hour < 9 || hour >= 17 {
			t.Errorf("case %d: %s at %v", b.tale.number, b.move, b.at.In(workday.China))
		}
		before, last[b.tale.number] = b.at, b.at
	}
}

func TestFatesHaveTheAgeTheyNeed(t *testing.T) {
	p := planner(t, 200)
	for range 20 {
		for _, tale := range []*tale{{fate: fateNamed(t, "overdue"), service: p.serviceOf("SAMR-FOOD")}, {fate: fateNamed(t, "running out"), service: p.serviceOf("SAMR-FOOD")}} {
			beats := p.schedule(tale)
			accepted := workday.DayOf(beats[len(beats)-1].at)
			waited := len(p.days) - slices.Index(p.days, accepted) // working days up to today
			promise := tale.service.Promise
			if late := waited > promise; late != (tale.fate.name == "overdue") || !late && promise-waited > 3 {
				t.Errorf("%s: %d working days of %d have passed", tale.fate.name, waited, promise)
			}
		}
	}
}

func fateNamed(t *testing.T, name string) fate {
	t.Helper()
	i := slices.IndexFunc(fates, func(f fate) bool { return f.name == name })
	if i < 0 {
		t.Fatalf("no fate is %q", name)
	}
	return fates[i]
}
