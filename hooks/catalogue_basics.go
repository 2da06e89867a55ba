package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/workbook"
)

// catalogueEntry is a basic item or a material type that the book creates or changes.
type catalogueEntry struct {
	record  *core.Record
	changed *Changed
	created bool
	ended   bool // cancelled by this import
}

// planBasics holds the basic items of the book against those of the county. An item takes
// another content only under a higher version, and a cancelled code is never used again
// (R-CAT-01, R-CAT-34).
func (i *importer) planBasics() []catalogueEntry {
	var plan []catalogueEntry
	for _, r := range i.book.Rows("basic_items") {
		e, changes := i.entryOf(r, "basic_items", i.stock.items, &i.report.BasicItems)
		if code := r.Text("code"); code[:2] == "00" && code[2:4] != r.Text("type") {
			i.wrong(r, "type", "type_differs", "R-CAT-33", code[2:4])
		}
		if !changes {
			continue
		}
		e.ended = r.Text("status") == catalogue.Cancelled
		if before := i.stock.items[r.Text("code")]; before != nil {
			i.checkSuccessor(r, before)
			e.ended = e.ended && before.GetString("status") != catalogue.Cancelled
		}
		plan = append(plan, e)
		i.stock.items[r.Text("code")] = e.record
	}
	return plan
}

func (i *importer) checkSuccessor(r workbook.Row, before *core.Record) {
	switch version := before.GetInt("version"); {
	case before.GetString("status") == catalogue.Cancelled && r.Text("status") != catalogue.Cancelled:
		i.wrong(r, "status", "item_cancelled", "R-CAT-34", r.Text("code"))
	case r.Int("version") <= version:
		i.wrong(r, "version", "version_old", "R-CLM-08", version)
	}
}

// planTypes does the same for the material types, which have no versions.
func (i *importer) planTypes() []catalogueEntry {
	var plan []catalogueEntry
	for _, r := range i.book.Rows("material_types") {
		e, changes := i.entryOf(r, "material_types", i.stock.types, &i.report.MaterialTypes)
		if changes {
			plan = append(plan, e)
			i.stock.types[r.Text("code")] = e.record
		}
	}
	return plan
}

// entryOf is the record that a row makes of what the county has; it reports whether that
// changes anything. What the upper level keeps is not a cataloguer's to change (R-CLM-02).
func (i *importer) entryOf(r workbook.Row, collection string, have map[string]*core.Record, changed *Changed) (catalogueEntry, bool) {
	e := catalogueEntry{changed: changed}
	before := have[r.Text("code")]
	first := ""
	for _, c := range r.Sheet.Columns {
		if before == nil || !sameValue(before.Get(c.Key), r.Value(c.Key)) {
			first = c.Key
			break
		}
	}
	if first == "" {
		return e, false
	}
	if !i.overseer {
		i.wrong(r, first, "catalogue_locked", "R-CLM-02")
	}
	if before == nil {
		e.created = true
		e.record = i.fresh(collection)
	} else {
		e.record = before.Clone()
	}
	for _, c := range r.Sheet.Columns {
		e.record.Set(c.Key, r.Value(c.Key))
	}
	return e, true
}

func (i *importer) storeEntry(e catalogueEntry) error {
	if err := i.save(e.record); err != nil {
		return err
	}
	switch id := e.record.Id; {
	case e.created:
		e.changed.Created = append(e.changed.Created, id)
	case e.ended:
		e.changed.Cancelled = append(e.changed.Cancelled, id)
	default:
		e.changed.Updated = append(e.changed.Updated, id)
	}
	return nil
}
