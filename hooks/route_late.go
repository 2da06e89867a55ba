package hooks

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/tally"
)

// The list of supervision: open cases that are late and those that soon will be, across the
// departments, with what each waits for (R-AL-41, R-CLM-12).

// lateRead is how many cases of a light are looked through; lateListed a page of the list.
const (
	lateRead   = 1000
	lateListed = 50
)

// lateCount is how many cases a department has, or a cause, by light.
type lateCount struct {
	ID     string `json:"id"`
	Red    int    `json:"red"`
	Yellow int    `json:"yellow"`
}

// lateRow is a case of the list with its light.
type lateRow struct {
	dueCase
	Light clock.Light `json:"light"`
}

// listLate answers the list to whoever may read the figures of the county or of a
// department: late ones first, then by the days left. The counts are of everything that
// department and light leave; they tell where there is more.
func (h *Hall) listLate(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	s, err := h.scopeOf(e.App, actorOf(e.Auth), q.Get)
	if err != nil {
		return err
	}
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	lights, err := lateLights(q.Get("light"))
	if err != nil {
		return err
	}
	rows, capped := []lateRow{}, false
	for _, light := range lights {
		list, err := h.dueCases(e.App, s, light, lateRead)
		if err != nil {
			return err
		}
		capped = capped || len(list) == lateRead
		for _, x := range list {
			rows = append(rows, lateRow{x, light})
		}
	}
	departments := countLate(rows, func(x lateRow) string { return x.Department })
	waits := countLate(rows, func(x lateRow) string { return string(x.Waits) })
	if cause := q.Get("waits"); cause != "" {
		rows = slices.DeleteFunc(rows, func(x lateRow) bool { return x.Waits != tally.Cause(cause) })
	}
	from := min((page-1)*lateListed, len(rows))
	items, more := onePage(rows[from:], lateListed)
	return e.JSON(http.StatusOK, map[string]any{"items": items, "more": more, "page": page, "total": len(rows), "capped": capped,
		"departments": departments, "waits": waits, "department": s.department, "today": h.today().String()})
}

// lateLights are the lights that are asked for, both where none is.
func lateLights(asked string) ([]clock.Light, error) {
	switch light := clock.Light(asked); light {
	case "":
		return []clock.Light{clock.Red, clock.Yellow}, nil
	case clock.Red, clock.Yellow:
		return []clock.Light{light}, nil
	}
	return nil, refuse("light", fault.New(fault.ValueInvalid, "", "Ask for red (late) or yellow (three working days or less), or for both."))
}

// countLate counts the rows by a key, most late ones first.
func countLate(rows []lateRow, key func(lateRow) string) []lateCount {
	counts := []lateCount{}
	for _, x := range rows {
		at := slices.IndexFunc(counts, func(c lateCount) bool { return c.ID == key(x) })
		if at < 0 {
			at, counts = len(counts), append(counts, lateCount{ID: key(x)})
		}
		if x.Light == clock.Red {
			counts[at].Red++
		} else {
			counts[at].Yellow++
		}
	}
	slices.SortStableFunc(counts, func(a, b lateCount) int { return cmp.Or(b.Red-a.Red, b.Yellow-a.Yellow) })
	return counts
}
