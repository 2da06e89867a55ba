package tally

import "onestop/hooks/rules/workday"

// Cause is what a late case was waiting for at the end of the last day of its limit.
//
// A pause and an extension are none: both move the limit, so what a case waits for when the
// moved limit runs out is something else. How many of the decided cases had one is counted
// beside.
type Cause string

// CauseRow is a declared cause; Whose says who kept the case waiting.
type CauseRow struct {
	Key   Cause  `json:"key"`
	Whose string `json:"whose"`
	Cite  string `json:"cite"`
}

// The causes.
const (
	AtIntake     Cause = "intake"     // nobody at the window had spoken
	AtCorrection Cause = "correction" // the applicant had not corrected; the limit counts from receipt
	AtPapers     Cause = "papers"     // the applicant's deferred papers
	AtHearing    Cause = "hearing"    // a hearing that was asked for and not held
	AtStep       Cause = "step"       // a step of the department of the service
	AtOther      Cause = "other_step" // a step of another department
	AtDecision   Cause = "decision"   // every step was done, the decision was not made
	AtDelivery   Cause = "delivery"   // decided and not delivered; of open cases alone, since a decided one is judged by its decision
)

// Causes are all causes in the order in which they are shown.
var Causes = []CauseRow{
	{AtIntake, "window", "R-AL-06"},
	{AtCorrection, "applicant", "R-AL-05"},
	{AtPapers, "applicant", "R-PL-24"},
	{AtHearing, "department", "R-AL-25"},
	{AtStep, "department", "R-PL-22"},
	{AtOther, "other_department", "R-PL-22"},
	{AtDecision, "approver", "R-AL-16"},
}

// WaitedFor is what the case was waiting for at the end of the day: of several things, the
// one that the others could not begin without.
func (c Case) WaitedFor(day workday.Day) Cause {
	asked, accepted, hearing, papers := c.standing(day)
	switch {
	case !accepted && asked:
		return AtCorrection
	case !accepted:
		return AtIntake
	case c.stepOpen(day, true):
		return AtStep
	case c.stepOpen(day, false):
		return AtOther
	case hearing:
		return AtHearing
	case papers:
		return AtPapers
	}
	return AtDecision
}

// standing is what the acts up to the end of the day had come to, and whether deferred
// papers came only after it.
func (c Case) standing(day workday.Day) (asked, accepted, hearing, papers bool) {
	for _, a := range c.Acts {
		if a.Day > day {
			papers = papers || a.Act.Act == "supplement"
			continue
		}
		switch a.Act.Act {
		case "request_correction":
			asked = true
		case "supply":
			asked = false
		case "accept", "deem_accepted":
			accepted = true
		case "request_hearing":
			hearing = true
		case "hold_hearing":
			hearing = false
		}
	}
	return asked, accepted, hearing, papers
}

// stepOpen tells whether a step of the department of the service, or of another one, was
// open at the end of the day.
func (c Case) stepOpen(day workday.Day, own bool) bool {
	for _, s := range c.Steps {
		if s.Opened != 0 && s.Opened <= day && (s.Closed == 0 || s.Closed > day) && (s.Department == c.Department) == own {
			return true
		}
	}
	return false
}
