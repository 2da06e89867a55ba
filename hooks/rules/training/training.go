// Package training says when people sign in at a meeting that trains officers, by which
// code, when they are reminded of it, and what of its questions may be told to everybody
// (R-MY-01: a training meeting with exchange and interaction).
package training

import (
	"fmt"
	"strconv"
	"time"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/workday"
)

const (
	early    = 30 * time.Minute // the sign-in opens so long before the meeting
	codeLife = 5 * time.Minute  // a code is shown so long, and taken as long again
)

// Opens is the instant from which people sign in at a meeting that begins at begins.
func Opens(begins time.Time) time.Time { return begins.Add(-early) }

// Closes is the end of the day of the meeting, after which nobody signs in by himself.
func Closes(begins time.Time) time.Time { return (workday.DayOf(begins) + 1).Start() }

// MaySign refuses with signin_closed outside the hours of the sign-in. An organiser adds who
// forgot it also later.
func MaySign(begins, now time.Time, organiser bool) error {
	switch {
	case now.Before(Opens(begins)):
		return fault.New(fault.SigninClosed, "R-MY-01", "The sign-in opens 30 minutes before the meeting.")
	case !organiser && !now.Before(Closes(begins)):
		return fault.New(fault.SigninClosed, "R-MY-01", "The sign-in ended with the day of the meeting; ask the organiser to add you.")
	}
	return nil
}

// Turn numbers the code that is shown at an instant; Until is when the next one follows.
func Turn(now time.Time) int64 { return now.Unix() / int64(codeLife/time.Second) }

// Until is the instant at which the code of a turn is replaced.
func Until(turn int64) time.Time { return time.Unix((turn+1)*int64(codeLife/time.Second), 0) }

// Turns are those whose codes are taken at an instant: the one on the screen and the one
// before it, for whoever was still typing.
func Turns(now time.Time) []int64 { return []int64{Turn(now), Turn(now) - 1} }

// Code is the six digits that a keyed digest (hex) gives. They change every five minutes, so
// that a picture of the screen signs nobody in who is not there.
func Code(digest string) (string, error) {
	if len(digest) < 12 {
		return "", fmt.Errorf("%q is too short for a code", digest)
	}
	n, err := strconv.ParseUint(digest[:12], 16, 64)
	if err != nil {
		return "", fmt.Errorf("%q is no digest: %w", digest, err)
	}
	return fmt.Sprintf("%06d", n%1_000_000), nil
}

// RemindOn is the working day before a meeting. Nobody loses a right where no calendar says
// which one that is; then it is the day before.
func RemindOn(days *workday.Calendar, day workday.Day) workday.Day {
	if before, err := days.Back(day, 1); err == nil {
		return before
	}
	return day - 1
}

// MayTell refuses text_personal for words that hold the number of a person: what is asked
// and answered may be published, and nobody is in it (R-PI-08).
func MayTell(text string) error {
	if idcode.NamesPerson(text) {
		return fault.New(fault.TextPersonal, "R-PI-08", "Leave out identity numbers and mobile numbers; ask in general terms.")
	}
	return nil
}

// MayPublish refuses form_incomplete for a question that nobody answered.
func MayPublish(answer string) error {
	if answer == "" {
		return fault.New(fault.FormIncomplete, "R-MY-01", "Answer the question before it is published.")
	}
	return nil
}
