package hooks

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"

	"onestop/hooks/rules/workday"
)

// bindDue runs what falls due: behind the start, because the machine may have been off
// for days and a big county takes a minute, and every quarter of an hour. A failing case
// is logged and does not stop the others.
func (h *Hall) bindDue(o Options) {
	if o.DueByHand {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	run := func() {
		running.Add(1)
		defer running.Done()
		err := h.RunDue(ctx)
		if ctx.Err() != nil {
			return
		}
		if h.noteJobs(err); err != nil {
			h.app.Logger().Error("the due jobs failed", "error", err)
		}
	}
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		routine.FireAndForget(run)
		return e.Next()
	})
	h.app.Cron().MustAdd("onestopDue", "*/15 * * * *", run)
	h.app.Cron().MustAdd("onestopFigures", "40 18 * * *", func() { // by the world's time: at night in China
		running.Add(1)
		defer running.Done()
		h.checkFigures(ctx)
	})
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		stop()
		running.Wait()
		return e.Next()
	})
}

// RunDue does everything that is due at Now and nothing twice: the dates and lights of
// running cases, of claims and of campaigns, first, because a new calendar may date what was grey (R-CAL-05), then the statistics; silence
// that accepts (R-AL-06), pauses whose day has come (R-AL-20), renewals, late steps and
// services whose suspension ends (R-CLM-09) or whose item ended above (R-CLM-08), what must
// be erased and who forgotten (R-PI-06), and the head of the trail. By a
// clock that is wrong nothing falls due.
func (h *Hall) RunDue(ctx context.Context) error {
	h.due.Lock()
	defer h.due.Unlock()
	if err := h.rightClock(); err != nil {
		return err
	}
	today := h.today()
	if ctx.Err() != nil {
		return ctx.Err() // the house closed while this run waited for its turn
	}
	var failed []error // one job that fails keeps no other from its work
	for _, job := range []func(context.Context, workday.Day) error{h.relight, h.recountDue, h.dateClaims, h.renewCampaigns, h.dateRatings, h.dateProblems, h.deemSilent, h.resumeDue, h.renewDue, h.remindHolders, h.tellLate, h.tellUninspected, h.remindTasks, h.tellRatingsLate, h.tellProblemsDue, h.askReporters, h.remindTrainings, h.reopenDue, h.endDue, h.eraseDue, h.forgetDue, h.forwardDue, h.indexDue, h.forgetReceipts, h.forgetTries, h.anchorTrail} {
		err := job(ctx, today)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// deemSilent accepts every submitted case whose notice limit passed in silence.
func (h *Hall) deemSilent(ctx context.Context, today workday.Day) error {
	return h.eachCase(ctx, dbx.NewExp("state = 'submitted' AND notice_due != '' AND notice_due < {:today}", dbx.Params{"today": today.String()}), func(id string) error {
		c, err := h.openCase(h.app, id)
		if err != nil {
			return err
		}
		if _, passed, err := h.deemed(c, today); err != nil || !passed {
			return err
		}
		_, err = h.Act(h.app, nil, map[string]any{"subject": "application", "application": id, "act": "deem_accepted"})
		return err
	})
}

// resumeDue starts the clock again on the day that the applicant was told, so that a
// forgotten pause never costs the citizen time.
func (h *Hall) resumeDue(ctx context.Context, today workday.Day) error {
	return h.eachCase(ctx, dbx.NewExp("state = 'paused'"), func(id string) error {
		c, err := h.openCase(h.app, id)
		if err != nil {
			return err
		}
		paused := c.last("pause")
		if paused == nil || paused.GetString("until") > today.String() {
			return nil
		}
		_, err = h.Act(h.app, nil, map[string]any{"subject": "application", "application": id, "act": "resume", "until": paused.GetString("until")})
		return err
	})
}

// receiptsKept is how long a client may repeat a create with the same id.
const receiptsKept = 30 * 24 * time.Hour

// forgetReceipts drops the memory of old requests.
func (h *Hall) forgetReceipts(ctx context.Context, _ workday.Day) error {
	_, err := h.app.NonconcurrentDB().Delete("receipts", dbx.NewExp("created < {:old}", dbx.Params{"old": dateTime(h.rowTime().Add(-receiptsKept)).String()})).WithContext(ctx).Execute()
	return err
}

// eachCase does the work for each matching case in its own transaction, so that others
// write in between; a failing case is logged, the rest goes on.
func (h *Hall) eachCase(ctx context.Context, where dbx.Expression, work func(id string) error) error {
	return h.oneByOne(ctx, h.app.ConcurrentDB().Select("id").From("applications").Where(where).Build(), "a due case failed", work)
}

// oneByOne does the work for each id that a question answers, in their order. One that fails
// is logged by these words and keeps no other from its turn.
func (h *Hall) oneByOne(ctx context.Context, question *dbx.Query, failed string, work func(id string) error) error {
	var ids []string
	if err := question.WithContext(ctx).Column(&ids); err != nil {
		return err
	}
	slices.Sort(ids) // here: an order asked of the database makes it walk all rows in that order
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := work(id); err != nil {
			h.app.Logger().Error(failed, "id", id, "error", err)
		}
	}
	return nil
}
