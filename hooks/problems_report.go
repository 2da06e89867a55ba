package hooks

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/recovery"
)

// Reports without an account: a number and a code instead, by which the reporter follows
// and answers.

// strangersFiles is how many files a report without an account may bring.
const strangersFiles = 3

// strangersFields are those that a report without an account may fill.
var strangersFields = []string{"id", "title", "text", "source", "category", "service", "material", "contact"}

// reportByStranger takes a report in one request, with its files, and answers number and
// code. A repeated request with the same id and body is the same report.
func (h *Hall) reportByStranger(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	if who.kind == kindOfficer || who.kind == kindSuperuser {
		return refuse("source", fault.New(fault.RoleRequired, "R-PL-25", "This is the door of reporters; officers write problems down at the window."))
	}
	body := map[string]any{}
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("The request body could not be read; send JSON or a form.", err)
	}
	r, err := h.toldBy(e.App, body)
	if err != nil {
		return err
	}
	sums, err := h.strangersUploads(e, r)
	if err != nil {
		return err
	}
	if err := h.as(e.App, who, func(tx core.App) error { return h.reportOnce(tx, r, body, sums) }); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"id": r.Id, "number": r.GetString("number"), "code": h.problemCode(r.Id)})
}

// toldBy reads a report as the door reads every create.
func (h *Hall) toldBy(app core.App, body map[string]any) (*core.Record, error) {
	r, err := newRecord(app, "problems", nil)
	if err != nil {
		return nil, err
	}
	given := map[string]any{}
	for _, key := range strangersFields {
		if value, sent := body[key]; sent {
			given[key] = value
		}
	}
	for key := range body {
		if key != "files" && !contains(strangersFields, key) {
			return nil, refuse(key, readonly(key))
		}
	}
	if err := checkBody(r, given, false); err != nil {
		return nil, err
	}
	r.Load(given)
	if r.Id == "" {
		r.Id = core.GenerateDefaultRandomId()
	}
	return r, nil
}

// strangersUploads examines the files of a report before any lock is held.
func (h *Hall) strangersUploads(e *core.RequestEvent, r *core.Record) (string, error) {
	form := e.Request.MultipartForm
	if form == nil || len(form.File) == 0 {
		return "", nil
	}
	sent, sums := form.File["files"], ""
	if len(form.File) > 1 || len(sent) == 0 || len(sent) > strangersFiles {
		return "", refuse("files", fault.New(fault.ValueInvalid, "R-CLM-13", "Send up to %d files in the field files.", strangersFiles))
	}
	var files []any
	for _, header := range sent {
		file, err := filesystem.NewFileFromMultipart(header)
		if err != nil {
			return "", err
		}
		up, err := h.receive(e.Request.Context(), "files", file, nil)
		if err != nil {
			return "", err
		}
		r.SetRaw(uploadKey("files"), up)
		sums += up.finding.SHA256 + ";"
		files = append(files, file)
	}
	r.Set("files", files)
	return sums, nil
}

// reportOnce makes the draft and reports it, or finds what the same request made before.
func (h *Hall) reportOnce(tx core.App, r *core.Record, body map[string]any, sums string) error {
	text := ""
	for _, key := range strangersFields[1:] {
		text += key + "=" + stored(body[key]) + ";"
	}
	key, digest := "problems/"+r.Id, h.seal.digest("report", text, sums)
	receipt, err := findOne(tx, "receipts", "key", key)
	if err != nil {
		return err
	}
	if receipt != nil {
		if receipt.GetString("digest") != digest {
			return refuse("id", fault.New(fault.RequestReused, "", "This id was used for another request; choose a new one."))
		}
		stored, err := tx.FindRecordById("problems", r.Id)
		if err == nil {
			r.Set("number", stored.GetString("number"))
		}
		return err
	}
	if err := tx.Save(r); err != nil {
		return err
	}
	if err := h.actAsReporter(tx, r.Id, "report", ""); err != nil {
		return err
	}
	reported, err := tx.FindRecordById("problems", r.Id)
	if err != nil {
		return err
	}
	r.Set("number", reported.GetString("number"))
	return h.keepReceipt(tx, key, "problems", digest)
}

// actAsReporter does one act in the name of whoever holds number and code.
func (h *Hall) actAsReporter(tx core.App, id string, act flow.Act, reason string) error {
	r, err := newRecord(tx, "actions", map[string]any{"subject": "problem", "problem": id, "act": string(act), "reason": reason})
	if err != nil {
		return err
	}
	r.SetRaw(followerKey, id)
	return tx.Save(r)
}

// problemCode is the code of a problem: eight signs that follow from its id and the key of
// the house, so that none is stored.
func (h *Hall) problemCode(id string) string {
	b, _ := hex.DecodeString(h.seal.digest("problem code", id)) // a digest is hex
	return recovery.Spell(b[:8])
}

// tracked finds the problem of a number and its code; a wrong number and a wrong code look
// the same.
func (h *Hall) tracked(e *core.RequestEvent, number, code string) (*core.Record, error) {
	missing := e.NotFoundError("No problem has this number and code; compare them with what you were given.", nil)
	number, code = strings.ToUpper(strings.TrimSpace(number)), strings.ToUpper(strings.TrimSpace(code))
	if number == "" || code == "" {
		return nil, missing
	}
	p, err := findOne(e.App, "problems", "number", number)
	if err != nil {
		return nil, err
	}
	if p == nil || !security.Equal(h.problemCode(p.Id), code) || !p.GetDateTime("erased_at").IsZero() {
		return nil, missing
	}
	return p, nil
}

// trackProblem tells a reporter without an account how the problem stands.
func (h *Hall) trackProblem(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	p, err := h.tracked(e, q.Get("number"), q.Get("code"))
	if err != nil {
		return err
	}
	out, err := h.followed(e.App, p)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, out)
}

// actOnTracked lets whoever holds number and code say that it is fixed, or that it is not.
func (h *Hall) actOnTracked(e *core.RequestEvent) error {
	var body struct{ Number, Code, Act, Reason string }
	if err := e.BindBody(&body); err != nil || damaged(body.Reason) || len([]rune(body.Reason)) > 2000 {
		return refuse("act", fault.New(fault.ValueInvalid, "R-CLM-13", "Send {\"number\", \"code\", \"act\", \"reason\"}."))
	}
	p, err := h.tracked(e, body.Number, body.Code)
	if err != nil {
		return err
	}
	if !contains([]string{"verify", "confirm", "reopen"}, body.Act) {
		return refuse("act", fault.New(fault.ActNotAllowed, "R-CLM-13", "A reporter says verify, confirm or reopen."))
	}
	err = h.as(e.App, actor{kind: kindGuest}, func(tx core.App) error {
		return h.actAsReporter(tx, p.Id, flow.Act(body.Act), body.Reason)
	})
	if err != nil {
		return err
	}
	if p, err = e.App.FindRecordById("problems", p.Id); err != nil {
		return err
	}
	out, err := h.followed(e.App, p)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

// followed is a problem as its reporter sees it: how it stands, who leads, the answer, and
// what may be said of it now. Of one that was merged the answer is that of the other.
func (h *Hall) followed(app core.App, p *core.Record) (map[string]any, error) {
	main := p
	if into := p.GetString("merged_into"); into != "" {
		var err error
		if main, err = app.FindRecordById("problems", into); err != nil {
			return nil, err
		}
	}
	steps, err := problemSteps(app, p)
	if err != nil {
		return nil, err
	}
	out := map[string]any{
		"id": p.Id, "number": p.GetString("number"), "title": p.GetString("title"), "text": p.GetString("text"), "state": p.GetString("state"),
		"merged": p.GetString("merged_into") != "", "main_state": main.GetString("state"), "due": main.GetString("due"), "light": main.GetString("light"),
		"answer": main.GetString("answer"), "measure": "", "effect": nil, "confirmed": p.GetString("confirmed"), "check_due": p.GetString("check_due"), "steps": steps,
		"may": h.reporterMay(p),
	}
	if state := main.GetString("state"); state == string(flow.Solved) || state == string(flow.Verified) {
		out["measure"], out["effect"] = main.GetString("measure"), main.Get("effect")
	}
	for key, of := range map[string][2]string{"service": {"services", p.GetString("service")}, "lead": {"departments", main.GetString("lead")}} {
		out[key], out[key+"_en"] = "", ""
		r, err := findOne(app, of[0], "id", of[1])
		if err != nil {
			return nil, err
		}
		if r != nil {
			out[key], out[key+"_en"] = r.GetString("name"), r.GetString("name_en")
		}
	}
	return out, nil
}

// reporterMay are the acts that a reporter may do on a problem now.
func (h *Hall) reporterMay(p *core.Record) []flow.Act {
	may := actsBy(flow.State(p.GetString("state")), []flow.Role{flow.Applicant})
	out := []flow.Act{}
	for _, act := range may {
		switch {
		case act == "reopen" && p.GetInt("reopened") > 0, act == "confirm" && p.GetString("confirmed") == "yes", act == "report":
			continue
		}
		out = append(out, act)
	}
	return out
}

// actsBy are the acts of a problem that the roles may do from a state.
func actsBy(state flow.State, roles []flow.Role) []flow.Act {
	acts := []flow.Act{}
	for _, act := range flow.Problem.Acts() {
		if _, err := flow.Problem.Find(act, state, roles); err == nil {
			acts = append(acts, act)
		}
	}
	return acts
}

// problemSteps are the changes of state of a problem with their days, and what its reporter
// is told: the reason of a rejection, and interim answers.
func problemSteps(app core.App, p *core.Record) ([]map[string]any, error) {
	acts, err := actionsOn(app, "problem", p.Id)
	steps := []map[string]any{}
	for _, a := range acts {
		act := a.GetString("act")
		if a.GetString("to") == a.GetString("from") && act != "answer" && act != "confirm" {
			continue
		}
		step := map[string]any{"act": act, "state": a.GetString("to"), "date": chinaDate(a, "at"), "reason": ""}
		if act == "reject" || act == "answer" || act == "reopen" {
			step["reason"] = a.GetString("reason")
		}
		steps = append(steps, step)
	}
	return steps, err
}

// RatedProblem is what a bad rating says of a service, for the ledger of problems. It names
// nobody: Title and Text must not tell who rated.
type RatedProblem struct{ Title, Text, Category, Service, Lead string }

// problemOfRating puts a bad rating into the ledger, signed by the house: neither the problem
// nor its acts nor the trail name who rated (R-EV-05). It runs in the transaction of the
// act that sets it off.
func (h *Hall) problemOfRating(tx core.App, of RatedProblem) (*core.Record, error) {
	var p *core.Record
	err := h.asHouse(tx, func() error {
		var err error
		if p, err = newRecord(tx, "problems", map[string]any{"title": of.Title, "text": of.Text, "category": of.Category, "service": of.Service, "lead": of.Lead,
			"source": "rating", "state": string(flow.Draft), "light": "none"}); err != nil {
			return err
		}
		maskWords(p) // an officer may have copied a number out of the rating
		if err := write(tx, p); err != nil {
			return err
		}
		action, err := newRecord(tx, "actions", map[string]any{"subject": "problem", "problem": p.Id, "act": "report"})
		if err != nil {
			return err
		}
		return tx.Save(action)
	})
	if err != nil {
		return nil, err
	}
	return tx.FindRecordById("problems", p.Id)
}

// dropProblemDrafts removes what an applicant began and never reported.
func dropProblemDrafts(tx core.App, where dbx.Expression) error {
	var drafts []*core.Record
	if err := tx.RecordQuery("problems").AndWhere(where).AndWhere(dbx.HashExp{"state": string(flow.Draft)}).All(&drafts); err != nil {
		return err
	}
	for _, p := range drafts {
		if err := tx.DeleteWithContext(penned, p); err != nil {
			return err
		}
	}
	return nil
}
