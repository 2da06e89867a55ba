package hooks

import (
	"fmt"
	markup "html/template"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/workday"
)

// plainSheet is the plain part of one page in one language; its methods are the words of
// the templates. Without JavaScript nothing is remembered, so language and large type go
// along in the links.
type plainSheet struct {
	Title, About string // of the page, and what it is about in a sentence
	Body         string // the template of its main part
	Data         any    // what that template tells
	Path         string // of the page
	En, Elder    bool

	Office, OfficeEn string // what the office calls itself; "" for a house that nobody has set up

	query  url.Values // what the page was asked about, without language and type, and never a code
	words  pageWords
	status int
	secret bool
}

func (p *plainPages) sheet(e *core.RequestEvent, name string) *plainSheet {
	asked := e.Request.URL.Query()
	if e.Request.Method == http.MethodPost {
		asked = url.Values{"lang": {e.Request.PostFormValue("lang")}, "elder": {e.Request.PostFormValue("elder")}}
	}
	s := &plainSheet{Path: "/" + strings.TrimSuffix(name, indexPage), En: asked.Get("lang") == "en", Elder: asked.Get("elder") == "1",
		query: url.Values{}, words: p.words, status: http.StatusOK, Body: "other"}
	s.Office, s.OfficeEn = p.hall.office()
	for key, values := range asked {
		if !slices.Contains([]string{"lang", "elder", "number", "code"}, key) {
			s.query[key] = values
		}
	}
	return s
}

// fail turns the sheet into one that says that the house failed. A page that was asked for
// is there all the same, for those whose module asks again.
func (s *plainSheet) fail(method string) {
	if method == http.MethodPost {
		s.status = http.StatusInternalServerError
	}
	s.Body, s.Data, s.Title, s.About = "failed", nil, s.T("common.unread"), ""
}

// missing turns the sheet into one that says that there is no such thing.
func (s *plainSheet) missing() {
	s.Body, s.Data, s.Title, s.About, s.status = "missing", nil, s.T("common.not_found"), "", http.StatusNotFound
}

// root is the element of the whole page, which may have classes of its own.
func (s *plainSheet) root(class string) string {
	if s.Elder {
		class = strings.TrimSpace(class + " elder")
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	return `<html lang="` + s.Lang() + `"` + class + `>`
}

// Lang is the language of the sheet as HTML names it.
func (s *plainSheet) Lang() string {
	if s.En {
		return "en"
	}
	return "zh-CN"
}

// Or is the text in the language of the sheet; a name without an English one is Chinese.
func (s *plainSheet) Or(zh, en string) string {
	if s.En && en != "" {
		return en
	}
	return zh
}

var placeholder = regexp.MustCompile(`\{(\w+)(?::(\w+))?\}`)

// T is the text of a key as t() of the pages gives it: "{name}" stands for a parameter,
// "{n:s}" for an "s" unless n is 1. Parameters come as name and value.
func (s *plainSheet) T(key string, params ...any) string {
	words, known := s.words[key]
	if !known {
		return "⟦" + key + "⟧"
	}
	text := words.zh
	if s.En {
		text = words.en
	}
	given := map[string]string{}
	for i := 0; i+1 < len(params); i += 2 {
		given[fmt.Sprint(params[i])] = fmt.Sprint(params[i+1])
	}
	return placeholder.ReplaceAllStringFunc(text, func(place string) string {
		m := placeholder.FindStringSubmatch(place)
		switch {
		case m[2] == "":
			return given[m[1]]
		case given[m[1]] == "1":
			return ""
		}
		return m[2]
	})
}

// Of is the word of a code in a group of words, "" for no code.
func (s *plainSheet) Of(group, code any) string {
	if fmt.Sprint(code) == "" {
		return ""
	}
	return s.T(fmt.Sprint(group, ".", code))
}

// Words are the words of codes, as a list.
func (s *plainSheet) Words(group string, codes []string) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = s.Of(group, code)
	}
	return s.List(words)
}

// List names things one after the other.
func (s *plainSheet) List(names []string) string { return strings.Join(names, s.T("common.list")) }

// Link is the address of a page with what it is asked, pairs of name and value, in the
// language and type of the sheet.
func (s *plainSheet) Link(page string, asked ...any) string {
	query := url.Values{}
	for i := 0; i+1 < len(asked); i += 2 {
		if value := fmt.Sprint(asked[i+1]); value != "" {
			query.Set(fmt.Sprint(asked[i]), value)
		}
	}
	return s.address(page, query, s.En, s.Elder)
}

// With is the address of this page with one question changed; what turns over pages begins
// anew with every other change.
func (s *plainSheet) With(key string, value any) string {
	query := maps.Clone(s.query)
	query.Del("page")
	query.Del(key)
	if text := fmt.Sprint(value); text != "" {
		query.Set(key, text)
	}
	return s.address(s.Path, query, s.En, s.Elder)
}

// InOther is the address of this page in the other language, InSize in the other type.
func (s *plainSheet) InOther() string { return s.address(s.Path, s.query, !s.En, s.Elder) }

// InSize is the address of this page in the other type.
func (s *plainSheet) InSize() string { return s.address(s.Path, s.query, s.En, !s.Elder) }

func (s *plainSheet) address(page string, query url.Values, en, elder bool) string {
	all := maps.Clone(query)
	if en {
		all.Set("lang", "en")
	}
	if elder {
		all.Set("elder", "1")
	}
	address := url.URL{Path: page, RawQuery: all.Encode()}
	return address.String()
}

// Asked is what the page was asked under a name.
func (s *plainSheet) Asked(key string) string { return s.query.Get(key) }

// Here marks the link to the page itself.
func (s *plainSheet) Here(page string) bool { return s.Path == page }

// Tel is the address of a telephone number: its digits and a leading plus alone.
func (s *plainSheet) Tel(number string) markup.URL {
	return markup.URL("tel:" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number))
}

// File is the address of a public file of a record.
func (s *plainSheet) File(collection, id, name string) string {
	address := url.URL{Path: "/api/files/" + collection + "/" + id + "/" + name}
	return address.String()
}

var weekdaysZh = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// Day is a civil date in words, "2026年3月2日" of "2026-03-02"; "" for none.
func (s *plainSheet) Day(date string) string {
	d, err := workday.ParseDay(date)
	if err != nil {
		return ""
	}
	if s.En {
		return d.Start().In(workday.China).Format("2 January 2006")
	}
	return chineseDay(d)
}

// DayOfWeek is a civil date in words with its weekday.
func (s *plainSheet) DayOfWeek(date string) string {
	d, err := workday.ParseDay(date)
	if err != nil {
		return ""
	}
	weekday := d.Start().In(workday.China).Weekday()
	name := weekdaysZh[weekday]
	if s.En {
		name = weekday.String()
	}
	return s.T("common.weekday", "day", s.Day(date), "weekday", name)
}

// Promise is what is promised: "当场办结" or "5 个工作日".
func (s *plainSheet) Promise(handling string, days int) string {
	if handling == "instant" || days == 0 {
		return s.T("common.instant")
	}
	return s.T("common.working_days", "n", days)
}

// Limit is the limit of the law in words.
func (s *plainSheet) Limit(l clock.Limit) string {
	switch {
	case l.Unit == clock.Spot:
		return s.T("common.instant")
	case l.N == 0:
		return s.T("service.no_law_limit")
	case l.Unit == clock.CD:
		return s.T("common.calendar_days", "n", l.N)
	}
	return s.T("common.working_days", "n", l.N)
}

// Trips is how often one has to come.
func (s *plainSheet) Trips(n int) string {
	if n == 0 {
		return s.T("service.no_trips")
	}
	return s.T("service.trips", "n", n)
}

// Percent is a share in whole percent, "—" of nothing.
func (s *plainSheet) Percent(numerator, denominator int) string {
	if denominator == 0 {
		return "—"
	}
	return fmt.Sprintf("%d%%", (200*numerator+denominator)/(2*denominator))
}

// plainTag is a small coloured label.
type plainTag struct{ Tone, Words string }

// Tagged is the label of a necessity.
func (s *plainSheet) Tagged(necessity string) plainTag {
	tone := map[string]string{"required": "is-accent", "deferrable": "is-warn"}[necessity]
	return plainTag{tone, s.Of("necessity", necessity)}
}

// plainPaper is a material on a sheet.
type plainPaper struct {
	Sheet    *plainSheet
	Material catalogue.Material
}

// Paper puts a material on the sheet, for the templates that materials share.
func (s *plainSheet) Paper(m catalogue.Material) plainPaper { return plainPaper{s, m} }

// Form is in which form a material comes, and how often.
func (s *plainSheet) Form(form string, originals, copies int) string {
	var parts []string
	if originals > 0 {
		parts = append(parts, s.T("material.originals", "n", originals))
	}
	if copies > 0 {
		parts = append(parts, s.T("material.copies", "n", copies))
	}
	number := s.List(parts)
	if form == "" || number == "" {
		return s.Of("form", form) + number
	}
	return s.Of("form", form) + s.T("material.sep") + number
}

// Case says in which case something is asked for.
func (s *plainSheet) Case(g plainGuide, onlyIf []string) string {
	return s.T("service.only_if", "cases", strings.Join(g.Cases(s, onlyIf), s.T("common.or")))
}

// Known is a figure that may not be known.
func (s *plainSheet) Known(n *int) string {
	if n == nil {
		return s.T("effect.unknown")
	}
	return fmt.Sprint(*n)
}

// plainField is one field of a form.
type plainField struct {
	ID, Label, Hint, Value, Problem, Error string
	Most                                   int // characters
}

// Field is a field with its words, what was sent in it and what is wrong with that.
func (s *plainSheet) Field(id, label, hint string, data map[string]any) plainField {
	f := plainField{ID: id, Label: s.T(label), Hint: s.T(hint), Error: s.T("common.error"), Most: 300}
	f.Value, _ = data[id].(string)
	if data["wrong"] == id {
		f.Problem = fmt.Sprint(data["problem"])
	}
	return f
}

// plainTurn is what leads to the pages before and after.
type plainTurn struct {
	*plainSheet
	Previous, Next int // 0: none
}

// Over turns the pages of a list.
func (s *plainSheet) Over(page int, more bool) plainTurn {
	turn := plainTurn{plainSheet: s, Previous: page - 1}
	if more {
		turn.Next = page + 1
	}
	return turn
}

// One is a list of one thing.
func (s *plainSheet) One(id string) []string { return []string{id} }

// Announced is one thing to know ahead, with its days.
func (s *plainSheet) Announced(a announcement) string {
	days := s.Day(a.From)
	switch {
	case days == "":
		days = s.Day(a.To)
	case a.To != "" && a.To != a.From:
		days = s.T("home.days", "from", days, "to", s.Day(a.To))
	}
	key := "home.told_" + a.Kind
	if a.Kind == "suspended" && a.To == "" {
		key += "_open"
	}
	return s.T(key, "name", s.Or(a.Name, a.NameEn), "days", days)
}
