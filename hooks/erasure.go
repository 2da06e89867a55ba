package hooks

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/retention"
	"onestop/hooks/rules/workday"
)

// Erasure (R-PI-06): what the law still keeps is locked, the rest goes at once; when the
// retention of a case ends, its files and what is personal in it go by themselves. States,
// dates and the service stay: statistics are made of them. The trail holds digests, so
// nothing in it has to change.

// erased is what stands where a text was that its collection wants.
const erased = "（已按规定删除）"

// blanks are, per collection of a case, the fields that erasure empties and what stands
// there afterwards; files go with them.
var blanks = map[string]map[string]any{
	"documents": {"original_name": "", "verdict_reason": "", "quality": nil},
	"messages":  {"text": erased},
	"actions":   {"reason": "", "items": nil},
	"reviews":   {"opinion": ""},
	"looks":     {"reason": ""},
	"notices":   {"content": map[string]any{"erased": true}},
	"results":   {"fields": map[string]any{"erased": "true"}},
	"ratings":   {"comment": "", "answer": "", "tags": nil},
}

// blankCase are the fields of the case itself.
var blankCase = map[string]any{"form": map[string]any{}, "agent_name": "", "agent_id": "", "agent_cipher": "", "form_cipher": nil, "track_code": "", "options": []string{}}

// keep says until when a case that has just ended is kept.
func keep(c *caseFile, today workday.Day) {
	until, ends := retention.Until(c.state(), today, c.snapshot.RetentionYears)
	if ends {
		c.record.Set("keep_until", until.String())
	}
}

// askErasure is the applicant's request: drafts go, closed cases are locked until their
// retention ends, the account closes; refused with erasure_blocked while a case runs. The
// answer says what is kept, until when and why.
func (h *Hall) askErasure(e *core.RequestEvent) error {
	kept := []keptCase{}
	err := h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		cases, err := findAll(tx, "applications", "created", dbx.HashExp{"applicant": e.Auth.Id})
		if err != nil {
			return err
		}
		asked := make([]retention.Case, len(cases))
		for i, c := range cases {
			asked[i] = retention.Case{Number: c.GetString("number"), State: flow.State(c.GetString("state"))}
		}
		barred, err := tx.CountRecords("bars", dbx.HashExp{"applicant": e.Auth.Id}, dbx.NewExp("until >= {:today}", dbx.Params{"today": h.today().String()}))
		if err != nil {
			return err
		}
		if err := errors.Join(retention.MayErase(asked), retention.NotBarred(barred > 0)); err != nil {
			return refuse("account", err)
		}
		if err := dropDrafts(tx, e.Auth.Id, cases); err != nil {
			return err
		}
		if err := unlinkProblems(tx, e.Auth.Id, h.today()); err != nil {
			return err
		}
		if kept, err = lockCases(tx, cases); err != nil {
			return err
		}
		if err := lockJourneys(tx, e.Auth.Id); err != nil {
			return err
		}
		return h.closeAccount(tx, e.Auth.Id)
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"kept": kept})
}

// dropDrafts removes what an applicant began and never handed in: a journey takes its cases
// along, and what waits goes before what it waits for.
func dropDrafts(tx core.App, applicant string, cases []*core.Record) error {
	journeys, err := findAll(tx, "journeys", "", dbx.HashExp{"applicant": applicant, "state": "draft"})
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, r := range journeys {
		gone[r.Id] = true
		if err := tx.DeleteWithContext(penned, r); err != nil {
			return err
		}
	}
	for _, c := range slices.Backward(cases) {
		if !isDraft(c) || gone[c.GetString("journey")] {
			continue
		}
		if err := tx.DeleteWithContext(penned, c); err != nil {
			return err
		}
	}
	return nil
}

// keptCase says of a case that it is kept, until when ("" for ever) and by which rule.
type keptCase struct {
	Number string `json:"number"`
	Until  string `json:"until"`
	Cite   string `json:"cite"`
}

// lockCases closes what was handed in to everybody but the auditors.
func lockCases(tx core.App, cases []*core.Record) ([]keptCase, error) {
	kept := []keptCase{}
	for _, c := range cases {
		if isDraft(c) {
			continue
		}
		c.Set("locked", true)
		c.Set("track_code", "")
		if err := write(tx, c); err != nil {
			return nil, err
		}
		kept = append(kept, keptCase{c.GetString("number"), c.GetString("keep_until"), "R-PI-06"})
	}
	return kept, nil
}

// lockJourneys closes what the cases belonged to in the same way: it names their services
// and states.
func lockJourneys(tx core.App, applicant string) error {
	journeys, err := findAll(tx, "journeys", "", dbx.HashExp{"applicant": applicant})
	if err != nil {
		return err
	}
	for _, j := range journeys {
		j.Set("locked", true)
		if err := write(tx, j); err != nil {
			return err
		}
	}
	return nil
}

// closeAccount ends every session and forgets how the person is reached and found: who
// comes back registers anew. The name and the sealed number stay while a case is kept.
func (h *Hall) closeAccount(tx core.App, id string) error {
	a, err := tx.FindRecordById("applicants", id)
	if err != nil {
		return err
	}
	a.Set("erasure_at", h.instant())
	a.Set("phone", "")
	a.SetEmail("")
	a.SetVerified(false)
	a.SetRandomPassword()
	if err := write(tx, a); err != nil {
		return err
	}
	identity, err := findOne(tx, "identities", "applicant", id)
	if err != nil {
		return err
	}
	if identity != nil {
		identity.Set("digest", "closed/"+id)
		if err := write(tx, identity); err != nil {
			return err
		}
	}
	if err := forgetPost(tx, dbx.HashExp{"applicant": id}); err != nil {
		return err
	}
	return h.forgetPerson(tx, a)
}

// forgetPost drops letters and what stands in inboxes.
func forgetPost(tx core.App, of dbx.HashExp) error {
	_, err := tx.DB().Delete("notifications", of).Execute()
	return err
}

// forgetPerson erases an account that is closed and has no case left that is kept.
func (h *Hall) forgetPerson(tx core.App, a *core.Record) error {
	n, err := tx.CountRecords("applications", dbx.HashExp{"applicant": a.Id, "erased_at": ""})
	if err != nil || n > 0 || a.GetDateTime("erasure_at").IsZero() {
		return err
	}
	identity, err := findOne(tx, "identities", "applicant", a.Id)
	if err != nil {
		return err
	}
	if identity != nil {
		if err := tx.DeleteWithContext(penned, identity); err != nil {
			return err
		}
	}
	a.Set("name", erased)
	a.Set("id_number", "***")
	a.Set("erased_at", h.instant())
	return write(tx, a)
}

// eraseDue erases every case whose retention has ended, and drafts that nobody touched for
// a long time.
func (h *Hall) eraseDue(ctx context.Context, today workday.Day) error {
	// A result that is still good keeps its file: it is verified, renewed and revoked by it.
	ended := dbx.NewExp(`keep_until != '' AND keep_until < {:today} AND erased_at = '' AND NOT EXISTS (
		SELECT 1 FROM results r WHERE r.application = applications.id AND r.state = 'valid' AND (r.valid_to = '' OR r.valid_to >= {:today}))`, dbx.Params{"today": today.String()})
	err := h.eachCase(ctx, ended, func(id string) error {
		return h.as(h.app, system, func(tx core.App) error { return h.eraseCase(tx, id) })
	})
	if err != nil {
		return err
	}
	if err := h.eraseProblems(ctx, today); err != nil {
		return err
	}
	old := h.draftsBefore()
	if err := h.dropJourneys(ctx, dbx.NewExp("state = 'draft' AND updated < {:old}", dbx.Params{"old": old})); err != nil {
		return err
	}
	return h.eachCase(ctx, dbx.NewExp("state = 'draft' AND updated < {:old} AND "+ofNoJourney, dbx.Params{"old": old}), func(id string) error {
		return h.as(h.app, system, func(tx core.App) error {
			draft, err := tx.FindRecordById("applications", id)
			if err != nil {
				return err
			}
			return tx.DeleteWithContext(penned, draft)
		})
	})
}

// draftsBefore is the instant since which a draft must have been touched to stay.
func (h *Hall) draftsBefore() string {
	return dateTime(h.rowTime().Add(-retention.DraftDays * 24 * time.Hour)).String()
}

// ofNoJourney is not true of the cases of a life event whose journey goes on: they go with
// it, or are handed in when what they wait for is delivered.
const ofNoJourney = "journey NOT IN (SELECT id FROM journeys WHERE state IN ('draft', 'submitted', 'correcting'))"

// dropJourneys deletes journeys that were never handed in, with their cases.
func (h *Hall) dropJourneys(ctx context.Context, where dbx.Expression) error {
	var list []*core.Record
	if err := h.app.RecordQuery("journeys").AndWhere(where).WithContext(ctx).All(&list); err != nil {
		return err
	}
	for _, r := range list {
		if err := h.as(h.app, system, func(tx core.App) error { return tx.DeleteWithContext(penned, r) }); err != nil {
			h.app.Logger().Error("an old draft of a life event stays", "journey", r.Id, "error", err)
		}
	}
	return ctx.Err()
}

// eraseCase empties a case of its files and of what is personal in it.
func (h *Hall) eraseCase(tx core.App, id string) error {
	c, err := tx.FindRecordById("applications", id)
	if err != nil {
		return err
	}
	for name, fields := range blanks {
		rows, err := findAll(tx, name, "", dbx.HashExp{"application": id})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := blank(tx, r, fields); err != nil {
				return err
			}
		}
	}
	if err := blankActsBeside(tx, id); err != nil {
		return err
	}
	if err := forgetPost(tx, dbx.HashExp{"application": id}); err != nil {
		return err
	}
	c.Set("erased_at", h.instant())
	if err := blank(tx, c, blankCase); err != nil {
		return err
	}
	if err := blankJourney(tx, c.GetString("journey")); err != nil {
		return err
	}
	a, err := tx.FindRecordById("applicants", c.GetString("applicant"))
	if err != nil {
		return err
	}
	return h.forgetPerson(tx, a)
}

// blankActsBeside empties the acts on the results and on the rating of a case, which name
// those alone.
func blankActsBeside(tx core.App, id string) error {
	acts, err := actsBesideOf(tx, id)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if err := blank(tx, a, blanks["actions"]); err != nil {
			return err
		}
	}
	return nil
}

// blankJourney empties the answers of a journey when the last of its cases is erased.
func blankJourney(tx core.App, id string) error {
	if id == "" {
		return nil
	}
	left, err := tx.CountRecords("applications", dbx.HashExp{"journey": id, "erased_at": ""})
	if err != nil || left > 0 {
		return err
	}
	j, err := tx.FindRecordById("journeys", id)
	if err != nil {
		return err
	}
	return blank(tx, j, map[string]any{"options": []string{}, "form": map[string]any{}, "form_cipher": nil})
}

// blank stores a record without its files and what is personal in it. Its collection may
// want what has to go, so nothing is validated.
func blank(tx core.App, r *core.Record, fields map[string]any) error {
	for _, field := range r.Collection().Fields {
		if field.Type() == core.FieldTypeFile {
			r.Set(field.GetName(), nil)
		}
	}
	for field, value := range fields {
		r.Set(field, value)
	}
	return tx.SaveNoValidateWithContext(penned, r)
}
