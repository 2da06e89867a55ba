package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/chain"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// The statements of the redating are written by hand: a full record has forty fields that
// no calendar touches, and there are a hundred thousand of them.

// runningCase is what of a case its dates follow from, and the dates as they stand.
type runningCase struct {
	ID            string `db:"id"`
	Revision      string `db:"revision"`
	Updated       string `db:"updated"`
	AcceptedAt    string `db:"accepted_at"`
	NoticeDue     string `db:"notice_due"`
	StatutoryDue  string `db:"statutory_due"`
	PromisedDue   string `db:"promised_due"`
	DeliveryDue   string `db:"delivery_due"`
	InspectionDue string `db:"inspection_due"`
	Light         string `db:"light"`
	acts          []clock.Act
	steps         []openStep
}

// dates are the values of dateFields.
func (c *runningCase) dates() []any {
	return []any{c.AcceptedAt, c.NoticeDue, c.StatutoryDue, c.PromisedDue, c.DeliveryDue, c.InspectionDue, c.Light}
}

// openStep is an open step with its limit as it stands.
type openStep struct {
	ID          string `db:"id"`
	Application string `db:"application"`
	Step        string `db:"step"`
	OpenedAt    string `db:"opened_at"`
	Due         string `db:"due"`
	Stood       int    `db:"stood_days"`
	Updated     string `db:"updated"`
}

// doneAct is an act as the clock reads it; its words move no date.
type doneAct struct {
	Application string `db:"application"`
	Act         string `db:"act"`
	At          string `db:"at"`
	Until       string `db:"until"`
	Ground      string `db:"ground"`
	Officer     string `db:"officer"`
	Applicant   string `db:"applicant"`
}

// readRunning reads the running cases behind the id last with their acts and, where they
// are asked for, their open steps; with those come the cases that were closed before their
// limits could be dated (R-CAL-05), by which the statistics judge them.
func readRunning(ctx context.Context, app core.App, last string, limit int, steps bool, since types.DateTime) ([]*runningCase, error) {
	var batch []*runningCase
	// "+state" keeps SQLite from sorting all running cases for every batch by the index on the state.
	err := app.ConcurrentDB().NewQuery(`SELECT id, revision, updated, accepted_at, notice_due, statutory_due, promised_due, delivery_due, inspection_due, light
		FROM applications WHERE id > {:last} AND (+state IN ('submitted', 'accepted', 'paused', 'granted', 'refused')
			OR {:steps} AND +state = 'closed' AND accepted_at >= {:since} AND (promised_due = '' OR statutory_due = '')) ORDER BY id LIMIT {:limit}`).
		Bind(dbx.Params{"last": last, "limit": limit, "steps": steps, "since": since.String()}).WithContext(ctx).All(&batch)
	if err != nil || len(batch) == 0 {
		return nil, err
	}
	byID, ids := make(map[string]*runningCase, len(batch)), make([]any, len(batch))
	for i, c := range batch {
		byID[c.ID], ids[i] = c, c.ID
	}
	var acts []doneAct
	err = app.ConcurrentDB().Select("application", "act", "at", "until", "ground", "officer", "applicant").From("actions").
		Where(dbx.In("application", ids...)).OrderBy("_rowid_").WithContext(ctx).All(&acts)
	for _, a := range acts {
		c := byID[a.Application]
		c.acts = append(c.acts, clock.Act{Act: flow.Act(a.Act), Day: dayOfStamp(a.At), Until: dayOf(a.Until), Ground: a.Ground, House: a.Officer == "" && a.Applicant == ""})
	}
	if err != nil || !steps {
		return batch, err
	}
	var open []openStep
	err = app.ConcurrentDB().Select("id", "application", "step", "opened_at", "due", "stood_days", "updated").From("reviews").
		Where(dbx.In("application", ids...)).AndWhere(dbx.HashExp{"state": "open"}).WithContext(ctx).All(&open)
	for _, r := range open {
		byID[r.Application].steps = append(byID[r.Application].steps, r)
	}
	return batch, err
}

// dayOfStamp is the China date of a stored instant, no date of none.
func dayOfStamp(stamp string) workday.Day {
	at, err := time.Parse(types.DefaultDateLayout, stamp)
	if err != nil {
		return 0
	}
	return workday.DayOf(at)
}

// dayOf is a stored day, no date of none.
func dayOf(text string) workday.Day {
	day, err := workday.ParseDay(text)
	if err != nil {
		return 0
	}
	return day
}

// redatedFields are the fields that the redating writes, by table, in the order of the
// values of a redated row.
var redatedFields = map[string][]string{"applications": dateFields, "reviews": {"due", "stood_days"}, "tasks": taskFields}

// redated is a row whose dates change, as it was read.
type redated struct {
	table, id, updated string
	was, is            []any // values of redatedFields
}

func texts(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	return values
}

func (r redated) changes() bool { return !slices.Equal(r.was, r.is) }

// storeRedated writes the rows that nobody has changed since they were read, and their
// trail: whoever changed one dated it by the same calendar.
func (h *Hall) storeRedated(tx core.App, list []redated) error {
	var entries []chain.Entry
	for _, table := range slices.Sorted(maps.Keys(redatedFields)) {
		fields := redatedFields[table]
		update := tx.DB().NewQuery(updateOf(table, fields)).Prepare()
		defer update.Close()
		names, err := inOrderOf(tx, table, fields)
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.table != table {
				continue
			}
			values := dbx.Params{"id": r.id, "read": r.updated, "now": h.stamp()}
			for i, f := range fields {
				values[f] = r.is[i]
			}
			done, err := update.Bind(values).Execute()
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				continue
			}
			changes, err := r.trail(names)
			if err != nil {
				return err
			}
			entries = append(entries, chain.Entry{Collection: table, Record: r.id, Event: "update", Changes: changes})
		}
	}
	return h.trailAll(tx, entries)
}

// updateOf is the statement that writes the fields of an unchanged row.
func updateOf(table string, fields []string) string {
	var set strings.Builder
	for _, f := range fields {
		set.WriteString(f + " = {:" + f + "}, ")
	}
	return "UPDATE " + table + " SET " + set.String() + "updated = {:now} WHERE id = {:id} AND updated = {:read}"
}

// inOrderOf are the places of the fields in the order in which the trail names them:
// that of the collection.
func inOrderOf(app core.App, table string, fields []string) ([]int, error) {
	c, err := app.FindCachedCollectionByNameOrId(table)
	if err != nil {
		return nil, err
	}
	var order []int
	for _, name := range c.Fields.FieldNames() {
		if i := slices.Index(fields, name); i >= 0 {
			order = append(order, i)
		}
	}
	return order, nil
}

// trail is what changed, as the trail says it: {"field":[before,after]}.
func (r redated) trail(order []int) ([]byte, error) {
	var b bytes.Buffer
	for _, i := range order {
		if r.was[i] == r.is[i] {
			continue
		}
		pair, err := json.Marshal([]any{r.was[i], r.is[i]})
		if err != nil {
			return nil, err
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + redatedFields[r.table][i] + `":`)
		b.Write(pair)
	}
	return append(append([]byte{'{'}, b.Bytes()...), '}'), nil
}
