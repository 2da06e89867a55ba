package hooks

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/rules/chain"
)

// head is the end of the trail.
func (h *Hall) head(tx core.App) (link, error) {
	if kept := h.memoryOf(tx); kept != nil && kept.end != nil {
		return *kept.end, nil
	}
	return lastEntry(tx)
}

// moveHead remembers the new end where ends are remembered, and has it attested once the
// transaction is committed.
func (h *Hall) moveHead(tx core.App, end link, added ...chain.Entry) {
	kept := h.memoryOf(tx)
	if kept == nil {
		kept = &memory{}
	} else {
		kept.end = &end
	}
	for _, e := range added {
		if e.Collection == "applications" {
			kept.cases = append(kept.cases, e.Record)
		}
	}
	h.attest(tx, kept, end)
}

// attest tells the witness beside the database, after the commit, where the trail ends and
// which cases were touched.
func (h *Hall) attest(tx core.App, kept *memory, end link) {
	first := kept.attested.Seq == 0
	kept.attested = end
	tell := func(failed error) error {
		if failed == nil {
			slices.Sort(kept.cases)
			appliance.Attest(h.app, kept.attested.Seq, kept.attested.Hash, slices.Compact(kept.cases))
		}
		return nil
	}
	switch {
	case !tx.IsTransactional():
		_ = tell(nil)
	case first:
		tx.TxInfo().OnComplete(tell)
	}
}
