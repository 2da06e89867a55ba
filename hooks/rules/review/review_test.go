package review

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

func TestOpenAtAcceptance_R_AL_10(t *testing.T) {
	step := func(id string, seq int) catalogue.Step { return catalogue.Step{ID: id, Seq: seq} }
	for _, c := range []struct {
		name  string
		steps []catalogue.Step
		want  string
	}{
		{"no step", nil, "[]"},
		{"one", []catalogue.Step{step("a", 1)}, "[a:open]"},
		{"in turn", []catalogue.Step{step("a", 1), step("b", 2)}, "[a:open b:waiting]"},
		{"side by side", []catalogue.Step{step("a", 1), step("b", 1), step("c", 2)}, "[a:open b:open c:waiting]"},
		{"out of order, beginning with 5", []catalogue.Step{step("c", 9), step("a", 5), step("b", 5)}, "[a:open b:open c:waiting]"},
	} {
		got := []string{}
		for _, o := range Open(c.steps) {
			got = append(got, o.Step.ID+":"+string(o.State))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: got %v, want %s", c.name, got, c.want)
		}
	}
}

// rows reads "a1o b1p c2w f3f": id, seq, first letter of the state.
func rows(text ...string) []Row {
	states := map[byte]State{'w': Waiting, 'o': Opened, 'p': Passed, 'f': Failed}
	list := make([]Row, len(text))
	for i, s := range text {
		list[i] = Row{ID: s[:1], Seq: int(s[1] - '0'), State: states[s[2]]}
	}
	return list
}

func TestRecord_R_AL_10(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []Row
		id   string
		pass bool
		want map[string]State
		code fault.Code
	}{
		{"the only step passes", rows("a1o"), "a", true, map[string]State{"a": Passed}, ""},
		{"a pass opens the next", rows("a1o", "b2w", "c3w"), "a", true, map[string]State{"a": Passed, "b": Opened}, ""},
		{"a pass opens all of the next seq", rows("a1o", "b4w", "c4w", "d5w"), "a", true, map[string]State{"a": Passed, "b": Opened, "c": Opened}, ""},
		{"one of two side by side opens nothing", rows("a1o", "b1o", "c2w"), "a", true, map[string]State{"a": Passed}, ""},
		{"the second of two opens the next", rows("a1p", "b1o", "c2w"), "b", true, map[string]State{"b": Passed, "c": Opened}, ""},
		{"a pass beside a failure opens nothing", rows("a1f", "b1o", "c2w"), "b", true, map[string]State{"b": Passed}, ""},
		{"a pass while an earlier step is open again opens nothing", rows("a1o", "b2o", "c3w"), "b", true, map[string]State{"b": Passed}, ""},
		{"a failure leaves later ones waiting", rows("a1o", "b2w"), "a", false, map[string]State{"a": Failed}, ""},
		{"the last step passes", rows("a1p", "b2o"), "b", true, map[string]State{"b": Passed}, ""},
		{"a step that waits", rows("a1o", "b2w"), "b", true, nil, fault.ReviewsOpen},
		{"a step that waits, failing", rows("a1o", "b2w"), "b", false, nil, fault.ReviewsOpen},
		{"a step passed already", rows("a1p", "b2o"), "a", true, nil, fault.StateMoved},
		{"a step failed already", rows("a1f", "b2w"), "a", true, nil, fault.StateMoved},
		{"a step of another case", rows("a1o"), "z", true, nil, fault.RecordForeign},
		{"a row in no known state", []Row{{ID: "a", State: "odd"}}, "a", true, nil, fault.StateMoved},
	} {
		before := slices.Clone(c.rows)
		got, err := Record(c.rows, c.id, c.pass)
		if !reflect.DeepEqual(got, c.want) || fault.Of(err) != c.code {
			t.Errorf("%s: got %v %v", c.name, got, err)
		}
		if !slices.Equal(before, c.rows) {
			t.Errorf("%s: the rows given were changed", c.name)
		}
	}
}

func TestOutcomeAndGrant_R_AL_10(t *testing.T) {
	for _, c := range []struct {
		rows  []Row
		want  State
		grant bool
	}{
		{nil, Passed, true},
		{rows("a1p", "b2p"), Passed, true},
		{rows("a1p", "b2o"), Opened, false},
		{rows("a1o", "b2w"), Opened, false},
		{rows("a1w"), Opened, false},
		{rows("a1f", "b2w"), Failed, false},
		{rows("a1o", "b1f"), Failed, false},
		{[]Row{{ID: "a", State: "odd"}}, Opened, false},
	} {
		if got := Outcome(c.rows); got != c.want {
			t.Errorf("%v: outcome %s, want %s", c.rows, got, c.want)
		}
		err := MayGrant(c.rows)
		if (err == nil) != c.grant || (err != nil && fault.Of(err) != fault.ReviewsOpen) {
			t.Errorf("%v: grant %v", c.rows, err)
		}
	}
	f := MayGrant(rows("a1p", "b1f", "c2w")).(*fault.Fault)
	if !reflect.DeepEqual(f.Params()["reviews"], []string{"b", "c"}) || f.Cite() != "R-AL-10" {
		t.Errorf("names %v", f.Params())
	}
}

func TestSiteCheckNeedsTwoOfficers_R_AL_10(t *testing.T) {
	for _, c := range []struct {
		name    string
		before  []string
		officer string
		pass    bool
		settled bool
		code    fault.Code
	}{
		{"the first finding leaves it open", nil, "wang", true, false, ""},
		{"the second officer settles it", []string{"wang"}, "li", true, true, ""},
		{"the same officer twice", []string{"wang"}, "wang", true, false, fault.SameOfficer},
		{"the same officer a third time", []string{"wang", "li"}, "wang", true, false, fault.SameOfficer},
		{"a failure settles it", nil, "wang", false, true, ""},
		{"a failure after a pass settles it", []string{"wang"}, "li", false, true, ""},
		{"one who finds a fault after all", []string{"wang"}, "wang", false, true, ""},
	} {
		settled, err := Verified(c.before, c.officer, c.pass)
		if settled != c.settled || fault.Of(err) != c.code {
			t.Errorf("%s: got %v %v", c.name, settled, err)
		}
	}
}

func TestWhoAcceptsDoesNotDecide_R_PL_20(t *testing.T) {
	for _, c := range []struct {
		name, accepted, officer string
		instant                 bool
		code                    fault.Code
	}{
		{"another officer", "wang", "li", false, ""},
		{"the same officer", "wang", "wang", false, fault.SameOfficer},
		{"R-AL-10 the same officer on the spot", "wang", "wang", true, ""},
		{"R-AL-06 accepted by silence", "", "wang", false, ""},
		{"accepted by silence, decided by nobody named", "", "", false, ""},
	} {
		if err := MayDecide(c.accepted, c.officer, c.instant); fault.Of(err) != c.code {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// random steps of up to four seqs with up to three side by side, seqs with holes.
func randomSteps(r *rand.Rand) []catalogue.Step {
	var steps []catalogue.Step
	seq := 0
	for range 1 + r.Intn(4) {
		seq += 1 + r.Intn(3)
		for range 1 + r.Intn(3) {
			steps = append(steps, catalogue.Step{ID: fmt.Sprint("s", len(steps)), Seq: seq})
		}
	}
	r.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	return steps
}

// Whatever the order of the opinions, a grant is possible if and only if all passed;
// no step is acted on before every step of an earlier seq is passed; and while none has
// failed there is always one that may be acted on.
func TestAnyOrderOfOpinionsProperty_R_AL_10(t *testing.T) {
	holds := func(seed int64, failures bool) bool {
		r := rand.New(rand.NewSource(seed))
		var list []Row
		for _, o := range Open(randomSteps(r)) {
			list = append(list, Row{ID: o.Step.ID, Seq: o.Step.Seq, State: o.State})
		}
		failed := false
		for range 10 * len(list) {
			i := r.Intn(len(list))
			pass := !failures || r.Intn(6) > 0
			mayNow := list[i].State == Opened
			changes, err := Record(list, list[i].ID, pass)
			if (err == nil) != mayNow {
				return false
			}
			if err != nil {
				continue
			}
			failed = failed || !pass
			for j, x := range list {
				if state, changed := changes[x.ID]; changed {
					list[j].State = state
				}
				if list[j].State != Waiting && slices.ContainsFunc(list, func(y Row) bool { return y.Seq < x.Seq && y.State != Passed }) {
					return false
				}
			}
			all := !slices.ContainsFunc(list, func(x Row) bool { return x.State != Passed })
			if (MayGrant(list) == nil) != all || (Outcome(list) == Failed) != failed {
				return false
			}
			stuck := !slices.ContainsFunc(list, func(x Row) bool { return x.State == Opened })
			if stuck && !all && !failed {
				return false
			}
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// A site check passes if and only if two different officers found it in order.
func TestSiteCheckProperty_R_AL_10(t *testing.T) {
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		var before []string
		distinct := map[string]bool{}
		for range 8 {
			officer := fmt.Sprint(r.Intn(3))
			settled, err := Verified(before, officer, true)
			if fault.Of(err) == fault.SameOfficer {
				if !distinct[officer] {
					return false
				}
				continue
			}
			before, distinct[officer] = append(before, officer), true
			if err != nil || settled != (len(distinct) >= 2) {
				return false
			}
			if settled {
				return true
			}
		}
		return len(distinct) == 1 // the same officer eight times
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}
