package tally

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// ways are how a case may go on from what happened last.
var ways = map[flow.Act][]flow.Act{
	"submit": {"accept", "accept", "request_correction", "withdraw", "reject", "deem_accepted"}, "request_correction": {"supply", "withdraw"}, "supply": {"accept", "reject"},
	"accept": {"examine", "pause", "extend", "grant", "withdraw"}, "deem_accepted": {"examine", "supplement"}, "examine": {"examine", "verify_site", "grant", "refuse", "extend"},
	"verify_site": {"verify_site", "grant"}, "pause": {"resume"}, "resume": {"examine", "grant"}, "extend": {"grant", "refuse", "request_hearing"}, "request_hearing": {"hold_hearing"},
	"hold_hearing": {"grant", "refuse"}, "supplement": {"grant", "terminate"}, "grant": {"deliver"}, "refuse": {"deliver"},
}

// chance tells a whole case at random, begun on one of 400 days.
func chance(dice *rand.Rand, first workday.Day) Case {
	pick := func(list ...string) string { return list[dice.IntN(len(list))] }
	c := Case{Service: pick("s1", "s2", "s3"), Department: pick("d1", "d2"), Channel: pick("online", "counter", "agent", "post")}
	at, act := first+workday.Day(dice.IntN(400)), flow.Act("submit")
	for {
		one := Act{Act: clock.Act{Act: act, Day: at}, Officer: pick("ann", "bob", ""), Department: pick("d1", "d2")}
		if act == "deem_accepted" {
			one.House, one.Officer, one.Until = true, "", c.Acts[len(c.Acts)-1].Day
		}
		c.Acts = append(c.Acts, one)
		if len(ways[act]) == 0 || dice.IntN(12) == 0 {
			break
		}
		at, act = at+workday.Day(dice.IntN(9)), ways[act][dice.IntN(len(ways[act]))]
	}
	c.Steps = []Step{{Department: "d1", Opened: first + 3, Closed: at}, {Department: "d2", Opened: at}}
	return c
}

// Acts of many cases in any order leave the same book as counting the cases afterwards, and
// any range of days in it is what was counted on these days.
func TestBookIsTheRecount(t *testing.T) {
	cal := calendar(t, "2025", "2026", "2027")
	dice := rand.New(rand.NewPCG(2018, 7))
	first := day(t, "2025-06-01")
	cases := make([]Case, 400)
	var moves []int
	for i := range cases {
		cases[i] = chance(dice, first)
		moves = append(moves, slices.Repeat([]int{i}, len(cases[i].Acts))...)
	}
	dice.Shuffle(len(moves), func(i, j int) { moves[i], moves[j] = moves[j], moves[i] })
	book, done := Book{}, make([]int, len(cases))
	soFar := func(i int) Case {
		c := cases[i]
		c.Acts = c.Acts[:done[i]]
		return dated(cal, c)
	}
	for _, i := range moves {
		book.Count(Facts(cal, soFar(i)), -1)
		done[i]++
		book.Count(Facts(cal, soFar(i)), 1)
	}
	recount, all := Book{}, []Fact{}
	for _, c := range cases {
		facts := Facts(cal, dated(cal, c))
		recount.Count(facts, 1)
		all = append(all, facts...)
	}
	if len(book) < 500 || !reflect.DeepEqual(book.Places(), recount.Places()) {
		t.Fatalf("%d places, recounted %d", len(book), len(recount))
	}
	for at, cell := range recount {
		if !reflect.DeepEqual(*book[at], *cell) {
			t.Fatalf("%s: %+v, recounted %+v", at, *book[at], *cell)
		}
	}
	for range 50 {
		from := first + workday.Day(dice.IntN(300))
		to := from + workday.Day(dice.IntN(200))
		got, want := Cell{}, Cell{}
		for _, period := range Cover(from, to) {
			for at, cell := range book {
				if at.Period == period && at.Outcome == Granted && at.Service == "s2" {
					got.Add(*cell, 1)
				}
			}
		}
		for _, f := range all {
			if from <= f.Day && f.Day <= to && f.Key.Outcome == Granted && f.Service == "s2" {
				want.Add(f.Cell, 1)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s to %s: %+v, counted by day %+v", from, to, got, want)
		}
	}
	recount.Merge(book, -1)
	if len(recount) != 0 {
		t.Errorf("%d places are left of nothing", len(recount))
	}
}

// Four decided cases of one department, reckoned by hand.
func TestSumOfAGroup(t *testing.T) {
	cal := calendar(t, "2026")
	sum, work := NewSum(), map[string]*Work{"boss": {}, "ann": {}}
	for _, text := range []string{
		"2026-03-02 submit, 2026-03-02 accept clerk, 2026-03-04 examine ann d, 2026-03-04 grant boss, 2026-03-05 deliver clerk", // in 2
		"2026-03-02 submit, 2026-03-02 accept clerk, 2026-03-09 grant boss",                                                     // in 5, on the last day
		"2026-03-02 submit, 2026-03-02 accept clerk, 2026-03-10 examine ann d, 2026-03-10 refuse boss",                          // in 6, late
		"2026-03-02 submit, 2026-03-02 accept clerk, 2026-03-17 grant boss",                                                     // in 11, late by law
		"2026-03-02 submit, 2026-03-03 withdraw",
	} {
		for _, f := range Facts(cal, dated(cal, Case{Service: "s", Department: "d", Channel: "online", Acts: story(t, text)})) {
			if f.Officer != "" {
				work[f.Officer].Put(f.Key.Outcome, f.Cell)
			} else {
				sum.Put(f.Key.Outcome, f.Channel, f.Cell)
			}
		}
	}
	rates := sum.Rates()
	for key, want := range map[string]Rate{InPromise: {2, 4}, InLaw: {3, 4}, OnlineFiling: {5, 5}} {
		if rates[key] != want {
			t.Errorf("%s is %v, by hand %v", key, rates[key], want)
		}
	}
	if *sum.Decided.Days.Median() != 5.5 || *sum.Decided.Days.Percentile(90) != 11 || sum.Late() != 2 || sum.Outcomes[Granted] != 3 || sum.Outcomes[Withdrawn] != 1 {
		t.Errorf("%+v", sum)
	}
	if work["boss"].Decided.Cases != 4 || *work["boss"].Decided.Days.Median() != 5.5 || work["ann"].Examined != 2 || work["ann"].Decided.Cases != 0 {
		t.Errorf("boss %+v, ann %+v", work["boss"], work["ann"])
	}
	if len(NewSum().Rates()) != 0 {
		t.Error("nothing has shares")
	}
}
