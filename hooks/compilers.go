package hooks

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Who compiles a list. An act is not the only road into it: an edit, an import and a
// template change it as well, and whoever does any of these neither approves nor publishes
// it (R-CLM-06).

// mayEdit refuses with role_required an officer who is no cataloguer of the department and
// stands in for none (R-CLM-04, R-PL-22). Administrators and the house itself may.
func (h *Hall) mayEdit(tx core.App, department string) error {
	who := h.signer(tx)
	if who.kind != kindOfficer {
		return nil
	}
	roles, err := rolesOf(tx, who, []string{department})
	if err == nil && !slices.Contains(roles, flow.Cataloguer) {
		err = refuse("id", fault.New(fault.RoleRequired, "R-CLM-04", "Lists are compiled by the cataloguers of their department.").With("roles", []flow.Role{flow.Cataloguer}))
	}
	return err
}

// noteCompiler keeps on the claim that the officer who signs the transaction changed its
// list while it is compiled. The claim is read anew: it may have changed meanwhile.
func (h *Hall) noteCompiler(tx core.App, id string) error {
	who := h.signer(tx)
	if who.kind != kindOfficer {
		return nil
	}
	claim, err := findOne(tx, "claims", "id", id)
	if err != nil || claim == nil || flow.State(claim.GetString("state")) != flow.Compiling || contains(claim.GetStringSlice("compilers"), who.id()) {
		return err
	}
	claim.Set("compilers+", who.id())
	return write(tx, claim)
}

// compilers are the officers who had a hand in the list in this round, by an act or by
// changing it.
func (c *claimFile) compilers() []string {
	return append(c.record.GetStringSlice("compilers"), c.hands("claim", "revise", "submit")...)
}

// approver is the officer whose approval stands; an earlier one fell when the list was
// returned.
func (c *claimFile) approver() string {
	for _, a := range slices.Backward(c.actions) {
		if flow.Act(a.GetString("act")) == "approve" {
			return a.GetString("officer")
		}
	}
	return ""
}
