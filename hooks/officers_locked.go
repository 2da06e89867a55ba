package hooks

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/lockout"
)

const unlockReasonMost = 500 // characters

// unlockOfficer opens the account of an officer who was locked out by failures, for a
// supervisor or an administrator who knows that it was them (role_required) and says how
// (reason_required, text_invalid); the trail keeps it.
func (h *Hall) unlockOfficer(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	if who.kind != kindSuperuser && !who.has(flow.Supervisor) {
		return refuse("id", fault.New(fault.RoleRequired, "R-SEC-02", "A supervisor or an administrator opens a locked account."))
	}
	reason, err := unlockReason(e)
	if err != nil {
		return err
	}
	err = h.as(e.App, who, func(tx core.App) error {
		r, err := tx.FindRecordById("officers", e.Request.PathValue("id"))
		if err != nil {
			return e.NotFoundError("There is no such account.", err)
		}
		if err := h.unlock(tx, r); err != nil {
			return err
		}
		return h.witness(tx, "unlock", r, map[string]any{"reason": reason})
	})
	if err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

func unlockReason(e *core.RequestEvent) (string, error) {
	var body struct {
		Reason string `json:"reason"`
	}
	if err := e.BindBody(&body); err != nil {
		return "", refuse("reason", fault.New(fault.ValueInvalid, "R-SEC-02", "Send {reason} as a text."))
	}
	reason := strings.TrimSpace(body.Reason)
	switch {
	case reason == "":
		return "", refuse("reason", fault.New(fault.ReasonRequired, "R-SEC-02", "Say how you made sure that it was the holder of the account; it is recorded."))
	case damaged(reason) || len([]rune(reason)) > unlockReasonMost:
		return "", refuse("reason", fault.New(fault.TextInvalid, "R-SEC-02", "At most %d signs that can be printed.", unlockReasonMost))
	}
	return reason, nil
}

// lockedOfficer is an account that is locked by failures to sign in.
type lockedOfficer struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Department string `json:"department"`
	Until      string `json:"until"` // when it opens by itself, in China time
}

// lockedOfficers are those at work whose account is locked now, of one department or of
// all (""), by name.
func (h *Hall) lockedOfficers(app core.App, department string) ([]lockedOfficer, error) {
	where := dbx.HashExp{"active": true}
	if department != "" {
		where["department"] = department
	}
	officers, err := findAll(app, "officers", "name", where)
	if err != nil {
		return nil, err
	}
	accounts := make([]any, len(officers))
	for i, r := range officers {
		accounts[i] = h.accountDigest(r)
	}
	until, err := h.lockedUntil(app, accounts)
	found := []lockedOfficer{}
	for i, r := range officers {
		if ends := until[accounts[i].(string)]; !ends.IsZero() {
			found = append(found, lockedOfficer{ID: r.Id, Name: r.GetString("name"), Department: r.GetString("department"), Until: chinaTime(ends)})
		}
	}
	return found, err
}

// lockedUntil answers when those accounts open again that are locked, by their digests.
func (h *Hall) lockedUntil(app core.App, accounts []any) (map[string]time.Time, error) {
	rows, err := findAll(app, "tries", "", dbx.HashExp{"account": accounts})
	if err != nil {
		return nil, err
	}
	until := map[string]time.Time{}
	for _, row := range rows {
		var tries lockout.Tries
		if err := row.UnmarshalJSONField("tries", &tries); err != nil {
			return nil, err
		}
		if account := row.GetString("account"); tries.Locked(h.doorClock()) && tries.Until.After(until[account]) {
			until[account] = tries.Until
		}
	}
	return until, nil
}
