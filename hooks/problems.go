package hooks

import (
	"errors"
	"net/mail"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/intake"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/problem"
)

// A problem (堵点) is what does not work for enterprises and citizens (R-CLM-13). It begins as
// a draft and changes by acts; beside them each hand writes its own fields: whoever reports
// it what happened, the supervisor whom it is for, the lead department what it did.

// problemHand is who writes which fields of a problem, and while it stands so.
type problemHand struct {
	fields []string
	states []flow.State
	mine   func(h *Hall, app core.App, who actor, p *core.Record) (bool, error)
}

// problemHands are the hands. A field may be in more than one.
var problemHands = []problemHand{
	{[]string{"title", "text", "category", "service", "material", "files", "contact", "source", "reporter"}, []flow.State{flow.Draft}, (*Hall).reports},
	{[]string{"category", "service", "material", "lead", "partners"}, []flow.State{flow.Reported}, (*Hall).supervises},
	{[]string{"measure", "answer", "public_title", "evidence"}, []flow.State{flow.Assigned, flow.Returned}, (*Hall).solvesProblem},
	{[]string{"task"}, []flow.State{flow.Reported, flow.Assigned, flow.Returned, flow.Solved, flow.Verified}, (*Hall).supervises},
	{[]string{"answer", "public_title", "public", "words_public"}, []flow.State{flow.Solved, flow.Verified}, (*Hall).supervises},
}

// bindProblems keeps whose hand writes what, seals how a reporter is reached and remembers
// what the files are called.
func (h *Hall) bindProblems() {
	h.app.OnRecordCreate("problems").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopProblem", Func: h.beginProblem})
	h.app.OnRecordUpdate("problems").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopProblemEdit", Func: h.editProblem})
	h.app.OnRecordDelete("problems").BindFunc(func(e *core.RecordEvent) error {
		if !hasPen(e.Context) && e.Record.GetString("state") != string(flow.Draft) {
			return refuse("id", fault.New(fault.AppendOnly, "R-CLM-13", "A problem that was reported stays in the ledger; reject or merge it."))
		}
		return e.Next()
	})
}

// beginProblem makes a draft of whoever asks: an account, a guest at the route for
// strangers, or an officer who writes it down for somebody (R-PL-25).
func (h *Hall) beginProblem(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	if err := h.nameReporter(e.App, e.Record); err != nil {
		return err
	}
	for _, hand := range problemHands[1:] {
		for _, field := range hand.fields {
			if !slices.Contains(problemHands[0].fields, field) && stored(e.Record.Get(field)) != "" && stored(e.Record.Get(field)) != "false" {
				return refuse(field, fault.New(fault.StateMoved, "R-CLM-13", "%s is filled in when the problem is worked on; leave it out.", field))
			}
		}
	}
	e.Record.Set("state", string(flow.Draft))
	e.Record.Set("light", "none")
	maskWords(e.Record)
	if err := errors.Join(h.sealContact(e.Record), h.aboutSame(e.App, e.Record), h.keepNames(e)); err != nil {
		return err
	}
	return e.Next()
}

// nameReporter sets whose problem it is. The house itself reports nothing but bad ratings,
// whose author nobody learns (R-EV-05), and it holds the pen then.
func (h *Hall) nameReporter(app core.App, r *core.Record) error {
	who := h.signer(app)
	switch who.kind {
	case kindApplicant:
		if named := r.GetString("reporter"); named != "" && named != who.id() {
			return refuse("reporter", fault.New(fault.RecordForeign, "R-PI-07", "You report in your own name; leave the field out."))
		}
		r.Set("reporter", who.id())
		r.Set("source", problem.Source(who.record.GetString("kind")))
	case kindGuest:
		r.Set("reporter", "")
		if r.GetString("source") != "enterprise" {
			r.Set("source", "citizen")
		}
	case kindOfficer:
		if !who.has(flow.Clerk) && !who.has(flow.Supervisor) {
			return refuse("source", fault.New(fault.RoleRequired, "R-PL-25", "Problems are written down by the clerks of the window and by supervisors."))
		}
		if r.GetString("source") == "" {
			r.Set("source", "hall")
		}
		if !slices.Contains(sourcesOf(who), r.GetString("source")) {
			return refuse("source", fault.New(fault.ValueInvalid, "R-CLM-13", "Say where it came from: hall, hotline or survey; a supervisor also says rating.").With("sources", sourcesOf(who)))
		}
		r.Set("registrar", who.id())
	default:
		return refuse("source", fault.New(fault.RoleRequired, "R-SEC-04", "Problems are reported by people, or written down by an officer."))
	}
	return nil
}

// sourcesOf are the sources that an officer may name: a supervisor reads bad ratings
// without who gave them, and makes problems of what they have in common (R-EV-03).
func sourcesOf(who actor) []string {
	if who.has(flow.Supervisor) {
		return append(slices.Clone(problem.ByOfficers), "rating")
	}
	return problem.ByOfficers
}

// editProblem lets each hand change its own fields while they are its to change.
func (h *Hall) editProblem(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := e.App.FindRecordById("problems", e.Record.Id)
	if err != nil {
		return err
	}
	who, named := h.signer(e.App), refusals{}
	keepUntouched(e.Record, current)
	for _, field := range editedFields(current, e.Record) {
		if contains(hookOnly["problems"], field) {
			continue // refused already, or the same
		}
		if err := h.mayWrite(e.App, who, current, field); err != nil {
			var f *fault.Fault
			if !errors.As(err, &f) {
				return err
			}
			named[field] = f
		}
	}
	if len(named) > 0 {
		return named
	}
	maskWords(e.Record)
	if e.Record.GetBool("public") {
		if field, err := problem.MayPublish(flow.State(current.GetString("state")), publicWords(e.Record)); err != nil {
			return refuse(field, err)
		}
	}
	if err := errors.Join(h.sealContact(e.Record), h.aboutSame(e.App, e.Record), h.ownSource(who, e.Record), h.keepNames(e)); err != nil {
		return err
	}
	return e.Next()
}

// publicWords are what everybody reads of a problem once it is public.
func publicWords(p *core.Record) problem.Words {
	w := problem.Words{Title: p.GetString("public_title"), Answer: p.GetString("answer"), Measure: p.GetString("measure")}
	if p.GetBool("words_public") {
		w.Text = p.GetString("text")
	}
	return w
}

// maskWords masks the identity numbers that people write into their words (R-PI-08).
func maskWords(p *core.Record) {
	for _, field := range []string{"title", "text", "measure", "answer", "public_title"} {
		p.Set(field, idcode.MaskIn(p.GetString(field)))
	}
}

// keepUntouched lets every field that the caller did not touch take its stored value: several
// hands write one problem, and a stale copy of one undoes nothing of another.
func keepUntouched(r, current *core.Record) {
	for _, f := range r.Collection().Fields {
		if name := f.GetName(); sameValue(r.Get(name), r.Original().Get(name)) && !contains(unrecorded, name) {
			r.SetRaw(name, current.GetRaw(name))
		}
	}
}

// mayWrite refuses a field that no hand of who may write now: with role_required where it is
// another's, with state_moved where its time is over or has not come.
func (h *Hall) mayWrite(app core.App, who actor, p *core.Record, field string) error {
	state, mine := flow.State(p.GetString("state")), false
	for _, hand := range problemHands {
		if !contains(hand.fields, field) {
			continue
		}
		yes, err := hand.mine(h, app, who, p)
		if err != nil {
			return err
		}
		if yes && slices.Contains(hand.states, state) {
			return nil
		}
		mine = mine || yes
	}
	if mine {
		return fault.New(fault.StateMoved, "R-CLM-13", "The problem is %s now; %s is not changed there.", state, field).With("state", string(state))
	}
	return fault.New(fault.RoleRequired, "R-CLM-13", "%s is written by another hand: what happened by whoever reports it, the lead by a supervisor, the solution by the lead department.", field)
}

// reports: whoever reported the problem, or wrote it down.
func (h *Hall) reports(_ core.App, who actor, p *core.Record) (bool, error) {
	return who.kind == kindApplicant && p.GetString("reporter") == who.id() || who.kind == kindOfficer && p.GetString("registrar") == who.id(), nil
}

func (h *Hall) supervises(app core.App, who actor, p *core.Record) (bool, error) {
	roles, err := h.rolesOnProblem(app, who, p)
	return slices.Contains(roles, flow.Supervisor), err
}

func (h *Hall) solvesProblem(app core.App, who actor, p *core.Record) (bool, error) {
	roles, err := h.rolesOnProblem(app, who, p)
	return slices.ContainsFunc(flow.Solvers, func(r flow.Role) bool { return slices.Contains(roles, r) }), err
}

// rolesOnProblem are the roles that a person holds on this very problem: whoever reported
// it is its applicant, and of one without an account whoever wrote it down speaks for the
// reporter, unless that department solves it.
func (h *Hall) rolesOnProblem(app core.App, who actor, p *core.Record) ([]flow.Role, error) {
	draft, own := p.GetString("state") == string(flow.Draft), who.id()
	switch who.kind {
	case kindSystem:
		return []flow.Role{flow.SystemActor}, nil
	case kindApplicant:
		if p.GetString("reporter") == own {
			return []flow.Role{flow.Applicant}, nil
		}
		return nil, nil
	case kindOfficer:
	default:
		return nil, nil
	}
	wrote := p.GetString("registrar") == own
	if draft {
		if !wrote {
			return nil, nil
		}
		return rolesOf(app, who, []string{who.department()})
	}
	held, err := posts(app, who)
	roles := problem.RolesOn(held, p.GetString("lead"))
	if wrote && len(held) > 0 && p.GetString("reporter") == "" && who.department() != p.GetString("lead") {
		roles = append(roles, flow.Applicant)
	}
	return roles, err
}

// ownSource keeps a source true to who reports.
func (h *Hall) ownSource(who actor, r *core.Record) error {
	before := r.Original().GetString("source")
	if r.GetString("source") == before || who.kind == kindOfficer && slices.Contains(sourcesOf(who), r.GetString("source")) {
		return nil
	}
	return refuse("source", fault.New(fault.ValueInvalid, "R-CLM-13", "The source follows from who reports; leave it out.").With("sources", sourcesOf(who)))
}

// aboutSame: a material is one of the service that the problem is about, which follows from
// it where no service is named.
func (h *Hall) aboutSame(app core.App, r *core.Record) error {
	id := r.GetString("material")
	if id == "" {
		return nil
	}
	material, err := findOne(app, "materials", "id", id)
	if err != nil || material == nil { // the relation itself is refused by its field
		return err
	}
	switch r.GetString("service") {
	case "":
		r.Set("service", material.GetString("service"))
	case material.GetString("service"):
	default:
		return refuse("material", fault.New(fault.RecordForeign, "R-CLM-13", "This material is not one of the service; choose one of its list."))
	}
	return nil
}

// sealContact keeps how a reporter is reached as an identity number is kept: sealed, and
// shown as its mask (R-PI-07). Whoever sends the mask back changes nothing.
func (h *Hall) sealContact(r *core.Record) error {
	given := strings.TrimSpace(r.GetString("contact"))
	switch {
	case !r.IsNew() && given == r.Original().GetString("contact"):
		return nil
	case given == "":
		r.Set("contact", "")
		r.Set("contact_cipher", "")
		return nil
	}
	mask := idcode.MaskMail
	if address, err := mail.ParseAddress(given); err == nil && address.Name == "" {
		given = address.Address
	} else if given, err = idcode.Mobile(given); err != nil {
		return refuse("contact", fault.New(fault.NumberInvalid, "", "Give a telephone number or an e-mail address, or leave it empty."))
	} else {
		mask = idcode.MaskPhone
	}
	cipher, err := h.seal.close(given)
	if err != nil {
		return err
	}
	r.Set("contact", mask(given))
	r.Set("contact_cipher", cipher)
	return nil
}

// keepNames examines files that came without a request and keeps what they were called.
func (h *Hall) keepNames(e *core.RecordEvent) error {
	if len(e.Record.GetUnsavedFiles("files")) > 0 {
		if err := h.withinQuota(e.App, h.signer(e.App), "files"); err != nil {
			return err
		}
	}
	names := map[string]string{}
	if text := e.Record.GetString("file_names"); text != "" && text != "null" {
		if err := e.Record.UnmarshalJSONField("file_names", &names); err != nil {
			return err
		}
	}
	for _, field := range []string{"files", "evidence"} {
		_, examined := e.Record.GetRaw(uploadKey(field)).(upload)
		for _, file := range e.Record.GetUnsavedFiles(field) {
			if !examined { // the console and the training county come without a request
				if _, err := h.receive(e.Context, field, file, nil); err != nil {
					return err
				}
			}
			names[file.Name] = idcode.MaskIn(intake.CleanName(file.OriginalName))
		}
	}
	if len(names) > 0 {
		e.Record.Set("file_names", names)
	}
	return nil
}
