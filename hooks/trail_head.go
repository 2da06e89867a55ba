package hooks

import (
	"slices"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/rules/chain"
)

// A signed transaction writes several rows of the trail, an import a hundred thousand.
// Nobody else writes the trail while it is open, so its end is remembered instead of
// looked up and its statement is prepared once.

// heads are the transactions whose end of the trail is remembered.
type heads struct{ sync.Map }

type head struct {
	end      *link      // nil before the first row
	insert   *dbx.Query // nil before the first row
	attested link       // what the witness is told after the commit
	cases    []string   // that the rows touched
}

// keepHead begins to remember in a transaction, and answers what ends it.
func (h *Hall) keepHead(tx core.App) func() {
	key, kept := tx.TxInfo(), &head{}
	h.heads.Store(key, kept)
	return func() {
		h.heads.Delete(key)
		if kept.insert != nil {
			_ = kept.insert.Close() // the transaction ends the statement as well
		}
	}
}

func (h *Hall) keptHead(tx core.App) *head {
	if !tx.IsTransactional() {
		return nil
	}
	kept, _ := h.heads.Load(tx.TxInfo())
	known, _ := kept.(*head)
	return known
}

// head is the end of the trail.
func (h *Hall) head(tx core.App) (link, error) {
	if kept := h.keptHead(tx); kept != nil && kept.end != nil {
		return *kept.end, nil
	}
	return lastEntry(tx)
}

// moveHead remembers the new end where ends are remembered, and has it attested once the
// transaction is committed.
func (h *Hall) moveHead(tx core.App, end link, added ...chain.Entry) {
	kept := h.keptHead(tx)
	if kept == nil {
		kept = &head{}
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
func (h *Hall) attest(tx core.App, kept *head, end link) {
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

// linkInsert is the statement that adds to the trail.
func (h *Hall) linkInsert(tx core.App) *dbx.Query {
	insert := tx.DB().NewQuery(insertLink)
	kept := h.keptHead(tx)
	if kept == nil {
		return insert
	}
	if kept.insert == nil {
		kept.insert = insert.Prepare()
	}
	return kept.insert
}
