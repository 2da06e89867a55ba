package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// Hearings (Art. 46–48; R-AL-24…28): how far one has come is read from the actions.

func (c *caseFile) hearing() review.Hearing {
	var h review.Hearing
	for _, a := range c.actions {
		switch flow.Act(a.GetString("act")) {
		case "offer_hearing":
			h.AskBy = until(a)
		case "request_hearing":
			h.HoldBy = until(a)
		case "hold_hearing":
			h.Held = workday.DayOf(a.GetDateTime("at").Time())
		case "pause":
			if a.GetString("ground") == review.HearingGround {
				h = h.Tell(workday.DayOf(a.GetDateTime("at").Time()))
			}
		}
	}
	return h
}

// until is the day that an action names, no date where it names none.
func until(a *core.Record) workday.Day {
	day, err := workday.ParseDay(a.GetString("until"))
	if err != nil {
		return 0
	}
	return day
}

// offerHearing tells the applicant of the right to a hearing, once.
func offerHearing(d *deed) error {
	h, err := d.file.hearing().Offer(d.h.days(), d.today)
	d.action.Set("until", h.AskBy.String())
	return err
}

// requestHearing is the applicant's, within five working days of being told.
func requestHearing(d *deed) error {
	h, err := d.file.hearing().Ask(d.h.days(), d.today)
	d.action.Set("until", h.HoldBy.String())
	return err
}

// holdHearing records the hearing; its minutes are the reason that is written down.
func holdHearing(d *deed) error {
	var examiners []string
	for _, a := range d.file.actions {
		if review.Examining(flow.Act(a.GetString("act"))) {
			examiners = append(examiners, a.GetString("officer"))
		}
	}
	_, err := d.file.hearing().Hold(d.h.days(), d.who.id(), examiners, d.today)
	return err
}
