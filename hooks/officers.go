package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// ownFields are what an officer may change about the own account; the rest is the
// administrator's (R-SEC-04).
var ownFields = []string{"password", "absent", "deputy"}

// bindOfficers keeps officers from giving themselves a role or a department, and ends
// every session of an officer whose role, department or activity changes; what was open
// on the desk goes to colleagues.
func (h *Hall) bindOfficers() {
	h.app.OnRecordUpdateRequest("officers").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "onestopOfficerOwn", Func: func(e *core.RecordRequestEvent) error {
		if e.HasSuperuserAuth() {
			return e.Next()
		}
		named, before := refusals{}, e.Record.Original()
		for _, field := range e.Collection.Fields {
			name := field.GetName()
			if !contains(ownFields, name) && !contains(unrecorded, name) && !sameValue(e.Record.Get(name), before.Get(name)) {
				named[name] = readonly(name)
			}
		}
		if len(named) > 0 {
			return named
		}
		return e.Next()
	}})
	h.app.OnRecordCreate("officers").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopOfficerGiven", Func: h.givenPassword})
	h.app.OnRecordUpdate("officers").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopOfficerGivenAnew", Func: h.givenPassword})
	h.app.OnRecordUpdate("officers").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopOfficerSessions", Func: func(e *core.RecordEvent) error {
		before := e.Record.Original()
		for _, field := range []string{"roles", "department", "active"} {
			if !sameValue(e.Record.Get(field), before.Get(field)) {
				e.Record.RefreshTokenKey()
				if err := e.Next(); err != nil {
					return err
				}
				if err := h.handOver(e.App, e.Record); err != nil {
					return err
				}
				return h.handOverRatings(e.App, e.Record)
			}
		}
		return e.Next()
	}})
}

// givenPassword remembers that an administrator knows the password of an officer, who
// chooses another one at the next sign-in, and opens the account where it was locked.
func (h *Hall) givenPassword(e *core.RecordEvent) error {
	if e.Record.GetString(core.FieldNamePassword) == "" || hasPen(e.Context) {
		return e.Next()
	}
	e.Record.Set("password_due", h.signer(e.App).kind == kindSuperuser && !h.demo)
	if err := e.Next(); err != nil {
		return err
	}
	return h.unlock(e.App, e.Record)
}
