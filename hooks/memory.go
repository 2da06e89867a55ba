package hooks

import (
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A signed transaction is the only one that writes while it is open, so what it has read
// once it need not read again: the end of the trail, of which an import moves on a hundred
// thousand rows, and the rows that every paper of an act names.

// memories are what the open signed transactions remember.
type memories struct{ sync.Map }

type memory struct {
	end      *link      // of the trail; nil before it was looked up
	insert   *dbx.Query // of a row of the trail
	attested link       // what the witness is told after the commit
	cases    []string   // that the rows of the trail touched
	rows     map[string]*core.Record
	subjects map[string]*core.Record // as they were read to be changed
}

// remember begins to remember in a transaction, and answers what ends it.
func (h *Hall) remember(tx core.App) (forget func()) {
	key := tx.TxInfo()
	h.memories.Store(key, &memory{rows: map[string]*core.Record{}, subjects: map[string]*core.Record{}})
	return func() { h.memories.Delete(key) }
}

// memoryOf is what a transaction remembers; nil outside of a signed one.
func (h *Hall) memoryOf(tx core.App) *memory {
	if !tx.IsTransactional() {
		return nil
	}
	kept, _ := h.memories.Load(tx.TxInfo())
	known, _ := kept.(*memory)
	return known
}

// known reads a record to tell of it. In a signed transaction the same record is read once
// and belongs to all who ask: nobody may set anything on it.
func (h *Hall) known(tx core.App, collection, id string) (*core.Record, error) {
	m := h.memoryOf(tx)
	if m == nil {
		return tx.FindRecordById(collection, id)
	}
	if r := m.rows[collection+"/"+id]; r != nil {
		return r, nil
	}
	r, err := tx.FindRecordById(collection, id)
	if err == nil {
		m.rows[collection+"/"+id] = r
	}
	return r, err
}

// changed forgets a row that is being changed.
func (h *Hall) changed(tx core.App, r *core.Record) {
	if m := h.memoryOf(tx); m != nil {
		delete(m.rows, r.Collection().Name+"/"+r.Id)
	}
}

// subject reads a record that an act is about to change.
func (h *Hall) subject(tx core.App, collection, id string) (*core.Record, error) {
	r, err := tx.FindRecordById(collection, id)
	if m := h.memoryOf(tx); m != nil && err == nil {
		m.subjects[collection+"/"+id] = r
	}
	return r, err
}

// stored is the record as the database has it, and whether r, of which the same is saved, was
// read so. A subject of this very transaction need not be read again the first time.
func (h *Hall) stored(tx core.App, r *core.Record) (current *core.Record, asRead bool, err error) {
	if m := h.memoryOf(tx); m != nil {
		key := r.Collection().Name + "/" + r.Id
		subject := m.subjects[key]
		delete(m.subjects, key) // what is stored is about to be something else
		if subject == r {
			return r.Original(), true, nil
		}
	}
	current, err = tx.FindRecordById(r.Collection(), r.Id)
	return current, err == nil && asStored(r.Original(), current), err
}
