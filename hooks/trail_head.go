package hooks

import (
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A signed transaction writes several rows of the trail, an import a hundred thousand.
// Nobody else writes the trail while it is open, so its end is remembered instead of
// looked up and its statement is prepared once.

// heads are the transactions whose end of the trail is remembered.
type heads struct{ sync.Map }

type head struct {
	end    *link      // nil before the first row
	insert *dbx.Query // nil before the first row
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

// moveHead remembers the new end where ends are remembered.
func (h *Hall) moveHead(tx core.App, end link) {
	if kept := h.keptHead(tx); kept != nil {
		kept.end = &end
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
