package intake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Warning says what is doubtful about a picture that is taken; the pages tell by it
// what to do. The applicant may retake the picture or insist; the officer is told.
type Warning string

// The warnings, and what they advise.
const (
	Small   Warning = "small"   // move closer
	Blurred Warning = "blurred" // hold still, let the camera focus
	Dark    Warning = "dark"    // more light
	Washed  Warning = "washed"  // less light, no flash
	Glare   Warning = "glare"   // keep reflections off the page
	Uneven  Warning = "uneven"  // lay the page flat, hold the camera straight above it
)

// A threshold is a figure that a measure of Legibility may not pass. Passing it refuses
// the picture where refuses is set, otherwise warns.
type threshold struct {
	name    string // by which configuration changes it
	measure string
	below   bool // poor is what lies below the figure, not above
	figure  float64
	refuses reason
	warns   Warning
}

// thresholds are all of them, in the order in which they are tried; the first refusal
// decides. The figures were found on synthetic pages, so they warn rather than refuse.
var thresholds = []threshold{
	{"tiny", "short_side", true, 100, isTiny, ""},
	{"blank", "edges", true, 0.002, isBlank, ""},
	{"illegible", "sharpness", true, 0.001, isSmeared, ""},
	{"small", "short_side", true, 1000, "", Small},
	{"blurred", "sharpness", true, 0.1, "", Blurred},
	{"dark", "p95", true, 70, "", Dark},
	{"washed", "washed", false, 0.2, "", Washed},
	{"glare", "glare", false, 0.01, "", Glare},
	{"uneven", "evenness", true, 0.06, "", Uneven},
}

// Thresholds are figures that an office sets in place of those of the house, by the name
// of the threshold; a nil map changes nothing.
type Thresholds map[string]float64

// ParseThresholds reads "blurred=0.08, small=800". The error names what is wrong and the
// names that there are.
func ParseThresholds(text string) (Thresholds, error) {
	set := Thresholds{}
	for pair := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name, figure, _ := strings.Cut(pair, "=")
		v, err := strconv.ParseFloat(figure, 64)
		if err != nil || v < 0 {
			return nil, fmt.Errorf("%q is no threshold; write name=figure, for instance blurred=0.08", pair)
		}
		if !slices.Contains(thresholdNames(), name) {
			return nil, fmt.Errorf("there is no threshold %q; there are %s", name, strings.Join(thresholdNames(), ", "))
		}
		set[name] = v
	}
	return set, nil
}

func thresholdNames() (names []string) {
	for _, t := range thresholds {
		names = append(names, t.name)
	}
	return names
}

// Warnings lists the warnings that there are, in order; the words of the pages are
// checked against it.
func Warnings() []string {
	all := map[string]bool{}
	for _, t := range thresholds {
		if t.warns != "" {
			all[string(t.warns)] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// String is what ParseThresholds reads.
func (set Thresholds) String() string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		pairs = append(pairs, name+"="+strconv.FormatFloat(set[name], 'g', -1, 64))
	}
	return strings.Join(pairs, ",")
}

// judge holds the measures of a picture against the thresholds: the reason for which it
// is refused, "" if it is not, or the warnings in order.
func (set Thresholds) judge(quality map[string]any) (refused reason, warnings []Warning) {
	for _, t := range thresholds {
		v, measured := quality[t.measure].(float64)
		figure, changed := set[t.name]
		if !changed {
			figure = t.figure
		}
		if !measured || (t.below && v >= figure) || (!t.below && v <= figure) {
			continue
		}
		if t.refuses != "" {
			return t.refuses, nil
		}
		warnings = append(warnings, t.warns)
	}
	return "", warnings
}
