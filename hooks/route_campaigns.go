package hooks

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/campaign"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// listCampaigns answers the campaigns, those that run first (R-CLM-12).
func (h *Hall) listCampaigns(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	var ids []string
	err := e.App.ConcurrentDB().NewQuery(`SELECT id FROM campaigns ORDER BY CASE state WHEN 'open' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, deadline, id LIMIT 200`).Column(&ids)
	if err != nil {
		return err
	}
	items := []campaignShown{}
	for _, id := range ids {
		b, err := h.readBoard(e.App, who, id)
		if err != nil {
			return err
		}
		if b != nil {
			items = append(items, b.overview())
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items, "today": h.today().String(), "may_create": who.has(flow.Supervisor), "templates": templatesShown()})
}

func templatesShown() []map[string]any {
	list := make([]map[string]any, len(campaign.Templates))
	for i, t := range campaign.Templates {
		list[i] = map[string]any{"key": t.Key, "name": t.Name, "name_en": t.NameEn, "goal": t.Goal, "goal_en": t.GoalEn, "basis": t.Basis,
			"tasks": len(t.Patterns), "per_department": t.PerDepartment()}
	}
	return list
}

// viewCampaign answers the board of one campaign: its tasks dated and measured as of now, and
// the days off between its first and its last day, for the chart.
func (h *Hall) viewCampaign(e *core.RequestEvent) error {
	b, err := h.readBoard(e.App, actorOf(e.Auth), e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if b == nil {
		return e.NotFoundError("There is no such campaign.", nil)
	}
	return e.JSON(http.StatusOK, map[string]any{"campaign": b.overview(), "tasks": b.rows(), "today": h.today().String(), "now": h.stamp(),
		"off": h.daysOff(dayOf(b.campaign.GetString("starts")), dayOf(b.campaign.GetString("deadline")))})
}

// longestChart is the longest campaign whose days off are told one by one.
const longestChart = 800

// daysOff are the days between two days, both included, that nobody works, as far as the
// calendar is published.
func (h *Hall) daysOff(from, to workday.Day) []string {
	off := []string{}
	for d := from; d <= min(to, from+longestChart); d++ {
		if n, err := h.days().Between(d-1, d); err == nil && n == 0 {
			off = append(off, d.String())
		}
	}
	return off
}

// listTasks answers the tasks that the departments of the officer lead or help with, in the
// campaigns that run: what is late first, then by the last day; done tasks last.
func (h *Hall) listTasks(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	held, err := postsOf(e.App, who)
	if err != nil {
		return err
	}
	mine := make([]string, len(held))
	for i, post := range held {
		mine[i] = post.Department
	}
	campaigns, err := findAll(e.App, "campaigns", "deadline", dbx.HashExp{"state": string(flow.Open)})
	if err != nil {
		return err
	}
	items, shown, names := []taskShown{}, []campaignShown{}, map[string]titled{}
	for _, c := range campaigns {
		b, err := h.readBoard(e.App, who, c.Id)
		if err != nil {
			return err
		}
		own := slices.DeleteFunc(b.rows(), func(x taskShown) bool { return !x.of(mine) })
		if len(own) == 0 {
			continue
		}
		items, shown = append(items, own...), append(shown, b.overview())
		for _, t := range b.tasks { // what the own ones wait for and drag along may be others'
			names[t.Id] = titled{t.Id, t.GetString("name"), t.GetString("name_en")}
		}
	}
	slices.SortStableFunc(items, compareTasks)
	return e.JSON(http.StatusOK, map[string]any{"items": items, "campaigns": shown, "names": names, "today": h.today().String()})
}

// of reports whether one of the departments leads the task or helps with it.
func (x taskShown) of(departments []string) bool {
	return slices.Contains(departments, x.Lead.ID) || slices.ContainsFunc(x.Partners, func(p titled) bool { return slices.Contains(departments, p.ID) })
}

// compareTasks puts open tasks before done ones, and each by its last day; without a day last.
func compareTasks(a, b taskShown) int {
	rank := func(x taskShown) string {
		first := "0"
		if x.FinishedOn != "" {
			first = "1"
		}
		if x.FinishBy == "" {
			return first + "9999"
		}
		return first + x.FinishBy
	}
	return cmp.Compare(rank(a), rank(b))
}
