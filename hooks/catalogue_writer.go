package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// A county has some hundred thousand rows of lists. New ones are written by one prepared
// statement a collection, with the trail beside it: the platform would keep the event of
// every single record in memory until the transaction ends. Of our hooks on a create only
// the trail has anything to do there (the pen passes the others), and nobody subscribes
// to a row that did not exist.

// rowWriter inserts new records of one collection through one record that is filled anew.
type rowWriter struct {
	record *core.Record
	insert *dbx.Query
}

func (i *importer) writer(collection string) (*rowWriter, error) {
	if w := i.writers[collection]; w != nil {
		return w, nil
	}
	r := i.fresh(collection)
	values, err := r.DBExport(i.tx)
	if err != nil {
		return nil, err
	}
	columns, marks := "", ""
	for _, f := range r.Collection().Fields {
		if _, stored := values[f.GetName()]; !stored {
			continue
		}
		if columns != "" {
			columns, marks = columns+",", marks+","
		}
		columns, marks = columns+"[["+f.GetName()+"]]", marks+"{:"+f.GetName()+"}"
	}
	w := &rowWriter{record: r, insert: i.tx.DB().NewQuery("INSERT INTO {{" + collection + "}} (" + columns + ") VALUES (" + marks + ")").Prepare()}
	i.writers[collection] = w
	return w, w.insert.LastError
}

// insert writes one new record and its trail.
func (i *importer) insert(collection string, fields map[string]any) error {
	w, err := i.writer(collection)
	if err != nil {
		return err
	}
	now := types.NowDateTime()
	for _, f := range w.record.Collection().Fields {
		name := f.GetName()
		switch v, given := fields[name]; {
		case given:
			w.record.Set(name, v)
		case f.Type() == core.FieldTypeAutodate:
			w.record.SetRaw(name, now)
		default:
			w.record.Set(name, nil)
		}
	}
	values, err := w.record.DBExport(i.tx)
	if err != nil {
		return err
	}
	if _, err := w.insert.Bind(dbx.Params(values)).Execute(); err != nil {
		return err
	}
	return i.h.trail(i.tx, "create", nil, w.record)
}

func (i *importer) closeWriters() {
	for _, w := range i.writers {
		_ = w.insert.Close() // the transaction ends the statement as well
	}
}
