package tally

import (
	"slices"

	"onestop/hooks/rules/flow"
)

// ClaimRates are the shares of claims by their states. Claimed is every claim from the
// moment that its department took it on; to be claimed are all but those that were
// confirmed not to be this department's (R-CLM-05) or that ended. Approved is a list that was approved at
// least once: one under revision stays so (R-MET-10).
func ClaimRates(state flow.State, everApproved bool) Rates {
	if state == flow.Declined || state == flow.Cancelled {
		return Rates{}
	}
	rates := Rates{}
	claimed := !slices.Contains([]flow.State{flow.ToClaim, flow.Declining}, state)
	rates.count(Claimed, claimed)
	if claimed {
		rates.count(Approved, everApproved || state == flow.Approved)
	}
	return rates
}
