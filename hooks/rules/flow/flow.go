// Package flow holds the transition tables of everything that changes state: who may
// do which act from which state, what the act needs, and which rule says so. A table
// is data; it checks itself (Check) and draws itself (Draw), and the act engine of the
// shell does nothing that no row allows.
package flow

import (
	"slices"

	"onestop/hooks/rules/fault"
)

// State is a past participle; Act an imperative; Role a duty of a person.
type (
	State string
	Act   string
	Role  string
)

// The roles a row may name. An applicant is the owner of the case; system is the house
// itself (the job that sees limits pass), never a person.
const (
	Applicant   Role = "applicant"
	Clerk       Role = "clerk"
	Examiner    Role = "examiner"
	Approver    Role = "approver"
	Cataloguer  Role = "cataloguer"
	Supervisor  Role = "supervisor"
	Auditor     Role = "auditor"
	SystemActor Role = "system"
)

// Roles lists every role, for generated tests and for the pages.
func Roles() []Role {
	return []Role{Applicant, Clerk, Examiner, Approver, Cataloguer, Supervisor, Auditor, SystemActor}
}

// Need names a field of the action without which the act is refused.
type Need string

const (
	NeedReason Need = "reason" // a sentence of a person; refused with reason_required
	NeedGround Need = "ground" // one of the row's Grounds; refused with ground_required
	NeedUntil  Need = "until"  // a day told to the applicant; refused with date_invalid
	NeedReview Need = "review" // the step of the case that the act is about
	// NeedAssignee is the officer to whom work is handed.
	NeedAssignee Need = "assignee"
)

// Row is one line of a table: the act leads from any of From to To for any of Roles.
// To "" keeps the state. Grounds is the closed list of grounds (nil: none is read).
// Notice is the kind of numbered notice that the act issues ("" none, R-AL-07).
type Row struct {
	Act     Act      `json:"act"`
	From    []State  `json:"from"`
	To      State    `json:"to"`
	Roles   []Role   `json:"roles"`
	Needs   []Need   `json:"needs,omitempty"`
	Grounds []string `json:"grounds,omitempty"`
	Notice  string   `json:"notice,omitempty"`
	Cite    string   `json:"cite"`
	Name    string   `json:"name"`
	NameEn  string   `json:"name_en"`
}

// Table is the life of one subject. Start is the state of a new record; Final states
// have no way out.
type Table struct {
	Subject string  `json:"subject"`
	Start   State   `json:"start"`
	States  []State `json:"states"`
	Final   []State `json:"final"`
	Rows    []Row   `json:"rows"`
}

// Find returns the row by which a person with the given roles may do the act in the
// given state. The order of the refusals is part of the contract: act_not_allowed for
// an act the subject does not know, role_required where no row of the act has one of
// the roles, state_moved where none of those rows starts from the state.
func (t Table) Find(act Act, state State, roles []Role) (Row, error) {
	known, cite := false, ""
	var mine []Row
	var needed []Role
	for _, r := range t.Rows {
		if r.Act != act {
			continue
		}
		known, cite = true, r.Cite
		needed = append(needed, r.Roles...)
		if slices.ContainsFunc(r.Roles, func(x Role) bool { return slices.Contains(roles, x) }) {
			mine = append(mine, r)
		}
	}
	switch {
	case !known:
		return Row{}, fault.New(fault.ActNotAllowed, "R-BE-01", "There is no act %q on the subject %s; choose one of the acts of its process.", clip(string(act)), t.Subject)
	case len(mine) == 0:
		return Row{}, fault.New(fault.RoleRequired, cite, "The act %s belongs to another role; ask someone who holds it.", act).With("roles", distinct(needed))
	}
	for _, r := range mine {
		if slices.Contains(r.From, state) {
			return r, nil
		}
	}
	return Row{}, fault.New(fault.StateMoved, cite, "The %s is %s now and %s does not start from there; look at it again.", t.Subject, state, act).With("state", string(state))
}

// Check refuses a row's missing parts: reason_required, ground_required or date_invalid,
// each with the row's citation. The review of NeedReview and the officer of NeedAssignee
// are relations that the shell looks up and answers for.
func (r Row) Check(reason, ground, until string) error {
	for _, n := range r.Needs {
		switch {
		case n == NeedReason && reason == "":
			return fault.New(fault.ReasonRequired, r.Cite, "Give the reason for %s.", r.Act)
		case n == NeedGround && ground == "":
			return r.groundFault()
		case n == NeedUntil && until == "":
			return fault.New(fault.DateInvalid, r.Cite, "Say until which day (YYYY-MM-DD) for %s.", r.Act).With("field", "until")
		}
	}
	if ground != "" && r.Grounds != nil && !slices.Contains(r.Grounds, ground) {
		return r.groundFault()
	}
	return nil
}

func (r Row) groundFault() error {
	code := fault.GroundRequired
	if r.Act == "pause" { // the closed list of Art. 45 has a code of its own
		code = fault.PauseGround
	}
	return fault.New(code, r.Cite, "Choose one of the grounds listed for %s.", r.Act).With("grounds", r.Grounds)
}

// Acts lists the distinct acts of the table in the order of its rows.
func (t Table) Acts() []Act {
	var acts []Act
	for _, r := range t.Rows {
		if !slices.Contains(acts, r.Act) {
			acts = append(acts, r.Act)
		}
	}
	return acts
}

func distinct(roles []Role) []Role {
	out := slices.Clone(roles)
	slices.Sort(out)
	return slices.Compact(out)
}

// clip keeps a stranger's word short enough to repeat in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Tables are the processes of this house, by subject.
var Tables = map[string]Table{
	Application.Subject: Application, Result.Subject: Result, Claim.Subject: Claim, LifeEvent.Subject: LifeEvent,
	Rating.Subject:   Rating,
	Campaign.Subject: Campaign, Task.Subject: Task,
	Problem.Subject: Problem,
}
