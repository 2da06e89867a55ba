package hooks

import (
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// What one person's account uploads in a day at most, in papers, messages and reports together:
// ten cases of thirty papers, in photos of the best telephones. All strangers together report
// what a few hundred of them would with photos. Officers at the counter work for many and are
// not bound, and neither is a training.
const (
	filesOfDay          = 300
	bytesOfDay          = 500 << 20
	strangersFilesOfDay = 2000
	strangersBytesOfDay = 1 << 30
)

// withinQuota refuses more uploads of an applicant, or of strangers, today, at the field that
// they are sent in, before the disk and the officers who look at them suffer (quota_exceeded).
func (h *Hall) withinQuota(app core.App, who actor, field string) error {
	if h.demo {
		return nil
	}
	mine, since := dbx.Params{"who": "", "since": dayBegan(h.Now())}, "created >= {:since}"
	var today uploads
	var err error
	files, bytes := strangersFilesOfDay, int64(strangersBytesOfDay)
	switch who.kind {
	case kindApplicant:
		mine["who"], files, bytes = who.id(), filesOfDay, bytesOfDay
		papers := app.DB().Select("COUNT(*) AS files", "COALESCE(SUM(size), 0) AS bytes").From("documents").
			Where(dbx.NewExp("applicant = {:who} AND "+since, mine))
		err = errors.Join(papers.One(&today), today.add(app, "messages", "file", dbx.NewExp("applicant = {:who} AND "+since, mine)),
			today.add(app, "problems", "files", dbx.NewExp("reporter = {:who} AND ("+since+" OR state = 'draft' AND updated >= {:since})", mine)))
	case kindGuest:
		err = today.add(app, "problems", "files", dbx.NewExp("reporter = {:who} AND registrar = '' AND "+since, mine))
	default:
		return nil
	}
	if err != nil {
		return err
	}
	if today.Files < files && today.Bytes < bytes {
		return nil
	}
	f := fault.New(fault.QuotaExceeded, "", "At most %d files and %d MB are taken of one account in a day; go on tomorrow, or bring the papers to the counter.", files, bytes>>20)
	if who.kind == kindGuest {
		f = fault.New(fault.QuotaExceeded, "", "No more files are taken of reports without an account today; send the report without files, sign in, or go on tomorrow.")
	}
	return refuse(field, f.With("limit", files))
}

// uploads are the files of a day.
type uploads struct {
	Files int   `db:"files"`
	Bytes int64 `db:"bytes"`
}

// add counts the stored files of records that keep no sizes.
func (t *uploads) add(app core.App, collection, field string, where dbx.Expression) error {
	var rows []*core.Record
	if err := app.RecordQuery(collection).AndWhere(where).AndWhere(dbx.NewExp(field + " NOT IN ('', '[]')")).All(&rows); err != nil || len(rows) == 0 {
		return err
	}
	store, err := app.NewFilesystem()
	if err != nil {
		return err
	}
	defer store.Close()
	for _, r := range rows {
		for _, name := range r.GetStringSlice(field) {
			file, err := store.Attributes(r.BaseFilesPath() + "/" + name)
			if errors.Is(err, filesystem.ErrNotFound) {
				continue // it takes no room
			}
			if err != nil {
				return err
			}
			t.Files, t.Bytes = t.Files+1, t.Bytes+file.Size
		}
	}
	return nil
}

// dayBegan is when the day of an instant began in China, as records are stamped.
func dayBegan(at time.Time) string {
	return workday.DayOf(at).Start().UTC().Format(types.DefaultDateLayout)
}
