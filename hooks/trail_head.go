package hooks

import (
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A transaction that writes a hundred thousand rows writes as many of the trail. Nobody
// else writes the trail while it is open, so its end is remembered instead of looked up
// and its statement is prepared once.

// heads are the transactions whose end of the trail is remembered.
type heads struct{ sync.Map }

type head struct {
	end    *link // nil before the first row
	insert *dbx.Query
}

// keepHead begins to remember in a transaction, and answers what ends it.
func (h *Hall) keepHead(tx core.App) func() {
	key, kept := tx.TxInfo(), &head{insert: tx.DB().NewQuery(insertLink).Prepare()}
	h.heads.Store(key, kept)
	return func() {
		h.heads.Delete(key)
		_ = kept.insert.Close() // the transaction ends the statement as well
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

// moveHead remembers the new end where ends are remembered.
func (h *Hall) moveHead(tx core.App, end link) {
	if kept := h.keptHead(tx); kept != nil {
		kept.end = &end
	}
}

// linkInsert is the statement that adds to the trail.
func (h *Hall) linkInsert(tx core.App) *dbx.Query {
	if kept := h.keptHead(tx); kept != nil {
		return kept.insert
	}
	return tx.DB().NewQuery(insertLink)
}
