package tally

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestMedianAndPercentile(t *testing.T) {
	for _, c := range []struct {
		days        []int
		median, p90 string
	}{
		{nil, "none", "none"},
		{[]int{0}, "0", "0"},
		{[]int{3}, "3", "3"},
		{[]int{1, 2}, "1.5", "2"},
		{[]int{5, 1, 3}, "3", "5"},
		{[]int{1, 1, 2, 9}, "1.5", "9"},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "5.5", "9"},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "6", "10"},
		{[]int{2, 2, 2, 2, 2, 2, 2, 2, 2, 60}, "2", "2"},
	} {
		h := Histogram{}
		for _, d := range c.days {
			h[d]++
		}
		median, p90 := "none", "none"
		if m := h.Median(); m != nil {
			median = fmt.Sprint(*m)
		}
		if p := h.Percentile(90); p != nil {
			p90 = fmt.Sprint(*p)
		}
		if median != c.median || p90 != c.p90 {
			t.Errorf("%v: median %s, p90 %s; want %s and %s", c.days, median, p90, c.median, c.p90)
		}
	}
}

// The median of the counts is the median of the sorted list.
func TestMedianOfARandomList(t *testing.T) {
	dice := rand.New(rand.NewPCG(6, 11))
	for range 300 {
		days, h := make([]int, 1+dice.IntN(40)), Histogram{}
		for i := range days {
			days[i] = dice.IntN(30)
			h[days[i]]++
		}
		slices.Sort(days)
		n := len(days)
		if want := float64(days[(n-1)/2]+days[n/2]) / 2; *h.Median() != want {
			t.Fatalf("%v: %v, want %v", days, *h.Median(), want)
		}
		within := 0
		for _, d := range days {
			if d <= *h.Percentile(90) {
				within++
			}
		}
		if within*100 < 90*n {
			t.Fatalf("%v: only %d of %d within %d", days, within, n, *h.Percentile(90))
		}
		again, err := ReadHistogram(h.Text())
		if err != nil || again.Text() != h.Text() {
			t.Fatalf("%s reads %s (%v)", h.Text(), again.Text(), err)
		}
	}
}

func TestHistogramText(t *testing.T) {
	h := Histogram{12: 1, 3: 4, 0: 2}
	if h.Text() != `{"0":2,"3":4,"12":1}` || (Histogram{}).Text() != "{}" {
		t.Errorf("%s", h.Text())
	}
	for _, text := range []string{"", "null", "{}"} {
		if h, err := ReadHistogram(text); err != nil || len(h) != 0 {
			t.Errorf("%q: %v %v", text, h, err)
		}
	}
	if _, err := ReadHistogram(`{"a":1}`); err == nil {
		t.Error("a word is no number of days")
	}
	h.Add(h, -1)
	if len(h) != 0 {
		t.Errorf("what is taken away stays: %v", h)
	}
}
