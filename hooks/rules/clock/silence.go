package clock

import "onestop/hooks/rules/workday"

// Deemed says whether, as of today, a case is accepted by silence and as of which day
// (R-AL-06): the notice limit has run out since the application was received, or since
// the corrections were supplied, and nobody spoke. The limit has run out only after its
// last day has ended. Where a notice is due on the spot, silence on that day is enough.
// A regime without such a rule never answers yes. Refuses with calendar_unpublished
// where the last day is not known (R-CAL-05).
func Deemed(cal *workday.Calendar, terms Terms, events []Event, today workday.Day) (since workday.Day, passed bool, err error) {
	regime := terms.Regime
	since = waitingSince(events)
	if since == 0 || regime.Silence != SilenceAccepted || regime.Notice.None() {
		return 0, false, nil
	}
	due, err := regime.Notice.Due(cal, since)
	if err != nil || today <= due {
		return 0, false, err
	}
	return since, true, nil
}

// waitingSince is the day since which the applicant waits to be told or accepted, no
// date where nobody waits.
func waitingSince(events []Event) (since workday.Day) {
	for _, e := range events {
		switch e.Kind {
		case Received, Supplied:
			since = e.Day
		case Corrected, Accepted, DeemedAccepted, Decided, Delivered, Ended:
			since = 0
		}
	}
	return since
}
