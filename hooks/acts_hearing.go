package hooks

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Hearings (Art. 46–48; R-AL-24…28). An officer tells the applicant of the right; the
// applicant has five working days to ask; the hearing's day is told by a pause on the
// ground hearing, at least seven working days ahead; the decision waits for its minutes.

// days of a hearing, in working days (R-AL-26, R-AL-27: never shorter for the citizen).
const (
	daysToAsk     = 5
	daysToInvite  = 7
	daysToHearing = 20
)

// offerHearing tells the applicant of the right to a hearing, once.
func offerHearing(d *deed) error {
	if d.file.last("offer_hearing") != nil {
		return fault.New(fault.StateMoved, "R-AL-25", "The applicant was told of the right to a hearing already.")
	}
	due, err := d.h.days().Add(d.today, daysToAsk)
	if err != nil {
		return err
	}
	d.action.Set("until", due.String())
	return nil
}

// requestHearing is the applicant's, within five working days of being told; the agency
// then organises it within twenty.
func requestHearing(d *deed) error {
	offer := d.file.last("offer_hearing")
	if offer == nil {
		return fault.New(fault.StateMoved, "R-AL-25", "No hearing was offered in this case; write to the officer instead.")
	}
	if d.file.last("request_hearing") != nil {
		return fault.New(fault.StateMoved, "R-AL-25", "You asked for the hearing already.")
	}
	if until := offer.GetString("until"); until < d.today.String() {
		return fault.New(fault.LimitPassed, "R-AL-25", "A hearing could be asked for until %s.", until).With("due", until)
	}
	due, err := d.h.days().Add(d.today, daysToHearing)
	if err != nil {
		return err
	}
	d.action.Set("until", due.String())
	return nil
}

// holdHearing records the hearing: its chair did not examine the case, its day was told
// seven working days before, and its minutes are the reason that is written down.
func holdHearing(d *deed) error {
	if d.file.last("request_hearing") == nil || d.file.last("hold_hearing") != nil {
		return fault.New(fault.StateMoved, "R-AL-26", "No hearing is to be held in this case now.")
	}
	for _, a := range d.file.actions {
		if act := a.GetString("act"); (act == "examine" || act == "verify_site") && a.GetString("officer") == d.who.id() {
			return fault.New(fault.SameOfficer, "R-AL-26", "You examined this case; another officer chairs the hearing.")
		}
	}
	told := d.file.last("pause")
	if told == nil || told.GetString("ground") != "hearing" {
		return fault.New(fault.HearingDue, "R-AL-26", "Tell the applicant the day of the hearing first: pause on the ground hearing until that day.")
	}
	since := workday.DayOf(told.GetDateTime("at").Time())
	earliest, err := d.h.days().Add(since, daysToInvite)
	if err != nil {
		return err
	}
	if d.today < earliest {
		return fault.New(fault.HearingDue, "R-AL-26", "The day of a hearing is told seven working days ahead; hold it on %s or later.", earliest).With("earliest", earliest.String())
	}
	return nil
}

// heard refuses a decision while a hearing may still be asked for or was not held.
func (d *deed) heard() error {
	offer := d.file.last("offer_hearing")
	switch {
	case offer == nil, d.file.last("hold_hearing") != nil:
		return nil
	case d.file.last("request_hearing") != nil:
		return fault.New(fault.HearingDue, "R-AL-26", "The applicant asked for a hearing; decide on its minutes.")
	case offer.GetString("until") >= d.today.String():
		return fault.New(fault.HearingDue, "R-AL-25", "The applicant may ask for a hearing until %s; decide after that day.", offer.GetString("until")).With("due", offer.GetString("until"))
	}
	return nil
}
