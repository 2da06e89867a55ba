package catalogue

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// claimed is the good list, whose own elements agree with its item.
func claimed() *Snapshot {
	s := food()
	s.BasicItem.Name, s.BasicItem.NameEn, s.BasicItem.Basis = s.Name, s.NameEn, s.Basis
	return s
}

func TestDriftFromTheBasicItem_R_CLM_08(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *BasicItem)
		status string
		want   string
		must   bool
	}{
		"nothing":                  {func(*BasicItem) {}, InUse, "", false},
		"only the order of levels": {func(b *BasicItem) { slices.Reverse(b.Levels) }, InUse, "", false},
		"R-CAT-03 name":            {func(b *BasicItem) { b.Name = "食品经营许可" }, InUse, "name 食品经营许可(新办) -> 食品经营许可", true},
		"the English name":         {func(b *BasicItem) { b.NameEn = "Food licence" }, InUse, "name_en Food business licence -> Food licence", false},
		"R-CAT-03 basis":           {func(b *BasicItem) { b.Basis = "《新法》第一条" }, InUse, "basis 《中华人民共和国食品安全法》第三十五条 -> 《新法》第一条", true},
		"R-CAT-03 code":            {func(b *BasicItem) { b.Code = "000113015009" }, InUse, "code 000113015000 -> 000113015009", true},
		"R-CAT-03 type":            {func(b *BasicItem) { b.Type = "07" }, InUse, "type 01 -> 07", true},
		"R-CLM-03 levels":          {func(b *BasicItem) { b.Levels = []string{"3"} }, InUse, "levels [3 4] -> [3]", true},
		"cancelled":                {func(*BasicItem) {}, Cancelled, "status in_use -> cancelled", true},
		"suspended":                {func(*BasicItem) {}, Suspended, "status in_use -> suspended", false},
		"two at once": {func(b *BasicItem) { b.NameEn, b.Type = "Food licence", "07" }, InUse,
			"name_en Food business licence -> Food licence; type 01 -> 07", true},
	} {
		present := claimed().BasicItem
		c.change(&present)
		var got []string
		drifts := Drifts(claimed(), present, c.status)
		for _, d := range drifts {
			got = append(got, fmt.Sprintf("%s %v -> %v", d.Field, d.Listed, d.Present))
		}
		if text := strings.Join(got, "; "); text != c.want || MustFollow(drifts) != c.must {
			t.Errorf("%s: %s, must %v", name, text, MustFollow(drifts))
		}
	}
}

// A working copy reads the present item, so only its own elements can lag behind; the
// basic code then is the one inside its implementation code.
func TestDriftOfAWorkingCopy(t *testing.T) {
	draft := claimed()
	draft.BasicItem.Code, draft.BasicItem.Type = "000713015000", "07"
	drifts := Drifts(draft, draft.BasicItem, InUse)
	if len(drifts) != 1 || drifts[0].Field != "code" || drifts[0].Listed != "000113015000" {
		t.Errorf("%+v", drifts)
	}
	draft = claimed()
	draft.Basis += "；《食品安全法实施条例》\n第十五条"
	if drifts = Drifts(draft, draft.BasicItem, InUse); len(drifts) != 0 {
		t.Errorf("a list may cite more than its item: %+v", drifts)
	}
	draft.BasicItem.Code, draft.BasicItem.Type = "000713015000", "07"
	draft.Code = ""
	if drifts = Drifts(draft, draft.BasicItem, InUse); len(drifts) != 0 {
		t.Errorf("without a code of its own: %+v", drifts)
	}
}

// Every element of the basic item but its record id is looked at.
func TestEveryElementOfTheItemMayDrift(t *testing.T) {
	kind := reflect.TypeOf(BasicItem{})
	for i := range kind.NumField() {
		present := claimed().BasicItem
		f := reflect.ValueOf(&present).Elem().Field(i)
		if key := kind.Field(i).Tag.Get("json"); key != "id" && alter(f) {
			drifts := Drifts(claimed(), present, InUse)
			if len(drifts) != 1 || drifts[0].Field != key {
				t.Errorf("a change of %s is not told: %+v", key, drifts)
			}
		}
	}
}
