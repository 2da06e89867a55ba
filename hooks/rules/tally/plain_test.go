package tally

import "testing"

// A cell may be added unseen only where what is read first would make no difference.
func TestPlainCellsOnlyAdd(t *testing.T) {
	for name, c := range map[string]struct {
		cell  Cell
		plain bool
	}{
		"a case filed":        {Cell{Cases: 1}, true},
		"a case promised":     {Cell{Cases: 1, Promised: 1, Days: Histogram{}, Causes: map[Cause]int{}}, true},
		"a case taken out":    {Cell{Cases: -1}, false},
		"a promise withdrawn": {Cell{Cases: 1, InPromise: -1}, false},
		"days":                {Cell{Cases: 1, Days: Histogram{3: 1}}, false},
		"a cause":             {Cell{Cases: 1, Causes: map[Cause]int{"any": 1}}, false},
	} {
		if got := c.cell.Plain(); got != c.plain {
			t.Errorf("%s: plain is %t", name, got)
		}
	}
}
