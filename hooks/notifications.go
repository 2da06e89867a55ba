package hooks

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// A notification is a row of an outbox: it is written in the transaction of the act that
// it tells of, so it exists exactly when the act does. What stands in the inbox is there
// with the row; e-mail and SMS rows are queued and carried by the post (post.go).

// caseFacts are the fields of a case that sentences may name.
var caseFacts = []string{"number", "notice_due", "promised_due", "statutory_due", "delivery_due", "inspection_due", "deferred_due"}

// bindNotifications tells officers of work that becomes theirs and opens the inbox.
func (h *Hall) bindNotifications() {
	h.app.OnRecordCreate("reviews").BindFunc(h.tellAssigned)
	h.app.OnRecordUpdate("reviews").BindFunc(h.tellAssigned)
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		h.bindInbox(se)
		return se.Next()
	})
}

// news is one thing to tell about a case.
type news struct {
	kind  string            // the act, result_ and the act, message, assigned, step_late, inspection_late, promise_broken urge or held_up
	about *core.Record      // the case, the claim or the life event
	facts map[string]string // beside those of the case
	key   string            // what a job tells once per person; empty where an act tells
	page  string            // where an officer goes on; "" is the page of what it is about
	own   string            // where the applicant goes on; "" is the page of the case
}

// desks are the pages of officers by what is told about.
var desks = map[string]string{"applications": "/desk/case.html?id=", "claims": "/desk/claim.html?id=", "life_events": "/desk/life_events.html#e-",
	"trainings": "/desk/trainings.html?id=", "problems": "/desk/problem.html?id="}

// desk is where an officer goes on with it.
func (n news) desk() string {
	if n.page != "" {
		return n.page
	}
	return desks[n.about.Collection().Name] + n.about.Id
}

// applicantPage is where the applicant goes on with it: a draft of a life event stands on the page
// of the whole.
func (n news) applicantPage() string {
	if n.own != "" {
		return n.own
	}
	if n.about.Collection().Name == "problems" {
		return "/problems.html?id=" + n.about.Id
	}
	if j := n.about.GetString("journey"); j != "" && n.about.GetString("state") == string(flow.Draft) {
		return "/journey.html?id=" + j
	}
	return "/status.html?id=" + n.about.Id
}

// applicant is who is told: whose case it is, who reported the problem, or whose account it is.
func (n news) applicant() string {
	switch n.about.Collection().Name {
	case "problems":
		return n.about.GetString("reporter")
	case "applicants":
		return n.about.Id
	}
	return n.about.GetString("applicant")
}

// keyFor is the key of one copy, empty where an act tells.
func (n news) keyFor(copy string) string {
	if n.key == "" {
		return ""
	}
	return n.key + "/" + copy
}

// letter says the sentences as they leave the house.
func (n news) letter(says []sentence) string { return compose(says, n.known()) }

// inInbox says the sentences with the service beside the number of the case. A letter does not
// name it: who sees the telephone need not know that somebody asks for an allowance.
func (h *Hall) inInbox(app core.App, n news, says []sentence) (string, error) {
	facts := n.known()
	if title := n.about.GetString("title_en"); title != "" && n.about.Collection().Name == "trainings" {
		english := maps.Clone(facts)
		english["title"] = title
		return inBoth(says, facts, english), nil
	}
	if n.about.Collection().Name != "applications" || facts["number"] == "" {
		return compose(says, facts), nil
	}
	service, err := h.known(app, "services", n.about.GetString("service"))
	if err != nil {
		return "", err
	}
	english := maps.Clone(facts)
	facts["number"] += "“" + service.GetString("name") + "”"
	if name := service.GetString("name_en"); name != "" {
		english["number"] += " (" + name + ")"
	}
	return inBoth(says, facts, english), nil
}

// inBoth says the sentences with the facts as each language has them.
func inBoth(says []sentence, facts, english map[string]string) string {
	zh, _, _ := strings.Cut(compose(says, facts), "\n")
	_, en, _ := strings.Cut(compose(says, english), "\n")
	return zh + "\n" + en
}

// known are the facts of what is told and of the case.
func (n news) known() map[string]string {
	facts := maps.Clone(n.facts)
	if facts == nil {
		facts = map[string]string{}
	}
	for _, f := range caseFacts {
		facts[f] = n.about.GetString(f)
	}
	return facts
}

// tell tells of an act: the applicant, and the officers of the case where it is theirs to
// go on.
func (d *deed) tell() error {
	subject := d.action.GetString("subject")
	say := actWords[subject][d.act]
	n := news{kind: string(d.act), about: d.file.record, facts: map[string]string{"until": d.action.GetString("until"), "missing": d.missing()}}
	if subject == "result" {
		n.kind = "result_" + n.kind
		n.facts["valid_to"] = d.subject.GetString("valid_to")
	}
	if err := d.h.tellApplicant(d.tx, n, say.applicant); err != nil || len(say.officers) == 0 {
		return err
	}
	return d.h.tellOthers(d.tx, n, say.officers, d.file)
}

// missing is the number of materials without which silence accepted the case, "" of none.
func (d *deed) missing() string {
	owed, err := d.file.owed()
	if n := len(owed.Silent); err == nil && n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// tellMessage tells the other side that somebody wrote.
func (h *Hall) tellMessage(tx core.App, c *caseFile) error {
	n := news{kind: "message", about: c.record}
	if h.signer(tx).kind != kindApplicant {
		return h.tellApplicant(tx, n, messageWords.applicant)
	}
	return h.tellOthers(tx, n, messageWords.officers, c)
}

// tellOthers tells the officers whose turn it is; nobody is told of the own deed.
func (h *Hall) tellOthers(tx core.App, n news, says []sentence, c *caseFile) error {
	officers, err := onCase(tx, c)
	if err != nil {
		return err
	}
	self := h.signer(tx).id()
	return h.tellOfficers(tx, n, says, slices.DeleteFunc(officers, func(id string) bool { return id == self }))
}

// tellAssigned tells an officer of a step that opens as theirs, or that became theirs by
// another hand.
func (h *Hall) tellAssigned(e *core.RecordEvent) error {
	theirs, err := h.becomesTheirs(e.App, e.Record)
	if err != nil {
		return err
	}
	if err := e.Next(); err != nil || !theirs {
		return err
	}
	n, err := newsOfStep(e.App, "assigned", e.Record)
	if err != nil {
		return err
	}
	return h.tellOfficers(e.App, n, assignedWords, []string{e.Record.GetString("examiner")})
}

// becomesTheirs compares a step with the stored row, which alone is the truth inside a
// transaction that saves a step twice.
func (h *Hall) becomesTheirs(tx core.App, r *core.Record) (bool, error) {
	to := r.GetString("examiner")
	if r.GetString("state") != "open" || to == "" {
		return false, nil
	}
	if r.IsNew() {
		return true, nil
	}
	before, err := tx.FindRecordById("reviews", r.Id)
	if err != nil {
		return false, err
	}
	opens, moves := before.GetString("state") != "open", before.GetString("examiner") != to
	return opens || (moves && to != h.signer(tx).id()), nil
}

func newsOfStep(app core.App, kind string, review *core.Record) (news, error) {
	c, err := app.FindRecordById("applications", review.GetString("application"))
	return news{kind: kind, about: c, facts: map[string]string{"step": review.GetString("name"), "step_due": review.GetString("due")}}, err
}

// onCase are the officers whose turn it is: the examiners of the open steps; before and
// after the review whoever handled the case last, and the clerks while nobody did.
func onCase(tx core.App, c *caseFile) ([]string, error) {
	var open, last []string
	for _, r := range c.reviews {
		if r.GetString("state") == "open" {
			open = append(open, r.GetString("examiner"))
		}
	}
	for _, a := range slices.Backward(c.actions) {
		if officer := a.GetString("officer"); officer != "" && a.GetString("act") != "urge" {
			last = []string{officer}
			break
		}
	}
	for _, ids := range [][]string{open, last} {
		if there, err := present(tx, ids); err != nil || len(there) > 0 {
			return there, err
		}
	}
	return officersWith(tx, flow.Clerk, dbx.HashExp{"active": true, "department": c.snapshot.Department.ID})
}

// present answers the officers who are at work, the deputy in place of an absent one
// (R-PL-22).
func present(app core.App, ids []string) ([]string, error) {
	var list []string
	for _, id := range distinct(ids) {
		o, err := app.FindRecordById("officers", id)
		if errors.Is(err, errNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		switch deputy := o.GetString("deputy"); {
		case !o.GetBool("active"):
		case o.GetBool("absent") && deputy != "":
			list = append(list, deputy)
		default:
			list = append(list, id)
		}
	}
	return distinct(list), nil
}

func officersWith(app core.App, role flow.Role, where dbx.HashExp) ([]string, error) {
	officers, err := findAll(app, "officers", "id", where)
	var ids []string
	for _, o := range officers {
		if slices.Contains(o.GetStringSlice("roles"), string(role)) {
			ids = append(ids, o.Id)
		}
	}
	return ids, err
}

// tellOfficers writes to the inboxes of officers.
func (h *Hall) tellOfficers(tx core.App, n news, says []sentence, ids []string) error {
	text, err := h.inInbox(tx, n, says)
	if err != nil {
		return err
	}
	for _, id := range ids {
		row := map[string]any{"officer": id, "channel": "inbox", "state": "sent", "sent_at": h.instant(),
			"text": text, "link": n.desk()}
		row["key"] = n.keyFor(id)
		if err := enqueue(tx, n, row); err != nil {
			return err
		}
	}
	return nil
}

// tellApplicant writes to the inbox of the applicant and queues a letter for every
// channel that is set up and reaches the person.
func (h *Hall) tellApplicant(tx core.App, n news, says []sentence) error {
	if len(says) == 0 {
		return nil
	}
	applicant, err := h.known(tx, "applicants", n.applicant())
	if err != nil {
		return err
	}
	if err := h.tellInbox(tx, n, says, applicant.Id); err != nil {
		return err
	}
	for _, c := range h.post.channels {
		if !c.open() || c.address(applicant) == "" {
			continue
		}
		letter := n.toApplicant(applicant.Id, c.name, "queued", n.letter(says))
		letter["due_at"] = h.instant()
		if err := enqueue(tx, n, letter); err != nil {
			return err
		}
		c.rouseAfter(tx)
	}
	return nil
}

// tellInbox writes to the inbox of an applicant and sends nothing.
func (h *Hall) tellInbox(tx core.App, n news, says []sentence, applicant string) error {
	text, err := h.inInbox(tx, n, says)
	if err != nil {
		return err
	}
	row := n.toApplicant(applicant, "inbox", "sent", text)
	row["sent_at"] = h.instant()
	return enqueue(tx, n, row)
}

// toApplicant is the row of one copy.
func (n news) toApplicant(applicant, channel, state, text string) map[string]any {
	return map[string]any{"applicant": applicant, "channel": channel, "state": state,
		"text": text, "link": n.applicantPage(), "key": n.keyFor(channel)}
}

// enqueue stores one row.
func enqueue(tx core.App, n news, row map[string]any) error {
	row["kind"] = n.kind
	if n.about.Collection().Name == "applications" {
		row["application"] = n.about.Id
	}
	r, err := newRecord(tx, "notifications", row)
	if err != nil {
		return err
	}
	return deposit(tx, r)
}
