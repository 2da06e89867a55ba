package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// bindMessages lets the applicant and the officers of a case write to each other.
func (h *Hall) bindMessages() {
	h.app.OnRecordCreate("messages").BindFunc(func(e *core.RecordEvent) error {
		c, err := h.openCase(e.App, e.Record.GetString("application"))
		if err != nil {
			return refuse("application", err)
		}
		who := h.signer(e.App)
		roles, err := c.roles(e.App, who)
		if err != nil {
			return err
		}
		if len(roles) == 0 || (len(roles) == 1 && roles[0] == flow.Auditor) {
			return refuse("application", fault.New(fault.RecordForeign, "R-OL-06", "This application is not yours."))
		}
		if c.state() == flow.Draft {
			return refuse("application", fault.New(fault.StateMoved, "", "Hand the application in first; then you can write about it."))
		}
		switch who.kind {
		case kindApplicant:
			e.Record.Set("applicant", who.id())
		case kindOfficer:
			e.Record.Set("officer", who.id())
		}
		if len(e.Record.GetUnsavedFiles("file")) > 0 {
			if err := h.withinQuota(e.App, who, "file"); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		return h.tellMessage(e.App, c)
	})
}
