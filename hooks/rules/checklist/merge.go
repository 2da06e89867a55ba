package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// Merged is the one form and the one set of materials of a life event (R-PKG-01) and its
// members in an order in which each stands behind those it waits for.
type Merged struct {
	List
	Members      []Part   `json:"members"`
	LeftOut      []Part   `json:"left_out"`    // unticked, or not called for by the answers
	Unavailable  []Part   `json:"unavailable"` // called for, but the service takes no applications now
	Fed          []Feed   `json:"fed"`
	LongestPath  int      `json:"longest_path"` // promised working days, optional members not counted (R-PKG-02)
	LongestChain []string `json:"longest_chain"`
}

// Part is a member as a citizen sees it. After names members; those of one Stage (from
// 1) run side by side.
type Part struct {
	ID           string   `json:"id"`
	Service      string   `json:"service"`
	Name         string   `json:"name"`
	NameEn       string   `json:"name_en"`
	Department   string   `json:"department"`
	DepartmentEn string   `json:"department_en"`
	Handling     string   `json:"handling"`
	PromisedDays int      `json:"promised_days"`
	Optional     bool     `json:"optional"`
	After        []string `json:"after"`
	Stage        int      `json:"stage"`
	Why          string   `json:"why"`
	WhyEn        string   `json:"why_en"`
	Closed       string   `json:"closed,omitempty"` // of an unavailable member: suspended, cancelled or Unpublished
}

// MayBegin refuses with service_not_open to begin the life event while a member that is
// not optional takes no applications, and names each; optional ones drop out (R-PKG-04,
// R-CLM-09).
func (m Merged) MayBegin() error {
	var names, ids []string
	for _, p := range m.Unavailable {
		if !p.Optional {
			names, ids = append(names, p.Name), append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return fault.New(fault.ServiceNotOpen, "R-CLM-09", "These members take no applications now: %s. Apply for the others one by one, or come back later.", strings.Join(names, ", ")).With("members", ids)
}

// Use says for which member a merged material or field is, and as which of its own rows.
type Use struct {
	Member    string `json:"member"`
	Service   string `json:"service"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Row       string `json:"row"` // the material or form field of that service
	Key       string `json:"key,omitempty"`
	Necessity string `json:"necessity,omitempty"`
	Why       string `json:"why,omitempty"`
	WhyEn     string `json:"why_en,omitempty"`
	Basis     string `json:"basis,omitempty"`
}

// Feed is a material that is not asked because an earlier member issues it (R-OL-03).
type Feed struct {
	Name     string `json:"name"`
	NameEn   string `json:"name_en"`
	Material string `json:"material"` // the row of the member that it goes to
	From     string `json:"from"`
	To       string `json:"to"`
}

// Merge answers what a life event asks under the chosen options of its own questions and
// of its members' questions: a shared material once with the strongest necessity, what a
// member issues never of the members behind it. Members may be conditional; optional
// ones may be left out by id, and those that are closed take no part. It refuses with option_invalid as Of does, also where a
// member that is not optional is left out, and with plan_cycle as Order does.
func Merge(questions []catalogue.Question, members []Member, chosen []string, leftOut ...string) (Merged, error) {
	order, err := Order(members)
	if err != nil {
		return Merged{}, err
	}
	if err := mayLeaveOut(members, leftOut); err != nil {
		return Merged{}, err
	}
	own, rest := split(questions, chosen)
	event, err := settle(catalogue.Questions(questions), own)
	if err != nil {
		return Merged{}, err
	}
	called := func(m Member) bool { return event.open(m.OnlyIf) && !slices.Contains(leftOut, m.ID) }
	in, rejected := among(order, func(m Member) bool { return called(m) && m.Closed == "" })
	closed, out := partition(rejected, called)
	days, path, err := LongestPath(in)
	if err != nil {
		return Merged{}, err
	}
	merged := Merged{List: List{Questions: event.asked, Materials: []Material{}, Fields: []Field{}},
		Members: parts(in, event), LeftOut: parts(out, event), Unavailable: parts(closed, event), Fed: []Feed{}, LongestPath: days, LongestChain: append([]string{}, path...)}
	return merged, merged.fill(in, withoutClosed(rest, closed))
}

// partition tells the members for which it holds from the others.
func partition(members []Member, holds func(Member) bool) (yes, no []Member) {
	for _, m := range members {
		if holds(m) {
			yes = append(yes, m)
		} else {
			no = append(no, m)
		}
	}
	return yes, no
}

// withoutClosed are the options without those of members that closed after they were chosen.
func withoutClosed(chosen []string, closed []Member) []string {
	for _, m := range closed {
		_, chosen = split(m.List.Questions, chosen)
	}
	return chosen
}

// mayLeaveOut: only an optional member of the life event can be left out (R-PKG-04).
func mayLeaveOut(members []Member, leftOut []string) error {
	for _, id := range leftOut {
		if !slices.ContainsFunc(members, func(m Member) bool { return m.ID == id && m.Optional }) {
			return badOption(id, "Only an optional member of the life event can be left out.").With("member", clip(id))
		}
	}
	return nil
}

// split tells the options of the questions from the others.
func split(questions []catalogue.Question, chosen []string) (own, rest []string) {
	for _, id := range chosen {
		if offers(questions, id) {
			own = append(own, id)
		} else {
			rest = append(rest, id)
		}
	}
	return own, rest
}

func offers(questions []catalogue.Question, option string) bool {
	return slices.ContainsFunc(questions, func(q catalogue.Question) bool {
		return slices.ContainsFunc(q.Options, func(o catalogue.Option) bool { return o.ID == option })
	})
}

func parts(members []Member, event answers) []Part {
	list := make([]Part, 0, len(members))
	stages := map[string]int{}
	for _, m := range members {
		stage := 1
		for _, id := range m.After {
			stage = max(stage, stages[id]+1)
		}
		stages[m.ID] = stage
		why, whyEn := event.why(m.OnlyIf)
		s := m.List
		list = append(list, Part{ID: m.ID, Service: s.ID, Name: s.Name, NameEn: s.NameEn, Department: s.Department.Name, DepartmentEn: s.Department.NameEn,
			Handling: s.Handling, PromisedDays: s.PromisedDays, Optional: m.Optional, After: append([]string{}, m.After...), Stage: stage, Why: why, WhyEn: whyEn, Closed: m.Closed})
	}
	return list
}

// fill adds what each member asks, in their order.
func (l *Merged) fill(members []Member, chosen []string) error {
	issued := map[string][]issue{} // what a member can count on, by member
	used := map[string]bool{}
	for _, m := range members {
		own, _ := split(m.List.Questions, chosen)
		list, err := Of(m.List, own)
		if err != nil {
			return err
		}
		for _, id := range own {
			used[id] = true
		}
		var at []issue
		for _, id := range m.After {
			at = append(at, issued[id]...)
		}
		l.add(m, list, at)
		issued[m.ID] = append(slices.Clone(at), issue{m.ID, plain(m.List.ResultName)})
	}
	for _, id := range chosen {
		if !used[id] {
			return badOption(id, "No member of the life event that takes part offers the option; leave it out.")
		}
	}
	return nil
}

// issue is what a member hands on.
type issue struct{ member, name string }

func (l *Merged) add(m Member, list List, at []issue) {
	for _, q := range list.Questions {
		if !slices.ContainsFunc(l.Questions, func(x Question) bool { return x.ID == q.ID }) {
			l.Questions = append(l.Questions, q)
		}
	}
	for _, x := range list.Materials {
		if from := feeds(at, x); from != "" {
			l.Fed = append(l.Fed, Feed{Name: x.Name, NameEn: x.NameEn, Material: x.ID, From: from, To: m.ID})
			continue
		}
		l.addMaterial(m, x)
	}
	for _, f := range list.Fields {
		l.addField(m, f)
	}
}

// feeds is the earlier member that issues the material, by the name of its type or its
// own name.
func feeds(at []issue, m Material) string {
	for _, x := range at {
		if x.name != "" && (x.name == plain(m.TypeName) || x.name == plain(m.Name)) {
			return x.member
		}
	}
	return ""
}

var remark = regexp.MustCompile(`\s*[(（][^()（）]*[)）]$`)

// plain is a name without the remark in brackets behind it: 居民户口簿(增页) is a 居民户口簿.
func plain(name string) string { return remark.ReplaceAllString(strings.TrimSpace(name), "") }

// addMaterial joins a material to the one of the same type, or adds it. The numbers of
// originals and copies are the largest that any member asks.
func (l *Merged) addMaterial(m Member, x Material) {
	x.Serves = []Use{{Member: m.ID, Service: m.List.ID, Name: m.List.Name, NameEn: m.List.NameEn, Row: x.ID,
		Necessity: x.Necessity, Why: x.Why, WhyEn: x.WhyEn, Basis: x.Basis}}
	i := slices.IndexFunc(l.Materials, func(y Material) bool { return x.Type != "" && x.Type == y.Type })
	if i < 0 {
		l.Materials = append(l.Materials, x)
		return
	}
	y := &l.Materials[i]
	y.Serves = append(y.Serves, x.Serves...)
	y.Necessity = stronger(y.Necessity, x.Necessity)
	y.Original, y.Copies = max(y.Original, x.Original), max(y.Copies, x.Copies)
	y.Why, y.WhyEn = either(y.Why, x.Why, "；"), either(y.WhyEn, x.WhyEn, "; ")
}

// strengths orders the necessities; the strongest is last.
var strengths = []string{catalogue.Optional, catalogue.Deferrable, catalogue.Required}

func stronger(a, b string) string {
	if slices.Index(strengths, a) < slices.Index(strengths, b) {
		return b
	}
	return a
}

// either joins two causes; what one member always asks has no cause.
func either(a, b, mark string) string {
	if a == "" || b == "" {
		return ""
	}
	causes := strings.Split(a, mark)
	for _, cause := range strings.Split(b, mark) {
		if !slices.Contains(causes, cause) {
			causes = append(causes, cause)
		}
	}
	return strings.Join(causes, mark)
}

// addField joins a field to the one of the same key and kind, or adds it. The same key
// with another kind is another question and gets the member's id before it.
func (l *Merged) addField(m Member, f Field) {
	f.Serves = []Use{{Member: m.ID, Service: m.List.ID, Name: m.List.Name, NameEn: m.List.NameEn, Row: f.ID, Key: f.Key}}
	i := slices.IndexFunc(l.Fields, func(y Field) bool { return y.Key == f.Key })
	switch {
	case i < 0:
		l.Fields = append(l.Fields, f)
	case l.Fields[i].Kind == f.Kind && slices.Equal(l.Fields[i].Choices, f.Choices):
		l.Fields[i].Serves = append(l.Fields[i].Serves, f.Serves...)
		l.Fields[i].Required = l.Fields[i].Required || f.Required
	default:
		f.Key = fmt.Sprintf("%s.%s", m.ID, f.Key)
		l.Fields = append(l.Fields, f)
	}
}
