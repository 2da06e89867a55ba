package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/tally"
)

// What other nouns bring to the statistics: ratings and problems count their own.

// reckonOthers adds it.
func (h *Hall) reckonOthers(app core.App, r *reckoning) error {
	if err := h.reckonRatings(app, r); err != nil {
		return err
	}
	return h.reckonProblems(app, r)
}

// reckonRatings adds the shares of ratings (R-MET-11). Whoever does not oversee the county
// reads what is published of them, so that nobody is told who rated (R-EV-05).
func (h *Hall) reckonRatings(app core.App, r *reckoning) error {
	if r.exact {
		return r.reckonVotes(app)
	}
	from, to, periods := tally.Ended(r.from, r.to, h.today())
	ballots, err := ballotsOf(app, from, to, periods)
	if err != nil {
		return err
	}
	sum, parts, _ := ballots.Published(r.department, r.service, true)
	r.total.rates.Add(sum)
	inside := r.departments
	if r.department != "" {
		put(r.departments, r.department).rates.Add(sum)
		inside = r.services
	}
	for _, p := range parts {
		put(inside, p.ID).rates.Add(p.Rates)
	}
	return nil
}

// reckonVotes adds the bad ratings to the day, and the denominators of what the sums have
// told already: the good ratings and the cases that were finished.
func (r *reckoning) reckonVotes(app core.App) error {
	ballots := tally.Ballots{}
	if err := countBad(app, ballots, r.from, r.to); err != nil {
		return err
	}
	for at, rates := range ballots {
		if (r.department != "" && at.Department != r.department) || (r.service != "" && at.Service != r.service) {
			continue
		}
		for _, g := range r.of(at.Department, at.Service) {
			g.rates.Add(rates)
		}
	}
	for _, groups := range []map[string]*group{r.departments, r.services, {"": r.total}} {
		for _, g := range groups {
			g.rates.Add(tally.Rates{tally.Rated: {Denominator: g.finished()}})
		}
	}
	return nil
}

// finished is how many cases came to their end: the denominator of 主动评价率.
func (g *group) finished() int {
	return g.Outcomes[tally.Delivered] + g.Outcomes[tally.Withdrawn] + g.Outcomes[tally.NotAccepted] + g.Outcomes[tally.Terminated]
}

// reckonProblems adds the solution rate of problems as of today (R-CLM-13); problems belong
// to departments, not to services.
func (h *Hall) reckonProblems(app core.App, r *reckoning) error {
	if r.service != "" {
		return nil
	}
	counts, err := h.countProblems(app)
	if err != nil {
		return err
	}
	for _, rate := range tally.ProblemRates(counts) {
		if rate.Department == "" || (r.department != "" && rate.Department != r.department) {
			continue
		}
		rates := tally.Rates{tally.Solved: {Numerator: rate.Numerator, Denominator: rate.Denominator}}
		r.total.rates.Add(rates)
		put(r.departments, rate.Department).rates.Add(rates)
	}
	return nil
}
