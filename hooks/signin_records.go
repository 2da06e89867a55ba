package hooks

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
)

// Requests for the records of accounts hash the password that they carry, also where they are
// refused then, and compare the one before: both behind the turnstile of sign-ins, and what
// compares wrongly counts as a wrong password does (R-SEC-02).

// oldPassword is the field by which somebody changes a password of one's own.
const oldPassword = "oldPassword"

func (h *Hall) bindAccountRecords() {
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopPasswordTurn", Priority: apis.DefaultBodyLimitMiddlewarePriority + 1, Func: h.waitWithPassword})
		return se.Next()
	})
	h.app.OnBatchRequest().BindFunc(func(e *core.BatchRequestEvent) error {
		if e.HasSuperuserAuth() {
			return e.Next()
		}
		hashes := false
		for _, r := range e.Batch {
			hashes = hashes || r.Body[core.FieldNamePassword] != nil
			if r.Body[oldPassword] != nil {
				return answer(refuse("requests", fault.New(fault.ValueInvalid, "R-SEC-02", "Change a password in a request of its own.")))
			}
		}
		if !hashes {
			return e.Next()
		}
		return h.behindTurnstile(e.RequestEvent, networkOf(e.RealIP()), e.Next)
	})
}

// behindTurnstile lets one request at a time of a key go on, and few at all.
func (h *Hall) behindTurnstile(e *core.RequestEvent, key string, next func() error) error {
	leave, err := h.turnstile.enter(e.Request.Context(), addressOf(e), key)
	if err != nil {
		e.Response.Header().Set("Retry-After", "5")
		return e.TooManyRequestsError("Too many passwords are set at this moment; try again in a few seconds.", err)
	}
	defer leave()
	return next()
}

// waitWithPassword holds up what carries a password for the record of an account.
func (h *Hall) waitWithPassword(e *core.RequestEvent) error {
	path := strings.TrimSuffix(e.Request.Pattern, "/{id}")
	if e.Request.Method != http.MethodPost && e.Request.Method != http.MethodPatch || !strings.HasSuffix(path, "/collections/{collection}/records") {
		return e.Next()
	}
	c, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil || !c.IsAuth() {
		return e.Next() // the platform says what is wrong
	}
	sent := map[string]any{}
	if err := e.BindBody(&sent); err != nil || sent[core.FieldNamePassword] == nil && sent[oldPassword] == nil {
		return e.Next()
	}
	if old, _ := sent[oldPassword].(string); old != "" && e.Auth != nil && !e.HasSuperuserAuth() {
		a := h.attemptAs(e.Auth, e.RealIP())
		return h.behindTurnstile(e, a.key(), func() error { return h.compareOld(e, a) })
	}
	return h.behindTurnstile(e, networkOf(e.RealIP()), e.Next)
}

// compareOld lets the platform compare the old password, unless the account is locked, and
// counts what is wrong (account_locked).
func (h *Hall) compareOld(e *core.RequestEvent, a *attempt) error {
	state, err := h.stateOf(e.App, a)
	if err != nil {
		return err
	}
	if state.barred {
		return answer(refuse(oldPassword, lockedFor(max(state.told, time.Minute))))
	}
	err = e.Next()
	var refused *router.ApiError
	if !errors.As(err, &refused) || refused.Data[oldPassword] == nil {
		return err
	}
	told, failed := h.countFailure(e.App, a)
	if failed != nil {
		return failed
	}
	if told > 0 {
		return answer(refuse(oldPassword, lockedFor(told)))
	}
	return err
}
