package hooks

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// The full count of all cases, against which the sums are held. It reads a million cases in
// batches out of one snapshot of the database, while others write; the statements are by
// hand because of a case it needs nine fields of forty.

const (
	recountBatch = 500  // cases read at once
	mendBatch    = 2000 // sums written in one transaction
)

// Recount counts all cases anew and answers by what the sums differ from that: the book that
// puts them right. It changes nothing.
func (h *Hall) Recount(ctx context.Context) (wrong tally.Book, cases int, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	db, ok := h.app.ConcurrentDB().(*dbx.DB)
	if !ok {
		return nil, 0, errors.New("a full count is made outside of transactions")
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one snapshot, and no writer waits
	if err != nil {
		return nil, 0, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	wrong, days := tally.Book{}, h.days()
	for last := ""; ; {
		batch, err := readCounted(tx, "c.id > {:last} AND c.received_at != '' ORDER BY c.id LIMIT {:limit}", dbx.Params{"last": last, "limit": recountBatch})
		if err != nil {
			return nil, cases, err
		}
		for _, c := range batch {
			wrong.Count(tally.Facts(days, c.Case), 1)
		}
		if cases += len(batch); len(batch) < recountBatch {
			break
		}
		if last = batch[len(batch)-1].id; ctx.Err() != nil {
			return nil, cases, ctx.Err()
		}
	}
	if err := recountPraise(tx, wrong); err != nil {
		return nil, cases, err
	}
	err = eachFigure(tx, "", nil, func(at tally.Place, cell tally.Cell) { wrong.Put(at, cell, -1) })
	return wrong, cases, err
}

// recountPraise counts the ratings that are no bad ones.
func recountPraise(db dbx.Builder, book tally.Book) error {
	var rated []votes
	err := db.NewQuery("SELECT rated_on AS period, department, service, COUNT(*) AS count FROM ratings WHERE grade NOT IN (1, 2) GROUP BY 1, 2, 3").All(&rated)
	for _, v := range rated {
		book.Count([]tally.Fact{tally.Praise(dayOf(v.Period), v.Department, v.Service)}, v.Count)
	}
	return err
}

// countedCase is a case as the statistics see it, and its record.
type countedCase struct {
	tally.Case
	id string
}

// countedSQL reads the cases of which the statistics are made; the department is that of
// the service.
const countedSQL = `SELECT c.id, c.service, s.department, c.channel, c.received_at, c.accepted_at, c.decided_at, c.promised_due, c.statutory_due
	FROM applications c JOIN services s ON s.id = c.service WHERE `

// readCounted reads the cases of a condition with their acts and steps.
func readCounted(db dbx.Builder, where string, bind dbx.Params) ([]*countedCase, error) {
	rows, err := db.NewQuery(countedSQL + where).Bind(bind).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var batch []*countedCase
	byID, ids := map[string]*countedCase{}, []any{}
	for rows.Next() {
		c := &countedCase{}
		var received, accepted, decided, promised, statutory string
		if err := rows.Scan(&c.id, &c.Service, &c.Department, &c.Channel, &received, &accepted, &decided, &promised, &statutory); err != nil {
			return nil, err
		}
		c.Received, c.Accepted, c.Decided = dayOfStamp(received), dayOfStamp(accepted), dayOfStamp(decided)
		c.Promised, c.Statutory = dayOf(promised), dayOf(statutory)
		byID[c.id], ids, batch = c, append(ids, c.id), append(batch, c)
	}
	if err := rows.Err(); err != nil || len(batch) == 0 {
		return batch, err
	}
	departments, err := readSteps(db, byID, ids)
	if err != nil {
		return nil, err
	}
	return batch, readActs(db, byID, ids, departments)
}

// readSteps gives the cases their steps and answers the department of each step by its id.
func readSteps(db dbx.Builder, byID map[string]*countedCase, ids []any) (map[string]string, error) {
	rows, err := db.Select("id", "application", "department", "opened_at", "closed_at").From("reviews").Where(dbx.In("application", ids...)).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	departments := map[string]string{}
	for rows.Next() {
		var id, application, department, opened, closed string
		if err := rows.Scan(&id, &application, &department, &opened, &closed); err != nil {
			return nil, err
		}
		departments[id] = department
		byID[application].Steps = append(byID[application].Steps, tally.Step{Department: department, Opened: dayOfStamp(opened), Closed: dayOfStamp(closed)})
	}
	return departments, rows.Err()
}

// readActs gives the cases their acts in the order in which they were done.
func readActs(db dbx.Builder, byID map[string]*countedCase, ids []any, departments map[string]string) error {
	rows, err := db.Select("application", "act", "at", "until", "ground", "officer", "applicant", "review").From("actions").
		Where(dbx.In("application", ids...)).OrderBy("_rowid_").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var application, act, at, until, ground, officer, applicant, review string
		if err := rows.Scan(&application, &act, &at, &until, &ground, &officer, &applicant, &review); err != nil {
			return err
		}
		c := byID[application]
		c.Acts = append(c.Acts, tally.Act{Officer: officer, Department: departments[review],
			Act: clock.Act{Act: flow.Act(act), Day: dayOfStamp(at), Until: dayOf(until), Ground: ground, House: officer == "" && applicant == ""}})
	}
	return rows.Err()
}

// Mend holds the sums against a full count and puts right what differs; it answers by
// what they differed and how many cases there are. What others count meanwhile adds to the
// sums by itself, so it does not matter that they go on.
func (h *Hall) Mend(ctx context.Context) (wrong tally.Book, cases int, err error) {
	h.mending.Lock() // two at once would put the same thing right twice
	defer h.mending.Unlock()
	if wrong, cases, err = h.Recount(ctx); err != nil {
		return nil, cases, err
	}
	places := wrong.Places()
	for len(places) > 0 {
		part := tally.Book{}
		for _, at := range places[:min(mendBatch, len(places))] {
			part[at] = wrong[at]
		}
		places = places[min(mendBatch, len(places)):]
		if err := h.as(h.app, system, func(tx core.App) error { return h.putFigures(tx, part) }); err != nil {
			return nil, cases, err
		}
	}
	return wrong, cases, ctx.Err()
}

// recountDue counts anew after the calendar changed, which dates and counts days anew
// (R-CAL-05), and where a house of before has cases and no sums yet.
func (h *Hall) recountDue(ctx context.Context, _ workday.Day) error {
	if !h.recount.Swap(false) {
		var missing bool
		err := h.app.ConcurrentDB().NewQuery("SELECT NOT EXISTS (SELECT 1 FROM figures) AND EXISTS (SELECT 1 FROM applications WHERE received_at != '')").Row(&missing)
		if err != nil || !missing {
			return err
		}
	}
	if _, _, err := h.Mend(ctx); err != nil {
		h.recount.Store(true)
		return err
	}
	return nil
}

// checkFigures is the nightly count: a difference is said in the log, with the first of the
// sums that were wrong, and put right.
func (h *Hall) checkFigures(ctx context.Context) {
	wrong, cases, err := h.Mend(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		h.app.Logger().Error("the statistics could not be held against a full count", "error", err)
	case len(wrong) > 0:
		h.app.Logger().Error("the statistics differed from a full count and were put right", "cases", cases, "sums", len(wrong), "first", describeWrong(wrong, 3))
	}
}

// describeWrong says by what sums differ from the full count.
func describeWrong(wrong tally.Book, most int) []string {
	var lines []string
	for _, at := range wrong.Places() {
		if len(lines) == most {
			break
		}
		lines = append(lines, fmt.Sprintf("%s: %+d cases, %+d in the promise, %+d in the law", at, wrong[at].Cases, wrong[at].InPromise, wrong[at].InLaw))
	}
	return lines
}
