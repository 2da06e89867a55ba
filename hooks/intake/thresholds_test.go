package intake

import (
	"maps"
	"slices"
	"testing"
)

func TestThresholds(t *testing.T) {
	good := map[string]any{"short_side": 1200., "edges": 0.05, "sharpness": 0.7, "p95": 230., "washed": 0., "glare": 0., "evenness": 0.9}
	with := func(measure string, v float64) map[string]any {
		q := map[string]any{measure: v}
		for k, other := range good {
			if k != measure {
				q[k] = other
			}
		}
		return q
	}
	for _, c := range []struct {
		what     string
		set      Thresholds
		quality  map[string]any
		warnings []Warning
		refused  reason
	}{
		{"a good page", nil, good, nil, ""},
		{"a PDF", nil, nil, nil, ""},
		{"R-AR-01 tiny", nil, with("short_side", 99), nil, isTiny},
		{"R-AR-01 blank", nil, with("edges", 0.0019), nil, isBlank},
		{"R-AR-01 smeared", nil, with("sharpness", 0.0009), nil, isSmeared},
		{"small", nil, with("short_side", 999), []Warning{Small}, ""},
		{"just large enough", nil, with("short_side", 1000), nil, ""},
		{"blurred", nil, with("sharpness", 0.05), []Warning{Blurred}, ""},
		{"dark", nil, with("p95", 69), []Warning{Dark}, ""},
		{"washed out", nil, with("washed", 0.3), []Warning{Washed}, ""},
		{"a lamp", nil, with("glare", 0.02), []Warning{Glare}, ""},
		{"bent", nil, with("evenness", 0.05), []Warning{Uneven}, ""},
		{"two things", nil, map[string]any{"short_side": 500., "p95": 20.}, []Warning{Small, Dark}, ""},
		{"an office that is content with less", Thresholds{"small": 400}, with("short_side", 500), nil, ""},
		{"an office that wants more", Thresholds{"tiny": 800}, with("short_side", 500), nil, isTiny},
	} {
		refused, warnings := c.set.judge(c.quality)
		if !slices.Equal(warnings, c.warnings) || refused != c.refused {
			t.Errorf("%s: %v, %q", c.what, warnings, refused)
		}
	}
}

func TestThresholdsAreConfigured(t *testing.T) {
	set, err := ParseThresholds("blurred=0.08, small=800,glare=0")
	if err != nil || len(set) != 3 || set["blurred"] != 0.08 || set["small"] != 800 || set["glare"] != 0 {
		t.Errorf("%v, %v", set, err)
	}
	if set, err := ParseThresholds(" "); err != nil || len(set) != 0 {
		t.Errorf("nothing: %v, %v", set, err)
	}
	for _, bad := range []string{"blurred", "blurred=", "blurred=much", "blurred=-1", "blured=0.1", "=1"} {
		if _, err := ParseThresholds(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if again, err := ParseThresholds(set.String()); err != nil || !maps.Equal(again, set) {
		t.Errorf("%q is read as %v (%v)", set, again, err)
	}
	x := newExaminer(t, Options{Thresholds: Thresholds{"small": 200, "tiny": 150}})
	f, err := x.bytes("a.png", pngOf(paper(300, 400)))
	if err != nil || len(f.Warnings) != 0 {
		t.Errorf("%v, %v", f.Warnings, err)
	}
	_, err = x.bytes("a.png", pngOf(paper(140, 400)))
	refusedAs(t, err, "file_illegible", isTiny)
}
