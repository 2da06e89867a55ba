package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/idcode"
)

// bindDepartments checks the code of a department, which every code of its services begins
// with (number_invalid, R-CODE-01), and takes a new department for one in use unless it is
// said that it is not: one that is not in use can claim and handle nothing.
func (h *Hall) bindDepartments() {
	check := func(e *core.RecordEvent) error {
		code := e.Record.GetString("code")
		if code == "" || code == e.Record.Original().GetString("code") {
			return e.Next()
		}
		code, err := idcode.CreditCode(code)
		if err != nil {
			return refuse("code", err)
		}
		e.Record.Set("code", code)
		return e.Next()
	}
	h.app.OnRecordCreate("departments").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDepartmentNew", Func: check})
	h.app.OnRecordUpdate("departments").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDepartment", Func: check})
	h.app.OnRecordCreateRequest("departments").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "onestopDepartmentInUse", Func: func(e *core.RecordRequestEvent) error {
		info, err := e.RequestInfo()
		if err != nil {
			return err
		}
		if _, said := info.Body["active"]; !said {
			e.Record.Set("active", true)
		}
		return e.Next()
	}})
}
