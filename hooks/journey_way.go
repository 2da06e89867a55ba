package hooks

import (
	"context"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/journey"
	"onestop/hooks/rules/workday"
)

// The way of a journey after it is handed in: every case is an application of its own with
// its own receipt, clock and decision (R-PKG-03). What it waits for is delivered first;
// then the house hands it in, as the applicant asked when the whole was handed in. When a
// case fails its successors stay drafts, because nobody has refused them.

// provision is a material that an earlier case of the journey supplies by its result
// (R-OL-03). Stopped says that the result will not come, so that the material is asked.
type provision struct {
	Material string `json:"material"`
	Name     string `json:"name"`
	NameEn   string `json:"name_en"`
	From     string `json:"from"`             // the case
	Result   string `json:"result,omitempty"` // once it is granted
	Number   string `json:"number,omitempty"`
	Token    string `json:"token,omitempty"` // by which anybody may verify it
	Stopped  bool   `json:"stopped,omitempty"`
}

// supplied are the materials of the case that the results of earlier ones supply.
func (c *caseFile) supplied() ([]provision, error) { return listOf[provision](c.record, "fed") }

// travellers are the cases of a journey as the rules see them, with their results.
func travellers(app core.App, cases []*core.Record) ([]journey.Case, map[string]*core.Record, error) {
	ids := make([]any, len(cases))
	for i, c := range cases {
		ids[i] = c.Id
	}
	var rows []*core.Record
	if err := app.RecordQuery("results").AndWhere(dbx.In("application", ids...)).OrderBy("_rowid_").All(&rows); err != nil {
		return nil, nil, err
	}
	results := map[string]*core.Record{}
	for _, r := range rows {
		results[r.GetString("application")] = r
	}
	list := make([]journey.Case, len(cases))
	for i, c := range cases {
		list[i] = journey.Case{ID: c.Id, State: flow.State(c.GetString("state")), Granted: results[c.Id] != nil, After: c.GetStringSlice("waits_for")}
	}
	return list, results, nil
}

// mayHandIn keeps a case of a life event in its order.
func (d *deed) mayHandIn() error {
	id := d.file.record.GetString("journey")
	if id == "" {
		return nil
	}
	j, err := d.tx.FindRecordById("journeys", id)
	if err != nil {
		return err
	}
	cases, err := casesOf(d.tx, id)
	if err != nil {
		return err
	}
	list, _, err := travellers(d.tx, cases)
	if err != nil {
		return err
	}
	return journey.MayHandIn(!j.GetDateTime("submitted_at").IsZero(), journey.Standings(list)[d.subject.Id])
}

// keepJourney writes down what follows for the journey from an act on one of its cases:
// its own state, and what the case supplies to its successors or will not.
func (d *deed) keepJourney() error {
	id := d.file.record.GetString("journey")
	if id == "" {
		return nil
	}
	j, err := d.tx.FindRecordById("journeys", id)
	if err != nil {
		return err
	}
	cases, err := casesOf(d.tx, id)
	if err != nil {
		return err
	}
	list, results, err := travellers(d.tx, cases)
	if err != nil {
		return err
	}
	standings := journey.Standings(list)
	for _, c := range cases {
		if err := keepSupplies(d.tx, c, standings, results); err != nil {
			return err
		}
	}
	state := journey.State(!j.GetDateTime("submitted_at").IsZero(), list)
	if j.GetString("state") == string(state) {
		return nil
	}
	j.Set("state", string(state))
	return write(d.tx, j)
}

// keepSupplies renews what is supplied to a case that is not handed in yet: with it the
// materials that it asks stand fast (R-AL-05).
func keepSupplies(tx core.App, c *core.Record, standings map[string]journey.Standing, results map[string]*core.Record) error {
	if c.GetString("state") != string(flow.Draft) {
		return nil
	}
	list, err := listOf[provision](c, "fed")
	if err != nil {
		return err
	}
	renewed := slices.Clone(list)
	for i, s := range renewed {
		renewed[i].Stopped = standings[s.From] == journey.Failed || standings[s.From] == journey.Stopped
		if r := results[s.From]; r != nil {
			renewed[i].Result, renewed[i].Number, renewed[i].Token = r.Id, r.GetString("number"), r.GetString("token")
		}
	}
	if slices.Equal(list, renewed) {
		return nil
	}
	c.Set("fed", renewed)
	return write(tx, c)
}

// forwardAfter hands in what an act made ready, once the act stands: a successor that
// cannot be handed in never undoes the delivery before it.
func (h *Hall) forwardAfter(e *core.RecordEvent) error {
	if id := e.Record.GetString("application"); id != "" && e.Record.GetString("act") == "deliver" {
		c, err := h.app.FindRecordById("applications", id)
		if err == nil && c.GetString("journey") != "" {
			err = h.forward(c.GetString("journey"))
		}
		if err != nil {
			h.app.Logger().Error("the next cases of a life event were not handed in", "application", id, "error", err)
		}
	}
	return e.Next()
}

// forward hands in the cases of a journey that are ready: in the applicant's name, whose
// will it was when the whole was handed in; the reason says that the house did it.
func (h *Hall) forward(id string) error {
	cases, err := casesOf(h.app, id)
	if err != nil {
		return err
	}
	list, _, err := travellers(h.app, cases)
	if err != nil {
		return err
	}
	if len(cases) == 0 {
		return nil
	}
	applicant, err := h.app.FindRecordById("applicants", cases[0].GetString("applicant"))
	if err != nil {
		return err
	}
	var failed []error
	standings := journey.Standings(list)
	for _, c := range list {
		if standings[c.ID] != journey.Ready {
			continue
		}
		_, err := h.Act(h.app, applicant, map[string]any{"subject": "application", "application": c.ID, "act": "submit",
			"reason": "前序事项已送达，按申请人的一次提交转交。Handed in as the applicant asked when the whole was handed in."})
		failed = append(failed, h.keepHeldUp(c.ID, err))
	}
	return errors.Join(failed...)
}

// forwardDue tries again what could not be handed in: a service that was suspended may be
// open again, and the machine may have stopped between a delivery and what follows.
func (h *Hall) forwardDue(ctx context.Context, _ workday.Day) error {
	held := h.app.ConcurrentDB().NewQuery(`SELECT DISTINCT j.id FROM journeys j JOIN applications a ON a.journey = j.id AND a.state = 'draft'
		WHERE j.submitted_at != '' AND j.state IN ('submitted', 'correcting')`)
	return h.oneByOne(ctx, held, "cases of a life event were not handed in", h.forward)
}
