package hooks

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// dateRatings dates the limits of bad ratings that a calendar covers by now (R-CAL-05):
// from the day of the rating, or of the dismissal that gave the days anew.
func (h *Hall) dateRatings(ctx context.Context, _ workday.Day) error {
	undated := dbx.NewExp("state IN ('open', 'rectifying') AND (contact_due = '' OR rectify_due = '')")
	return h.eachRating(ctx, undated, func(tx core.App, r *core.Record) error {
		var fields []string
		for _, field := range []string{"contact_due", "rectify_due"} {
			if r.GetString(field) == "" {
				fields = append(fields, field)
			}
		}
		from := dayOf(r.GetString("rated_on"))
		if dismissed, err := lastActOn(tx, r.Id, "dismiss"); err != nil {
			return err
		} else if dismissed != nil {
			from = dayOfStamp(dismissed.GetString("at"))
		}
		if err := h.dateRating(tx, r, from, fields...); err != nil {
			return err
		}
		return write(tx, r)
	})
}

// lateRatings are what a bad rating may be late with, and how the supervisors hear of it,
// once (R-EV-04).
var lateRatings = []struct {
	kind, where string
	says        []sentence
}{
	{"rating_contact_late", "state = 'open' AND contacted_at = '' AND contact_due != '' AND contact_due < {:today}", lateContactWords},
	{"rating_rectify_late", "state IN ('open', 'rectifying') AND rectify_due != '' AND rectify_due < {:today}", lateRectifyWords},
}

// unlockedRating leaves out the ratings of cases that are kept for the archive alone (R-PI-06).
const unlockedRating = ` AND NOT EXISTS (SELECT 1 FROM applications a WHERE a.id = ratings.application AND a.locked = TRUE)`

// tellRatingsLate tells the supervisors, but those who were rated, of what is late.
func (h *Hall) tellRatingsLate(ctx context.Context, today workday.Day) error {
	for _, late := range lateRatings {
		missed := dbx.NewExp(late.where+unlockedRating+` AND NOT EXISTS (SELECT 1 FROM notifications n
			WHERE n.key > '`+late.kind+`/' || ratings.id || '/' AND n.key < '`+late.kind+`/' || ratings.id || '0')`, dbx.Params{"today": today.String()})
		err := h.eachRating(ctx, missed, func(tx core.App, r *core.Record) error {
			supervisors, err := supervisorsApart(tx, r.GetStringSlice("rated"))
			if err != nil {
				return err
			}
			n := newsOfRating(late.kind, r)
			n.key = late.kind + "/" + r.Id
			return h.tellOfficers(tx, n, late.says, supervisors)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachRating does the work for each matching rating in its own transaction; a failing one
// is logged, the rest goes on.
func (h *Hall) eachRating(ctx context.Context, where dbx.Expression, work func(tx core.App, r *core.Record) error) error {
	return h.oneByOne(ctx, h.app.ConcurrentDB().Select("id").From("ratings").Where(where).Build(), "a due rating failed", func(id string) error {
		return h.as(h.app, system, func(tx core.App) error {
			r, err := tx.FindRecordById("ratings", id)
			if err != nil {
				return err
			}
			return work(tx, r)
		})
	})
}

// lastActOn is the latest act of the kind on a rating, nil where there was none.
func lastActOn(app core.App, id string, act flow.Act) (*core.Record, error) {
	done, err := actionsOn(app, "rating", id)
	for _, a := range slices.Backward(done) {
		if a.GetString("act") == string(act) {
			return a, nil
		}
	}
	return nil, err
}
