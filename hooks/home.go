package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// What the first page shows beside the services, in one answer: the life events, the
// departments, and what the public has to know ahead. Nobody has to write announcements:
// they follow from the calendar, from suspensions and from versions that take effect.

// announcedDays is how far ahead the public is told.
const announcedDays = 45

// announcement is one thing to know ahead: days on which the counters are closed (closed) or
// open on a weekend (open), a service that takes nothing until a day (suspended), or a guide
// that changes on a day (version). Dates are YYYY-MM-DD, "" where there is no end.
type announcement struct {
	Kind    string `db:"kind" json:"kind"`
	From    string `db:"from" json:"from,omitempty"`
	To      string `db:"to" json:"to,omitempty"`
	Name    string `db:"name" json:"name"`
	NameEn  string `db:"name_en" json:"name_en,omitempty"`
	Service string `db:"service" json:"service,omitempty"`
}

// viewHome answers what the first page shows beside the services.
func (h *Hall) viewHome(e *core.RequestEvent) error {
	shown, err := h.firstPage(e.App)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{
		"life_events":   shownAs(shown.events, "name", "name_en", "promised_days"),
		"departments":   shownAs(shown.departments, "name", "name_en"),
		"announcements": shown.announced,
	})
}

// firstPage is what stands beside the services.
type firstPage struct {
	events, departments []*core.Record
	announced           []announcement
}

func (h *Hall) firstPage(app core.App) (firstPage, error) {
	events, err := publishedEvents(app)
	if err != nil {
		return firstPage{}, err
	}
	departments, err := findAll(app, "departments", "code", dbx.HashExp{"active": true})
	if err != nil {
		return firstPage{}, err
	}
	announced, err := h.announcements(app)
	return firstPage{events, departments, announced}, err
}

func publishedEvents(app core.App) ([]*core.Record, error) {
	return findAll(app, "life_events", "_rowid_", dbx.HashExp{"state": string(flow.Published)})
}

// shownAs are the records by their id and the named fields.
func shownAs(list []*core.Record, fields ...string) []map[string]any {
	out := make([]map[string]any, len(list))
	for i, r := range list {
		out[i] = map[string]any{"id": r.Id}
		for _, field := range fields {
			out[i][field] = r.Get(field)
		}
	}
	return out
}

// announcements are what is to be known ahead, closed counters first.
func (h *Hall) announcements(app core.App) ([]announcement, error) {
	today := h.today()
	list := h.holidays(today)
	suspended, err := suspensions(app)
	if err != nil {
		return nil, err
	}
	coming, err := newVersions(app, today)
	return append(append(list, suspended...), coming...), err
}

// holidays are the days off by a notice and the weekends that work for them (R-CAL-01).
func (h *Hall) holidays(today workday.Day) []announcement {
	list := []announcement{}
	off, moved := h.days().Special(today-1, today+announcedDays)
	add := func(kind string, cause workday.Cause, spans []workday.Span) {
		for _, s := range spans {
			if s.Cause == cause {
				list = append(list, announcement{Kind: kind, From: s.From.String(), To: s.To.String(), Name: s.Name})
			}
		}
	}
	add("closed", workday.Holiday, off)
	add("open", workday.MovedWorkday, moved)
	return list
}

// suspensions are the services that take nothing, each until the day that its last suspension
// names (R-CLM-09).
func suspensions(app core.App) ([]announcement, error) {
	var list []announcement
	err := app.ConcurrentDB().NewQuery(`SELECT 'suspended' AS kind, s.name, s.name_en, s.id AS service,
		COALESCE((SELECT x.until FROM actions x WHERE x.claim = s.claim AND x.act = 'suspend' ORDER BY x._rowid_ DESC LIMIT 1), '') AS "to"
		FROM services s WHERE s.state = 'suspended' ORDER BY s.code`).All(&list)
	return list, err
}

// newVersions are the guides that change on a coming day (R-CLM-07).
func newVersions(app core.App, today workday.Day) ([]announcement, error) {
	var list []announcement
	err := app.ConcurrentDB().NewQuery(`SELECT 'version' AS kind, r.effective_on AS "from", s.name, s.name_en, s.id AS service
		FROM revisions r JOIN services s ON s.id = r.service
		WHERE r.effective_on > {:today} AND r.effective_on <= {:last} AND s.state NOT IN ('suspended', 'cancelled') ORDER BY r.effective_on, s.code`).
		Bind(dbx.Params{"today": today.String(), "last": (today + announcedDays).String()}).All(&list)
	return list, err
}
