package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// claimActs are the effects of the acts on a claim (R-CLM-01…09). An act without an entry
// has no effect but the change of state.
var claimActs = map[flow.Act]effect{
	"claim":           claimItem,
	"decline":         declineItem,
	"confirm_decline": noLonger,
	"reject_decline":  newTerm,
	"submit":          submitList,
	"recall":          followAnew,
	"return":          followAnew,
	"approve":         approveList,
	"publish":         publishList,
	"revise":          reviseList,
	"suspend":         suspendList,
	"reopen":          reopenClaim,
	"cancel":          cancelClaim,
}

// claimItem makes the draft of the implementation list with the elements that the basic
// catalogue locks (R-CLM-04); the rest is the department's to compile.
func claimItem(d *deed) error {
	c := d.claim
	department, err := d.tx.FindRecordById("departments", c.record.GetString("department"))
	if err != nil {
		return err
	}
	region, err := d.tx.FindRecordById("regions", department.GetString("region"))
	if err != nil {
		return err
	}
	level := catalogue.LevelOf(region.GetString("level"))
	if err := catalogue.MayClaim(basicItem(c.item), c.item.GetString("status"), level); err != nil {
		return err
	}
	if c.record.GetString("owner") == "" && d.who.department() == department.Id { // a deputy from elsewhere owns nothing
		c.record.Set("owner", d.who.id())
	}
	c.service, err = newRecord(d.tx, "services", map[string]any{
		"claim": c.record.Id, "department": department.Id, "code": department.GetString("code") + level + c.item.GetString("code"),
		"name": c.item.GetString("name"), "name_en": c.item.GetString("name_en"), "basis": c.item.GetString("basis"),
		"address": department.GetString("address"), "consult_phone": department.GetString("phone"), "state": string(flow.Draft),
	})
	if err == nil {
		c.service.Load(beginning(c.item))
	}
	return err
}

// beginning are the elements that the claim fills in for its department to change.
func beginning(item *core.Record) map[string]any {
	return map[string]any{"regime": catalogue.RegimeOf(item.GetString("type")), "handling": catalogue.Promised, "statutory_unit": catalogue.WorkingDays}
}

// declineItem keeps on the claim why it is not taken (R-CLM-05).
func declineItem(d *deed) error {
	d.claim.record.Set("decline_reason", strings.TrimSpace(d.action.GetString("ground")+" "+d.action.GetString("reason")))
	return nil
}

// noLonger: what is confirmed as not claimed is due no more (R-CLM-05).
func noLonger(d *deed) error {
	d.claim.record.Set("due", "")
	return nil
}

// newTerm gives the department its days anew.
func newTerm(d *deed) error {
	d.claim.record.Set("due", d.h.workingDaysOn(catalogue.ClaimDays))
	return nil
}

// submitList hands the list in for review when every check passes; the refusal names all
// that fail at once (R-CLM-07).
func submitList(d *deed) error {
	if status := d.claim.item.GetString("status"); status != catalogue.InUse {
		return catalogue.MayClaim(basicItem(d.claim.item), status, "")
	}
	s, err := snapshotOf(d.tx, d.claim.service)
	if err != nil {
		return err
	}
	return catalogue.MayPublish(s)
}

// approveList is done by another person than the compiler (R-CLM-06).
func approveList(d *deed) error {
	return catalogue.AnotherPerson(d.who.id(), d.claim.compilers()...)
}

// publishList writes the revision, by a third person. until names the day from which it is
// in force; without it that is today (R-CLM-07).
func publishList(d *deed) error {
	c := d.claim
	if err := catalogue.AnotherPerson(d.who.id(), append(c.compilers(), c.approver())...); err != nil {
		return err
	}
	if err := submitList(d); err != nil { // the catalogue above may have changed since
		return err
	}
	from := max(until(d.action), d.today)
	if asked := until(d.action); asked != 0 && asked < d.today {
		return refuse("until", fault.New(fault.DateInvalid, "R-CLM-07", "A list takes effect today or later."))
	}
	if err := d.h.freeze(d.tx, c.service, from); err != nil {
		return err
	}
	c.record.Set("compilers", nil)
	if c.record.GetInt("follow") <= c.item.GetInt("version") {
		c.record.Set("follow", 0)
		c.record.Set("due", "")
	}
	return nil
}

// reviseList opens the working copy again with the elements that the catalogue locks as
// they are now; the published revision stays in force (R-CLM-04, R-CLM-07).
func reviseList(d *deed) error {
	c := d.claim
	before, err := d.h.newest(d.tx, c.service)
	if err != nil {
		return err
	}
	takeLocked(c.service, c.item, before.BasicItem.Basis)
	if c.record.GetString("due") == "" {
		c.record.Set("due", d.h.workingDaysOn(catalogue.ClaimDays))
	}
	return nil
}

// followAnew lets the draft take the elements that the catalogue changed while it was
// reviewed (R-CLM-08).
func followAnew(d *deed) error {
	takeLocked(d.claim.service, d.claim.item, "")
	return nil
}

// suspendList closes the service to new applications until a day that the public is told;
// what runs goes on (R-CLM-09). A list under revision goes on being compiled and reviewed.
func suspendList(d *deed) error {
	if d.claim.service.GetInt("version") == 0 {
		return fault.New(fault.StateMoved, "R-CLM-09", "The list was never published; there is no service to suspend yet.").With("state", d.subject.GetString("state"))
	}
	if until(d.action) < d.today {
		return refuse("until", fault.New(fault.DateInvalid, "R-CLM-09", "Say until which day the service is closed; it lies ahead."))
	}
	d.setService(flow.Suspended)
	return nil
}

// reopenClaim opens a suspended service, or a declined item to be claimed after all.
func reopenClaim(d *deed) error {
	if flow.State(d.subject.GetString("state")) == flow.Declined {
		return newTerm(d)
	}
	if flow.State(d.claim.service.GetString("state")) != flow.Suspended {
		return fault.New(fault.StateMoved, "R-CLM-09", "The service is not suspended; there is nothing to reopen.").With("state", d.subject.GetString("state"))
	}
	if status := d.claim.item.GetString("status"); status != catalogue.InUse {
		return catalogue.MayClaim(basicItem(d.claim.item), status, "")
	}
	d.setService(flow.Published)
	return nil
}

// cancelClaim ends the list: no new applications, running ones finish (R-CLM-09).
func cancelClaim(d *deed) error {
	d.claim.record.Set("due", "")
	d.claim.record.Set("follow", 0)
	d.setService(flow.Cancelled)
	return nil
}

// setService sets the state of the list, where there is one yet.
func (d *deed) setService(state flow.State) {
	if d.claim.service != nil {
		d.claim.service.Set("state", string(state))
	}
}

// suspendedUntil is the day until which the suspended service of a claim is closed.
func suspendedUntil(app core.App, claim string) (workday.Day, error) {
	c, err := actionsOn(app, "claim", claim)
	for i := len(c) - 1; i >= 0; i-- {
		if c[i].GetString("act") == "suspend" {
			return until(c[i]), err
		}
	}
	return 0, err
}
