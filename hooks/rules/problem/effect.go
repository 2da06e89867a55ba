package problem

import "onestop/hooks/rules/catalogue"

// Pair is one figure before and after; nil where the list does not say it.
type Pair struct {
	Before *int `json:"before"`
	After  *int `json:"after"`
}

// Effect is what a solution changed for applicants, between the list in force when the
// problem was assigned and the one in force when it was solved (R-CLM-13, R-PL-26). Days
// are working days. Changed is false where the list is the same: then the figures are too.
type Effect struct {
	Days      Pair    `json:"days"`
	Materials Pair    `json:"materials"`
	Steps     Pair    `json:"steps"`
	Trips     Pair    `json:"trips"`
	Version   Pair    `json:"version"`
	Changed   bool    `json:"changed"`
	Better    int     `json:"better"` // changes that ease the way of the applicant
	Worse     int     `json:"worse"`
	Material  *Change `json:"material,omitempty"` // the material that the problem is about
}

// Change is what became of one material: its necessity, "" where it is not asked.
type Change struct {
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Version is a list with the number of its revision; List is nil where none is in force.
type Version struct {
	Number int
	List   *catalogue.Snapshot
}

// EffectOf compares two versions of a list. material is the id of the one that the problem
// is about, "" of none. Nil where there is no list to compare with.
func EffectOf(before, after Version, material string) *Effect {
	if before.List == nil || after.List == nil {
		return nil
	}
	b, a := catalogue.BurdenOf(before.List), catalogue.BurdenOf(after.List)
	e := &Effect{
		Days: Pair{b.Days, a.Days}, Materials: pair(b.Materials, a.Materials), Steps: pair(b.Steps, a.Steps), Trips: pair(b.Trips, a.Trips),
		Version: pair(before.Number, after.Number),
	}
	for _, c := range catalogue.Changes(before.List, after.List) {
		e.Changed = true
		switch c.Effect {
		case catalogue.Better:
			e.Better++
		case catalogue.Worse:
			e.Worse++
		}
	}
	e.Material = materialChange(before.List, after.List, material)
	return e
}

func pair(before, after int) Pair { return Pair{&before, &after} }

func materialChange(before, after *catalogue.Snapshot, id string) *Change {
	was, is := before.Material(id), after.Material(id)
	switch {
	case was == nil && is == nil:
		return nil
	case was == nil:
		return &Change{is.Name, is.NameEn, "", is.Necessity}
	case is == nil:
		return &Change{was.Name, was.NameEn, was.Necessity, ""}
	}
	return &Change{is.Name, is.NameEn, was.Necessity, is.Necessity}
}
