package review

import (
	"fmt"
	"slices"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
)

// office is two departments: wang and li examine in a, of whom li is absent and chen
// stands in; zhao approves in a; qian oversees from b; sun left.
func office() []Officer {
	of := func(id, department string, roles ...flow.Role) Officer {
		return Officer{ID: id, Department: department, Roles: roles, Active: true}
	}
	list := []Officer{of("wang", "a", flow.Examiner), of("li", "a", flow.Examiner), of("zhao", "a", flow.Approver),
		of("chen", "b", flow.Clerk), of("qian", "b", flow.Supervisor), of("sun", "a", flow.Examiner)}
	list[1].Absent, list[1].Deputy = true, "chen"
	list[5].Active = false
	return list
}

func TestPostsAndRoles_R_PL_22(t *testing.T) {
	for _, c := range []struct {
		name, id, departments string
		posts, roles          string
	}{
		{"the own post", "wang", "a", "[wang]", "[examiner]"},
		{"another department's case", "wang", "b", "[wang]", "[]"},
		{"the deputy has both posts", "chen", "a", "[chen li]", "[examiner]"},
		{"a supervisor oversees every case", "qian", "a", "[qian]", "[supervisor]"},
		{"who left has no post", "sun", "a", "[]", "[]"},
		{"nobody", "", "a", "[]", "[]"},
	} {
		posts := Posts(office(), c.id)
		ids := []string{}
		for _, p := range posts {
			ids = append(ids, p.ID)
		}
		if got, roles := fmt.Sprint(ids), fmt.Sprint(RolesOn(posts, []string{c.departments})); got != c.posts || roles != c.roles {
			t.Errorf("%s: %s %s", c.name, got, roles)
		}
	}
	back := office()
	back[1].Absent = false
	if len(Posts(back, "chen")) != 1 {
		t.Error("the deputy's task ends when the colleague is back")
	}
}

func TestWhoTakesAStep_R_AL_40(t *testing.T) {
	exam := catalogue.Step{ID: "s", Kind: catalogue.Examine, Department: "a"}
	site := catalogue.Step{ID: "s", Kind: catalogue.SiteCheck, Department: "a"}
	for _, c := range []struct {
		name, id string
		step     catalogue.Step
		act      flow.Act
		want     string
	}{
		{"an examiner of the department", "wang", exam, "examine", ""},
		{"R-PL-22 the deputy of one", "chen", exam, "examine", ""},
		{"the absent one still may", "li", exam, "examine", ""},
		{"an approver", "zhao", exam, "examine", "role_required R-AL-40"},
		{"a step of another department", "wang", catalogue.Step{Department: "b"}, "examine", "role_required R-AL-40"},
		{"R-AL-10 a site check from the desk", "wang", site, "examine", "act_not_allowed R-AL-10"},
		{"R-AL-10 a site check on site", "wang", site, "verify_site", ""},
		{"R-AL-10 an examination on site", "wang", exam, "verify_site", "act_not_allowed R-AL-10"},
	} {
		if got := refusal(MayTake(Posts(office(), c.id), c.step, Opened, c.act)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, state := range []State{Waiting, Passed, Failed} {
		if got := refusal(MayTake(Posts(office(), "zhao"), exam, state, "examine")); got != "state_moved R-AL-10" {
			t.Errorf("R-AL-10 a step that is %s: %q", state, got)
		}
	}
}

func TestAssign_R_PL_22(t *testing.T) {
	load := func(n map[string]int) func(string) int { return func(id string) int { return n[id] } }
	change := func(f func([]Officer)) []Officer { o := office(); f(o); return o }
	for _, c := range []struct {
		name     string
		officers []Officer
		load     map[string]int
		leaveOut string
		want     string
	}{
		{"nobody has work: the first", office(), nil, "", "wang"},
		{"the one with less, here the deputy of an absent one", office(), map[string]int{"wang": 1}, "", "chen"},
		{"equal loads: the first", office(), map[string]int{"wang": 2, "chen": 2}, "", "wang"},
		{"not the one who leaves", office(), map[string]int{"chen": 9}, "wang", "chen"},
		{"an absent one without a deputy", change(func(o []Officer) { o[1].Deputy = "" }), map[string]int{"wang": 9}, "", "wang"},
		{"a deputy who is absent too", change(func(o []Officer) { o[3].Absent = true }), map[string]int{"wang": 9}, "", "wang"},
		{"a deputy who left", change(func(o []Officer) { o[3].Active = false }), map[string]int{"wang": 9}, "", "wang"},
		{"nobody at work", change(func(o []Officer) { o[0].Absent, o[3].Active = true, false }), nil, "", ""},
	} {
		if got := Assign(c.officers, "a", c.leaveOut, load(c.load)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := Assign(office(), "c", "", load(nil)); got != "" {
		t.Errorf("a department without examiners: %q", got)
	}
}

// One by one, steps spread evenly over whoever is at work.
func TestAssignSpreadsEvenly_R_PL_22(t *testing.T) {
	loads := map[string]int{}
	for range 30 {
		loads[Assign(office(), "a", "", func(id string) int { return loads[id] })]++
	}
	if loads["wang"] != 15 || loads["chen"] != 15 {
		t.Errorf("%v", loads)
	}
}

func TestHandingOver_R_PL_22(t *testing.T) {
	for _, c := range []struct {
		name, to    string
		departments []string
		want        string
	}{
		{"a colleague", "wang", []string{"b", "a"}, ""},
		{"an approver", "zhao", []string{"a"}, "role_required R-PL-22"},
		{"one who left", "sun", []string{"a"}, "role_required R-PL-22"},
		{"one of another department", "wang", []string{"b"}, "record_foreign R-PL-22"},
		{"no step is open", "wang", nil, "record_foreign R-PL-22"},
	} {
		i := slices.IndexFunc(office(), func(o Officer) bool { return o.ID == c.to })
		if got := refusal(MayReceive(office()[i], c.departments)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
