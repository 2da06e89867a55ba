package meter

import (
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

func TestTargets_R_CLM_12(t *testing.T) {
	for name, c := range map[string]struct {
		target   Target
		reading  Reading
		reached  bool
		progress int
	}{
		"80 % at one trip, exactly":          {Target{80, Percent}, Reading{Numerator: 4, Denominator: 5}, true, 100},
		"one item short of 80 %":             {Target{80, Percent}, Reading{Numerator: 79, Denominator: 100}, false, 98},
		"Mianyang: 14270 of 15066":           {Target{95, Percent}, Reading{Numerator: 14270, Denominator: 15066}, false, 99},
		"nothing done":                       {Target{80, Percent}, Reading{Denominator: 5}, false, 0},
		"nothing to count is nothing done":   {Target{100, Percent}, Reading{}, false, 0},
		"it grew instead":                    {Target{30, Percent}, Reading{Numerator: -2, Denominator: 10}, false, 0},
		"a batch of 20, all verified":        {Target{20, Count}, Reading{Numerator: 20, Denominator: 20}, true, 100},
		"a batch of 20 with three so far":    {Target{20, Count}, Reading{Numerator: 3, Denominator: 3}, false, 15},
		"more than the batch":                {Target{20, Count}, Reading{Numerator: 22, Denominator: 25}, true, 100},
		"a third is rounded down":            {Target{100, Percent}, Reading{Numerator: 1, Denominator: 3}, false, 33},
		"almost everything is not the whole": {Target{100, Percent}, Reading{Numerator: 9999, Denominator: 10000}, false, 99},
	} {
		if got := c.target.Reached(c.reading); got != c.reached || c.target.Progress(c.reading) != c.progress {
			t.Errorf("%s: reached %t, progress %d", name, got, c.target.Progress(c.reading))
		}
	}
}

func TestMissedSaysTheFigures(t *testing.T) {
	err := Target{80, Percent}.Missed(Reading{3, 5, "item"})
	if fault.Of(err) != fault.TargetMissed || !strings.Contains(err.Error(), "3 of 5 and 80 % are wanted") {
		t.Error(err)
	}
	if err := (Target{20, Count}).Missed(Reading{3, 5, "problem"}); !strings.Contains(err.Error(), "3 of 5 and 20 are wanted") {
		t.Error(err)
	}
	if err := (Target{60, Percent}).Missed(Reading{3, 5, "item"}); err != nil {
		t.Error(err)
	}
}

// Progress is a hundred exactly when the target is reached, and never falls when more is done.
func TestProgressProperty(t *testing.T) {
	holds := func(done, more, all, amount uint8, count bool) bool {
		target := Target{int(amount%100) + 1, Percent}
		if count {
			target.Unit = Count
		}
		r := Reading{Numerator: int(done), Denominator: int(all)}
		further := Reading{Numerator: int(done) + int(more), Denominator: int(all)}
		return (target.Progress(r) == 100) == target.Reached(r) && target.Progress(further) >= target.Progress(r) && target.Progress(r) >= 0
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func TestDefinitions(t *testing.T) {
	for name, c := range map[string]struct {
		d     Definition
		field string
		cite  string
		want  Definition
	}{
		"by hand nothing is settled":       {Definition{Kind: Manual}, "", "", Definition{Kind: Manual}},
		"of claims everything is wanted":   {Definition{Kind: ClaimsPublished}, "", "", Definition{ClaimsPublished, "", Target{100, Percent}}},
		"of a batch so many":               {Definition{Kind: ProblemsSolved, Target: Target{20, Count}}, "", "", Definition{ProblemsSolved, "", Target{20, Count}}},
		"a percentage without its unit":    {Definition{Kind: OneTrip, Target: Target{Amount: 80}}, "", "", Definition{OneTrip, "", Target{80, Percent}}},
		"a cut names which":                {Definition{Kind: Cuts, Target: Target{Amount: 60}}, "cut", "R-PL-26", Definition{}},
		"a cut of materials":               {Definition{Cuts, "materials", Target{60, Percent}}, "", "", Definition{Cuts, "materials", Target{60, Percent}}},
		"how much of one-trip items":       {Definition{Kind: OneTrip}, "target", "R-CLM-12", Definition{}},
		"more than all":                    {Definition{Kind: OneTrip, Target: Target{101, Percent}}, "target", "R-CLM-12", Definition{}},
		"a count beyond a hundred is fine": {Definition{ProblemsSolved, "", Target{120, Count}}, "", "", Definition{ProblemsSolved, "", Target{120, Count}}},
	} {
		got, field, err := c.d.Settled()
		if field != c.field || (err == nil) != (field == "") || (err == nil && got != c.want) {
			t.Errorf("%s: %+v, field %q, %v", name, got, field, err)
		}
		if f, is := err.(*fault.Fault); is && (f.Cite() != c.cite || fault.Of(err) != fault.ValueInvalid) {
			t.Errorf("%s: %v of %s", name, fault.Of(err), f.Cite())
		}
	}
}

// 10 claims of a department: what each meter counts of them, by hand.
func TestClaims_R_MET_10(t *testing.T) {
	states := map[flow.State]int{flow.ToClaim: 2, flow.Declining: 1, flow.Declined: 3, flow.Compiling: 1, flow.InReview: 1, flow.Approved: 1, flow.Published: 2, flow.Suspended: 1, flow.Cancelled: 4}
	for k, want := range map[Kind]Reading{
		ClaimsClaimed:   {7, 10, "claim"}, // without 2 to claim and 1 of which it is not sure
		ClaimsCompiled:  {6, 10, "claim"},
		ClaimsApproved:  {5, 10, "claim"},
		ClaimsPublished: {4, 10, "claim"},
	} {
		if got := Claims(k, states, 1); got != want {
			t.Errorf("%s: %+v, want %+v", k, got, want)
		}
	}
	if got := (Reading{1, 2, "claim"}).Add(Reading{3, 4, "claim"}); got != (Reading{4, 6, "claim"}) {
		t.Error(got)
	}
}
