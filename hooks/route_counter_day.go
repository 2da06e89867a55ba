package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// counterDeed is one thing that a window did.
type counterDeed struct {
	At          string `db:"at" json:"at"`
	Act         string `db:"act" json:"act"`
	Application string `db:"application" json:"application"`
	Number      string `db:"number" json:"number"`
	Service     string `db:"service" json:"service"`
	ServiceEn   string `db:"service_en" json:"service_en"`
	Applicant   string `db:"applicant" json:"applicant"`
	State       string `db:"state" json:"state"`
	Officer     string `db:"officer" json:"officer"`
}

// What a window does: the acts of a clerk on cases.
const counterDeeds = `SELECT x.at, x.act, x.application, a.number, s.name AS service, s.name_en AS service_en, p.name AS applicant, a.state, o.name AS officer
	FROM actions x JOIN applications a ON a.id = x.application JOIN services s ON s.id = a.service JOIN applicants p ON p.id = a.applicant JOIN officers o ON o.id = x.officer
	WHERE x.at >= {:from} AND x.at < {:to} AND a.locked = FALSE
	AND x.act IN ('submit', 'accept', 'request_correction', 'reject', 'supply', 'supplement', 'withdraw', 'deliver') AND `

const deedsOfDay = 500 // more than a window does in a day, and than anybody reads

// waitingKinds are what a counter keeps open, in the order of work.
var waitingKinds = []struct{ kind, where string }{
	{"deliver", "a.state IN ('granted', 'refused')"},
	{"answer", "a.state = 'submitted'"},
	{"correcting", "a.state = 'correcting'"},
	{"deferred", "a.state IN ('accepted', 'paused') AND a.deferred_due != ''"},
	{"draft", "a.state = 'draft' AND a.channel = 'counter'"},
}

// viewCounterDay answers what the clerk, or the whole counter of the department
// (who=department), did on a day, and what waits there now: to be delivered, answered,
// corrected, brought later, or finished (R-PL-20, R-PL-22).
func (h *Hall) viewCounterDay(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	if !who.has(flow.Clerk) {
		return refuse("who", fault.New(fault.RoleRequired, "R-PL-20", "The day of a counter is shown to its clerks."))
	}
	day := h.today()
	if text := q.Get("day"); text != "" {
		var err error
		if day, err = workday.ParseDay(text); err != nil {
			return refuse("day", err)
		}
	}
	deeds, err := h.deedsOn(e.App, who, day, q.Get("who") == "department")
	if err != nil {
		return err
	}
	waiting := make([]map[string]any, len(waitingKinds))
	for i, kind := range waitingKinds {
		rows, err := h.counterRows(e.App, kind.where, "due = '', due, a.number, a._rowid_ DESC", dbx.Params{"department": who.department()})
		if err != nil {
			return err
		}
		count, err := h.countWaiting(e.App, who, kind.where)
		if err != nil {
			return err
		}
		waiting[i] = map[string]any{"kind": kind.kind, "count": count, "items": rows}
	}
	return e.JSON(http.StatusOK, map[string]any{"day": day.String(), "today": h.today().String(), "deeds": deeds, "waiting": waiting})
}

// deedsOn are the deeds of a day in their order, of one clerk or of the department's.
func (h *Hall) deedsOn(app core.App, who actor, day workday.Day, all bool) ([]counterDeed, error) {
	officers, bind := "x.officer = {:me}", dbx.Params{"me": who.id(), "limit": deedsOfDay}
	if all {
		officers, bind["department"] = "x.officer IN (SELECT id FROM officers WHERE department = {:department})", who.department()
	}
	for key, d := range map[string]workday.Day{"from": day, "to": day + 1} {
		at, err := types.ParseDateTime(d.Start())
		if err != nil {
			return nil, err
		}
		bind[key] = at.String()
	}
	deeds := []counterDeed{}
	err := app.ConcurrentDB().NewQuery(counterDeeds + officers + " ORDER BY x.at, x._rowid_ LIMIT {:limit}").Bind(bind).All(&deeds)
	for i := range deeds {
		at, err := types.ParseDateTime(strings.TrimSpace(deeds[i].At))
		if err != nil {
			return nil, err
		}
		deeds[i].At = chinaTime(at.Time())
	}
	return deeds, err
}

func (h *Hall) countWaiting(app core.App, who actor, where string) (int, error) {
	var n int
	err := app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM applications a WHERE " + where + " AND " + ownDepartment + " AND a.locked = FALSE").
		Bind(dbx.Params{"department": who.department()}).Row(&n)
	return n, err
}
