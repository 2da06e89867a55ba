package hooks

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// measureAfter is how long the house waits for more of the same before it measures the tasks
// anew: a bulk act on ten thousand claims is measured once, and never within its transactions.
const measureAfter = 2 * time.Second

// countedSubjects are the subjects whose acts change what the meters count.
var countedSubjects = []string{"claim", "problem"}

// bindMeasuring measures the tasks of campaigns soon after an act that may have changed
// their figures. The due jobs do so too, and who opens a board reads it fresh.
func (h *Hall) bindMeasuring(o Options) {
	if o.DueByHand {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	changed := make(chan struct{}, 1)
	h.app.OnRecordAfterCreateSuccess("actions").BindFunc(func(e *core.RecordEvent) error {
		if slices.Contains(countedSubjects, e.Record.GetString("subject")) {
			select {
			case changed <- struct{}{}:
			default: // it is marked already
			}
		}
		return e.Next()
	})
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		running.Go(func() { h.measureWhen(ctx, changed) })
		return e.Next()
	})
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		stop()
		running.Wait()
		return e.Next()
	})
}

func (h *Hall) measureWhen(ctx context.Context, changed <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(measureAfter):
		}
		if err := h.renewCampaigns(ctx, h.today()); err != nil && ctx.Err() == nil {
			h.app.Logger().Error("the campaigns were not measured", "error", err)
		}
	}
}
