package tally

import (
	"maps"
	"slices"

	"onestop/hooks/rules/workday"
)

// Vote is a rating as the figures see it (R-MET-11).
type Vote struct {
	Grade     int
	Withdrawn bool // its dispute was right: it counts no more (R-EV-03)
	Anonymous bool // nobody calls back
	Contacted bool
	Rectified bool
}

// Votes are the shares to which one rating adds: 好评率 counts five, four and three stars,
// because 基本满意 is no bad rating; 整改率 those rectified of the bad ones; 回访率 those
// called back of the bad ones that gave a name, whose due share is all of them (R-EV-03).
func Votes(v Vote) Rates {
	if v.Withdrawn {
		return Rates{}
	}
	bad := v.Grade <= 2
	rates := Rates{Satisfied: {count(!bad), 1}}
	if bad {
		rates[Rectified] = Rate{count(v.Rectified), 1}
	}
	if bad && !v.Anonymous {
		rates[CalledBack] = Rate{count(v.Contacted), 1}
	}
	return rates
}

// Praise is what there is to count of a rating that is no bad one. It never changes once it
// was given, so it is a sum like those of cases; the few bad ones are read one by one.
func Praise(day workday.Day, department, service string) Fact {
	return Fact{day, Key{Outcome: Praised, Department: department, Service: service}, one()}
}

// PraiseRates are the shares to which so many of them add.
func PraiseRates(n int) Rates { return Rates{Satisfied: {n, n}, Rated: {Numerator: n}} }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Ballot is where votes were given: in a period, about a service of a department.
type Ballot struct{ Period, Department, Service string }

// Ballots are the shares by where they come from.
type Ballots map[Ballot]Rates

// Add puts shares, times as often, to those of a ballot.
func (b Ballots) Add(at Ballot, rates Rates, times int) {
	if b[at] == nil {
		b[at] = Rates{}
	}
	for key, r := range rates {
		b[at][key] = b[at][key].Plus(Rate{r.Numerator * times, r.Denominator * times})
	}
}

// Part is a line of what is published: the shares of a department, or of a service.
type Part struct {
	ID    string
	Rates Rates
}

// Published are the shares of the county by department, of a department by service, or of a
// service, over all periods; a service is asked for with its department. With veil each
// period shows only what Veil lets through, so that neither a small part nor what is left
// when others are taken away tells who rated (R-EV-05); hidden counts what was left out.
func (b Ballots) Published(department, service string, veil bool) (sum Rates, parts []Part, hidden int) {
	sum = Rates{}
	by := map[string]Rates{}
	for _, period := range b.periods() {
		whole, inside, left := b.open(period, "", veil)
		if department != "" && left+len(inside) > 0 {
			if _, seen := inside[department]; !seen {
				hidden += min(left, 1)
				continue
			}
			whole, inside, left = b.open(period, department, veil)
		}
		if service != "" {
			r, seen := inside[service]
			if !seen {
				hidden += min(left, 1)
				continue
			}
			whole, inside, left = r, nil, 0
		}
		sum.Add(whole)
		hidden += left
		for id, r := range inside {
			if by[id] == nil {
				by[id] = Rates{}
			}
			by[id].Add(r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		parts = append(parts, Part{id, by[id]})
	}
	return sum, parts, hidden
}

// open are the shares of one period: of the county and its departments, or of a department
// and its services; without what is veiled, and how many of those there are.
func (b Ballots) open(period, department string, veil bool) (whole Rates, parts map[string]Rates, hidden int) {
	whole, parts = Rates{}, map[string]Rates{}
	for at, rates := range b {
		if at.Period != period || (department != "" && at.Department != department) {
			continue
		}
		id := at.Department
		if department != "" {
			id = at.Service
		}
		if parts[id] == nil {
			parts[id] = Rates{}
		}
		parts[id].Add(rates)
		whole.Add(rates)
	}
	if !veil {
		return whole, parts, 0
	}
	if n := votes(whole); n > 0 && n < Few {
		return Rates{}, nil, len(parts)
	}
	ids := slices.Sorted(maps.Keys(parts))
	counts := make([]int, len(ids))
	for i, id := range ids {
		counts[i] = votes(parts[id])
	}
	for i, veiled := range Veil(counts) {
		if veiled {
			delete(parts, ids[i])
			hidden++
		}
	}
	return whole, parts, hidden
}

// votes is how many rated.
func votes(r Rates) int { return r[Satisfied].Denominator }

func (b Ballots) periods() []string {
	var list []string
	for at := range b {
		list = append(list, at.Period)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Ended are the first and the last day of the whole months within a range of days that have
// ended before today, and their names; no days where there is none.
func Ended(from, to, today workday.Day) (first, last workday.Day, months []string) {
	first, last = MonthOf(from), MonthOf(min(to, today-1)+1)-1
	if first < from {
		first = nextMonth(from)
	}
	for day := first; day <= last; day = nextMonth(day) {
		months = append(months, day.String()[:7])
	}
	if len(months) == 0 {
		return 0, 0, nil
	}
	return first, last, months
}
