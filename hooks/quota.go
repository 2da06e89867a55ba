package hooks

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// What one person's account uploads in a day at most: ten cases of thirty papers, in photos of
// the best telephones. Officers at the counter work for many and are not bound, and neither
// is a training.
const (
	filesOfDay = 300
	bytesOfDay = 500 << 20
)

// withinQuota refuses more uploads of an applicant today, before the disk and the officers who
// look at them suffer.
func (h *Hall) withinQuota(app core.App, who actor) error {
	if h.demo || who.kind != kindApplicant {
		return nil
	}
	var today struct {
		Files int   `db:"files"`
		Bytes int64 `db:"bytes"`
	}
	err := app.DB().Select("COUNT(*) AS files", "COALESCE(SUM(size), 0) AS bytes").From("documents").
		Where(dbx.NewExp("applicant = {:who} AND created >= {:since}", dbx.Params{"who": who.id(), "since": dayBegan(h.Now())})).One(&today)
	if err != nil {
		return err
	}
	if today.Files >= filesOfDay || today.Bytes >= bytesOfDay {
		return refuse("file", fault.New(fault.QuotaExceeded, "", "At most %d files and %d MB are taken of one account in a day; go on tomorrow, or bring the papers to the counter.", filesOfDay, bytesOfDay>>20).With("limit", filesOfDay))
	}
	return nil
}

// dayBegan is when the day of an instant began in China, as records are stamped.
func dayBegan(at time.Time) string {
	return workday.DayOf(at).Start().UTC().Format(types.DefaultDateLayout)
}
