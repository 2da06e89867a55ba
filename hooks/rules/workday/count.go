package workday

import "onestop/hooks/rules/fault"

// Longest is the longest limit that is counted, in days of either unit.
const Longest = 100000

// Add is the n-th working day after from; the day of the event is not counted (R-AL-22).
// n = 0 is from itself, n ≥ 1 never a day off. One look-up, whatever n. Refuses with
// calendar_unpublished (R-CAL-05), naming the first missing year, and with date_invalid
// for no date, n < 0 or n > Longest.
func (c *Calendar) Add(from Day, n int) (Day, error) {
	if err := countable(from, n); err != nil {
		return 0, err
	}
	if n == 0 {
		return from, nil
	}
	r, err := c.at(from + 1)
	if err != nil {
		return 0, err
	}
	i := int(r.before[from+1-r.first]) + n - 1
	if i >= len(r.work) {
		return 0, unpublished(r.last.Year() + 1)
	}
	return r.work[i], nil
}

// Back is the n-th working day before a day; n = 0 is the day itself. It is how a plan
// counts back from its deadline (R-CLM-12). Refuses as Add does.
func (c *Calendar) Back(from Day, n int) (Day, error) {
	if err := countable(from, n); err != nil {
		return 0, err
	}
	if n == 0 {
		return from, nil
	}
	r, err := c.at(from - 1)
	if err != nil {
		return 0, err
	}
	i := int(r.before[from-r.first]) - n
	if i < 0 {
		return 0, unpublished(r.first.Year() - 1)
	}
	return r.work[i], nil
}

// AddCalendarDays is the end of a period of n calendar days after from; a period that
// ends on a day off ends on the next working day (民法典 Art. 203, R-AL-22). n = 0 is
// from itself. Only the end must lie in a published year. Refuses as Add does.
func (c *Calendar) AddCalendarDays(from Day, n int) (Day, error) {
	if err := countable(from, n); err != nil {
		return 0, err
	}
	if n == 0 {
		return from, nil
	}
	return c.Next(min(from+Day(n), last+1))
}

// Between counts the working days in (from, to]; with to before from it is the negative
// count of (to, from]. Refuses with calendar_unpublished naming the first missing year.
func (c *Calendar) Between(from, to Day) (int, error) {
	switch {
	case !from.real() || !to.real():
		return 0, errNoDate()
	case from == to:
		return 0, nil
	case to < from:
		n, err := c.Between(to, from)
		return -n, err
	}
	r, err := c.at(from + 1)
	if err != nil {
		return 0, err
	}
	if to > r.last {
		return 0, unpublished(r.last.Year() + 1)
	}
	return int(r.before[to+1-r.first] - r.before[from+1-r.first]), nil
}

// Next is d itself where it is a working day, else the next working day.
func (c *Calendar) Next(d Day) (Day, error) {
	r, err := c.at(d)
	if err != nil {
		return 0, err
	}
	i := int(r.before[d-r.first])
	if i >= len(r.work) {
		return 0, unpublished(r.last.Year() + 1)
	}
	return r.work[i], nil
}

func countable(from Day, n int) error {
	if !from.real() {
		return errNoDate()
	}
	if n < 0 || n > Longest {
		return fault.New(fault.DateInvalid, "R-AL-22", "A limit has 0 to %d days; %d is none.", Longest, n).With("days", n)
	}
	return nil
}

func errNoDate() error {
	return fault.New(fault.DateInvalid, "R-AL-22", "Days are counted between dates of 1971 to 2199; give one.")
}
