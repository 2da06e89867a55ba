package hooks

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/tally"
)

// The statements on the sums are written by hand: they are counters without a trail, an act
// writes a handful of them, and the statistics read thousands.

// figureRow is a stored sum.
type figureRow struct {
	Period     string `db:"period"`
	Outcome    string `db:"outcome"`
	Department string `db:"department"`
	Service    string `db:"service"`
	Channel    string `db:"channel"`
	Officer    string `db:"officer"`
	Cases      int    `db:"cases"`
	Promised   int    `db:"promised"`
	InPromise  int    `db:"in_promise"`
	Limited    int    `db:"limited"`
	InLaw      int    `db:"in_law"`
	Extended   int    `db:"extended"`
	Paused     int    `db:"paused"`
	Days       string `db:"days"`
	Causes     string `db:"causes"`
}

func (r *figureRow) place() tally.Place {
	return tally.Place{Period: r.Period, Key: tally.Key{Outcome: tally.Outcome(r.Outcome), Department: r.Department, Service: r.Service, Channel: r.Channel, Officer: r.Officer}}
}

func (r *figureRow) cell() (tally.Cell, error) {
	c := tally.Cell{Cases: r.Cases, Promised: r.Promised, InPromise: r.InPromise, Limited: r.Limited, InLaw: r.InLaw, Extended: r.Extended, Paused: r.Paused, Causes: map[tally.Cause]int{}}
	var err error
	if c.Days, err = tally.ReadHistogram(r.Days); err != nil {
		return c, err
	}
	if r.Causes != "" && r.Causes != "{}" {
		err = json.Unmarshal([]byte(r.Causes), &c.Causes)
	}
	return c, err
}

const (
	figureCounts = "cases, promised, in_promise, limited, in_law, extended, paused"
	figureSums   = figureCounts + ", days, causes"
	figureKey    = "period, department, service, outcome, channel, officer"
	figureAt     = " WHERE period = {:period} AND department = {:department} AND service = {:service} AND outcome = {:outcome} AND channel = {:channel} AND officer = {:officer}"
)

// putFigures puts a book to the stored sums, inside the transaction of what is counted. A
// sum that comes to nothing goes.
func (h *Hall) putFigures(tx core.App, book tally.Book) error {
	more := tx.DB().NewQuery(moreFigure)
	for _, at := range book.Places() {
		cell, where := *book[at], dbx.Params{"period": at.Period, "department": at.Department, "service": at.Service, "outcome": string(at.Outcome), "channel": at.Channel, "officer": at.Officer}
		if !cell.Plain() {
			if err := putFigure(tx.DB(), h.stamp(), where, cell); err != nil {
				return err
			}
			continue
		}
		if err := bindSums(where, h.stamp(), cell); err != nil {
			return err
		}
		if _, err := more.Bind(where).Execute(); err != nil {
			return err
		}
	}
	return nil
}

const readFigure = "SELECT " + figureKey + ", " + figureSums + " FROM figures" + figureAt

var (
	insertFigure = "INSERT INTO figures (id, created, updated, " + figureKey + ", " + figureSums + ") VALUES ({:id}, {:now}, {:now}, " + each(figureKey, "{:%}") + ", " + each(figureSums, "{:%}") +
		") ON CONFLICT (" + figureKey + ") DO UPDATE SET updated = excluded.updated, "
	keepFigure = insertFigure + each(figureSums, "% = excluded.%")
	moreFigure = insertFigure + each(figureCounts, "% = % + excluded.%") // what most acts do: no sum is read to be added to
)

// putFigure puts any cell to the sum of a place.
func putFigure(db dbx.Builder, now string, where dbx.Params, cell tally.Cell) error {
	var row figureRow
	if err := db.NewQuery(readFigure).Bind(where).One(&row); err != nil && !errors.Is(err, errNoRows) {
		return err
	}
	sum, err := row.cell()
	if err != nil {
		return err
	}
	if sum.Add(cell, 1); sum.Zero() {
		_, err := db.NewQuery("DELETE FROM figures" + figureAt).Bind(where).Execute()
		return err
	}
	if err := bindSums(where, now, sum); err != nil {
		return err
	}
	_, err = db.NewQuery(keepFigure).Bind(where).Execute()
	return err
}

// bindSums binds what a row of its own would be stored with.
func bindSums(to dbx.Params, now string, c tally.Cell) error {
	causes, err := json.Marshal(c.Causes)
	to["id"], to["now"] = core.GenerateDefaultRandomId(), now
	to["cases"], to["promised"], to["in_promise"], to["limited"], to["in_law"], to["extended"], to["paused"] = c.Cases, c.Promised, c.InPromise, c.Limited, c.InLaw, c.Extended, c.Paused
	to["days"], to["causes"] = c.Days.Text(), string(causes)
	return err
}

// each is a form for each of the columns, whose name stands for %.
func each(columns, form string) string {
	list := strings.Split(columns, ", ")
	for i, c := range list {
		list[i] = strings.ReplaceAll(form, "%", c)
	}
	return strings.Join(list, ", ")
}

// eachFigure reads stored sums.
func eachFigure(db dbx.Builder, where string, bind dbx.Params, use func(tally.Place, tally.Cell)) error {
	rows, err := db.NewQuery("SELECT " + figureKey + ", " + figureSums + " FROM figures" + where).Bind(bind).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r figureRow
		if err := rows.Scan(&r.Period, &r.Department, &r.Service, &r.Outcome, &r.Channel, &r.Officer,
			&r.Cases, &r.Promised, &r.InPromise, &r.Limited, &r.InLaw, &r.Extended, &r.Paused, &r.Days, &r.Causes); err != nil {
			return err
		}
		cell, err := r.cell()
		if err != nil {
			return err
		}
		use(r.place(), cell)
	}
	return rows.Err()
}
