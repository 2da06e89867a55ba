package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/wording"
)

// bindTemplates holds the words that departments write again and again against what they
// are for (hooks/rules/wording).
func (h *Hall) bindTemplates() {
	check := func(e *core.RecordEvent) error {
		if field, err := wording.Check(e.Record.GetString("act"), e.Record.GetString("ground"), e.Record.GetString("text")); err != nil {
			return refuse(field, err)
		}
		return e.Next()
	}
	h.app.OnRecordCreate("templates").BindFunc(check)
	h.app.OnRecordUpdate("templates").BindFunc(check)
}
