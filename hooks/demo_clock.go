package hooks

import (
	"net/http"
	"time"

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
	if err := h.RunDue(e.Request.Context()); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"now": chinaTime(h.Now()), "today": h.today().String()})
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
