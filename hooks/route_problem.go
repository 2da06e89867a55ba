package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/look"
)

// viewProblem answers one problem to whoever may see it, with the names of what it is about,
// what was done and what the caller may do now. Its reporter reads it as by number and
// code; the code stands for who reported it or wrote it down.
func (h *Hall) viewProblem(e *core.RequestEvent) error {
	p, err := shownTo(e, "problems")
	if err != nil {
		return err
	}
	who := actorOf(e.Auth)
	out, err := h.followed(e.App, p)
	if err != nil {
		return err
	}
	if yes, err := h.reports(e.App, who, p); err == nil && yes && p.GetString("number") != "" {
		out["code"] = h.problemCode(p.Id)
	}
	out["files"], out["file_names"] = p.GetStringSlice("files"), p.Get("file_names")
	if who.kind == kindOfficer {
		if err := h.forOfficers(e.App, who, p, out); err != nil {
			return err
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, out)
}

// forOfficers adds what the desk works with.
func (h *Hall) forOfficers(app core.App, who actor, p *core.Record, out map[string]any) error {
	for _, field := range []string{"source", "category", "measure", "answer", "public_title", "public", "words_public", "evidence", "contact", "days", "due", "light",
		"effect", "before", "after", "reopened", "reported_at", "assigned_at", "solved_at", "verified_at", "merged_into", "erased_at"} {
		out[field] = p.Get(field)
	}
	out["service_id"], out["material_id"], out["lead_id"], out["partner_ids"] = p.GetString("service"), p.GetString("material"), p.GetString("lead"), p.GetStringSlice("partners")
	out["has_account"] = p.GetString("reporter") != ""
	roles, err := h.rolesOnProblem(app, who, p)
	if err != nil {
		return err
	}
	out["may"] = actsBy(flow.State(p.GetString("state")), roles)
	writes := h.writable(app, who, p)
	out["writes"] = writes
	if out["batches"], err = batchesFor(app, p, contains(writes, "task")); err != nil {
		return err
	}
	out["task"] = p.GetString("task")
	if out["log"], err = problemLog(app, p); err != nil {
		return err
	}
	out["doubles"] = []any{}
	if who.has(flow.Supervisor) && p.GetDateTime("erased_at").IsZero() {
		out["doubles"], err = doublesOf(app, p)
	}
	return err
}

// writable are the fields that the caller may write now.
func (h *Hall) writable(app core.App, who actor, p *core.Record) []string {
	fields := []string{}
	for _, hand := range problemHands {
		for _, field := range hand.fields {
			if !contains(fields, field) && h.mayWrite(app, who, p, field) == nil {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// problemLog are the acts on a problem as officers read them, with the name of who acted;
// the reporter is named by no name.
func problemLog(app core.App, p *core.Record) ([]map[string]any, error) {
	acts, err := actionsOn(app, "problem", p.Id)
	if err != nil {
		return nil, err
	}
	log := []map[string]any{}
	for _, a := range acts {
		line := map[string]any{"act": a.GetString("act"), "from": a.GetString("from"), "to": a.GetString("to"), "at": a.Get("at"),
			"reason": a.GetString("reason"), "ground": a.GetString("ground"), "by": "", "kind": kindSystem}
		officer, err := findOne(app, "officers", "id", a.GetString("officer"))
		if err != nil {
			return nil, err
		}
		switch {
		case officer != nil:
			line["by"], line["kind"] = officer.GetString("name"), kindOfficer
		case p.GetString("source") != "rating":
			line["kind"] = kindApplicant
		}
		log = append(log, line)
	}
	return log, nil
}

// showContact answers how the reporter is reached to an officer who works on the problem and
// gives the reason, one look at a time and on record (R-PI-07).
func (h *Hall) showContact(e *core.RequestEvent) error {
	asked, err := sightOf(e)
	if err != nil {
		return err
	}
	p, err := shownTo(e, "problems")
	if err != nil {
		return err
	}
	who := actorOf(e.Auth)
	roles, err := h.rolesOnProblem(e.App, who, p)
	if err != nil {
		return err
	}
	if look.MayReach(roles) != nil {
		return e.NotFoundError("", nil)
	}
	contact, err := h.contactOf(e.App, p)
	if err != nil {
		return err
	}
	if contact == "" {
		return e.NotFoundError("The reporter left no way to be reached.", nil)
	}
	asked.Field, asked.Ground = "contact", ""
	if err := h.as(e.App, who, func(tx core.App) error { return h.enterLook(tx, who, p, asked) }); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"contact": contact})
}

// contactOf is how a reporter is reached: what was left with the problem, else the
// telephone of the account; "" of nobody.
func (h *Hall) contactOf(app core.App, p *core.Record) (string, error) {
	if sealed := p.GetString("contact_cipher"); sealed != "" {
		return h.seal.open(sealed)
	}
	reporter, err := findOne(app, "applicants", "id", p.GetString("reporter"))
	if err != nil || reporter == nil {
		return "", err
	}
	return reporter.GetString("phone"), nil
}
