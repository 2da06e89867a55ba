// Package similar finds texts that say much the same, by the pairs of signs that they share:
// Chinese has no spaces between its words, and two signs are a word or most of one.
package similar

import (
	"cmp"
	"slices"
	"unicode"
)

// Bounds: of a longer text the beginning counts, so that no report costs more than another.
const (
	maxSigns = 400
	near     = 0.3 // from this score on two texts may well be about the same
	sameBody = 0.15
)

// Sketch is a text as its comparison needs it: the pairs of neighbouring signs of its title
// and of title and body together, each once and in order.
type Sketch struct{ title, all []uint64 }

// Of sketches a title and a text. Signs that are neither letters nor digits part the pairs;
// case does not count.
func Of(title, text string) Sketch {
	t := pairs(title)
	return Sketch{title: unique(t), all: unique(append(slices.Clone(t), pairs(text)...))}
}

func pairs(text string) []uint64 {
	var list []uint64
	before := rune(0)
	signs := 0
	for _, r := range text {
		if signs++; signs > maxSigns {
			break
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			before = 0
			continue
		}
		r = unicode.ToLower(r)
		if before != 0 {
			list = append(list, uint64(before)<<32|uint64(r))
		}
		before = r
	}
	return list
}

func unique(list []uint64) []uint64 {
	slices.Sort(list)
	return slices.Compact(list)
}

// Score is how much two sketches have in common, from 0 to 1: three parts what the titles
// share and two parts what is said altogether.
func Score(a, b Sketch) float64 { return 0.6*share(a.title, b.title) + 0.4*share(a.all, b.all) }

// share is twice what is common over the sum of both (Dice).
func share(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// Text is one candidate: what it is called and says, and what it is about ("" of nothing).
type Text struct{ ID, Title, Text, About string }

// Hit is a candidate that is near, with its score.
type Hit struct {
	ID    string
	Score float64
}

// Find answers the candidates that are near to a text, the nearest first, at most limit of
// them. What is about the same thing needs less in common.
func Find(to Text, among []Text, limit int) []Hit {
	sketch := Of(to.Title, to.Text)
	var hits []Hit
	for _, c := range among {
		if c.ID == to.ID {
			continue
		}
		score := Score(sketch, Of(c.Title, c.Text))
		if score > 0 && to.About != "" && c.About == to.About {
			score = min(score+sameBody, 1)
		}
		if score >= near {
			hits = append(hits, Hit{c.ID, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(len(hits), limit)]
}
