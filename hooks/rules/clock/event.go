package clock

import "onestop/hooks/rules/workday"

// Kind is what happened to a case, as far as its clocks care.
type Kind string

// The kinds of events. A kind that is not listed moves no clock.
const (
	Received       Kind = "received"        // the application and its materials came in
	Corrected      Kind = "corrected"       // the applicant was told once what to correct (R-AL-05)
	Supplied       Kind = "supplied"        // the corrections came in
	Accepted       Kind = "accepted"        // 受理
	DeemedAccepted Kind = "deemed_accepted" // accepted by silence; Day is the day as of which (R-AL-06)
	Inspected      Kind = "inspected"       // two or more staff were sent to inspect (R-AL-23)
	Paused         Kind = "paused"          // the clock stands still after Day, until Until as told (R-AL-20)
	Resumed        Kind = "resumed"         // the clock goes on after Day
	Extended       Kind = "extended"        // Limit was granted; the zero Limit is all that the regime gives (R-AL-16)
	Decided        Kind = "decided"         // granted or refused
	Delivered      Kind = "delivered"       // handed to the applicant (R-AL-19)
	Ended          Kind = "ended"           // withdrawn, not accepted or terminated: nothing runs any more
)

// Kinds lists the kinds in the order of a case's life.
func Kinds() []Kind {
	return []Kind{Received, Corrected, Supplied, Accepted, DeemedAccepted, Inspected, Paused, Resumed, Extended, Decided, Delivered, Ended}
}

// Event is one thing that happened on a China date. Events are given in the order in
// which they happened.
type Event struct {
	Kind   Kind
	Day    workday.Day
	Until  workday.Day // of a pause: the day told to the applicant
	Limit  Limit       // of an extension: what was granted
	Ground string      // of a pause: one of Grounds
	Reason string      // as told to the applicant
}
