package migrations

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(openCampaigns, closeCampaigns, "1772000161_open_campaigns.go")
}

// Every officer reads the board of the county. A supervisor makes and changes campaigns and
// their tasks; the officers of a task's departments add evidence to it while it runs, and
// nothing else, which the hook looks after.
const (
	campaignActs = ` || (` + officer + ` && (subject = "campaign" || subject = "task"))`
	dropCampaign = supervisor + ` && state = "draft"`
	heads        = `(@request.auth.roles ~ "approver" || @request.auth.roles ~ "cataloguer")`
	ourTask      = `(@request.auth.department != "" && (lead = @request.auth.department || partners ~ @request.auth.department))`
	changeTask   = supervisor + ` || (` + officer + ` && ` + heads + ` && ` + ourTask + ` && state = "started")`
)

// openCampaigns lets actions name campaigns and tasks, and sets who may read and write them.
func openCampaigns(app core.App) error {
	b := &builder{app: app}
	fields := []core.Field{b.ref("campaign", "campaigns", "专项行动。Campaign"), b.ref("task", "tasks", "任务。Task")}
	if b.err != nil {
		return b.err
	}
	if err := subjectsOf(app, func(c *core.Collection) {
		c.Fields.AddAt(indexOf(c, "from"), fields...)
		addIndex(c, "campaign, created")
		addIndex(c, "task, created")
		read := *c.ListRule + campaignActs
		c.ListRule, c.ViewRule = &read, &read
	}); err != nil {
		return err
	}
	b.allow("campaigns", rules{officer, officer, supervisor, supervisor, dropCampaign})
	b.allow("tasks", rules{officer, officer, supervisor, changeTask, supervisor})
	return b.err
}

func closeCampaigns(app core.App) error {
	b := &builder{app: app}
	for _, name := range []string{"campaigns", "tasks"} {
		b.allow(name, rules{none, none, none, none, none})
	}
	if b.err != nil {
		return b.err
	}
	return subjectsOf(app, func(c *core.Collection) {
		read := strings.Replace(*c.ListRule, campaignActs, "", 1)
		c.ListRule, c.ViewRule = &read, &read
		for _, name := range []string{"campaign", "task"} {
			c.RemoveIndex("idx_actions_" + name + "_created")
			c.Fields.RemoveByName(name)
		}
	})
}

// subjectsOf changes what acts may be about. Every process adds its part to the rule of
// reading as it stands, so that none needs to know the others.
func subjectsOf(app core.App, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId("actions")
	if err != nil {
		return fmt.Errorf("the acts: %w", err)
	}
	change(c)
	return app.Save(c)
}

func indexOf(c *core.Collection, field string) int {
	for i, name := range c.Fields.FieldNames() {
		if name == field {
			return i
		}
	}
	return len(c.Fields)
}
