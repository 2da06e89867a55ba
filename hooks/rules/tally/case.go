package tally

import (
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Case is what of a case its figures follow from. What is personal is no part of it, so a
// case that was erased counts as before (R-PI-06).
type Case struct {
	Service, Department, Channel string
	// The stored dates; no date where there is none or where no calendar tells it (R-CAL-05).
	Received, Accepted, Decided workday.Day
	Promised, Statutory         workday.Day // last days of the limits, standstills and extension included
	Acts                        []Act       // in the order in which they were done
	Steps                       []Step
}

// Act is an act on a case and who did it; Department is that of the step it is about.
type Act struct {
	clock.Act
	Officer, Department string
}

// Step is a step of the review: Closed is no date while it is open, Opened while it waits.
type Step struct {
	Department     string
	Opened, Closed workday.Day
}

// Outcome is what a row of figures counts.
type Outcome string

// The outcomes. Examined and Decided count the work of an officer, Praised ratings, the
// others cases of a service.
const (
	Filed       Outcome = "filed"
	Accepted    Outcome = "accepted"
	Silence     Outcome = "silence" // accepted by silence (R-AL-06)
	Granted     Outcome = "granted"
	Refused     Outcome = "refused"
	Withdrawn   Outcome = "withdrawn"
	NotAccepted Outcome = "not_accepted"
	Terminated  Outcome = "terminated"
	Delivered   Outcome = "delivered"
	Examined    Outcome = "examined"
	Decided     Outcome = "decided"
	Praised     Outcome = "praised" // rated three stars or more (R-MET-11)
)

// Outcomes lists them in the order of a case's life.
func Outcomes() []Outcome {
	return []Outcome{Filed, Accepted, Silence, Granted, Refused, Withdrawn, NotAccepted, Terminated, Delivered, Examined, Decided}
}

// outcomes are the outcomes that acts have, except the acceptance, which the law may date
// back.
var outcomes = map[flow.Act]Outcome{
	"grant": Granted, "refuse": Refused, "withdraw": Withdrawn, "reject": NotAccepted, "terminate": Terminated, "deliver": Delivered,
}

// Fact is one thing to count, on the day on which it came about.
type Fact struct {
	Day workday.Day
	Key
	Cell
}

// Facts are what there is to count of a case. They follow from the case as it stands, in
// whatever order its acts came to be known: what an act adds to the figures is what the
// facts after it have beyond those before it.
func Facts(cal *workday.Calendar, c Case) []Fact {
	var facts []Fact
	add := func(day workday.Day, outcome Outcome, cell Cell) {
		facts = append(facts, Fact{day, Key{Outcome: outcome, Department: c.Department, Service: c.Service, Channel: c.Channel}, cell})
	}
	if c.Received != 0 {
		add(c.Received, Filed, one())
	}
	if c.Accepted != 0 {
		add(c.Accepted, c.acceptance(), one())
	}
	for _, a := range c.Acts {
		outcome, counts := outcomes[a.Act.Act]
		switch {
		case !counts:
		case outcome == Granted || outcome == Refused:
			add(c.Decided, outcome, c.decision(cal))
		default:
			add(a.Day, outcome, one())
		}
		if work, done := c.work(cal, a); done {
			facts = append(facts, work)
		}
	}
	return facts
}

// acceptance tells a case that silence accepted from one that somebody accepted in time.
func (c Case) acceptance() Outcome {
	for _, a := range c.Acts {
		switch a.Act.Act {
		case "deem_accepted":
			return Silence
		case "accept":
			if a.Day != c.Accepted { // spoken too late: the law had accepted it before (R-AL-06)
				return Silence
			}
		}
	}
	return Accepted
}

// decision is the cell of a decided case: how long it took, whether it kept its limits, and
// what it was waiting for where it did not.
func (c Case) decision(cal *workday.Calendar) Cell {
	cell := one()
	if days, known := c.days(cal); known {
		cell.Days[days] = 1
	}
	if c.Promised != 0 {
		cell.Promised = 1
		if c.Decided <= c.Promised {
			cell.InPromise = 1
		}
	}
	if c.Statutory != 0 {
		cell.Limited = 1
		if c.Decided <= c.Statutory {
			cell.InLaw = 1
		}
	}
	for _, a := range c.Acts {
		switch a.Act.Act {
		case "extend":
			cell.Extended = 1
		case "pause":
			cell.Paused = 1
		}
	}
	if due := c.Due(); due != 0 && c.Decided > due {
		cell.Causes[c.WaitedFor(due)] = 1
	}
	return cell
}

// Due is the day by which the case is judged late: the promised one, else that of the law.
func (c Case) Due() workday.Day {
	if c.Promised != 0 {
		return c.Promised
	}
	return c.Statutory
}

// days are the working days from the acceptance to the decision, without those on which the
// clock stood still (R-AL-20, R-MET-08); false where no calendar counts them.
func (c Case) days(cal *workday.Calendar) (int, bool) {
	if c.Accepted == 0 || c.Decided == 0 {
		return 0, false
	}
	days, err := cal.Between(c.Accepted, c.Decided)
	if err != nil {
		return 0, false
	}
	acts := make([]clock.Act, len(c.Acts))
	for i, a := range c.Acts {
		acts[i] = a.Act
	}
	for _, s := range clock.Standstills(clock.Events(acts)) {
		stood, err := cal.Between(max(s.Paused, c.Accepted), min(s.Resumed, c.Decided))
		if err != nil {
			return 0, false
		}
		days -= max(0, stood)
	}
	return max(0, days), true
}

// work is what an act counts for its officer: a step examined, in the department of the
// step, or a decision, in that of the service.
func (c Case) work(cal *workday.Calendar, a Act) (Fact, bool) {
	key, cell := Key{Department: c.Department, Officer: a.Officer}, one()
	switch {
	case a.Officer == "":
		return Fact{}, false
	case (a.Act.Act == "examine" || a.Act.Act == "verify_site") && a.Department != "":
		key.Outcome, key.Department = Examined, a.Department
	case a.Act.Act == "grant" || a.Act.Act == "refuse":
		key.Outcome = Decided
		if days, known := c.days(cal); known {
			cell.Days[days] = 1
		}
	default:
		return Fact{}, false
	}
	return Fact{a.Day, key, cell}, true
}
