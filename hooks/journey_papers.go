package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

// gatherLimit is how many bytes a case takes over from the others of its journey: they are
// copied while the only writer is held.
const gatherLimit = 200 << 20

// gather takes over what the applicant uploaded once for the whole journey (R-PKG-01):
// when a case is handed in, each material that it asks and has no document for gets those
// of the same type from another case of the journey, as documents of its own that say what
// they are copies of. The newest that stands serves; what a clerk rejected does not. Papers that
// are together too large to be copied in one act are refused with quota_exceeded.
func (d *deed) gather() error {
	if d.file.record.GetString("journey") == "" {
		return nil
	}
	list, err := d.file.list()
	if err != nil {
		return err
	}
	held, err := siblingPapers(d.tx, d.file.record)
	if err != nil {
		return err
	}
	total := 0
	for _, m := range list.Materials {
		if m.Type == "" || d.holds(m.ID) {
			continue
		}
		for _, source := range newestOf(held, m.Type) {
			if total += source.GetInt("size"); total > gatherLimit {
				return fault.New(fault.QuotaExceeded, "R-PKG-01", "The papers that %s takes over from the other services are larger than %d MB together; upload smaller files.", d.file.snapshot.Name, gatherLimit>>20).With("limit", gatherLimit>>20)
			}
			r, err := newRecord(d.tx, "documents", map[string]any{"application": d.file.record.Id, "material": m.ID, "page": source.GetInt("page"), "reuse_of": source.Id})
			if err != nil {
				return err
			}
			if err := d.tx.Save(r); err != nil { // as the applicant takes an earlier page again
				return err
			}
			d.file.documents = append(d.file.documents, r)
		}
	}
	return nil
}

// holds reports whether the case has a document of the material.
func (d *deed) holds(material string) bool {
	return slices.ContainsFunc(d.file.documents, func(x *core.Record) bool {
		return x.GetString("material") == material && !x.GetBool("superseded")
	})
}

// siblingPapers are the standing documents of the other cases of a journey, newest first.
func siblingPapers(tx core.App, c *core.Record) ([]*core.Record, error) {
	var list []*core.Record
	err := tx.RecordQuery("documents").
		AndWhere(dbx.NewExp("application IN (SELECT id FROM applications WHERE journey = {:journey} AND id != {:id})", dbx.Params{"journey": c.GetString("journey"), "id": c.Id})).
		AndWhere(dbx.NewExp("superseded = FALSE AND verdict != 'rejected'")).OrderBy("_rowid_ DESC").All(&list)
	return list, err
}

// newestOf are all pages of the material of the type that was uploaded last.
func newestOf(held []*core.Record, materialType string) []*core.Record {
	i := slices.IndexFunc(held, func(x *core.Record) bool { return x.GetString("type") == materialType })
	if i < 0 {
		return nil
	}
	var pages []*core.Record
	for _, x := range held {
		if x.GetString("application") == held[i].GetString("application") && x.GetString("material") == held[i].GetString("material") {
			pages = append(pages, x)
		}
	}
	slices.SortFunc(pages, func(a, b *core.Record) int { return a.GetInt("page") - b.GetInt("page") })
	return pages
}
