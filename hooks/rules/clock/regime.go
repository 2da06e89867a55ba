// Package clock keeps the ledger of a case: which legal limits run, from which event,
// when each is due, how near that is, and in words why the date is what it is.
//
// A regime is a row of numbers with their citations; one engine reads them all. The
// engine never asks what time it is: today comes in as a day of the China calendar.
package clock

import "onestop/hooks/rules/flow"

// Silence is what follows when nobody speaks within a limit.
type Silence string

// What silence means.
const (
	SilenceNone     Silence = "none"            // nothing by law
	SilenceAccepted Silence = "deemed_accepted" // not told in time: accepted as of receipt (R-AL-06)
	SilenceAbandons Silence = "abandoned"       // an applicant who does not correct has given up (FOI)
)

// Start is the event from which the decision limit counts.
type Start string

// The starts.
const (
	FromAcceptance Start = "accepted"
	FromReceipt    Start = "received"
)

// Effect is what a correction does to a decision limit that counts from receipt. A limit
// that counts from acceptance is not running yet.
type Effect string

// The effects.
const (
	CountsOn Effect = ""         // a correction is no ground of R-AL-20: the limit counts on
	Restarts Effect = "restarts" // the limit counts anew from the corrected application
	Suspends Effect = "suspends" // the days between telling and supply are not counted
)

// Regime is one row of the law's numbers: the same engine, other limits.
type Regime struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Cite   string `json:"cite"` // the law as a whole

	Notice   Limit   `json:"notice"`    // to tell what to correct, from receipt and from supply
	Once     bool    `json:"once"`      // one correction notice, naming everything (R-AL-08)
	Silence  Silence `json:"silence"`   // of the agency within Notice
	NoSupply Silence `json:"no_supply"` // of the applicant who was told to correct

	OnTheSpot  bool      `json:"on_the_spot"` // decided on the spot where the case allows it; Decision is for the rest
	Decision   Limit     `json:"decision"`
	From       Start     `json:"from"`
	Correction Effect    `json:"correction,omitempty"`
	Variants   []Variant `json:"variants,omitempty"` // by kind of matter; the list's statutory days say which
	Excluded   []Ground  `json:"excluded,omitempty"` // what stops the clock beside Grounds

	Extension Limit     `json:"extension"`          // at most, once (R-AL-18)
	Total     Limit     `json:"total"`              // decision and extension together, where the law caps the sum
	Approver  flow.Role `json:"approver,omitempty"` // agency head = approver, government head = supervisor, "" = no extension

	Delivery   Limit `json:"delivery"`   // from the decision
	Inspection Limit `json:"inspection"` // to send inspectors, from acceptance, where the licence turns on inspection
	Overrun    bool  `json:"overrun"`    // a missed limit: publish the reason (R-BE-02)
}

// Variant is the decision limit of one kind of matter within a regime.
type Variant struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Limit  Limit  `json:"limit"`
}

// General is the regime of items that no law gives limits of their own.
const General = "GENERAL"

// Lookup finds a regime by its key; an unknown key gives the GENERAL regime and false.
func Lookup(key string) (Regime, bool) {
	if r, ok := Regimes[key]; ok {
		return r, true
	}
	return Regimes[General], false
}

// Joint is the regime for unified, joint or centralised handling (R-AL-17): a licence
// that several departments handle together by decision of the government. Other regimes
// know no joint limit and stay as they are.
func (r Regime) Joint() Regime {
	if r.Key == "LICENCE" {
		return Regimes["LICENCE_JOINT"]
	}
	return r
}

// Terms are the limits that one case lives under.
type Terms struct {
	Regime     Regime
	Law        Limit // statutory days of the implementation list; overrides the regime's where it has days
	Promise    Limit // promised days; none promises nothing
	Instant    bool  // an on-the-spot item (即办件): the promise is the same day (R-MET-20)
	Inspection bool  // the licence turns on inspection, testing or quarantine (R-AL-23)
}

// LawLimit is the decision limit of the law under these terms.
func (t Terms) LawLimit() Limit { return t.Law.or(t.Regime.Decision) }

// PromiseLimit is the decision limit that the agency promised (R-BE-02), Spot for an
// on-the-spot item.
func (t Terms) PromiseLimit() Limit {
	if t.Instant {
		return Limit{Unit: Spot, Cite: "R-MET-20"}
	}
	return t.Promise.or(Limit{Cite: "R-BE-02"})
}
