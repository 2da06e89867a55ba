// Package problem says what the way of a reported problem (堵点) asks for beyond its
// transition table: limits, who verifies, what a solution consists of, what may be made
// public, and what the solution changed in the list of a service (R-CLM-13, R-PL-25).
package problem

import (
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// The limits of a problem. The law names none; a county that wants others changes them here.
const (
	Days      = 15  // working days to solve where the supervisor names none, as for a bad rating (R-EV-04)
	MaxDays   = 200 // working days at most
	CheckDays = 28  // calendar days from solving until the reporter is asked whether it is really fixed
	KeepDays  = 730 // calendar days for which what is personal is kept after the end (R-PI-01)
	MaxText   = 5000
)

// Source is from whom a problem comes that an account reports: an enterprise or a citizen.
func Source(kind string) string {
	if kind == "organization" {
		return "enterprise"
	}
	return "citizen"
}

// ByOfficers are the sources from which officers write a problem down (R-PL-25).
var ByOfficers = []string{"hall", "hotline", "survey"}

// Open says whether a problem is still worked on.
func Open(state flow.State) bool {
	switch state {
	case flow.Reported, flow.Assigned, flow.Returned, flow.Solved:
		return true
	}
	return false
}

// Running says whether the limit of a problem runs: it is with its department.
func Running(state flow.State) bool { return state == flow.Assigned || state == flow.Returned }

// CheckOn is the day from which the reporter is asked whether it is really fixed.
func CheckOn(solved workday.Day) workday.Day { return solved + CheckDays }

// KeptUntil is the last day on which what is personal in an ended problem is kept; while the
// reporter may still say that it is not fixed, that has not begun.
func KeptUntil(ended workday.Day) workday.Day { return ended + KeepDays }

// Solution is what a department hands in to be verified. Changed: the list of the service
// in force is another one than when the problem was assigned.
type Solution struct {
	Measure, Answer string
	Evidence        int
	Changed         bool
}

// MaySolve refuses a solution that does not say what was done and what the reporter is told,
// with reason_required at that field, and one that nothing proves, with evidence_missing:
// neither a file nor a change of the list (R-CLM-13).
func MaySolve(s Solution) (field string, err error) {
	switch {
	case strings.TrimSpace(s.Measure) == "":
		return "measure", fault.New(fault.ReasonRequired, "R-CLM-13", "Say what was done about it before you hand it in.")
	case strings.TrimSpace(s.Answer) == "":
		return "answer", fault.New(fault.ReasonRequired, "R-CLM-13", "Write the answer to whoever reported it before you hand it in.")
	case s.Evidence == 0 && !s.Changed:
		return "evidence", fault.New(fault.EvidenceMissing, "R-CLM-13", "Add a file that proves it: a photo, a document, a screenshot. A changed list of the service is a proof by itself.")
	}
	return "", nil
}

// AnotherPerson refuses with same_officer the verification by whoever solved it (R-CLM-13).
func AnotherPerson(who, solver string) error {
	if who != "" && who == solver {
		return fault.New(fault.SameOfficer, "R-CLM-13", "You handed the solution in; somebody else verifies it.")
	}
	return nil
}

// MayReopen lets a reporter send a problem back once; after the second verification
// it is for the supervisor to look at (reopening_used).
func MayReopen(reopened int) error {
	if reopened > 0 {
		return fault.New(fault.ReopeningUsed, "R-CLM-13", "You sent it back once already; the supervisor looks at what is still wrong. Call the service centre.")
	}
	return nil
}

// Words are what everybody reads of a problem that is public: the title and answer in the
// words of the house, what was done, and the report itself where its words are opened ("").
type Words struct{ Title, Answer, Measure, Text string }

// MayPublish refuses to make public what has no answer yet or no title in the words of the
// house, and words that hold the number of a person (text_personal): what a reporter wrote
// is not published as it is, and nobody is in what is (R-PI-08).
func MayPublish(state flow.State, w Words) (field string, err error) {
	switch {
	case state != flow.Solved && state != flow.Verified:
		return "public", fault.New(fault.StateMoved, "R-CLM-13", "Only an answer to a problem that is solved is made public.").With("state", string(state))
	case strings.TrimSpace(w.Title) == "":
		return "public_title", fault.New(fault.ReasonRequired, "R-PI-08", "Write a title for the public that names no person and is not in the reporter's words.")
	case strings.TrimSpace(w.Answer) == "":
		return "answer", fault.New(fault.ReasonRequired, "R-CLM-13", "Write the answer before you make it public.")
	}
	for _, said := range []struct{ field, text string }{{"public_title", w.Title}, {"answer", w.Answer}, {"measure", w.Measure}, {"words_public", w.Text}} {
		if idcode.NamesPerson(said.text) {
			return said.field, fault.New(fault.TextPersonal, "R-PI-08", "These words hold the number of a person; everybody would read it. Leave it out, or keep them from the public.")
		}
	}
	return "", nil
}

// RolesOn are the roles that posts give on a problem: solving is for the lead department
// alone, so that whoever supervises it holds no other post in it ("" while it has none).
func RolesOn(posts []review.Officer, lead string) []flow.Role {
	var roles []flow.Role
	for _, post := range posts {
		for _, role := range review.RolesOn([]review.Officer{post}, []string{lead}) {
			if post.Department == lead || !slices.Contains(flow.Solvers, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}
