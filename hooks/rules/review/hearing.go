package review

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Days of a hearing, in working days: never shorter for the citizen (R-AL-25…27).
const (
	DaysToAsk     = 5  // for the applicant, from being told of the right
	DaysToInvite  = 7  // between telling the day of the hearing and the hearing
	DaysToHearing = 20 // for the agency, from the request
)

// HearingGround is the ground of the pause that tells the day of a hearing.
const HearingGround = "hearing"

// Hearing is how far the hearing of a case has come (行政许可法 Art. 46–48). A date that
// is not set means that the step was not taken.
type Hearing struct {
	AskBy  workday.Day // offered: until which day it may be asked for
	HoldBy workday.Day // asked for: until which day the agency organises it
	Told   workday.Day // the day on which its day was told, by a pause on HearingGround
	Held   workday.Day // held, with minutes
}

// Offer tells of the right to a hearing, once (state_moved); refuses with
// calendar_unpublished where the last day to ask is not known.
func (h Hearing) Offer(cal *workday.Calendar, today workday.Day) (Hearing, error) {
	if h.AskBy != 0 {
		return h, fault.New(fault.StateMoved, "R-AL-25", "The applicant was told of the right to a hearing already.")
	}
	due, err := cal.Add(today, DaysToAsk)
	if err == nil {
		h.AskBy = due
	}
	return h, err
}

// Ask is the applicant's request, once and after an offer (state_moved), on or before
// its last day (limit_passed); the agency then organises the hearing within 20 working
// days (calendar_unpublished where that day is not known).
func (h Hearing) Ask(cal *workday.Calendar, today workday.Day) (Hearing, error) {
	switch {
	case h.AskBy == 0:
		return h, fault.New(fault.StateMoved, "R-AL-25", "No hearing was offered in this case; write to the officer instead.")
	case h.HoldBy != 0:
		return h, fault.New(fault.StateMoved, "R-AL-25", "You asked for the hearing already.")
	case today > h.AskBy:
		return h, fault.New(fault.LimitPassed, "R-AL-25", "A hearing could be asked for until %s.", h.AskBy).With("due", h.AskBy.String())
	}
	due, err := cal.Add(today, DaysToHearing)
	if err == nil {
		h.HoldBy = due
	}
	return h, err
}

// Tell announces the day of the hearing, as a pause on HearingGround does.
func (h Hearing) Tell(today workday.Day) Hearing {
	h.Told = today
	return h
}

// Hold records the hearing with its minutes. One is held where it was asked for, or
// where the agency itself announced it (R-AL-24), and once (state_moved); its chair did
// not examine the case (same_officer, R-AL-26); its day was told seven working days
// ahead (hearing_due). examiners are the officers who examined the case.
func (h Hearing) Hold(cal *workday.Calendar, chair string, examiners []string, today workday.Day) (Hearing, error) {
	switch {
	case h.HoldBy == 0 && h.Told == 0, h.Held != 0:
		return h, fault.New(fault.StateMoved, "R-AL-26", "No hearing is to be held in this case now.")
	case slices.Contains(examiners, chair):
		return h, fault.New(fault.SameOfficer, "R-AL-26", "You examined this case; another officer chairs the hearing.")
	case h.Told == 0:
		return h, fault.New(fault.HearingDue, "R-AL-26", "Tell the applicant the day of the hearing first: pause on the ground hearing until that day.")
	}
	earliest, err := cal.Add(h.Told, DaysToInvite)
	switch {
	case err != nil:
		return h, err
	case today < earliest:
		return h, fault.New(fault.HearingDue, "R-AL-26", "The day of a hearing is told seven working days ahead; hold it on %s or later.", earliest).With("earliest", earliest.String())
	}
	h.Held = today
	return h, nil
}

// MayDecide refuses with hearing_due a decision before a hearing that was asked for
// (R-AL-26) or announced (R-AL-24) was held, or while it may still be asked for (R-AL-25).
func (h Hearing) MayDecide(today workday.Day) error {
	switch {
	case h.Held != 0:
		return nil
	case h.HoldBy != 0:
		return fault.New(fault.HearingDue, "R-AL-26", "The applicant asked for a hearing; decide on its minutes.")
	case h.Told != 0:
		return fault.New(fault.HearingDue, "R-AL-24", "A hearing was announced; decide on its minutes.")
	case today <= h.AskBy:
		return fault.New(fault.HearingDue, "R-AL-25", "The applicant may ask for a hearing until %s; decide after that day.", h.AskBy).With("due", h.AskBy.String())
	}
	return nil
}

// Examining are the acts by which an officer examines a case and so cannot chair its
// hearing (R-AL-26).
func Examining(act flow.Act) bool { return act == "examine" || act == "verify_site" }
