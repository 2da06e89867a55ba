package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(lockJourneys, unlockJourneys, "1772000121_lock_journeys.go")
}

// A journey whose applicant asked for erasure is closed to everybody but the auditors, as
// its cases are (R-PI-06).
const (
	openJourney       = `(locked = false || ` + archivist + `)`
	listOpenJourneys  = own + ` || (` + oversees + ` && ` + openJourney + `)`
	viewOpenJourney   = own + ` || (` + officer + ` && ` + openJourney + ` && (` + overseer + ` || ` + caseOfOurs + `))`
	changeOpenJourney = `(` + own + ` || (` + clerk + ` && locked = false && ` + caseOfOurs + `)) && state = "draft"`
)

func lockJourneys(app core.App) error {
	if err := extend("journeys", yes("locked", "已封存：申请人要求删除，保管期内仅审计可见（系统）。Locked: erasure was asked for, only auditors see it"))(app); err != nil {
		return err
	}
	b := &builder{app: app}
	b.allow("journeys", rules{listOpenJourneys, viewOpenJourney, beginJourney, changeOpenJourney, abandonJourney})
	if b.err != nil {
		return b.err
	}
	_, err := app.DB().NewQuery("UPDATE journeys SET locked = TRUE WHERE id IN (SELECT journey FROM applications WHERE locked = TRUE)").Execute()
	return err
}

func unlockJourneys(app core.App) error {
	b := &builder{app: app}
	b.allow("journeys", rules{listJourneys, viewJourney, beginJourney, changeJourney, abandonJourney})
	if b.err != nil {
		return b.err
	}
	return shorten("journeys", "locked")(app)
}
