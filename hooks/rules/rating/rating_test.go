package rating

import (
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

func TestGrades_R_EV_01(t *testing.T) {
	for grade, bad := range map[int]bool{1: true, 2: true, 3: false, 4: false, 5: false, 0: false, 6: false} {
		if Bad(grade) != bad {
			t.Errorf("%d is a bad rating: %t", grade, !bad)
		}
		if err := Gradable(float64(grade)); (err == nil) != (grade >= 1 && grade <= 5) {
			t.Errorf("%d may be given: %v", grade, err)
		}
	}
	if err := Gradable(4.5); fault.Of(err) != fault.ValueInvalid {
		t.Errorf("half a star: %v", err)
	}
	if Begin(2) != flow.Open || Begin(3) != None {
		t.Errorf("2 begins %s, 3 begins %s", Begin(2), Begin(3))
	}
}

func TestOnlyFinishedCasesAreRated_R_EV_02(t *testing.T) {
	finished := map[flow.State]bool{flow.Closed: true, flow.NotAccepted: true, flow.Terminated: true, flow.Withdrawn: true}
	for _, state := range flow.Application.States {
		err := MayRate(state)
		if finished[state] && err != nil || !finished[state] && fault.Of(err) != fault.NotDelivered {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func officer(id, department string, roles ...flow.Role) review.Officer {
	return review.Officer{ID: id, Department: department, Roles: roles, Active: true}
}

func TestHandlerIsNeverWhoWasRated_R_EV_05(t *testing.T) {
	head, second, other := officer("head", "market", flow.Approver), officer("second", "market", flow.Approver), officer("other", "police", flow.Approver)
	overseer, clerk := officer("overseer", "centre", flow.Supervisor), officer("clerk", "market", flow.Clerk)
	away, gone := head, head
	away.Absent, away.Deputy = true, "clerk"
	gone.Active = false
	load := map[string]int{"head": 2, "second": 1}
	for _, c := range []struct {
		name     string
		officers []review.Officer
		rated    []string
		want     string
	}{
		{"the approver with the least", []review.Officer{head, second, other, overseer, clerk}, nil, "second"},
		{"another approver than the rated one", []review.Officer{head, second, overseer}, []string{"second"}, "head"},
		{"a supervisor where all approvers were rated", []review.Officer{head, second, other, overseer}, []string{"head", "second"}, "overseer"},
		{"the deputy of an absent approver", []review.Officer{away, clerk, overseer}, nil, "clerk"},
		{"no deputy who was rated", []review.Officer{away, clerk, overseer}, []string{"clerk"}, "overseer"},
		{"nobody who left", []review.Officer{gone, overseer}, nil, "overseer"},
		{"nobody at all", []review.Officer{head, overseer}, []string{"head", "overseer"}, ""},
	} {
		if got := Handler(c.officers, "market", c.rated, func(id string) int { return load[id] }); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMayHandle_R_EV_03(t *testing.T) {
	for _, c := range []struct {
		name string
		who  review.Officer
		want fault.Code
	}{
		{"an approver of the department", officer("a", "market", flow.Approver), ""},
		{"a supervisor", officer("s", "centre", flow.Supervisor), ""},
		{"an approver of another department", officer("p", "police", flow.Approver), fault.RoleRequired},
		{"a clerk", officer("c", "market", flow.Clerk), fault.RoleRequired},
		{"who was rated", officer("rated", "market", flow.Approver), fault.SameOfficer},
	} {
		if got := fault.Of(MayHandle(c.who, "market", []string{"rated"})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if fault.Of(MayDecide("s", "s")) != fault.SameOfficer || MayDecide("s", "a") != nil || MayDecide("", "") != nil {
		t.Error("who disputed does not decide; everybody else does")
	}
}

func TestLimitsThatRun_R_EV_04(t *testing.T) {
	const contact, rectify = "2026-03-03", "2026-03-23"
	day := func(s string) workday.Day { d, _ := workday.ParseDay(s); return d }
	for _, c := range []struct {
		name    string
		course  Course
		due     workday.Day
		unknown bool
	}{
		{"first the call", Course{flow.Open, false, contact, rectify}, day(contact), false},
		{"open again after a dismissal, called already", Course{flow.Open, true, contact, rectify}, day(rectify), false},
		{"then the rectification", Course{flow.Rectifying, true, contact, rectify}, day(rectify), false},
		{"nothing while a dispute is decided", Course{flow.Disputed, false, contact, rectify}, 0, false},
		{"nothing at the end", Course{flow.Rectified, true, contact, rectify}, 0, false},
		{"nothing of a good one", Course{State: None}, 0, false},
		{"grey where no calendar is published", Course{flow.Rectifying, true, contact, ""}, 0, true},
	} {
		if due, unknown := c.course.Next(); due != c.due || unknown != c.unknown {
			t.Errorf("%s: %s %t, want %s %t", c.name, due, unknown, c.due, c.unknown)
		}
	}
	if Contact.Days != 1 || Rectify.Days != 15 {
		t.Error("one working day for the contact, fifteen for the rectification")
	}
}
