// Package look says who may see a full identity number, and on which ground, and who how a
// reporter is reached (Personal Information Protection Law Art. 6, 34 and 51: R-PI-01,
// R-PI-02, R-PI-07).
package look

import (
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// Ground is what calls a supervisor to a case that another department handles.
type Ground string

const (
	Late      Ground = "late"      // a limit passed (R-AL-41)
	Extended  Ground = "extended"  // its limit was extended (R-AL-16, R-AL-17)
	Exception Ground = "exception" // it was corrected more than once (R-AL-08)
	Complaint Ground = "complaint" // somebody complained; the reason names the complaint (R-AL-41)
)

// Grounds are all of them, in the order in which they are offered.
func Grounds() []Ground { return []Ground{Late, Extended, Exception, Complaint} }

// Case is what the grounds are held against.
type Case struct {
	Departments []string // that handle it
	Late        bool
	Extended    bool
	Corrections int // notices of correction that were sent
}

func (c Case) bears(g Ground) bool {
	return map[Ground]bool{Late: c.Late, Extended: c.Extended, Exception: c.Corrections > 1, Complaint: true}[g]
}

// longest is how long a reason may be, in characters.
const longest = 500

// Reason checks the words in which an officer says why the number is needed
// (reason_required).
func Reason(text string) error {
	if n := len([]rune(text)); strings.TrimSpace(text) == "" || n > longest {
		return fault.New(fault.ReasonRequired, "R-PI-07", "Say in at most %d characters why the full number is needed; the look is recorded.", longest)
	}
	return nil
}

// handlers are the roles whose holders need numbers to do their work on a case.
var handlers = []flow.Role{flow.Clerk, flow.Examiner, flow.Approver}

// May says whether who holds the posts may see a full number of the case. A department
// that handles the case needs it for its work. A supervisor oversees every case of the
// county and needs it on those that supervision is called to: one of the grounds is named
// (reason_required), and the file bears it out (role_required); a complaint is not in the
// file, so there the reason alone stands for it. Everybody else has nothing to look for
// (record_foreign). The ground of who handles the case is passed over.
func May(posts []review.Officer, c Case, g Ground) error {
	oversees := false
	for _, p := range posts {
		for _, role := range handlers {
			if p.Active && slices.Contains(p.Roles, role) && slices.Contains(c.Departments, p.Department) {
				return nil
			}
		}
		oversees = oversees || p.Active && slices.Contains(p.Roles, flow.Supervisor)
	}
	switch {
	case !oversees:
		return fault.New(fault.RecordForeign, "R-PI-07", "Only who handles or supervises the case sees its numbers.")
	case !slices.Contains(Grounds(), g):
		return fault.New(fault.ReasonRequired, "R-PI-02", "Your department does not handle this case; name the ground on which it is supervised.").With("grounds", Grounds())
	case !c.bears(g):
		return fault.New(fault.RoleRequired, "R-PI-02", "The file of the case does not bear out this ground; leave the number masked.").With("ground", string(g))
	}
	return nil
}

// MayReach says whether who holds these roles on a problem may see how its reporter is
// reached: who solves it, who oversees it, and who wrote it down for the reporter. Overseers
// hand problems out and ask whether they are fixed, so they need no further ground. Everybody
// else has nothing to look for (record_foreign).
func MayReach(roles []flow.Role) error {
	for _, role := range roles {
		if role == flow.Applicant || role == flow.Supervisor || slices.Contains(flow.Solvers, role) {
			return nil
		}
	}
	return fault.New(fault.RecordForeign, "R-PI-07", "Only who works on the problem sees how its reporter is reached.")
}
