package hooks

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// wholeCase is everything that the page of a case draws: what the lists of the built-in API
// answer to the same caller, in one answer.
type wholeCase struct {
	Application *core.Record    `json:"application"`
	Snapshot    json.RawMessage `json:"snapshot"` // of the revision that it lives under
	Documents   []*core.Record  `json:"documents"`
	Actions     []*core.Record  `json:"actions"`
	Reviews     []*core.Record  `json:"reviews"`
	Results     []*core.Record  `json:"results"`
	Messages    []*core.Record  `json:"messages"`
	Notices     []noticeTitle   `json:"notices"`
	Clock       map[string]any  `json:"clock"`
	Shelf       paperShelf      `json:"shelf"`
	Today       string          `json:"today"`
	Renewals    []resultRenewal `json:"renewals"`
	*deskOfCase                 // for officers alone
}

// deskOfCase is what an officer works with on a case beyond the case itself.
type deskOfCase struct {
	Applicant   *core.Record  `json:"applicant"`
	Officers    []colleague   `json:"officers"`
	Table       flow.Table    `json:"table"`
	Templates   []templateRow `json:"templates"`
	ResultTable flow.Table    `json:"result_table"`
}

// resultRenewal is how the renewal of a valid result that ends stands: whether its holder asked and
// waits for the answer (R-AL-32), and the last day to ask (YYYY-MM-DD in China, R-AL-31).
type resultRenewal struct {
	Result string `json:"result"`
	Asked  bool   `json:"asked"`
	Last   string `json:"last"`
}

// noticeTitle is a notice as the page of its case names it; the letter has a page of its own.
type noticeTitle struct {
	ID       string `db:"id" json:"id"`
	Kind     string `db:"kind" json:"kind"`
	Number   string `db:"number" json:"number"`
	IssuedAt string `db:"issued_at" json:"issued_at"`
	Title    string `db:"title" json:"title"`
	TitleEn  string `db:"title_en" json:"title_en"`
}

// viewCase answers a case with everything on its page to whoever may see the case.
func (h *Hall) viewCase(e *core.RequestEvent) error {
	e.Request.URL.RawQuery = "" // what the answer holds is not for the caller to widen
	c, err := h.shownCase(e)
	if err != nil {
		return err
	}
	whole := wholeCase{Application: c.record, Documents: c.documents, Actions: c.actions, Reviews: c.reviews, Clock: h.clockOf(c), Today: h.today().String()}
	if err := whole.read(e.App); err != nil {
		return err
	}
	if whole.Renewals, err = h.renewalsOf(e.App, c, whole.Results); err != nil {
		return err
	}
	if err := h.addAside(e, c, &whole); err != nil {
		return err
	}
	for _, rows := range [][]*core.Record{{whole.Application}, whole.Documents, whole.Actions, whole.Reviews, whole.Results, whole.Messages} {
		if err := apis.EnrichRecords(e, rows); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, whole)
}

// read adds what the file of a case, which serves the acts, does not hold.
func (w *wholeCase) read(app core.App) error {
	id, of := w.Application.Id, dbx.HashExp{"application": w.Application.Id}
	var content string
	if err := app.ConcurrentDB().Select("content").From("revisions").Where(dbx.HashExp{"id": w.Application.GetString("revision")}).Row(&content); err != nil {
		return err
	}
	w.Snapshot, w.Notices = json.RawMessage(content), []noticeTitle{}
	err := app.ConcurrentDB().NewQuery("SELECT id, kind, number, issued_at, COALESCE(content ->> 'title', '') title, COALESCE(content ->> 'title_en', '') title_en FROM notices WHERE application = {:id} ORDER BY _rowid_").
		Bind(dbx.Params{"id": id}).All(&w.Notices)
	if err != nil {
		return err
	}
	if w.Results, err = findAll(app, "results", "_rowid_", of); err != nil {
		return err
	}
	w.Messages, err = findAll(app, "messages", "_rowid_", of)
	return err
}

// renewalsOf tells the renewal of each result that may be renewed.
func (h *Hall) renewalsOf(app core.App, c *caseFile, results []*core.Record) ([]resultRenewal, error) {
	list := []resultRenewal{}
	for _, result := range results {
		to, err := workday.ParseDay(result.GetString("valid_to"))
		if err != nil || result.GetString("state") != string(flow.Valid) {
			continue // without end, or ended
		}
		asked, err := renewalAsked(app, result.Id)
		if err != nil {
			return nil, err
		}
		list = append(list, resultRenewal{result.Id, asked, clock.LastToRenew(h.days(), terms(c.snapshot).Regime, to).String()})
	}
	return list, nil
}

// addAside adds what is different for the two kinds of callers: the applicant takes papers
// from the shelf while some may be handed in, officers see what registers hold and their desk.
func (h *Hall) addAside(e *core.RequestEvent, c *caseFile, w *wholeCase) (err error) {
	who := actorOf(e.Auth)
	w.Shelf = paperShelf{Offers: []map[string]any{}, Held: c.held}
	if who.kind == kindOfficer {
		w.deskOfCase, err = h.deskOf(e, c, who, w)
		return err
	}
	if c.takesPapers() {
		w.Shelf, err = h.shelfFor(e.App, who, c)
	}
	return unlessRefused(err)
}

// takesPapers reports whether the applicant may hand something in for the case now, or soon
// could: whether something is wrong, deferred, or was left unsaid when silence accepted it.
func (c *caseFile) takesPapers() bool {
	switch c.state() {
	case flow.Draft, flow.Correcting:
		return true
	case flow.Accepted, flow.Paused:
		return c.record.GetString("deferred_due") != "" || c.last("deem_accepted") != nil
	}
	return false
}

// unlessRefused lets a case be looked at whose answers do not fit its list, so that they can
// be mended; every other error stays one.
func unlessRefused(err error) error {
	var refused *fault.Fault
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

// deskOf reads the desk of an officer; whom the rules keep from the officer is not there.
func (h *Hall) deskOf(e *core.RequestEvent, c *caseFile, who actor, w *wholeCase) (*deskOfCase, error) {
	desk := &deskOfCase{Table: flow.Tables["application"], Templates: []templateRow{}, ResultTable: flow.Result}
	led := c.record.Fresh()
	if err := apis.EnrichRecord(e, led, "applicant"); err != nil {
		return nil, err
	}
	desk.Applicant = led.ExpandedOne("applicant") // nobody where the officer may not see whom
	var err error
	if desk.Officers, err = colleaguesOn(e.App, c, who, w.Messages); err != nil {
		return nil, err
	}
	words, err := h.wordsFor(e.App, c, who)
	if err == nil {
		desk.Templates = words
	}
	return desk, unlessRefused(err)
}

// colleague is an officer as the page of a case names and picks them.
type colleague struct {
	ID         string                  `db:"id" json:"id"`
	Name       string                  `db:"name" json:"name"`
	Department string                  `db:"department" json:"department"`
	Roles      types.JSONArray[string] `db:"roles" json:"roles"`
	Active     bool                    `db:"active" json:"active"`
	Absent     bool                    `db:"absent" json:"absent"`
	Deputy     string                  `db:"deputy" json:"deputy"`
}

// colleaguesOn are the officers of the departments of a case, those whom its papers name, and
// those who named the reader as deputy: not the whole county.
func colleaguesOn(app core.App, c *caseFile, who actor, messages []*core.Record) ([]colleague, error) {
	named, departments := []string{c.record.GetString("examiner")}, c.record.GetStringSlice("departments")
	for _, r := range slices.Concat(c.actions, c.reviews, messages) {
		named = append(named, r.GetString("officer"), r.GetString("assignee"), r.GetString("examiner"))
		departments = append(departments, r.GetString("department"))
	}
	list := []colleague{}
	err := app.ConcurrentDB().Select("id", "name", "department", "roles", "active", "absent", "deputy").From("officers").
		Where(dbx.Or(dbx.In("department", anyOf(distinct(departments))...), dbx.In("id", anyOf(distinct(named))...), dbx.HashExp{"deputy": who.id()})).OrderBy("id").All(&list)
	return list, err
}
