package hooks

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// pile is a group of open cases with one value of each facet.
type pile struct {
	State    string `db:"state"`
	Light    string `db:"light"`
	Channel  string `db:"channel"`
	Service  string `db:"service"`
	Examiner string `db:"examiner"`
	Due      string `db:"due"`
	Mine     bool   `db:"mine"`
	N        int    `db:"n"`
}

// facet is one way to narrow a work list: the condition for a value, and the values under
// which a pile of cases is counted.
type facet struct {
	name   string
	values []string // those that exist, nil where they are ids or checked elsewhere
	where  func(s *sieve, value string) string
	of     func(s *sieve, p pile) []string
}

func column(name string, of func(pile) string, values ...string) facet {
	return facet{name, values,
		func(s *sieve, value string) string { return "a." + name + " = " + s.of(value) },
		func(_ *sieve, p pile) []string { return []string{of(p)} }}
}

// The values of the facets that are no columns.
const (
	whoseMine    = "mine"      // my turn
	whoseWaiting = "applicant" // the applicant's turn
	examinerMe   = "me"
	examinerAB   = "deputed" // absent colleagues for whom I stand in
	examinerNone = "none"
	whenLate     = "late"
	whenToday    = "today"
	whenWeek     = "week" // from today to Sunday
)

// queueFacets are all of them; the names are those of the query.
var queueFacets = []facet{
	column("state", func(p pile) string { return p.State }),
	column("light", func(p pile) string { return p.Light }, "none", "grey", "green", "yellow", "red"),
	column("channel", func(p pile) string { return p.Channel }, "online", "counter", "agent", "post"),
	column("service", func(p pile) string { return p.Service }),
	{"whose", []string{whoseMine, whoseWaiting},
		func(s *sieve, value string) string {
			if value == whoseMine {
				return s.mine
			}
			return "a.state = 'correcting'"
		},
		func(_ *sieve, p pile) []string {
			switch {
			case p.Mine:
				return []string{whoseMine}
			case p.State == "correcting":
				return []string{whoseWaiting}
			}
			return nil
		}},
	{"examiner", nil, whereExaminer, examinersOf},
	{"when", []string{whenLate, whenToday, whenWeek}, whereWhen, whensOf},
}

func whereExaminer(s *sieve, value string) string {
	switch value {
	case examinerMe:
		return "a.examiner = " + s.of(s.me)
	case examinerNone:
		return "a.examiner = ''"
	case examinerAB:
		return "a.examiner IN " + s.among(s.deputed)
	}
	return "a.examiner = " + s.of(value)
}

func examinersOf(s *sieve, p pile) []string {
	switch {
	case p.Examiner == "":
		return []string{examinerNone}
	case p.Examiner == s.me:
		return []string{examinerMe, p.Examiner}
	case contains(s.deputed, p.Examiner):
		return []string{examinerAB, p.Examiner}
	}
	return []string{p.Examiner}
}

// sunday is the last day of the week of the day.
func sunday(d workday.Day) workday.Day { return d + workday.Day((7-int(d.Weekday()))%7) }

func whereWhen(s *sieve, value string) string {
	today := s.of(s.today.String())
	switch value {
	case whenLate:
		return "due != '' AND due < " + today
	case whenToday:
		return "due = " + today
	}
	return "due >= " + today + " AND due <= " + s.of(sunday(s.today).String())
}

func whensOf(s *sieve, p pile) []string {
	today := s.today.String()
	switch {
	case p.Due == "" || p.Due > sunday(s.today).String():
		return nil
	case p.Due < today:
		return []string{whenLate}
	case p.Due == today:
		return []string{whenToday, whenWeek}
	}
	return []string{whenWeek}
}

// asked is the value of the facet in a query, "" for none; value_invalid for one that there
// is not.
func (f facet) asked(q url.Values) (string, error) {
	value := q.Get(f.name)
	if value != "" && f.values != nil && !contains(f.values, value) {
		return "", refuse(f.name, fault.New(fault.ValueInvalid, "", "There is no %s %q in a queue.", f.name, value))
	}
	return value, nil
}

// takes says whether the pile has the value of the facet.
func (f facet) takes(s *sieve, p pile, value string) bool {
	return value == "" || contains(f.of(s, p), value)
}

// countQueue answers how many cases each value of each facet would show, under the other
// filters of the query: {counts: {facet: {value: n}}, total, services: the names of those
// that are counted}. total is under all filters.
func (h *Hall) countQueue(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	s, err := h.sift(e.App, actorOf(e.Auth), q)
	if err != nil {
		return err
	}
	for _, f := range queueFacets {
		if _, err := f.asked(q); err != nil {
			return err
		}
	}
	var piles []pile
	if err := e.App.ConcurrentDB().NewQuery("SELECT state, light, channel, service, examiner, CASE due WHEN " + noDay + " THEN '' ELSE due END AS due, mine, COUNT(*) AS n FROM (" +
		strings.Join(s.sifted(", a.state, a.light, a.channel, a.service, a.examiner, "+s.mine+" AS mine", ""), " UNION ") + ") GROUP BY 1, 2, 3, 4, 5, 6, 7").Bind(s.bind).All(&piles); err != nil {
		return err
	}
	counts, total := map[string]map[string]int{}, 0
	for _, f := range queueFacets {
		counts[f.name] = map[string]int{}
	}
	for _, p := range piles {
		missed := slices.DeleteFunc(slices.Clone(queueFacets), func(f facet) bool { return f.takes(s, p, q.Get(f.name)) })
		if len(missed) == 0 {
			total += p.N
		}
		for _, f := range queueFacets {
			if len(missed) > 1 || (len(missed) == 1 && missed[0].name != f.name) {
				continue
			}
			for _, value := range f.of(s, p) {
				counts[f.name][value] += p.N
			}
		}
	}
	services, err := namesOf(e.App, counts["service"])
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"counts": counts, "total": total, "services": services})
}

// serviceName is a service of the filter.
type serviceName struct {
	ID     string `db:"id" json:"id"`
	Name   string `db:"name" json:"name"`
	NameEn string `db:"name_en" json:"name_en"`
}

func namesOf(app core.App, ids map[string]int) ([]serviceName, error) {
	names := []serviceName{}
	if len(ids) == 0 {
		return names, nil
	}
	err := app.ConcurrentDB().NewQuery("SELECT id, name, name_en FROM services WHERE id IN (SELECT value FROM json_each({:ids})) ORDER BY name, id").
		Bind(dbx.Params{"ids": jsonOf(slices.Collect(maps.Keys(ids)))}).All(&names)
	return names, err
}
