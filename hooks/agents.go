package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/idcode"
)

// bindAgents keeps who acts for an applicant (R-AL-02): after the draft itself was judged
// the number is sealed, and at the start those that an earlier version kept open.
func (h *Hall) bindAgents() {
	h.app.OnRecordCreate("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopAgentNew", Func: h.sealAgent})
	h.app.OnRecordUpdate("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopAgent", Func: h.sealAgent})
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := h.sealOpenAgents(); err != nil {
			return err
		}
		return e.Next()
	})
}

// sealAgent keeps the number of an agent as that of an applicant is kept: checked, sealed,
// and shown as its mask (R-CODE-02, R-PI-08). Whoever sends the mask back changes nothing.
func (h *Hall) sealAgent(e *core.RecordEvent) error {
	r, given := e.Record, e.Record.GetString("agent_id")
	switch {
	case !r.IsNew() && given == r.Original().GetString("agent_id"),
		hasPen(e.Context) && r.GetString("agent_cipher") != "": // the house copies what it sealed
		return e.Next()
	case given == "":
		r.Set("agent_cipher", "")
		return e.Next()
	}
	number, err := idcode.Holder(given, h.Now())
	if err != nil {
		return refuse("agent_id", err)
	}
	cipher, err := h.seal.close(number)
	if err != nil {
		return err
	}
	r.Set("agent_id", idcode.MaskID(number))
	r.Set("agent_cipher", cipher)
	return e.Next()
}

// sealOpenAgents seals the numbers that stand open, as they were given: nobody checked them.
func (h *Hall) sealOpenAgents() error {
	return h.as(h.app, system, func(tx core.App) error {
		var open []*core.Record
		if err := tx.RecordQuery("applications").AndWhere(dbx.NewExp("agent_id != '' AND agent_cipher = ''")).All(&open); err != nil {
			return err
		}
		for _, r := range open {
			cipher, err := h.seal.close(r.GetString("agent_id"))
			if err != nil {
				return err
			}
			r.Set("agent_cipher", cipher)
			r.Set("agent_id", idcode.MaskID(r.GetString("agent_id")))
			if err := write(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}
