package tally

import (
	"reflect"
	"testing"
)

// Two departments by hand: market 3 of 5, police 0 of 2; the county 3 of 7 (R-CLM-13).
func TestProblemRates_R_CLM_13(t *testing.T) {
	got := ProblemRates([]ProblemCount{
		{Department: "market", State: "verified", Count: 3, Confirmed: 2, Denied: 1},
		{Department: "market", State: "assigned", Count: 1, Late: 1},
		{Department: "police", State: "returned", Count: 1},
		{Department: "market", State: "solved", Count: 1},
		{Department: "police", State: "assigned", Count: 1},
		{Department: "police", State: "merged", Count: 9},
		{Department: "market", State: "rejected", Count: 9},
		{Department: "market", State: "reported", Count: 9}, // given back, not handed on yet
		{Department: "", State: "reported", Count: 9},
	})
	want := []ProblemRate{
		{"", 3, 7, 1, 1, 2, 1},
		{"market", 3, 5, 1, 1, 2, 1},
		{"police", 0, 2, 0, 0, 0, 0},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if none := ProblemRates(nil); len(none) != 1 || none[0].Denominator != 0 {
		t.Errorf("nothing issued: %+v", none)
	}
}
