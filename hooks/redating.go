package hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// redateBatch is how many cases are dated in one transaction. They are read and reckoned
// before it, so that other writers wait for the statements alone.
const redateBatch = 100

// undatedDays is how long ago a closed case may have been accepted whose limits were not
// dated then: no notice is published later than the year it is for.
const undatedDays = 400

// relight paints the lights and dates of running cases, once a day and after a new
// calendar, which dates their open steps as well (R-CAL-05). A hundred thousand cases
// change with one notice, so a batch is read in a few statements, and only what changed
// is written.
func (h *Hall) relight(ctx context.Context, today workday.Day) error {
	// A calendar may have come while the house was closed, by the console: the first run takes it for new.
	changed := h.redate.Swap(false) || h.dated.Load() == 0
	if h.dated.Load() == int64(today) && !changed {
		return nil
	}
	for last := ""; ; {
		next, err := h.redateAfter(ctx, last, today, changed)
		if err != nil {
			h.redate.Store(true) // what is left is taken up by the next run
			return err
		}
		if next == "" {
			break
		}
		last = next
	}
	h.dated.Store(int64(today))
	return nil
}

// redateAfter dates the next batch of running cases behind the id last, with their open
// steps where those are asked for, and answers the last id it saw, "" at the end.
func (h *Hall) redateAfter(ctx context.Context, last string, today workday.Day, steps bool) (string, error) {
	batch, err := readRunning(ctx, h.app, last, redateBatch, steps, dateTime((today - undatedDays).Start()))
	if err != nil || len(batch) == 0 {
		return "", err
	}
	var list []redated
	for _, c := range batch {
		snapshot, err := h.content(h.app, c.Revision)
		if err != nil {
			h.app.Logger().Error("a case could not be dated", "application", c.ID, "error", err)
			continue
		}
		list = append(list, h.reckon(c, snapshot, today)...)
	}
	if len(list) > 0 {
		err = h.as(h.app, system, func(tx core.App) error { return h.storeRedated(tx, list) })
	}
	return batch[len(batch)-1].ID, err
}

// reckon answers what changes of a case, and of the steps that were read with it, as it
// follows from its actions and the calendar.
func (h *Hall) reckon(c *runningCase, s *catalogue.Snapshot, today workday.Day) []redated {
	events := clock.Events(c.acts)
	accepted, _ := types.ParseDateTime(c.AcceptedAt)
	var list []redated
	add := func(r redated) {
		if r.changes() {
			list = append(list, r)
		}
	}
	add(redated{table: "applications", id: c.ID, updated: c.Updated, was: c.dates(), is: texts(datesOf(clock.Run(h.days(), terms(s), events, today), accepted))})
	for _, r := range c.steps {
		step := s.Step(r.Step)
		if step == nil {
			continue
		}
		due, stood, err := review.Due(h.days(), *step, dayOfStamp(r.OpenedAt), clock.Standstills(events))
		if err != nil {
			due, stood = 0, 0
		}
		add(redated{table: "reviews", id: r.ID, updated: r.Updated, was: []any{r.Due, r.Stood}, is: []any{due.String(), stood}})
	}
	return list
}
