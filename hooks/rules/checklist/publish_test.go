package checklist

import (
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

func member(id string, days int, after ...string) Member {
	return Member{ID: id, After: after, List: &catalogue.Snapshot{ID: "s" + id, Name: "事项" + id, PromisedDays: days}}
}

func TestMayPublish_R_PKG_02(t *testing.T) {
	chain := []Member{member("a", 3), member("b", 5, "a"), member("c", 4)}
	for _, c := range []struct {
		name    string
		members []Member
		promise int
		want    fault.Code
	}{
		{"a promise of the longest path", chain, 8, ""},
		{"a promise of the sum", chain, 12, ""},
		{"a day less than the longest path", chain, 7, fault.PlanInfeasible},
		{"nothing to do", nil, 8, fault.FormIncomplete},
		{"a circle", []Member{member("a", 1, "b"), member("b", 1, "a")}, 8, fault.PlanCycle},
		{"only instant members", []Member{member("a", 0), member("b", 0, "a")}, 0, ""},
	} {
		if got := fault.Of(MayPublish(c.members, c.promise)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
