package hooks

import (
	"maps"
	"net/url"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
)

// plainList is one page of a list that is found by words.
type plainList[T any] struct {
	Items       []T
	Total, Page int
	More        bool // there is a next page
}

func newPlainList[T any](items []T, total, page, size int) plainList[T] {
	return plainList[T]{items, total, page, page*size < total}
}

// pageTurned is the page of a list that is asked for, the first where that is no number.
func pageTurned(q url.Values) int {
	page, err := pageOf(q)
	if err != nil {
		return 1
	}
	return page
}

// plainPopular is how many services are named as used most.
const plainPopular = 6

// plainHome tells what the first page finds: services, life events, departments.
func (h *Hall) plainHome(e *core.RequestEvent, s *plainSheet) error {
	page := pageTurned(s.query)
	items, total, err := h.searched(s.query, page)
	if err != nil {
		return err
	}
	beside, err := h.firstPage(e.App)
	if err != nil {
		return err
	}
	heading := s.T("home.all")
	if i := slices.IndexFunc(beside.departments, func(r *core.Record) bool { return r.Id == s.Asked("department") }); i >= 0 {
		heading = s.Or(beside.departments[i].GetString("name"), beside.departments[i].GetString("name_en"))
	}
	if words := s.Asked("q"); words != "" {
		heading = s.T("home.results", "q", words)
	}
	data := map[string]any{"Found": newPlainList(items, total, page, servicesPage), "Departments": beside.departments, "Heading": heading,
		"Searching": s.Asked("q")+s.Asked("department") != "", "Who": []string{"", "person", "enterprise"}}
	if s.Asked("q")+s.Asked("department")+s.Asked("object") == "" && page == 1 { // the list begins with what is asked for most
		data["Events"], data["Announced"], data["Popular"] = beside.events, beside.announced, items[:min(plainPopular, len(items))]
	} else if page == 1 {
		data["Events"] = h.eventsFound(beside.events, s.Asked("q"))
	}
	s.Body, s.About, s.Data = "home", s.T("plain.what_home"), data
	return nil
}

// plainGuide is what a citizen reads of a service (R-AL-01).
type plainGuide struct {
	*catalogue.Snapshot
	Version     int
	EffectiveOn string
	Law         clock.Limit
	Required    int // papers that everybody hands in
}

// plainService tells the revision in force of a service.
func (h *Hall) plainService(e *core.RequestEvent, s *plainSheet) error {
	if e.Request.URL.Query().Has("preview") { // drafts are shown to officers, who sign in
		return h.plainOther(e, s)
	}
	r, list, err := h.guide(e.App, s.Asked("id"))
	if fault.Of(err) == fault.ServiceNotOpen {
		s.missing()
		return nil
	}
	if err != nil {
		return err
	}
	guide := plainGuide{Snapshot: list, Version: r.GetInt("version"), EffectiveOn: r.GetString("effective_on"), Law: terms(list).LawLimit()}
	for _, m := range list.Materials {
		if m.Necessity == "required" && len(m.OnlyIf) == 0 {
			guide.Required++
		}
	}
	s.Body, s.Data, s.Title = "service", guide, s.Or(list.Name, list.NameEn)
	s.About = s.T("plain.what", "name", s.Title, "department", s.Or(list.Department.Name, list.Department.NameEn),
		"promise", s.Promise(list.Handling, list.PromisedDays), "trips", s.Trips(list.Trips))
	return nil
}

// Online reports whether one can apply online.
func (g plainGuide) Online() bool { return slices.Contains(g.Channels, "online") }

// Cases are the answers of which one calls for something.
func (g plainGuide) Cases(s *plainSheet, onlyIf []string) []string {
	var cases []string
	for _, q := range g.Questions {
		for _, o := range q.Options {
			if slices.Contains(onlyIf, o.ID) {
				cases = append(cases, s.Or(q.Text, q.TextEn)+" "+s.Or(o.Text, o.TextEn))
			}
		}
	}
	return cases
}

// Deciding are the questions on which papers depend.
func (g plainGuide) Deciding() []catalogue.Question {
	return slices.DeleteFunc(slices.Clone(g.Questions), func(q catalogue.Question) bool {
		return !slices.ContainsFunc(q.Options, func(o catalogue.Option) bool {
			return slices.ContainsFunc(g.Materials, func(m catalogue.Material) bool { return slices.Contains(m.OnlyIf, o.ID) })
		})
	})
}

// Needs are the papers that an answer calls for.
func (g plainGuide) Needs(s *plainSheet, option string) []string {
	var names []string
	for _, m := range g.Materials {
		if slices.Contains(m.OnlyIf, option) {
			names = append(names, s.Or(m.Name, m.NameEn))
		}
	}
	return names
}

// plainEvent is what a citizen reads of a life event under the answers given.
type plainEvent struct {
	checklist.Merged
	Name, Description string
	Days              int
	Open              bool // may be begun
}

// plainLife tells a life event: its members in their order and one list of papers.
func (h *Hall) plainLife(e *core.RequestEvent, s *plainSheet) error {
	event, err := h.openEvent(e.App, s.Asked("id"))
	if err != nil {
		return err
	}
	if event == nil {
		s.missing()
		return nil
	}
	questions, members, err := h.askedBy(e.App, event)
	if err != nil {
		return err
	}
	merged, err := mergedFor(questions, members, slices.Concat(slices.Collect(maps.Values(s.query))...))
	if err != nil {
		return err
	}
	s.Title = s.Or(event.GetString("name"), event.GetString("name_en"))
	s.Body, s.Data = "life", plainEvent{merged, s.Title, event.GetString("description"), event.GetInt("promised_days"), merged.MayBegin() == nil}
	s.About = s.T("plain.what_event", "name", s.Title, "members", s.T("life.members_n", "n", len(merged.Members)), "promise", s.T("common.working_days", "n", event.GetInt("promised_days")))
	return nil
}

// mergedFor is the list of a life event under the options of a form. One that is not asked
// for, because the answer above it has changed, is passed over.
func mergedFor(questions []catalogue.Question, members []checklist.Member, wanted []string) (checklist.Merged, error) {
	var chosen []string
	for {
		merged, err := checklist.Merge(questions, members, chosen)
		if err != nil {
			return merged, err
		}
		more := ""
		for _, q := range merged.Questions {
			if i := slices.IndexFunc(q.Options, func(o catalogue.Option) bool { return slices.Contains(wanted, o.ID) }); q.Chosen == "" && i >= 0 {
				more = q.Options[i].ID
				break
			}
		}
		if more == "" {
			return merged, nil
		}
		chosen = append(chosen, more)
	}
}

// Stages are the members of each stage, in order.
func (v plainEvent) Stages() [][]checklist.Part {
	var stages [][]checklist.Part
	parts := slices.Clone(v.Members)
	slices.SortStableFunc(parts, func(a, b checklist.Part) int { return a.Stage - b.Stage })
	for i, part := range parts {
		if i == 0 || part.Stage != parts[i-1].Stage {
			stages = append(stages, nil)
		}
		stages[len(stages)-1] = append(stages[len(stages)-1], part)
	}
	return stages
}

// Serves are the members that a paper is for.
func (v plainEvent) Serves(s *plainSheet, m checklist.Material) []string {
	var names []string
	for _, use := range m.Serves {
		names = append(names, s.Or(use.Name, use.NameEn))
	}
	return names
}

// Names are the names of members.
func (v plainEvent) Names(s *plainSheet, members []string) []string {
	var names []string
	for _, m := range v.Members {
		if slices.Contains(members, m.ID) {
			names = append(names, s.Or(m.Name, m.NameEn))
		}
	}
	return names
}
