package hooks

import (
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/recovery"
	"onestop/hooks/rules/totp"
)

// A telephone that is enrolled is a row of second_steps: the secret under the seal of the
// house, the step that was used last, and the keyed digests of the codes on paper. Nobody
// reads or writes it from outside; an administrator deletes it, which sends its holder
// through the enrolment again.

// paperCodes is how many codes on paper there are; each is good once.
const paperCodes = 10

// twoSteps are the collections of accounts that may have a second step.
var twoSteps = []string{"officers", core.CollectionNameSuperusers}

// needsSecondStep reports whether somebody signs in by two factors: who decides, who
// supervises, and who administers (R-SEC-02 d).
func needsSecondStep(r *core.Record) bool {
	roles := r.GetStringSlice("roles")
	return r.IsSuperuser() || r.Collection().Name == "officers" &&
		(slices.Contains(roles, string(flow.Approver)) || slices.Contains(roles, string(flow.Supervisor)))
}

func holderKey(r *core.Record) string { return r.Collection().Name + "/" + r.Id }

// secondStep is the row of an account, nil where no telephone is enrolled.
func secondStep(app core.App, r *core.Record) (*core.Record, error) {
	return findOne(app, "second_steps", "holder", holderKey(r))
}

// enrol takes up the telephone whose first code is right, and draws the codes on paper.
func (h *Hall) enrol(tx core.App, r *core.Record, t *ticket, code string) (bool, error) {
	step, ok := totp.Accept(t.secret, code, h.doorClock(), 0)
	if !ok {
		return false, nil
	}
	if row, err := secondStep(tx, r); err != nil || row != nil {
		return false, err // another window was faster
	}
	cipher, err := h.seal.close(string(t.secret))
	if err != nil {
		return false, err
	}
	if t.codes, err = newCodes(); err != nil {
		return false, err
	}
	digests := make([]string, len(t.codes))
	for i, code := range t.codes {
		digests[i] = h.paperDigest(r, recovery.Normal(code))
	}
	row, err := newRecord(tx, "second_steps", map[string]any{"holder": holderKey(r), "name": r.Email(), "cipher": cipher, "last": step, "codes": digests, "since": h.instant()})
	if err != nil {
		return false, err
	}
	if err := write(tx, row); err != nil {
		return false, err
	}
	return true, h.witness(tx, "enrol", r, map[string]any{})
}

func (h *Hall) paperDigest(r *core.Record, code string) string {
	return h.seal.digest("paper", holderKey(r), code)
}

// opensSecond holds a code against the enrolled telephone and the codes on paper, inside
// the write transaction, where each is good once.
func (h *Hall) opensSecond(tx core.App, r *core.Record, typed string) (bool, error) {
	row, err := secondStep(tx, r)
	if err != nil || row == nil {
		return false, err
	}
	secret, err := h.seal.open(row.GetString("cipher"))
	if err != nil {
		return false, err
	}
	if step, ok := totp.Accept([]byte(secret), typed, h.doorClock(), int64(row.GetInt("last"))); ok {
		row.Set("last", step)
		return true, write(tx, row)
	}
	var digests types.JSONArray[string]
	if err := row.UnmarshalJSONField("codes", &digests); err != nil {
		return false, err
	}
	i := slices.Index(digests, h.paperDigest(r, recovery.Normal(typed)))
	if i < 0 {
		return false, nil
	}
	row.Set("codes", slices.Delete(digests, i, i+1))
	if err := write(tx, row); err != nil {
		return false, err
	}
	return true, h.witness(tx, "paper", r, map[string]any{"left": len(digests) - 1})
}

// bindSecondSteps ends every session of somebody whose telephone is taken away.
func (h *Hall) bindSecondSteps() {
	h.app.OnRecordDelete("second_steps").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopSecondStepGone", Func: func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		r, err := holderOfStep(e.App, e.Record)
		if err != nil || r == nil {
			return err
		}
		r.RefreshTokenKey()
		if err := write(e.App, r); err != nil {
			return err
		}
		return h.witness(e.App, "unenrol", r, map[string]any{})
	}})
	h.app.OnRecordAfterDeleteSuccess(twoSteps...).Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopSecondStepOrphan", Func: func(e *core.RecordEvent) error {
		row, err := secondStep(e.App, e.Record)
		if err == nil && row != nil {
			err = deleteRow(e.App, row)
		}
		if err != nil {
			return err
		}
		return e.Next()
	}})
}

// holderOfStep is the account of a row, nil where it is gone.
func holderOfStep(app core.App, row *core.Record) (*core.Record, error) {
	for _, name := range twoSteps {
		if id, ok := cutHolder(row.GetString("holder"), name); ok {
			return findOne(app, name, "id", id)
		}
	}
	return nil, nil
}

// countWithoutSecondStep counts who must sign in by two steps and has not enrolled a
// telephone yet: whoever knows their password could do it in their place. `known` is false in
// a folder from before there was a second step.
func countWithoutSecondStep(db dbx.Builder) (n int, known bool, err error) {
	var tables int
	if err := db.Select("COUNT(*)").From("sqlite_master").Where(dbx.HashExp{"name": "second_steps"}).Row(&tables); err != nil || tables == 0 {
		return 0, false, err
	}
	for name, must := range map[string]string{
		core.CollectionNameSuperusers: "1 = 1",
		"officers":                    "active AND EXISTS (SELECT 1 FROM json_each(roles) WHERE value IN ('approver', 'supervisor'))",
	} {
		var some int
		missing := dbx.NewExp(must+" AND NOT EXISTS (SELECT 1 FROM second_steps s WHERE s.holder = {:name} || '/' || "+name+".id)", dbx.Params{"name": name})
		if err := db.Select("COUNT(*)").From(name).Where(missing).Row(&some); err != nil {
			return 0, false, err
		}
		n += some
	}
	return n, true, nil
}

func cutHolder(holder, collection string) (id string, ok bool) {
	return strings.CutPrefix(holder, collection+"/")
}
