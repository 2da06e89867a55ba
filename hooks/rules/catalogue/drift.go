package catalogue

import (
	"reflect"
	"strings"
)

// InUse, Suspended and Cancelled are the states of an item of the basic catalogue.
const (
	InUse     = "in_use"
	Suspended = "suspended"
	Cancelled = "cancelled"
)

// Drift is one element in which a claimed list no longer agrees with its item of the
// basic catalogue. Must says that the list has to follow it (R-CLM-08). The English name
// is this county's wording, so the catalogue does not bind it; an item that is suspended
// above comes back, so its list need not change.
type Drift struct {
	Field   string `json:"field"`
	Listed  any    `json:"listed"`
	Present any    `json:"present"`
	Must    bool   `json:"must"`
}

// Drifts compares the locked elements of a list (R-CAT-03), and what it embeds of the
// basic item, with the item as it is now: name, name_en, code, type, basis, levels,
// status. The list is a revision, or a working copy, which embeds the present item and
// so drifts in its own elements only.
func Drifts(list *Snapshot, present BasicItem, status string) []Drift {
	drifts := []Drift{}
	for _, x := range []Drift{
		{"name", list.Name, present.Name, true},
		{"name_en", list.NameEn, present.NameEn, false},
		{"code", embedded(list), present.Code, true},
		{"type", list.BasicItem.Type, present.Type, true},
		{"basis", list.Basis, present.Basis, true},
		{"levels", set(list.BasicItem.Levels), set(present.Levels), true},
		{"status", InUse, status, status == Cancelled},
	} {
		if x.Field == "basis" && cites(list.Basis, present.Basis) {
			continue
		}
		if !reflect.DeepEqual(trimmed(x.Listed), trimmed(x.Present)) {
			drifts = append(drifts, x)
		}
	}
	return drifts
}

// MustFollow reports whether a list with these drifts has to be revised or ended.
func MustFollow(drifts []Drift) bool {
	for _, d := range drifts {
		if d.Must {
			return true
		}
	}
	return false
}

// embedded is the basic code inside the implementation code; that of the basic item where
// the code cannot be read.
func embedded(s *Snapshot) string {
	if c, read := taskCode(s); read {
		return c.Basic.String()
	}
	return s.BasicItem.Code
}

func trimmed(v any) any {
	if s, ok := v.(string); ok {
		return strings.TrimSpace(s)
	}
	return v
}

// cites reports whether a list cites the whole basis of its item: it may cite more, never
// less (R-CAT-03).
func cites(basis, item string) bool { return strings.Contains(unspaced(basis), unspaced(item)) }

// unspaced is a text without white space, which people set as they read best.
func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }
