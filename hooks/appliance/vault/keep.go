package vault

import "onestop/hooks/rules/workday"

// How many backups are kept: the newest of each of so many hours, days and months in which
// there is one. The clock of today plays no part, so that a wrong one deletes nothing.
const (
	keptHours  = 24
	keptDays   = 14
	keptMonths = 12
)

// kept tells, for backups in their order, which ones stay. Days are those of China. What another
// installation of the house made is not thinned out: it leaves with its month.
func kept(list []Entry, others func(Entry) bool) []bool {
	stays := make([]bool, len(list))
	for _, span := range []struct {
		form  string
		limit int
	}{{"2006010215", keptHours}, {"20060102", keptDays}, {month, keptMonths}} {
		seen := map[string]bool{}
		for i := len(list) - 1; i >= 0 && len(seen) < span.limit; i-- {
			if others(list[i]) {
				continue
			}
			key := list[i].At.In(workday.China).Format(span.form)
			if !seen[key] {
				seen[key], stays[i] = true, true
			}
		}
	}
	months := map[string]bool{}
	for i := len(list) - 1; i >= 0; i-- {
		key := list[i].At.In(workday.China).Format(month)
		if len(months) < keptMonths {
			months[key] = true
		}
		stays[i] = stays[i] || months[key] && others(list[i])
	}
	return stays
}

// month is the form of the months.
const month = "200601"
