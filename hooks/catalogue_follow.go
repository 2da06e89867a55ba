package hooks

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// What changes above is followed below (R-CLM-08). An import of a newer basic catalogue
// and an edit in the dashboard both save records of basic_items, so both pass here: each
// claimed list that no longer agrees with its item gets a task with a limit, a draft takes
// the locked elements at once, and what is cancelled above ends below. Running cases keep
// the revision they were begun under.

// followed are the elements of a basic item whose change concerns the lists below.
var followed = []string{"name", "name_en", "code", "type", "basis", "levels", "status", "cancelled_on"}

func (h *Hall) bindFollow() {
	h.app.OnRecordUpdate("basic_items").BindFunc(h.followItem)
	h.app.OnRecordAfterUpdateSuccess("basic_items").BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		if e.Record.GetString("status") != catalogue.Cancelled {
			return nil
		}
		return h.endItem(h.app, e.Record.Id, h.today()) // the house's own act, after the administrator's change is stored
	})
}

// followItem gives the changed item its next version, where the caller gave none, and
// passes the change on to every claim of it.
func (h *Hall) followItem(e *core.RecordEvent) error {
	before, err := storedRow(e.App, e.Record)
	if err != nil {
		return err
	}
	changed := false
	for _, field := range followed {
		changed = changed || !sameValue(e.Record.Get(field), before.Get(field))
	}
	if changed && e.Record.GetInt("version") == before.GetInt("version") {
		e.Record.Set("version", before.GetInt("version")+1)
	}
	if err := e.Next(); err != nil || !changed {
		return err
	}
	claims, err := findAll(e.App, "claims", "id", dbx.HashExp{"basic_item": e.Record.Id})
	if err != nil {
		return err
	}
	for _, claim := range claims {
		if err := h.followClaim(e.App, claim, e.Record, before.GetString("basis")); err != nil {
			return err
		}
	}
	return nil
}

// followClaim opens, renews or closes the task of one claim. A draft that is compiled
// takes the locked elements; a list in review or approved stays as it is and cannot be
// published before it was returned.
func (h *Hall) followClaim(tx core.App, claim, item *core.Record, basis string) error {
	service, err := findOne(tx, "services", "claim", claim.Id)
	state := flow.State(claim.GetString("state"))
	if err != nil || service == nil || state == flow.Cancelled {
		return err
	}
	if state == flow.Compiling {
		takeLocked(service, item, basis)
		if err := write(tx, service); err != nil {
			return err
		}
	}
	list, err := h.standing(tx, service)
	if err != nil {
		return err
	}
	task := h.taskOf(claim, item, catalogue.MustFollow(catalogue.Drifts(list, basicItem(item), item.GetString("status"))))
	if claim.GetInt("follow") == task.follow && claim.GetString("due") == task.due {
		return nil
	}
	claim.Set("follow", task.follow)
	claim.Set("due", task.due)
	if err := write(tx, claim); err != nil {
		return err
	}
	return h.tellFollow(tx, claim, item, task)
}

// takeLocked gives a draft the elements of its item that the catalogue locks (R-CAT-03).
// What the department added to the basis stays behind the new one.
func takeLocked(service, item *core.Record, before string) {
	service.Set("name", item.GetString("name"))
	service.Set("name_en", item.GetString("name_en"))
	if code := service.GetString("code"); len(code) > 12 {
		service.Set("code", code[:len(code)-12]+item.GetString("code"))
	}
	if before != "" {
		service.Set("basis", strings.Replace(service.GetString("basis"), before, item.GetString("basis"), 1))
	}
}

// standing is the list that has to follow: the newest revision, or the draft of a list
// that was never published.
func (h *Hall) standing(tx core.App, service *core.Record) (*catalogue.Snapshot, error) {
	if service.GetInt("version") == 0 {
		return snapshotOf(tx, service)
	}
	return h.newest(tx, service)
}

// followTask is what a claim has to do: follow a version until a day, nothing where follow
// is 0.
type followTask struct {
	follow int
	due    string
	ends   bool // the item ends on the day
}

// taskOf is the task of a claim after its item changed. A newer change gives its own days;
// what is overdue stays overdue. An item that is cancelled gives time until its last day.
func (h *Hall) taskOf(claim, item *core.Record, must bool) followTask {
	had := followTask{follow: claim.GetInt("follow"), due: claim.GetString("due")}
	switch {
	case !must && had.follow == 0:
		return had
	case !must:
		return followTask{}
	case item.GetString("status") == catalogue.Cancelled:
		return followTask{item.GetInt("version"), max(item.GetString("cancelled_on"), h.today().String()), true}
	case had.follow > 0 && had.due != "" && had.due < h.today().String():
		return followTask{follow: item.GetInt("version"), due: had.due}
	}
	return followTask{follow: item.GetInt("version"), due: h.workingDaysOn(catalogue.FollowDays)}
}

// endDue ends the lists of items whose last day above has come (R-CLM-08).
func (h *Hall) endDue(ctx context.Context, today workday.Day) error {
	items, err := findAll(h.app, "basic_items", "id", dbx.HashExp{"status": catalogue.Cancelled})
	if err != nil {
		return err
	}
	for _, item := range items {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := h.endItem(h.app, item.Id, today); err != nil {
			return err
		}
	}
	return nil
}

// ending are the claims of cancelled items that still go on. A published list ends on the
// day that the catalogue names, what was never published at once.
const endingSQL = `SELECT c.id FROM claims c JOIN basic_items b ON b.id = c.basic_item LEFT JOIN services s ON s.claim = c.id
	WHERE b.id = {:item} AND b.status = 'cancelled' AND c.state NOT IN ('cancelled', 'declined')
	AND (COALESCE(s.version, 0) = 0 OR b.cancelled_on <= {:today})`

// endItem cancels the claims of a cancelled item that are to end by the day: no new
// applications, running cases finish under their revision. One that cannot end now is
// logged and tried again with the next run.
func (h *Hall) endItem(app core.App, item string, today workday.Day) error {
	var ids []string
	if err := app.ConcurrentDB().NewQuery(endingSQL).Bind(dbx.Params{"item": item, "today": today.String()}).Column(&ids); err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := h.Act(app, nil, map[string]any{"subject": "claim", "claim": id, "act": "cancel", "reason": "基本目录已取消此事项。The basic catalogue cancelled the item."}); err != nil {
			app.Logger().Error("the claim of a cancelled item does not end", "claim", id, "error", err)
		}
	}
	return nil
}
