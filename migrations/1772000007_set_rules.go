package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(setRules, unsetRules, "1772000007_set_rules.go")
}

// The words of which the access rules are made. Whoever is not named has no access.
const (
	anyone    = ""
	signedIn  = `@request.auth.id != ""`
	applicant = `@request.auth.collectionName = "applicants"`
	officer   = `@request.auth.collectionName = "officers"`

	clerk      = `(` + officer + ` && @request.auth.roles ~ "clerk")`
	cataloguer = officer + ` && @request.auth.roles ~ "cataloguer"`
	overseer   = `(@request.auth.roles ~ "supervisor" || @request.auth.roles ~ "auditor")`

	own = `(` + applicant + ` && applicant = @request.auth.id)`
	// A case belongs to its applicant, to the officers of the departments that handle it,
	// and once handed in to those who oversee all.
	handled  = `(` + officer + ` && (departments ~ @request.auth.department || (state != "draft" && ` + overseer + `)))`
	ofCase   = `(` + officer + ` && (application.departments ~ @request.auth.department || (application.state != "draft" && ` + overseer + `)))`
	ownCase  = `(` + applicant + ` && application.applicant = @request.auth.id)`
	caseRule = ownCase + ` || ` + ofCase

	openService = `service.state = "published" && retired = false`
	openAny     = `retired = false && (service.state = "published" || life_event.state = "published")`
	published   = `state = "published"`
	compiles    = cataloguer + ` && service.department = @request.auth.department && service.state = "draft"`
)

// ruleSet is the whole table of access: list, view, create, update, delete.
var ruleSet = []struct {
	collection string
	rules      rules
}{
	{"regions", rules{anyone, anyone, none, none, none}},
	{"departments", rules{anyone, anyone, none, none, none}},
	{"officers", rules{officer, officer, none, officer + ` && id = @request.auth.id`, none}},
	{"applicants", rules{readApplicant, readApplicant, anyone, applicant + ` && id = @request.auth.id`, none}},
	{"identities", rules{none, none, none, none, none}},
	{"counters", rules{none, none, none, none, none}},
	{"receipts", rules{none, none, none, none, none}},
	{"calendar", rules{anyone, anyone, none, none, none}},

	{"basic_items", rules{anyone, anyone, none, none, none}},
	{"claims", rules{officer, officer, none, none, none}},
	{"services", rules{published + ` || ` + officer, published + ` || ` + officer, none, cataloguer + ` && department = @request.auth.department && state = "draft"`, none}},
	{"material_types", rules{anyone, anyone, none, none, none}},
	{"materials", rules{openService + ` || ` + officer, openService + ` || ` + officer, compiles, compiles, none}},
	{"questions", rules{openAny + ` || ` + officer, openAny + ` || ` + officer, compiles, compiles, none}},
	{"options", rules{readOption, readOption, compilesOption, compilesOption, none}},
	{"fees", rules{openService + ` || ` + officer, openService + ` || ` + officer, compiles, compiles, none}},
	{"form_fields", rules{openService + ` || ` + officer, openService + ` || ` + officer, compiles, compiles, none}},
	{"steps", rules{openService + ` || ` + officer, openService + ` || ` + officer, compiles, compiles, none}},
	{"revisions", rules{anyone, anyone, none, none, none}},
	{"life_events", rules{published + ` || ` + officer, published + ` || ` + officer, none, none, none}},
	{"life_event_members", rules{`life_event.state = "published" || ` + officer, `life_event.state = "published" || ` + officer, none, none, none}},

	{"journeys", rules{own + ` || (` + officer + ` && ` + overseer + `)`, own + ` || (` + officer + ` && ` + overseer + `)`, none, none, none}},
	{"applications", rules{own + ` || ` + handled, own + ` || ` + handled, applicant + ` || ` + clerk, own + ` || (` + clerk + ` && departments ~ @request.auth.department)`, own + ` && state = "draft"`}},
	{"actions", rules{readAction, readAction, signedIn, none, none}},
	{"documents", rules{own + ` || ` + ofCase, own + ` || ` + ofCase, signedIn, none, `(` + own + ` || (` + clerk + ` && application.departments ~ @request.auth.department)) && application.state = "draft"`}},
	{"reviews", rules{caseRule, caseRule, none, none, none}},
	{"notices", rules{caseRule, caseRule, none, none, none}},
	{"results", rules{caseRule, caseRule, none, none, none}},
	{"messages", rules{caseRule, caseRule, signedIn, none, none}},

	{"audit", rules{readAudit, readAudit, none, none, none}},
	{"notifications", rules{ownPost, ownPost, none, none, none}},
}

const (
	readApplicant = `(` + applicant + ` && id = @request.auth.id) || ` + clerk + ` || (` + officer + ` && (` + overseer + ` || applications_via_applicant.departments ?~ @request.auth.department))`
	readOption    = officer + ` || (retired = false && (question.service.state = "published" || question.life_event.state = "published"))`

	compilesOption = cataloguer + ` && question.service.department = @request.auth.department && question.service.state = "draft"`

	readAction = ownCase + ` || ` + ofCase + ` || (` + officer + ` && subject = "claim")`
	readAudit  = officer + ` && @request.auth.roles ~ "auditor"`
	ownPost    = `(` + officer + ` && officer = @request.auth.id) || (` + applicant + ` && applicant = @request.auth.id)`
)

func setRules(app core.App) error {
	b := &builder{app: app}
	for _, r := range ruleSet {
		b.allow(r.collection, r.rules)
	}
	return b.err
}

func unsetRules(app core.App) error {
	b := &builder{app: app}
	for _, r := range ruleSet {
		b.allow(r.collection, rules{none, none, none, none, none})
	}
	return b.err
}
