package look

import (
	"strings"
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

func post(department string, roles ...flow.Role) review.Officer {
	return review.Officer{ID: "o", Department: department, Roles: roles, Active: true}
}

func TestMay_R_PI_07(t *testing.T) {
	plain := Case{Departments: []string{"market"}}
	late, extended, twice := plain, plain, plain
	late.Late, extended.Extended, twice.Corrections = true, true, 2
	once := plain
	once.Corrections = 1
	gone := post("market", flow.Clerk)
	gone.Active = false
	for _, c := range []struct {
		name   string
		posts  []review.Officer
		file   Case
		ground Ground
		want   fault.Code
	}{
		{"a clerk of the case", []review.Officer{post("market", flow.Clerk)}, plain, "", ""},
		{"an examiner of the case", []review.Officer{post("market", flow.Examiner)}, plain, "", ""},
		{"an approver of the case", []review.Officer{post("market", flow.Approver)}, plain, "", ""},
		{"whoever stands in", []review.Officer{post("police", flow.Clerk), post("market", flow.Approver)}, plain, "", ""},
		{"a supervisor whose department handles it as clerk", []review.Officer{post("market", flow.Supervisor, flow.Clerk)}, plain, "", ""},
		{"a clerk of elsewhere", []review.Officer{post("police", flow.Clerk)}, plain, "", fault.RecordForeign},
		{"who compiles lists", []review.Officer{post("market", flow.Cataloguer)}, plain, "", fault.RecordForeign},
		{"an auditor", []review.Officer{post("market", flow.Auditor)}, late, Late, fault.RecordForeign},
		{"who left", []review.Officer{gone}, plain, "", fault.RecordForeign},
		{"nobody", nil, plain, Late, fault.RecordForeign},
		{"a supervisor without a ground", []review.Officer{post("hall", flow.Supervisor)}, late, "", fault.ReasonRequired},
		{"R-PI-02 a supervisor with one of the own making", []review.Officer{post("hall", flow.Supervisor)}, late, "curiosity", fault.ReasonRequired},
		{"a supervisor who is clerk elsewhere", []review.Officer{post("hall", flow.Supervisor, flow.Clerk)}, plain, "", fault.ReasonRequired},
		{"R-AL-41 late", []review.Officer{post("hall", flow.Supervisor)}, late, Late, ""},
		{"not late", []review.Officer{post("hall", flow.Supervisor)}, plain, Late, fault.RoleRequired},
		{"R-AL-16 extended", []review.Officer{post("hall", flow.Supervisor)}, extended, Extended, ""},
		{"not extended", []review.Officer{post("hall", flow.Supervisor)}, late, Extended, fault.RoleRequired},
		{"R-AL-08 corrected twice", []review.Officer{post("hall", flow.Supervisor)}, twice, Exception, ""},
		{"corrected once as the law has it", []review.Officer{post("hall", flow.Supervisor)}, once, Exception, fault.RoleRequired},
		{"a complaint", []review.Officer{post("hall", flow.Supervisor)}, plain, Complaint, ""},
	} {
		if got := fault.Of(May(c.posts, c.file, c.ground)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestReason_R_PI_07(t *testing.T) {
	for text, want := range map[string]fault.Code{"": fault.ReasonRequired, " \n": fault.ReasonRequired, "核对": "", strings.Repeat("字", 500): "", strings.Repeat("字", 501): fault.ReasonRequired} {
		if got := fault.Of(Reason(text)); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestMayReach_R_PI_07(t *testing.T) {
	for _, c := range []struct {
		name  string
		roles []flow.Role
		want  fault.Code
	}{
		{"who solves it", []flow.Role{flow.Cataloguer}, ""},
		{"who oversees it", []flow.Role{flow.Supervisor}, ""},
		{"who wrote it down", []flow.Role{flow.Applicant}, ""},
		{"an auditor who solves it as well", []flow.Role{flow.Auditor, flow.Clerk}, ""},
		{"an auditor", []flow.Role{flow.Auditor}, fault.RecordForeign},
		{"an auditor who stands in for another", []flow.Role{flow.Auditor, flow.Auditor}, fault.RecordForeign},
		{"nobody", nil, fault.RecordForeign},
	} {
		if got := fault.Of(MayReach(c.roles)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
