package hooks

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/wording"
)

// bulkOfCases is one act on many cases, or one message to their applicants. Key is made up
// by the client: the same request with the same key again does nothing twice.
type bulkOfCases struct {
	Act          string   `json:"act"`
	Applications []string `json:"applications"`
	Key          string   `json:"key"`
	Reason       string   `json:"reason"`
	Until        string   `json:"until"`
	Method       string   `json:"method"`
	Assignee     string   `json:"assignee"`
	Text         string   `json:"text"` // of a message
}

// The acts that are done to many cases at once. Whatever goes against an applicant, or
// names what is wrong with one case, is done case by case.
var bulkActs = []string{"accept", "examine", "grant", "deliver", "reassign", "message"}

const (
	casesLimit = 200 // cases in one request
	casesChunk = 20  // cases in one transaction: others write in between
)

// actOnCases is the route of bulk acts on cases: at most casesLimit of them, each through
// the act engine by itself, as if the officer had done one after the other.
func (h *Hall) actOnCases(e *core.RequestEvent) error {
	var b bulkOfCases
	if err := e.BindBody(&b); err != nil {
		return e.BadRequestError("The request body could not be read; send JSON.", err)
	}
	ids := distinct(b.Applications)
	switch {
	case !contains(bulkActs, b.Act):
		return refuse("act", fault.New(fault.ActNotAllowed, "R-BE-01", "Of many cases at once one can %s.", strings.Join(bulkActs, ", ")).With("acts", bulkActs))
	case len(ids) == 0:
		return refuse("applications", fault.New(fault.FormIncomplete, "", "Name the applications."))
	case len(ids) > casesLimit:
		return refuse("applications", fault.New(fault.QuotaExceeded, "", "Act on at most %d applications at a time.", casesLimit).With("limit", casesLimit))
	case len(b.Key) > 64:
		return refuse("key", fault.New(fault.ValueInvalid, "", "A key has at most 64 characters."))
	}
	by, list := actorOf(e.Auth), []bulkItem{}
	for some := range slices.Chunk(ids, casesChunk) {
		answers, err := h.bulkChunk(e.App, by, some, func(tx core.App, id string) error { return h.actOnCase(tx, by, b, id) })
		if err != nil {
			return err
		}
		list = append(list, answers...)
	}
	done := 0
	for _, item := range list {
		if item.OK {
			done++
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"done": done, "failed": len(list) - done, "applications": list})
}

// recordID is the id of what the key does to one case, "" (a new one) without a key: whoever
// repeats the request makes the same record.
func (b bulkOfCases) recordID(who actor, application string) string {
	if b.Key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{who.id(), b.Key, b.Act, application}, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:15]
}

// actOnCase does the act on one case, or nothing where this very request did it before.
func (h *Hall) actOnCase(tx core.App, by actor, b bulkOfCases, application string) error {
	collection, fields := "actions", map[string]any{"subject": "application", "application": application, "act": b.Act,
		"reason": b.Reason, "until": b.Until, "method": b.Method, "assignee": b.Assignee}
	if b.Act == "message" {
		collection, fields = "messages", map[string]any{"application": application, "text": b.Text}
	}
	if id := b.recordID(by, application); id != "" {
		before, err := findOne(tx, collection, "id", id)
		if err != nil || before != nil {
			return err
		}
		fields["id"] = id
	}
	if err := h.fitForMany(tx, by, b.Act, application, fields); err != nil {
		return err
	}
	r, err := newRecord(tx, collection, fields)
	if err != nil {
		return err
	}
	return tx.Save(r)
}

// fitForMany adds what differs from case to case: what the places of the words stand for, and
// the step that is the officer's, which an examination passes. Only what is decided on the
// spot is granted among many: every other decision is one of its own (R-PL-20).
func (h *Hall) fitForMany(tx core.App, by actor, act, application string, fields map[string]any) error {
	c, err := h.openCase(tx, application)
	if err != nil {
		return err
	}
	if err := h.fillIn(tx, c, fields); err != nil {
		return err
	}
	if act == "grant" && c.snapshot.Handling != catalogue.Instant {
		return fault.New(fault.ActNotAllowed, "R-PL-20", "Decide this case by itself; only what is decided on the spot is granted among many.")
	}
	if act != "examine" {
		return nil
	}
	held, err := posts(tx, by)
	if err != nil {
		return err
	}
	step := ownStep(c, held)
	if step == nil {
		return fault.New(fault.StateMoved, "R-AL-10", "No step of this case is yours to examine now.").With("state", string(c.state()))
	}
	fields["review"], fields["ground"] = step.Id, "pass"
	return nil
}

// fillIn fills the places of a template in what is written to each, and refuses a case that
// says nothing of one of them: nobody reads it before it is sent.
func (h *Hall) fillIn(tx core.App, c *caseFile, fields map[string]any) error {
	for _, name := range []string{"text", "reason"} {
		text, _ := fields[name].(string)
		if !strings.Contains(text, "{") {
			continue
		}
		said, err := h.saidOf(tx, c)
		if err != nil {
			return err
		}
		filled, empty := wording.Fill(text, said)
		if len(empty) > 0 {
			return refuse(name, fault.New(fault.FormIncomplete, "", "This case says nothing of %s; write to it by itself.", strings.Join(empty, ", ")).With("places", empty))
		}
		fields[name] = filled
	}
	return nil
}

// ownStep is the open step to examine that is one of the posts', those given to the officer
// first, nil where there is none. A site check is recorded case by case (R-AL-10).
func ownStep(c *caseFile, held []review.Officer) *core.Record {
	var found *core.Record
	for _, r := range c.reviews {
		step := c.stepOf(r)
		if step.Kind == catalogue.SiteCheck || review.MayTake(held, step, review.State(r.GetString("state")), "examine") != nil {
			continue
		}
		if slices.ContainsFunc(held, func(o review.Officer) bool { return o.ID == r.GetString("examiner") }) {
			return r
		}
		if found == nil {
			found = r
		}
	}
	return found
}

// previewAct tries an act on a case and takes it back: what would become of the case, and the
// notices as they would be issued. Their numbers are given when they are (R-AL-07).
func (h *Hall) previewAct(e *core.RequestEvent) error {
	fields := map[string]any{}
	if err := e.BindBody(&fields); err != nil {
		return e.BadRequestError("The request body could not be read; send JSON.", err)
	}
	sent := map[string]any{"subject": "application"}
	for _, name := range []string{"application", "act", "reason", "items", "ground", "until", "review", "method", "assignee"} {
		if value, given := fields[name]; given {
			sent[name] = value
		}
	}
	answer := map[string]any{}
	err := h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		var err error
		if answer, err = h.tryAct(tx, sent); err != nil {
			return err
		}
		return errTakenBack
	})
	if !errors.Is(err, errTakenBack) {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}

// tryAct does the act and answers what it made.
func (h *Hall) tryAct(tx core.App, fields map[string]any) (map[string]any, error) {
	action, err := newRecord(tx, "actions", fields)
	if err != nil {
		return nil, err
	}
	before, err := findAll(tx, "notices", "_rowid_", map[string]any{"application": action.GetString("application")})
	if err != nil {
		return nil, err
	}
	if err := tx.Save(action); err != nil {
		return nil, err
	}
	after, err := findAll(tx, "notices", "_rowid_", map[string]any{"application": action.GetString("application")})
	if err != nil {
		return nil, err
	}
	notices := []map[string]any{}
	for _, r := range after[len(before):] {
		content := map[string]any{}
		if err := r.UnmarshalJSONField("content", &content); err != nil {
			return nil, err
		}
		content["number"] = ""
		notices = append(notices, map[string]any{"kind": r.GetString("kind"), "content": content})
	}
	return map[string]any{"from": action.GetString("from"), "to": action.GetString("to"), "notices": notices}, nil
}
