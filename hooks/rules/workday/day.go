// Package workday counts the working days of the State Council's calendar: which days
// are off, which weekends work (调休上班), and what date a limit of so many days ends on.
//
// It knows no Monday-to-Friday fallback: a computation that needs a year whose notice
// is not published is refused with calendar_unpublished (R-CAL-05).
package workday

import (
	"time"

	"onestop/hooks/rules/fault"
)

// Day is a civil date in China, as days since 1970-01-01. The zero value means "no date"
// and prints as "". Days compare, and day+1 is the next calendar day.
type Day int32

// China is the civil time of the law: UTC+8 all year, whatever zone the machine keeps.
var China = time.FixedZone("CST", 8*3600)

// Minute writes an instant as people read it in China: 2026-03-02 09:00.
func Minute(t time.Time) string { return t.In(China).Format("2006-01-02 15:04") }

const (
	layout        = "2006-01-02"
	secondsPerDay = 86400

	first = Day(365)   // 1971-01-01
	last  = Day(84005) // 2199-12-31
)

// ParseDay reads a date written YYYY-MM-DD, real and within 1971 to 2199; anything else
// is refused with date_invalid.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(layout, s)
	if err != nil || len(s) != len(layout) {
		return 0, fault.New(fault.DateInvalid, "", "%q is not a date; write it as YYYY-MM-DD, for instance 2026-03-02.", clip(s))
	}
	d := Day(t.Unix() / secondsPerDay)
	if !d.real() {
		return 0, fault.New(fault.DateInvalid, "", "%q is out of range; dates run from 1971-01-01 to 2199-12-31.", s)
	}
	return d, nil
}

// clip keeps foreign text short in a sentence.
func clip(s string) string {
	if len(s) > 32 {
		return s[:32] + "…"
	}
	return s
}

// DayOf is the China date of an instant. An instant outside of 1971 to 2199 (the zero
// time among them) has no date.
func DayOf(t time.Time) Day {
	local := t.Unix() + 8*3600
	if local < int64(first)*secondsPerDay || local >= int64(last+1)*secondsPerDay {
		return 0
	}
	return Day(local / secondsPerDay)
}

// dateOf is the day of a civil date; month and day may overflow as in time.Date.
func dateOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func (d Day) real() bool { return d >= first && d <= last }

func (d Day) utc() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String is the date as YYYY-MM-DD, "" for no date.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(layout)
}

// Year is the civil year.
func (d Day) Year() int { return d.utc().Year() }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1970-01-01 was a Thursday
}

// Start is the instant at which the day begins in China, in UTC. A limit that ends on
// the day has run out from the Start of the next one (R-AL-22). No date has the zero time.
func (d Day) Start() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return d.utc().Add(-8 * time.Hour)
}

// MarshalText writes the date as YYYY-MM-DD, no date as "".
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes; anything else is refused with date_invalid.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := ParseDay(string(text))
	if err == nil {
		*d = day
	}
	return err
}
