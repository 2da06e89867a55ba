package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/campaign"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// newCampaign is a campaign to be made from a template. Name is that of the template where
// it is empty, Starts today, Lead the department of whoever makes it.
type newCampaign struct {
	Template string `json:"template"`
	Name     string `json:"name"`
	Starts   string `json:"starts"`
	Deadline string `json:"deadline"`
	Lead     string `json:"lead"`
}

// createCampaign makes a campaign in preparation from a template (R-CLM-11, R-CLM-12).
func (h *Hall) createCampaign(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	if !who.has(flow.Supervisor) {
		return refuse("template", fault.New(fault.RoleRequired, "R-CLM-12", "Campaigns are made by supervisors.").With("roles", []flow.Role{flow.Supervisor}))
	}
	var n newCampaign
	if err := e.BindBody(&n); err != nil {
		return err
	}
	if n.Lead == "" {
		n.Lead = who.department()
	}
	id := ""
	err := h.as(e.App, who, func(tx core.App) (err error) {
		id, err = h.FromTemplate(tx, n)
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"id": id})
}

// FromTemplate makes a campaign of the template with its tasks, all dated backwards from the
// deadline, and answers its id. It refuses at the field an unknown template with
// value_invalid, a lead that does not exist with record_foreign, and days that are none, or a
// deadline before the start, with date_invalid.
func (h *Hall) FromTemplate(tx core.App, n newCampaign) (string, error) {
	t, err := campaign.Find(n.Template)
	if err != nil {
		return "", refuse("template", err)
	}
	if n.Starts == "" {
		n.Starts = h.today().String()
	}
	for field, text := range map[string]string{"starts": n.Starts, "deadline": n.Deadline} {
		if _, err := workday.ParseDay(text); err != nil {
			return "", refuse(field, err)
		}
	}
	if lead, err := findOne(tx, "departments", "id", n.Lead); err != nil || lead == nil {
		return "", orFault(err, refuse("lead", fault.New(fault.RecordForeign, "R-CLM-12", "Name the department that runs the campaign.")))
	}
	departments, err := claimingDepartments(tx)
	if err != nil {
		return "", err
	}
	tasks, err := t.Tasks(n.Lead, departments)
	if err != nil {
		return "", refuse("template", err)
	}
	f := &reform{}
	if f.campaign, err = newRecord(tx, "campaigns", map[string]any{"name": n.Name, "starts": n.Starts, "deadline": n.Deadline,
		"goal": t.Goal, "goal_en": t.GoalEn, "basis": t.Basis, "template": t.Key, "state": string(flow.Draft)}); err != nil {
		return "", err
	}
	if n.Name == "" {
		f.campaign.Set("name", t.Name)
		f.campaign.Set("name_en", t.NameEn)
	}
	f.campaign.Id = core.GenerateDefaultRandomId()
	if f.tasks, err = tasksOf(tx, f.campaign.Id, tasks); err != nil {
		return "", err
	}
	return f.campaign.Id, h.storeNew(tx, f)
}

func orFault(err, refused error) error {
	if err != nil {
		return err
	}
	return refused
}

// storeNew dates a new campaign and stores it with its tasks.
func (h *Hall) storeNew(tx core.App, f *reform) error {
	if err := h.dateReform(f); err != nil {
		return refuse("deadline", err)
	}
	for _, r := range append([]*core.Record{f.campaign}, f.tasks...) {
		if err := write(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// tasksOf are the tasks of a template as new records of a campaign.
func tasksOf(tx core.App, id string, tasks []campaign.Task) ([]*core.Record, error) {
	list := make([]*core.Record, len(tasks))
	for i, t := range tasks {
		after := make([]string, len(t.Follows))
		for n, at := range t.Follows {
			after[n] = list[at].Id
		}
		r, err := newRecord(tx, "tasks", map[string]any{"campaign": id, "name": t.Name, "name_en": t.NameEn, "lead": t.Lead, "days": t.Days, "after": after,
			"meter": string(t.Measure.Kind), "cut": t.Measure.Cut, "target": t.Measure.Target.Amount, "target_unit": t.Measure.Target.Unit,
			"scope": t.Scope, "item_types": t.ItemTypes, "state": string(flow.Planned)})
		if err != nil {
			return nil, err
		}
		if err := settleTask(r); err != nil {
			return nil, err
		}
		r.Id = core.GenerateDefaultRandomId()
		list[i] = r
	}
	return list, nil
}

// claimingDepartments are the departments with claims that are not cancelled, by code.
func claimingDepartments(app core.App) ([]campaign.Body, error) {
	var rows []struct {
		ID     string `db:"id"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	err := app.DB().Select("d.id", "d.name", "d.name_en").From("departments d").Where(dbx.HashExp{"d.active": true}).
		AndWhere(dbx.NewExp("EXISTS (SELECT 1 FROM claims c WHERE c.department = d.id AND c.state NOT IN ('declined', 'cancelled'))")).OrderBy("d.code").All(&rows)
	list := make([]campaign.Body, len(rows))
	for i, r := range rows {
		list[i] = campaign.Body{ID: r.ID, Name: r.Name, NameEn: r.NameEn}
	}
	return list, err
}
