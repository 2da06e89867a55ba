package hooks

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
)

// What of the open cases is late or soon will be, read by statements written by hand.

// dueCase is an open case with a day: what is due when, what it waits for and whose turn it
// is. Nobody's personal data.
type dueCase struct {
	ID         string      `db:"id" json:"id"`
	Number     string      `db:"number" json:"number"`
	Service    string      `db:"service" json:"service"`
	ServiceEn  string      `db:"service_en" json:"service_en"`
	Department string      `db:"department" json:"department"`
	State      string      `db:"state" json:"state"`
	Due        string      `db:"due" json:"due"`
	Examiner   string      `db:"examiner" json:"examiner"` // by name; "" before the review and after it
	Urged      int         `db:"urged" json:"urged"`
	UrgedOn    string      `db:"urged_on" json:"urged_on"` // the last time
	Days       int         `db:"-" json:"days"`            // working days late
	Left       int         `db:"-" json:"left"`            // working days left
	Cause      tally.Cause `db:"-" json:"cause"`
	Waits      tally.Cause `db:"-" json:"waits"` // what it waits for today
}

// lateShown is how many late cases the statistics list, the latest first; the counts have
// them all.
const lateShown = 100

// dueFirst finds the cases by the day that the next step is due by the state, as the queue and
// pressingDue; dueSQL reads what is shown of those alone, for a county may have thousands.
const (
	dueFirst = `SELECT a.id AS application, a.number, ` + queueDue + ` AS due FROM applications a JOIN services s ON s.id = a.service`
	dueSQL   = `SELECT a.id, a.number, a.state, s.name AS service, s.name_en AS service_en, s.department, COALESCE(o.name, '') AS examiner, d.due,
	(SELECT COUNT(*) FROM actions u WHERE u.application = a.id AND u.act = 'urge') AS urged,
	(SELECT COALESCE(MAX(u.at), '') FROM actions u WHERE u.application = a.id AND u.act = 'urge') AS urged_on
	FROM (%s) d CROSS JOIN applications a ON a.id = d.application JOIN services s ON s.id = a.service LEFT JOIN officers o ON o.id = a.examiner ORDER BY d.due, d.number`
)

// dueCases lists the open cases of a light, the most pressing first, at most so many.
func (h *Hall) dueCases(app core.App, s scope, light clock.Light, most int) ([]dueCase, error) {
	where, bind := narrowed(s, "s.department", "a.service", isOpen+" AND a.light = {:light}")
	bind["light"], bind["limit"] = string(light), most
	list := []dueCase{}
	if err := app.ConcurrentDB().NewQuery(fmt.Sprintf(dueSQL, dueFirst+where+" ORDER BY due, a.number LIMIT {:limit}")).Bind(bind).All(&list); err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	counted, err := readCounted(app.ConcurrentDB(), "c.id IN (SELECT value FROM json_each({:ids}))", dbx.Params{"ids": jsonOf(ids)})
	if err != nil {
		return nil, err
	}
	byID := map[string]*countedCase{}
	for _, c := range counted {
		byID[c.id] = c
	}
	for i := range list {
		h.explainDue(&list[i], byID[list[i].ID])
	}
	return list, nil
}

// explainDue counts the days of a case and says what it waits for now, and what a late one
// waited for on the last day of its limit: by that it will be counted when it is decided.
func (h *Hall) explainDue(x *dueCase, c *countedCase) {
	if x.UrgedOn != "" {
		x.UrgedOn = dayOfStamp(x.UrgedOn).String()
	}
	due := dayOf(x.Due)
	if left := clock.DueOn(h.days(), due, h.today()); left.Unknown == nil {
		x.Days, x.Left = max(0, -left.Left), max(0, left.Left)
	}
	switch state := flow.State(x.State); {
	case state == flow.Granted || state == flow.Refused:
		x.Cause, x.Waits = tally.AtDelivery, tally.AtDelivery
	case c != nil:
		x.Cause, x.Waits = c.WaitedFor(min(due, h.today())), c.WaitedFor(h.today())
	}
}
