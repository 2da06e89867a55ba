package checklist

import (
	"fmt"
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
		if got := fault.Of(MayPublish(nil, c.members, c.promise)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// event asks whether there is a sign, and where there is one, how large it is.
func eventWith(members ...Member) ([]catalogue.Question, []Member) {
	return []catalogue.Question{
		{ID: "sign", Options: []catalogue.Option{{ID: "yes"}, {ID: "no"}}},
		{ID: "size", OnlyIf: []string{"yes"}, Options: []catalogue.Option{{ID: "large"}, {ID: "small"}}},
	}, members
}

func onlyIf(m Member, options ...string) Member {
	m.OnlyIf = options
	return m
}

// The promise has to hold for the worst answers, and only for answers that exist.
func TestWorstPathOfAnyAnswers_R_PKG_04(t *testing.T) {
	for _, c := range []struct {
		name    string
		members []Member
		days    int
		path    string
	}{
		{"no condition", []Member{member("a", 3), member("b", 5, "a")}, 8, "[a b]"},
		{"a condition counts where it can be met", []Member{member("a", 3), onlyIf(member("b", 5, "a"), "yes")}, 8, "[a b]"},
		{"two that exclude each other never add up", []Member{onlyIf(member("a", 3), "yes"), onlyIf(member("b", 5, "a"), "no")}, 5, "[b]"},
		{"the longer of two alternatives", []Member{onlyIf(member("a", 6), "yes"), onlyIf(member("b", 5), "no"), member("c", 1, "a", "b")}, 7, "[a c]"},
		{"a condition of a condition", []Member{onlyIf(member("a", 6), "large"), onlyIf(member("b", 9, "a"), "small"), member("c", 1, "b")}, 10, "[b c]"},
		{"one that is not called for hands on its place", []Member{member("a", 4), onlyIf(member("b", 0, "a"), "yes"), member("c", 5, "b")}, 9, "[a c]"},
		{"an option that no question offers is never met", []Member{member("a", 1), onlyIf(member("b", 90, "a"), "gone")}, 1, "[a]"},
	} {
		days, path, err := WorstPath(eventWith(c.members...))
		if err != nil || days != c.days || fmt.Sprint(path) != c.path {
			t.Errorf("%s: %d %v %v, want %d %s", c.name, days, path, err, c.days, c.path)
		}
	}
	var many []catalogue.Question
	for i := range 14 {
		id := fmt.Sprint("q", i)
		many = append(many, catalogue.Question{ID: id, Options: []catalogue.Option{{ID: id + "y"}, {ID: id + "n"}}})
	}
	if days, _, err := WorstPath(many, []Member{onlyIf(member("a", 3), "q0y"), onlyIf(member("b", 5, "a"), "q0n")}); err != nil || days != 8 {
		t.Errorf("with too many answers every member counts: %d %v", days, err)
	}
	if _, _, err := WorstPath(nil, []Member{member("a", 1, "a")}); fault.Of(err) != fault.PlanCycle {
		t.Errorf("a circle: %v", err)
	}
}

func licence(id, department string) Member {
	m := member(id, 10)
	m.List.BasicItem.Type, m.List.Department.ID = "01", department
	return m
}

func TestJointBound_R_PKG_05(t *testing.T) {
	other := member("c", 10)
	other.List.BasicItem.Type, other.List.Department.ID = "07", "fire"
	for _, c := range []struct {
		name    string
		members []Member
		promise int
		joint   bool
		want    fault.Code
	}{
		{"licences of two departments within 45", []Member{licence("a", "market"), licence("b", "fire")}, 45, true, ""},
		{"licences of two departments beyond 45", []Member{licence("a", "market"), licence("b", "fire")}, 46, true, fault.PlanInfeasible},
		{"licences of one department", []Member{licence("a", "market"), licence("b", "market")}, 46, false, ""},
		{"one licence beside a registration", []Member{licence("a", "market"), other}, 60, false, ""},
	} {
		if got := Joint(c.members); got != c.joint {
			t.Errorf("%s: joint %t", c.name, got)
		}
		err := MayPublish(nil, c.members, c.promise)
		if fault.Of(err) != c.want || (err != nil && err.(*fault.Fault).Cite() != "R-PKG-05") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if days, extension := JointLimit(); days != 45 || extension != 15 {
		t.Errorf("R-AL-17 allows 45 and 15 working days: %d %d", days, extension)
	}
}
