package tally

import (
	"time"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Longest is the longest range that figures are asked for, in years.
const Longest = 20

// Range reads the first and the last day of a range of days, both counted. Without a first
// one it begins with the month of the last, without a last one it ends today. Refuses with
// date_invalid what is no day, ends before it begins or is longer than Longest.
func Range(from, to string, today workday.Day) (first, last workday.Day, err error) {
	last = today
	if to != "" {
		if last, err = workday.ParseDay(to); err != nil {
			return 0, 0, err
		}
	}
	first = MonthOf(last)
	if from != "" {
		if first, err = workday.ParseDay(from); err != nil {
			return 0, 0, err
		}
	}
	if first > last {
		return 0, 0, fault.New(fault.DateInvalid, "", "The range ends on %s, before it begins on %s; give the earlier day first.", last, first)
	}
	if last.Year()-first.Year() > Longest {
		return 0, 0, fault.New(fault.DateInvalid, "", "A range has at most %d years; give a shorter one.", Longest)
	}
	return first, last, nil
}

// Cover are the fewest periods that make up a range of days, both counted: whole years,
// whole months of the years at the ends, whole days of the months at the ends.
func Cover(from, to workday.Day) []string {
	var periods []string
	for day := from; day <= to; {
		switch {
		case day == YearOf(day) && nextYear(day)-1 <= to:
			periods, day = append(periods, day.String()[:4]), nextYear(day)
		case day == MonthOf(day) && nextMonth(day)-1 <= to:
			periods, day = append(periods, day.String()[:7]), nextMonth(day)
		default:
			periods, day = append(periods, day.String()), day+1
		}
	}
	return periods
}

// Months are the last n months up to that of the day, the earliest first, as 2026-03.
func Months(day workday.Day, n int) []string {
	months := make([]string, n)
	for i := n - 1; i >= 0; i-- {
		months[i] = day.String()[:7]
		day = MonthOf(day) - 1
	}
	return months
}

// MonthOf is the first day of the month of a day, YearOf that of its year.
func MonthOf(day workday.Day) workday.Day { return civil(day, 0, 0) }
func YearOf(day workday.Day) workday.Day  { return civil(day, 0, 1-int(month(day))) }

// LatestMonth is the month up to the day, or the whole one before in the first week, when the
// new month says nothing yet.
func LatestMonth(day workday.Day) (from, to workday.Day) {
	if from = MonthOf(day); day-from < 7 {
		return MonthOf(from - 1), from - 1
	}
	return from, day
}

func nextMonth(day workday.Day) workday.Day { return civil(day, 0, 1) }
func nextYear(day workday.Day) workday.Day  { return civil(day, 1, 1-int(month(day))) }

func month(day workday.Day) time.Month {
	_, m, _ := noon(day).Date()
	return m
}

// civil is the first day of the month that is so many years and months from that of the
// day.
func civil(day workday.Day, years, months int) workday.Day {
	y, m, _ := noon(day).Date()
	return workday.DayOf(time.Date(y+years, m+time.Month(months), 1, 12, 0, 0, 0, workday.China))
}

func noon(day workday.Day) time.Time {
	return day.Start().Add(12 * time.Hour).In(workday.China)
}
