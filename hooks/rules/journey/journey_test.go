package journey

import (
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// cases makes a restaurant: the food licence and the sign wait for the business licence,
// and the opening for the food licence.
func cases(licence, food, sign, opening flow.State, granted ...string) []Case {
	list := []Case{{ID: "licence", State: licence}, {ID: "food", State: food, After: []string{"licence"}},
		{ID: "sign", State: sign, After: []string{"licence"}}, {ID: "opening", State: opening, After: []string{"food", "sign"}}}
	for i, c := range list {
		for _, id := range granted {
			list[i].Granted = list[i].Granted || c.ID == id
		}
	}
	return list
}

func TestStandings_R_PKG_03(t *testing.T) {
	for _, c := range []struct {
		name  string
		cases []Case
		want  [4]Standing
		state flow.State
	}{
		{"just handed in", cases(flow.Submitted, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Open, Waiting, Waiting, Waiting}, Submitted},
		{"being corrected", cases(flow.Correcting, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Open, Waiting, Waiting, Waiting}, Correcting},
		{"granted, not delivered", cases(flow.Granted, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Open, Waiting, Waiting, Waiting}, Submitted},
		{"delivered", cases(flow.Closed, flow.Draft, flow.Draft, flow.Draft, "licence"), [4]Standing{Delivered, Ready, Ready, Waiting}, Submitted},
		{"one of two delivered", cases(flow.Closed, flow.Closed, flow.Accepted, flow.Draft, "licence", "food"), [4]Standing{Delivered, Delivered, Open, Waiting}, Submitted},
		{"both delivered", cases(flow.Closed, flow.Closed, flow.Closed, flow.Draft, "licence", "food", "sign"), [4]Standing{Delivered, Delivered, Delivered, Ready}, Submitted},
		{"all delivered", cases(flow.Closed, flow.Closed, flow.Closed, flow.Closed, "licence", "food", "sign", "opening"), [4]Standing{Delivered, Delivered, Delivered, Delivered}, Completed},
		{"the first refused stops all", cases(flow.Refused, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Failed, Stopped, Stopped, Stopped}, Ended},
		{"the first not accepted", cases(flow.NotAccepted, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Failed, Stopped, Stopped, Stopped}, Ended},
		{"the first withdrawn", cases(flow.Withdrawn, flow.Draft, flow.Draft, flow.Draft), [4]Standing{Failed, Stopped, Stopped, Stopped}, Ended},
		{"a refusal stops only its successors", cases(flow.Closed, flow.Closed, flow.Accepted, flow.Draft, "licence"), [4]Standing{Delivered, Failed, Open, Stopped}, Submitted},
		{"what is left is delivered", cases(flow.Closed, flow.Terminated, flow.Closed, flow.Draft, "licence", "sign"), [4]Standing{Delivered, Failed, Delivered, Stopped}, PartlyCompleted},
		{"a stopped one handed in alone goes on", cases(flow.Refused, flow.Submitted, flow.Draft, flow.Draft), [4]Standing{Failed, Open, Stopped, Stopped}, Submitted},
	} {
		got := Standings(c.cases)
		for i, x := range c.cases {
			if got[x.ID] != c.want[i] {
				t.Errorf("%s: %s is %s, want %s", c.name, x.ID, got[x.ID], c.want[i])
			}
		}
		if s := State(true, c.cases); s != c.state {
			t.Errorf("%s: %s, want %s", c.name, s, c.state)
		}
		if s := State(false, c.cases); s != Draft {
			t.Errorf("%s: %s before it is handed in", c.name, s)
		}
	}
	if got := Standings([]Case{{ID: "a", State: flow.Draft, After: []string{"gone"}}})["a"]; got != Ready {
		t.Errorf("a predecessor that is gone holds it up: %s", got)
	}
}

func TestMayHandIn_R_PKG_03(t *testing.T) {
	for _, c := range []struct {
		handedIn bool
		s        Standing
		want     fault.Code
	}{
		{false, Ready, fault.JourneyOrder}, {true, Ready, ""}, {true, Waiting, fault.JourneyOrder}, {true, Stopped, ""},
	} {
		if got := fault.Of(MayHandIn(c.handedIn, c.s)); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
