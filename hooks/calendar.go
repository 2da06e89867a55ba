package hooks

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// bindCalendar keeps the working-day calendar of the house in memory and dates the
// running cases anew when a year is published (R-CAL-05).
func (h *Hall) bindCalendar() {
	check := func(e *core.RecordEvent) error {
		if _, err := workday.ParseDay(e.Record.GetString("date")); err != nil {
			return refuse("date", err)
		}
		return e.Next()
	}
	h.app.OnRecordCreate("calendar").BindFunc(check)
	h.app.OnRecordUpdate("calendar").BindFunc(check)
	changed := func(e *core.RecordEvent) error {
		h.calendar.Store(nil)
		h.redate.Store(true)
		h.recount.Store(true)
		return e.Next()
	}
	h.app.OnRecordAfterCreateSuccess("calendar").BindFunc(changed)
	h.app.OnRecordAfterUpdateSuccess("calendar").BindFunc(changed)
	h.app.OnRecordAfterDeleteSuccess("calendar").BindFunc(changed)
}

// days is the calendar in force. A calendar that cannot be read gives an empty one, in
// which every computation refuses with calendar_unpublished: it never guesses.
func (h *Hall) days() *workday.Calendar {
	if c := h.calendar.Load(); c != nil {
		return c
	}
	c, err := readCalendar(h.app)
	if err != nil {
		h.app.Logger().Error("the calendar cannot be read", "error", err)
		c, _ = workday.NewCalendar(nil)
		return c
	}
	h.calendar.Store(c)
	return c
}

func readCalendar(app core.App) (*workday.Calendar, error) {
	var rows []struct{ Date, Kind, Name, Notice string }
	if err := app.ConcurrentDB().Select("date", "kind", "name", "notice").From("calendar").All(&rows); err != nil {
		return nil, err
	}
	marks := make([]workday.Mark, len(rows))
	for i, r := range rows {
		day, err := workday.ParseDay(r.Date)
		if err != nil {
			return nil, fmt.Errorf("calendar row %s: %w", r.Date, err)
		}
		marks[i] = workday.Mark{Day: day, Kind: workday.Kind(r.Kind), Name: r.Name, Notice: r.Notice}
	}
	return workday.NewCalendar(marks)
}

// addDays answers what a limit of n days from a day gives and which days were counted.
func (h *Hall) addDays(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	from, err := workday.ParseDay(q.Get("from"))
	if err != nil {
		return refuse("from", err)
	}
	n, err := count(q.Get("days"), 400)
	if err != nil {
		return refuse("days", err)
	}
	if unit := q.Get("unit"); unit == "CD" {
		due, err := h.days().AddCalendarDays(from, n)
		if err != nil {
			return refuse("days", err)
		}
		return e.JSON(200, map[string]any{"due": due.String(), "lines": []any{}})
	} else if unit != "" && unit != "WD" {
		return refuse("unit", fault.New(fault.ValueInvalid, "R-AL-21", "The unit is WD (working days) or CD (calendar days)."))
	}
	lines, err := h.days().Explain(from, n)
	if err != nil {
		return refuse("days", err)
	}
	due, err := h.days().Add(from, n)
	if err != nil {
		return refuse("days", err)
	}
	out := make([]map[string]any, len(lines))
	for i, l := range lines {
		out[i] = map[string]any{"date": l.Date.String(), "counted": l.Counted, "why": l.Cause, "name": l.Name, "number": l.Number}
	}
	return e.JSON(200, map[string]any{"due": due.String(), "lines": out})
}
