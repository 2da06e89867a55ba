package tally

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Histogram counts cases by the working days that they took.
type Histogram map[int]int

// Add puts the counts of other, times as often, to those of h. What comes to nothing goes.
func (h Histogram) Add(other Histogram, times int) {
	for days, n := range other {
		if h[days] += n * times; h[days] == 0 {
			delete(h, days)
		}
	}
}

// Cases is how many cases are counted.
func (h Histogram) Cases() int {
	n := 0
	for _, cases := range h {
		n += cases
	}
	return n
}

// Median is the middle of the days, with an even number of cases half way between the two
// in the middle; nil where nothing is counted.
func (h Histogram) Median() *float64 {
	n := h.Cases()
	if n == 0 {
		return nil
	}
	m := float64(h.rank((n+1)/2)+h.rank(n/2+1)) / 2
	return &m
}

// Percentile is the smallest number of days within which at least p of a hundred cases
// were decided (nearest rank); nil where nothing is counted.
func (h Histogram) Percentile(p int) *int {
	n := h.Cases()
	if n == 0 {
		return nil
	}
	days := h.rank(max(1, (p*n+99)/100))
	return &days
}

// rank is the number of days of the k-th case, from one, in order of the days.
func (h Histogram) rank(k int) int {
	days := 0
	for _, days = range slices.Sorted(maps.Keys(h)) {
		if k -= h[days]; k <= 0 {
			return days
		}
	}
	return days
}

// Text is the histogram as it is stored: {"3":12,"5":1}, days in order, "{}" for none.
func (h Histogram) Text() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, days := range slices.Sorted(maps.Keys(h)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + strconv.Itoa(days) + `":` + strconv.Itoa(h[days]))
	}
	return b.String() + "}"
}

// ReadHistogram reads what Text writes; the empty text and null are none.
func ReadHistogram(text string) (Histogram, error) {
	h := Histogram{}
	if text == "" || text == "{}" || text == "null" {
		return h, nil
	}
	return h, json.Unmarshal([]byte(text), &h)
}
