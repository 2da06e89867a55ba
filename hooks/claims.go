package hooks

import (
	"context"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// claimFile is everything about one claim that an act looks at, read inside the write
// transaction.
type claimFile struct {
	record  *core.Record
	item    *core.Record
	service *core.Record   // the implementation list, nil before the item is claimed
	actions []*core.Record // in the order in which they were done
}

// bindClaims sets what a new claim starts with and keeps what it is about.
func (h *Hall) bindClaims() {
	h.app.OnRecordCreate("claims").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString("state") == "" {
			e.Record.Set("state", string(flow.Claim.Start))
			e.Record.Set("due", h.workingDaysOn(catalogue.ClaimDays))
		}
		if err := errors.Join(h.ownClaim(e), ownerOf(e)); err != nil {
			return err
		}
		return e.Next()
	})
	h.app.OnRecordUpdate("claims").BindFunc(func(e *core.RecordEvent) error {
		for _, field := range []string{"basic_item", "department"} {
			if e.Record.GetString(field) != e.Record.Original().GetString(field) {
				return refuse(field, fault.New(fault.FieldReadonly, "R-CAT-03", "A claim stays what it is about; open another one."))
			}
		}
		if err := ownerOf(e); err != nil {
			return err
		}
		return e.Next()
	})
}

// ownerOf refuses an owner who does not work in the claiming department (R-CLM-11). An
// owner or a department that does not exist is refused by its relation.
func ownerOf(e *core.RecordEvent) error {
	owner, err := findOne(e.App, "officers", "id", e.Record.GetString("owner"))
	if err != nil || owner == nil {
		return err
	}
	department, err := findOne(e.App, "departments", "id", e.Record.GetString("department"))
	if err == nil && department != nil && owner.GetString("department") != department.Id {
		err = refuse("owner", fault.New(fault.RecordForeign, "R-CLM-11", "The owner of a claim works in its department."))
	}
	return err
}

// ownClaim: a cataloguer opens claims for the own department only; what oversees the
// county, and the house itself, opens them for any (R-CLM-03).
func (h *Hall) ownClaim(e *core.RecordEvent) error {
	who := h.signer(e.App)
	if who.kind != kindOfficer {
		return nil
	}
	roles, err := rolesOf(e.App, who, []string{e.Record.GetString("department")})
	if err != nil {
		return err
	}
	if slices.Contains(roles, flow.Cataloguer) || slices.Contains(roles, flow.Supervisor) {
		return nil
	}
	return refuse("department", fault.New(fault.RoleRequired, "R-CLM-03", "Items are claimed by the cataloguers of the department, or assigned by a supervisor.").With("roles", []flow.Role{flow.Cataloguer, flow.Supervisor}))
}

// workingDaysOn is the day n working days after today, "" where no calendar covers it.
func (h *Hall) workingDaysOn(n int) string {
	due, err := h.days().Add(h.today(), n)
	if err != nil {
		return ""
	}
	return due.String()
}

func openClaim(d *deed, id string) error {
	c := &claimFile{}
	var err error
	if c.record, err = d.tx.FindRecordById("claims", id); errors.Is(err, errNoRows) {
		return fault.New(fault.RecordForeign, "", "There is no such claim; name an existing one.")
	}
	if err != nil {
		return err
	}
	if c.item, err = d.tx.FindRecordById("basic_items", c.record.GetString("basic_item")); err != nil {
		return err
	}
	if c.service, err = findOne(d.tx, "services", "claim", id); err != nil {
		return err
	}
	c.actions, err = actionsOn(d.tx, "claim", id)
	d.subject, d.claim = c.record, c
	return err
}

func rolesOnClaim(d *deed) ([]flow.Role, error) {
	roles, err := rolesOf(d.tx, d.who, []string{d.claim.record.GetString("department")})
	if compilingBy(d.action) != nil { // the import looked at who may compile what
		roles = append(roles, flow.Cataloguer)
	}
	return roles, err
}

// hands are the officers who did one of the acts in this round, since the list was last
// published.
func (c *claimFile) hands(acts ...flow.Act) []string {
	var ids []string
	for _, a := range slices.Backward(c.actions) {
		act := flow.Act(a.GetString("act"))
		if act == "publish" {
			break
		}
		if officer := a.GetString("officer"); officer != "" && slices.Contains(acts, act) {
			ids = append(ids, officer)
		}
	}
	return ids
}

// basicItem is the item of the catalogue as the rules see it.
func basicItem(r *core.Record) catalogue.BasicItem {
	return catalogue.BasicItem{ID: r.Id, Code: r.GetString("code"), Name: r.GetString("name"), NameEn: r.GetString("name_en"),
		Type: r.GetString("type"), Basis: r.GetString("basis"), Levels: r.GetStringSlice("levels")}
}

// claimDone stores the claim and the list and tells whose turn it is.
func claimDone(d *deed) error {
	if d.claim.service != nil {
		if err := d.storeService(); err != nil {
			return err
		}
	}
	if err := storeSubject(d); err != nil {
		return err
	}
	return d.tellOfClaim()
}

// storeService stores the list with what the act set on it and, where an import opened it,
// with what the book says, whose values the import has checked.
func (d *deed) storeService() error {
	s := d.claim.service
	in := compilingBy(d.action)
	if in == nil {
		return write(d.tx, s)
	}
	s.Load(in.fields)
	if s.Id == "" {
		s.Id = core.GenerateDefaultRandomId()
	}
	in.service = s.Id
	return d.tx.SaveNoValidateWithContext(penned, s)
}

// reopenDue opens the services whose suspension was told to end (R-CLM-09).
func (h *Hall) reopenDue(ctx context.Context, today workday.Day) error {
	suspended, err := findAll(h.app, "services", "claim", dbx.HashExp{"state": string(flow.Suspended)})
	if err != nil {
		return err
	}
	for _, s := range suspended {
		claim := s.GetString("claim")
		if ctx.Err() != nil {
			return ctx.Err()
		}
		end, err := suspendedUntil(h.app, claim)
		if err != nil {
			return err
		}
		if end == 0 || end >= today {
			continue
		}
		if _, err := h.Act(h.app, nil, map[string]any{"subject": "claim", "claim": claim, "act": "reopen"}); err != nil {
			h.app.Logger().Error("a suspended service was not reopened", "claim", claim, "error", err)
		}
	}
	return nil
}
