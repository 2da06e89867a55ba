package tally

import "slices"

// Few is the count below which a figure may point to a person: what is published of a small
// place hides it (R-PI-08).
const Few = 5

// Veil says which counts of a table with a published sum are hidden: each below Few, none
// excepted, and then the next larger ones until what is hidden cannot be reckoned from the
// sum, because it is at least two rows that come to Few together.
func Veil(counts []int) []bool {
	hidden := make([]bool, len(counts))
	order := make([]int, 0, len(counts))
	for i, n := range counts {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return counts[a] - counts[b] })
	rows, sum := 0, 0
	for _, i := range order {
		if counts[i] >= Few && (rows == 0 || rows > 1 && sum >= Few) {
			break
		}
		hidden[i] = true
		rows, sum = rows+1, sum+counts[i]
	}
	return hidden
}
