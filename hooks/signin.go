package hooks

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/session"
)

// Signing in: a password that is looked at behind a turnstile, failures that lock (tries.go),
// the steps that follow a right password (steps.go), and a token that the house can end
// (sessions_held.go). Whatever fails before the password was right is answered alike and
// after the same time, whether there is such an account or not (R-SEC-02).

const (
	// answerAfter is when a failed sign-in is answered: longer than any password takes, so
	// that the time says nothing of the account, not even of one whose hash costs more.
	answerAfter = 300 * time.Millisecond

	methodSteps = "steps" // how RecordAuthRequest hears of a sign-in whose steps are done
)

// What a sign-in keeps in the store of its request.
const (
	keyAttempt = "onestopAttempt"
	keyPlace   = "onestopPlace"
	keyTicket  = "onestopTicket"
)

// bindSignIn stands before and behind the platform's own look at the password.
func (h *Hall) bindSignIn() {
	h.turnstile, h.answerAfter = newTurnstile(), answerAfter
	h.app.OnRecordAuthWithPasswordRequest().Bind(&hook.Handler[*core.RecordAuthWithPasswordRequestEvent]{Id: "onestopSignIn", Priority: -500, Func: h.tryPassword})
	h.bindAccountRecords()
	h.app.OnRecordAuthRequest().Bind(&hook.Handler[*core.RecordAuthRequestEvent]{Id: "onestopSignedIn", Priority: -500, Func: h.letIn})
}

// tryPassword lets the platform compare the password, unless the account is locked, and
// counts what fails (account_locked).
func (h *Hall) tryPassword(e *core.RecordAuthWithPasswordRequestEvent) error {
	if e.Collection.Name == core.CollectionNameSuperusers && !h.mayAdminister(e.RequestEvent) {
		return e.ForbiddenError("Administrators sign in on the machine itself or from an address that was listed.", nil)
	}
	began := time.Now()
	a := h.attemptOf(e)
	leave, err := h.turnstile.enter(e.Request.Context(), addressOf(e.RequestEvent), a.key())
	if err != nil {
		e.Response.Header().Set("Retry-After", "5")
		return e.TooManyRequestsError("Too many people sign in at this moment; try again in a few seconds.", err)
	}
	defer leave()
	state, err := h.stateOf(e.App, a)
	if err != nil {
		return err
	}
	if state.barred {
		e.Record = nil // the right password opens nothing now, and costs what any other does
	}
	e.Set(keyAttempt, a)
	e.Set(keyPlace, leave)
	err = e.Next()
	if e.Get(keyAttempt) == nil {
		return err // letIn took it: the password was right
	}
	told, failed := h.countFailure(e.App, a) // before the next one at this account has its turn
	leave()
	time.Sleep(h.answerAfter - time.Since(began))
	if failed != nil {
		return failed
	}
	if told > 0 {
		return answer(refuse("identity", lockedFor(told)))
	}
	return err
}

// lockedFor says for how long nobody is let in, whether there is such an account or not.
func lockedFor(left time.Duration) error {
	minutes := int(math.Ceil(left.Minutes()))
	return fault.New(fault.AccountLocked, "R-SEC-02", "There were too many failures to sign in; try again in %d minutes, or set a new password.", minutes).With("minutes", minutes)
}

// letIn stands where the platform would answer with a token: after a right password it
// asks for the steps that are missing, and every token is one that the house can end.
func (h *Hall) letIn(e *core.RecordAuthRequestEvent) error {
	switch e.AuthMethod {
	case core.MFAMethodPassword:
		if leave, ok := e.Get(keyPlace).(func()); ok {
			leave()
		}
		a, _ := e.Get(keyAttempt).(*attempt)
		e.Set(keyAttempt, nil)
		return h.goOn(e, &ticket{collection: e.Collection.Name, holder: e.Record.Id, tokenKey: e.Record.TokenKey(), attempt: a, public: asksPublic(e.RequestEvent)})
	case methodSteps:
		t, ok := e.Get(keyTicket).(*ticket)
		if !ok {
			return fmt.Errorf("a sign-in without its ticket")
		}
		return h.goOn(e, t)
	case "": // auth-refresh: the token stays what it is, nothing prolongs it
		if e.Auth != nil && e.Auth.Id == e.Record.Id {
			e.Token = tokenOf(e.Request)
			return e.Next()
		}
	}
	return e.ForbiddenError("Sign in with your password.", nil)
}

// goOn asks for the next step, or gives out the token where none is missing.
func (h *Hall) goOn(e *core.RecordAuthRequestEvent, t *ticket) error {
	asked, err := h.nextStep(e.App, e.Record, t)
	if err != nil {
		return err
	}
	if asked != nil {
		return h.askStep(e.RequestEvent, e.Record, t, asked)
	}
	if err := h.countEntry(e.App, t.attempt); err != nil {
		return err
	}
	limit := session.Of(e.Collection.Name).Absolute
	if t.public {
		limit = min(limit, session.Public)
	}
	if e.Token, err = newToken(e.Record, limit); err != nil {
		return err
	}
	return e.Next()
}

// asksPublic reports whether somebody signs in on a computer that others use, too.
func asksPublic(e *core.RequestEvent) bool {
	var body struct {
		Public bool `json:"public"`
	}
	return e.BindBody(&body) == nil && body.Public
}

// tokenOf is the token that a request brings, "" for none.
func tokenOf(r *http.Request) string {
	head := r.Header.Get("Authorization")
	if len(head) > 7 && strings.EqualFold(head[:7], "Bearer ") {
		return head[7:]
	}
	return head
}
