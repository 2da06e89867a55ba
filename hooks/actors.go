package hooks

import (
	"slices"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// The kinds of actor that sign a change. A superuser administers the house and holds
// no role in any process (R-SEC-04 keeps administration and handling apart).
const (
	kindApplicant = "applicant"
	kindOfficer   = "officer"
	kindSuperuser = "superuser"
	kindGuest     = "guest"
	kindSystem    = "system"
)

// actor is who signs a change: a person with an account, a guest, or the house itself.
type actor struct {
	kind   string
	record *core.Record // nil for guest and system
}

var system = actor{kind: kindSystem}

// actorOf names the caller of a request by the collection of its token.
func actorOf(auth *core.Record) actor {
	switch {
	case auth == nil:
		return actor{kind: kindGuest}
	case auth.IsSuperuser():
		return actor{kindSuperuser, auth}
	case auth.Collection().Name == "officers":
		return actor{kindOfficer, auth}
	}
	return actor{kindApplicant, auth}
}

func (a actor) id() string {
	if a.record == nil {
		return ""
	}
	return a.record.Id
}

// department is the officer's department, "" for everyone else.
func (a actor) department() string {
	if a.kind != kindOfficer {
		return ""
	}
	return a.record.GetString("department")
}

// has reports whether the actor is an active officer with the role.
func (a actor) has(role flow.Role) bool {
	return a.kind == kindOfficer && a.record.GetBool("active") &&
		slices.Contains(a.record.GetStringSlice("roles"), string(role))
}

// as runs fn in one transaction in which every change is signed by who. Inside a
// transaction that is already signed the first signature stays: what a citizen's act
// sets off is the citizen's deed.
//
// Whoever waits longest writes next. The pool of the one writing connection serves its
// waiters in no order, so that among 64 some waited four times as long as the others; a
// mutex serves them in order once somebody has waited a millisecond. The turn ends with fn:
// what follows a transaction may begin the next one.
func (h *Hall) as(app core.App, who actor, fn func(tx core.App) error) error {
	signed := func(tx core.App) error {
		key := tx.TxInfo()
		if _, had := h.actors.LoadOrStore(key, who); !had {
			defer h.actors.Delete(key)
			defer h.remember(tx)()
		}
		return fn(tx)
	}
	if app.IsTransactional() {
		return signed(app)
	}
	h.turn.Lock()
	pass := sync.OnceFunc(h.turn.Unlock)
	defer pass() // also where no transaction could begin
	return app.RunInTransaction(func(tx core.App) error {
		defer pass()
		return signed(tx)
	})
}

// signer is who signs the changes of the transaction; the house where nobody does.
func (h *Hall) signer(app core.App) actor {
	if app.IsTransactional() {
		if who, ok := h.actors.Load(app.TxInfo()); ok {
			return who.(actor)
		}
	}
	return system
}

// asHouse lets the house sign what a person's act sets off where the person must stay
// unnamed in it (R-EV-05); the person's own changes before and after keep their signature.
func (h *Hall) asHouse(tx core.App, fn func() error) error {
	key := tx.TxInfo()
	before, had := h.actors.Swap(key, system)
	defer func() {
		if had {
			h.actors.Store(key, before)
		} else {
			h.actors.Delete(key)
		}
	}()
	return fn()
}
