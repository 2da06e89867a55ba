package cases

import (
	"fmt"
	"maps"
	"slices"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// doings are what people do beside the acts of the process: the applicant prepares and
// mends the file, the staff come and go.
var doings = map[flow.Act]func(f *file, d *deed) error{
	"add":    add,
	"answer": func(f *file, d *deed) error { return f.edit(func() { f.options = d.items }) },
	"fill":   func(f *file, d *deed) error { return f.edit(func() { maps.Copy(f.form, d.form) }) },
	"commit": func(f *file, d *deed) error { return f.edit(func() { f.committed = true }) },
	"absent": func(f *file, d *deed) error {
		return f.staff(d, func(o *review.Officer) { o.Absent, o.Deputy = true, d.to })
	},
	"back":  func(f *file, d *deed) error { return f.staff(d, func(o *review.Officer) { o.Absent = false }) },
	"leave": leave,
}

// add hands in one document for each material; it takes the place of a rejected one.
func add(f *file, d *deed) error {
	for _, material := range d.items {
		if err := checklist.MayAdd(f.state, f.owed(), material, f.docs); err != nil {
			return err
		}
		for i := range f.docs {
			if x := &f.docs[i]; x.Material == material && x.Verdict == checklist.Rejected {
				x.Superseded = true
			}
		}
		f.docs = append(f.docs, checklist.Doc{ID: fmt.Sprint("d", len(f.docs)), Material: material, Verdict: checklist.Pending})
	}
	return nil
}

func (f *file) edit(change func()) error {
	if err := checklist.MayEdit(f.state); err != nil {
		return err
	}
	change()
	_, err := f.list()
	return err
}

func (f *file) staff(d *deed, change func(*review.Officer)) error {
	i := slices.IndexFunc(f.officers, func(o review.Officer) bool { return o.ID == d.who })
	if i < 0 {
		return fmt.Errorf("%s is no officer", d.who)
	}
	change(&f.officers[i])
	return nil
}

// leave hands everything open of an officer to colleagues.
func leave(f *file, d *deed) error {
	if err := f.staff(d, func(o *review.Officer) { o.Active = false }); err != nil {
		return err
	}
	for i := range f.steps {
		if x := &f.steps[i]; x.State == review.Opened && x.examiner == d.who {
			x.examiner = review.Assign(f.officers, x.Department, d.who, f.load)
		}
	}
	return nil
}
