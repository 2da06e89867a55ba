package checklist

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

func TestCircleIsNamed_R_PKG_02(t *testing.T) {
	_, members := restaurant()
	members[3].After = []string{"sign"}
	_, err := Order(members)
	f, ok := err.(*fault.Fault)
	if !ok || f.Cite() != "R-PKG-02" || !strings.Contains(f.Error(), "设立登记 → 食品经营许可 → 招牌设置 → 设立登记") {
		t.Fatalf("got %v", err)
	}
	if ids := fmt.Sprint(f.Params()["cycle"]); ids != "[licence food sign licence]" {
		t.Errorf("cycle %s", ids)
	}
	if _, _, err := LongestPath(members); fault.Of(err) != fault.PlanCycle {
		t.Errorf("longest path of a circle: %v", err)
	}
}

func TestLongestPath_R_PKG_02(t *testing.T) {
	_, members := restaurant()
	days, path, err := LongestPath(members)
	if err != nil || days != 9 || strings.Join(path, " ") != "licence food sign" {
		t.Errorf("got %d %v %v", days, path, err)
	}
	members[4].Optional = false
	if days, path, _ = LongestPath(members); days != 10 || strings.Join(path, " ") != "licence invoice" {
		t.Errorf("an invoice of 9 days counts: %d %v", days, path)
	}
	members[1].Optional = true
	members[4].Optional = true
	if days, path, _ = LongestPath(members); days != 4 || strings.Join(path, " ") != "licence food sign" {
		t.Errorf("an optional member between holds its place without days: %d %v", days, path)
	}
	if days, path, err := LongestPath(nil); days != 0 || path != nil || err != nil {
		t.Errorf("nothing: %d %v %v", days, path, err)
	}
	if merge(t, "large").LongestPath != 9 {
		t.Error("the merged list does not carry the longest path")
	}
}

// randomPlan waits only for members before it in a hidden order, so it has no circle.
func randomPlan(r *rand.Rand) []Member {
	n := r.Intn(9)
	members := make([]Member, n)
	for i := range members {
		members[i] = Member{ID: fmt.Sprint("m", i), Optional: r.Intn(4) == 0, List: &catalogue.Snapshot{Name: fmt.Sprint("m", i), PromisedDays: r.Intn(20)}}
		for j := range i {
			if r.Intn(3) == 0 {
				members[i].After = append(members[i].After, fmt.Sprint("m", j))
			}
		}
	}
	r.Shuffle(n, func(i, j int) { members[i], members[j] = members[j], members[i] })
	return members
}

func find(members []Member, id string) *Member {
	i := slices.IndexFunc(members, func(m Member) bool { return m.ID == id })
	return &members[i]
}

func TestOrderProperty_R_PKG_02(t *testing.T) {
	holds := func(seed int64) bool {
		members := randomPlan(rand.New(rand.NewSource(seed)))
		order, err := Order(members)
		if err != nil || len(order) != len(members) {
			return false
		}
		seen := map[string]bool{}
		for _, m := range order {
			for _, id := range m.After {
				if !seen[id] {
					return false
				}
			}
			seen[m.ID] = true
		}
		return len(seen) == len(members)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// The longest path is what trying every chain gives.
func TestLongestPathOracle_R_PKG_02(t *testing.T) {
	holds := func(seed int64) bool {
		members := randomPlan(rand.New(rand.NewSource(seed)))
		var ending func(m *Member) int
		ending = func(m *Member) int {
			longest, own := 0, m.List.PromisedDays
			if m.Optional {
				own = 0
			}
			for _, id := range m.After {
				longest = max(longest, ending(find(members, id)))
			}
			return longest + own
		}
		want := 0
		for i := range members {
			want = max(want, ending(&members[i]))
		}
		days, path, err := LongestPath(members)
		sum := 0
		for i, id := range path {
			m := find(members, id)
			if !m.Optional {
				sum += m.List.PromisedDays
			}
			if i > 0 && !slices.Contains(m.After, path[i-1]) {
				return false
			}
		}
		return err == nil && days == want && sum == want
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// Every circle that is closed is found, and what is named is one.
func TestCircleProperty_R_PKG_02(t *testing.T) {
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		members := randomPlan(r)
		if len(members) < 2 {
			return true
		}
		for i := range 3 { // close a circle of up to three members, wherever they stand
			a, b := members[i%len(members)], members[(i+1)%len(members)]
			find(members, a.ID).After = append(slices.Clone(a.After), b.ID)
		}
		if len(members) > 3 {
			find(members, members[3].ID).After = append(members[3].After, members[0].ID)
			find(members, members[0].ID).After = append(members[0].After, members[3].ID)
		}
		_, err := Order(members)
		f, ok := err.(*fault.Fault)
		if !ok || f.Code() != "plan_cycle" {
			return false
		}
		ids := f.Params()["cycle"].([]string)
		for i := 1; i < len(ids); i++ {
			if !slices.Contains(find(members, ids[i]).After, ids[i-1]) {
				return false
			}
		}
		return len(ids) > 1 && ids[0] == ids[len(ids)-1]
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}
