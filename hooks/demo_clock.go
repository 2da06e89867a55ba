package hooks

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// moveClock moves the clock of the training mode forward, to an instant in China time or
// by calendar days, and answers when everything that fell due has happened.
func (h *Hall) moveClock(e *core.RequestEvent) error {
	var body struct {
		Now  string `json:"now"`
		Days int    `json:"days"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("now", fault.New(fault.ValueInvalid, "", "Send {\"now\":\"2026-03-10T09:00\"} or {\"days\":3}."))
	}
	now := h.Now()
	to := now.AddDate(0, 0, body.Days)
	if body.Now != "" {
		var err error
		if to, err = ParseChinaTime(body.Now); err != nil {
			return refuse("now", err)
		}
	}
	if body.Days < 0 || body.Days > 3660 || to.Before(now) || to.After(now.AddDate(0, 0, 3660)) {
		return refuse("now", fault.New(fault.DateInvalid, "", "The clock of the training mode only moves forward, ten years at most."))
	}
	h.MoveTo(to)
	since := h.instant().String()
	if err := h.RunDue(e.Request.Context()); err != nil {
		return err
	}
	done, told, err := fellDue(e.App, since)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"now": chinaTime(h.Now()), "today": h.today().String(), "done": done, "told": told})
}

// bindStamps dates every row of the training by its own clock, as a house in service dates
// them by the machine's: a draft of today does not bear a date of next year.
func (h *Hall) bindStamps() {
	stamp := func(e *core.RecordEvent) error {
		if c := e.Record.Collection(); !c.System {
			for _, field := range c.Fields {
				if f, ok := field.(*core.AutodateField); ok && (f.OnUpdate || e.Record.IsNew()) {
					h.stampField(e.Record, f.Name)
				}
			}
		}
		return e.Next()
	}
	h.app.OnRecordCreateExecute().BindFunc(stamp)
	h.app.OnRecordUpdateExecute().BindFunc(stamp)
}

// rowTime is the time by which rows are stamped: that of the machine, and in the training that
// of its clock.
func (h *Hall) rowTime() time.Time {
	if h.demo {
		return h.Now()
	}
	return time.Now()
}

// stampField sets an instant that differs from the one before: the platform takes the same
// one for none and puts that of the machine in its place.
func (h *Hall) stampField(r *core.Record, name string) {
	now := h.instant()
	if now.Equal(r.GetDateTime(name)) {
		now = now.Add(time.Millisecond)
	}
	r.SetRaw(name, now)
}

// fellDue counts what the house did by itself since then, by act, and what it told, by kind.
func fellDue(app core.App, since string) (done []deedCount, told []newsCount, err error) {
	done, told = []deedCount{}, []newsCount{}
	err = app.ConcurrentDB().Select("act", "COUNT(*) AS n").From("actions").AndWhere(dbx.HashExp{"officer": "", "applicant": ""}).
		AndWhere(dbx.NewExp("created >= {:since}", dbx.Params{"since": since})).GroupBy("act").OrderBy("n DESC", "act").All(&done)
	if err == nil {
		err = app.ConcurrentDB().Select("kind", "COUNT(*) AS n").From("notifications").Where(dbx.HashExp{"channel": "inbox"}).
			AndWhere(dbx.NewExp("created >= {:since}", dbx.Params{"since": since})).GroupBy("kind").OrderBy("n DESC", "kind").All(&told)
	}
	return done, told, err
}

type deedCount struct {
	Act string `db:"act" json:"act"`
	N   int    `db:"n" json:"n"`
}

type newsCount struct {
	Kind string `db:"kind" json:"kind"`
	N    int    `db:"n" json:"n"`
}

// MoveTo sets the clock to an instant, from which it runs on.
func (h *Hall) MoveTo(to time.Time) {
	offset := time.Until(to)
	h.setClock(func() time.Time { return time.Now().Add(offset) })
}

// ParseChinaTime reads 2026-03-02T09:00 (seconds and a zone may follow) as China time;
// date_invalid for anything else.
func ParseChinaTime(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, workday.China); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.DateInvalid, "", "Give the time as 2026-03-02T09:00 (China time).")
}
