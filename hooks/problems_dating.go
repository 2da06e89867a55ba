package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/problem"
	"onestop/hooks/rules/workday"
)

// What falls due about problems: lights, reminders, the alarm, and the question whether it
// is really fixed (R-CLM-12, R-CLM-13).

// paintProblem sets the light of a problem as of today: grey while no calendar covers its
// limit (R-CAL-05), none while it is not with its department.
func (h *Hall) paintProblem(p *core.Record, today workday.Day) {
	light := clock.None
	if problem.Running(flow.State(p.GetString("state"))) {
		light = clock.Grey
		if due := problemDay(p, "due"); due != 0 {
			light = clock.DueOn(h.days(), due, today).Light
		}
	}
	p.Set("light", string(light))
}

// dateProblems dates the limits that a calendar covers by now, from the day on which they
// began, and repaints the lights; only what changed is written.
func (h *Hall) dateProblems(ctx context.Context, today workday.Day) error {
	running := dbx.In("state", string(flow.Assigned), string(flow.Returned))
	return h.eachProblem(ctx, running, func(tx core.App, p *core.Record) error {
		due, light := p.GetString("due"), p.GetString("light")
		if due == "" {
			began, err := problemBegan(tx, p)
			if err != nil {
				return err
			}
			if day, err := h.days().Add(began, p.GetInt("days")); err == nil {
				p.Set("due", day.String())
			}
		}
		if h.paintProblem(p, today); p.GetString("due") == due && p.GetString("light") == light {
			return nil
		}
		return write(tx, p)
	})
}

// problemBegan is the day from which the limit of a problem counts: that on which it was
// assigned or taken up again last.
func problemBegan(app core.App, p *core.Record) (workday.Day, error) {
	var stamp string
	err := app.DB().NewQuery("SELECT COALESCE(MAX(at), '') FROM actions WHERE problem = {:id} AND act IN ('assign', 'reopen')").
		Bind(dbx.Params{"id": p.Id}).Row(&stamp)
	return dayOfStamp(stamp), err
}

// tellProblemsDue reminds the lead department of problems whose last days have come, and
// sounds the alarm to it and the supervisors when the day has passed; each once a limit.
func (h *Hall) tellProblemsDue(ctx context.Context, today workday.Day) error {
	running := dbx.NewExp("state IN ('assigned', 'returned') AND due != '' AND light IN ('yellow', 'red')")
	return h.eachProblem(ctx, running, func(tx core.App, p *core.Record) error {
		kind, says := "problem_due", problemDueWords
		if problemDay(p, "due") < today {
			kind, says = "problem_late", problemLateWords
		}
		n := newsOfProblem(kind, p)
		n.key = kind + "/" + p.Id + "/" + p.GetString("due")
		told, err := toldBefore(tx, n.key)
		if err != nil || told {
			return err
		}
		ids, err := onProblem(tx, p)
		if err != nil {
			return err
		}
		if kind == "problem_late" {
			supervisors, err := officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
			if err != nil {
				return err
			}
			ids = append(ids, supervisors...)
		}
		return h.tellOfficers(tx, n, says, distinct(ids))
	})
}

// askReporters asks whether it is really fixed, four weeks after it was solved, once: the
// reporter where there is an account, else whoever wrote it down, or a supervisor, who
// calls (R-CLM-13).
func (h *Hall) askReporters(ctx context.Context, today workday.Day) error {
	due := dbx.NewExp("state = 'verified' AND confirmed = 'open' AND check_due != '' AND check_due <= {:today}", dbx.Params{"today": today.String()})
	return h.eachProblem(ctx, due, func(tx core.App, p *core.Record) error {
		n := newsOfProblem("problem_check", p)
		n.key = "problem_check/" + p.Id + "/" + p.GetString("check_due")
		told, err := toldBefore(tx, n.key)
		if err != nil || told {
			return err
		}
		if p.GetString("reporter") != "" {
			return h.tellApplicant(tx, n, problemCheckWords.applicant)
		}
		callers, err := present(tx, []string{p.GetString("registrar")})
		if err == nil && len(callers) == 0 {
			callers, err = officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
		}
		if err != nil {
			return err
		}
		return h.tellOfficers(tx, n, problemCheckWords.officers, callers)
	})
}

// toldBefore says whether anybody was told under a key already.
func toldBefore(tx core.App, key string) (bool, error) {
	told, err := tx.CountRecords("notifications", dbx.NewExp("key > {:key} || '/' AND key < {:key} || '0'", dbx.Params{"key": key}))
	return told > 0, err
}

// eachProblem does the work on each problem that a condition picks, in a transaction of the
// house of its own; one that fails is logged and keeps no other from its turn.
func (h *Hall) eachProblem(ctx context.Context, where dbx.Expression, work func(tx core.App, p *core.Record) error) error {
	return h.oneByOne(ctx, h.app.ConcurrentDB().Select("id").From("problems").Where(where).Build(), "a problem that was due failed", func(id string) error {
		return h.as(h.app, system, func(tx core.App) error {
			var p core.Record
			err := tx.RecordQuery("problems").AndWhere(dbx.HashExp{"id": id}).AndWhere(where).Limit(1).One(&p) // it may have moved meanwhile
			if err == errNoRows {
				return nil
			}
			if err != nil {
				return err
			}
			return work(tx, &p)
		})
	})
}
