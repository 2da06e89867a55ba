package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(openJourneys, closeJourneys, "1772000086_open_journeys.go")
}

// A journey is begun and changed by its applicant, or by a clerk who takes it at the
// counter; the officers of the departments that handle one of its cases may look at it.
// What it hands in are its cases, and everything else is an act on one of those.
const (
	caseOfOurs     = `(@request.auth.department != "" && applications_via_journey.departments ?~ @request.auth.department)`
	listJourneys   = own + ` || ` + oversees
	viewJourney    = listJourneys + ` || (` + officer + ` && ` + caseOfOurs + `)`
	beginJourney   = applicant + ` || ` + clerk
	changeJourney  = `(` + own + ` || (` + clerk + ` && ` + caseOfOurs + `)) && state = "draft"`
	abandonJourney = own + ` && state = "draft"`
)

// openJourneys lets applicants submit once for a life event (R-PKG-01…04).
func openJourneys(app core.App) error {
	cases, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	b := &builder{app: app}
	for _, step := range []func(core.App) error{
		extend("applications",
			self(cases, "waits_for", 999, "前序办件，送达后才提交本件（系统）。Waits for, the cases of its life event that come first, set by the system"),
			data("fed", 64<<10, "前序结果提供的材料，无需提交（系统）。Supplied materials, by results of earlier cases, set by the system")),
		extend("journeys",
			b.refs("left_out", "life_event_members", "不办的可选事项。Optional services left out"),
			at("submitted_at", "提交时间（系统）。Handed in, set by the system")),
	} {
		if err := step(app); err != nil {
			return err
		}
	}
	b.allow("journeys", rules{listJourneys, viewJourney, beginJourney, changeJourney, abandonJourney})
	return b.err
}

func closeJourneys(app core.App) error {
	b := &builder{app: app}
	b.allow("journeys", rules{listJourneys, listJourneys, none, none, none})
	if b.err != nil {
		return b.err
	}
	if err := shorten("journeys", "left_out", "submitted_at")(app); err != nil {
		return err
	}
	return shorten("applications", "waits_for", "fed")(app)
}
