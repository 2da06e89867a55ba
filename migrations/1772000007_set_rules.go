package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(setRules, unsetRules, "1772000007_set_rules.go")
}

// The words of which the access rules are made. Whoever is not named has no access.
//
// An id is compared together with the collection of the caller, because the database
// keeps ids apart within one collection only and whoever signs up may choose one. A field of the caller
// beyond id and collectionName costs a join and the removal of doubles on every list, so
// officers' work lists are routes of their own; under these rules they list one case.
const (
	anyone    = ""
	signedIn  = `@request.auth.id != ""`
	applicant = `@request.auth.collectionName = "applicants"`
	officer   = `@request.auth.collectionName = "officers"`

	clerk      = `(` + officer + ` && @request.auth.roles ~ "clerk")`
	cataloguer = officer + ` && @request.auth.roles ~ "cataloguer"`
	overseer   = `(@request.auth.roles ~ "supervisor" || @request.auth.roles ~ "auditor")`
	oversees   = `(` + officer + ` && ` + overseer + `)`
	auditor    = officer + ` && @request.auth.roles ~ "auditor"`

	// A case belongs to its applicant, to the officers of the departments that handle it,
	// and once handed in to those who oversee all. The empty department, which is part of
	// every text, handles none.
	own      = `(` + applicant + ` && applicant = @request.auth.id)`
	ours     = `(@request.auth.department != "" && departments ~ @request.auth.department)`
	handled  = `(` + officer + ` && (` + ours + ` || (state != "draft" && ` + overseer + `)))`
	ownCase  = `(` + applicant + ` && application.applicant = @request.auth.id)`
	ourCase  = `(@request.auth.department != "" && application.departments ~ @request.auth.department)`
	ofCase   = `(` + officer + ` && (` + ourCase + ` || (application.state != "draft" && ` + overseer + `)))`
	caseRule = ownCase + ` || ` + ofCase

	// The public sees what is published, officers see every list, and the cataloguers of
	// a department write its drafts, whose rows they cannot hand to another list.
	published      = `state = "published" || ` + officer
	readMember     = officer + ` || (retired = false && life_event.state = "published")`
	readRow        = officer + ` || (retired = false && service.state = "published")`
	readQuestion   = officer + ` || (retired = false && (service.state = "published" || life_event.state = "published"))`
	readOption     = officer + ` || (retired = false && (question.service.state = "published" || question.life_event.state = "published"))`
	compileList    = cataloguer + ` && department = @request.auth.department && state = "draft" && @request.body.department:changed = false && @request.body.claim:changed = false`
	compile        = cataloguer + ` && service.department = @request.auth.department && service.state = "draft"`
	recompile      = compile + ` && @request.body.service:changed = false`
	compileOption  = cataloguer + ` && question.service.department = @request.auth.department && question.service.state = "draft"`
	recompileSame  = compileOption + ` && @request.body.question:changed = false`
	ownSelf        = applicant + ` && id = @request.auth.id`
	listApplicants = `(` + ownSelf + `) || ` + clerk + ` || ` + oversees
	// Beyond a list, an officer sees the applicants of the department's cases one by one.
	viewApplicant = listApplicants + ` || (` + officer + ` && @request.auth.department != "" && applications_via_applicant.departments ?~ @request.auth.department)`
	ownPost       = `(` + officer + ` && officer = @request.auth.id) || (` + applicant + ` && applicant = @request.auth.id)`
	dropPage      = `(` + own + ` || (` + clerk + ` && ` + ourCase + `)) && application.state = "draft"`
)

// ruleSet is the whole table of access: list, view, create, update, delete.
var ruleSet = []struct {
	collection string
	rules      rules
}{
	{"regions", rules{anyone, anyone, none, none, none}},
	{"departments", rules{`active = true || ` + officer, `active = true || ` + officer, none, none, none}},
	{"officers", rules{officer, officer, none, officer + ` && id = @request.auth.id`, none}},
	{"applicants", rules{listApplicants, viewApplicant, anyone, ownSelf, none}},
	{"identities", rules{none, none, none, none, none}},
	{"counters", rules{none, none, none, none, none}},
	{"receipts", rules{none, none, none, none, none}},
	{"calendar", rules{anyone, anyone, none, none, none}},

	{"basic_items", rules{anyone, anyone, none, none, none}},
	{"claims", rules{officer, officer, none, none, none}},
	{"services", rules{published, published, none, compileList, none}},
	{"material_types", rules{anyone, anyone, none, none, none}},
	{"materials", rules{readRow, readRow, compile, recompile, none}},
	{"questions", rules{readQuestion, readQuestion, compile, recompile, none}},
	{"options", rules{readOption, readOption, compileOption, recompileSame, none}},
	{"fees", rules{readRow, readRow, compile, recompile, none}},
	{"form_fields", rules{readRow, readRow, compile, recompile, none}},
	{"steps", rules{readRow, readRow, compile, recompile, none}},
	{"revisions", rules{anyone, anyone, none, none, none}},
	{"life_events", rules{published, published, none, none, none}},
	{"life_event_members", rules{readMember, readMember, none, none, none}},

	{"journeys", rules{own + ` || ` + oversees, own + ` || ` + oversees, none, none, none}},
	{"applications", rules{own + ` || ` + handled, own + ` || ` + handled, applicant + ` || ` + clerk,
		own + ` || (` + clerk + ` && ` + ours + `)`, own + ` && state = "draft"`}},
	{"actions", rules{readAction, readAction, signedIn, none, none}},
	{"documents", rules{own + ` || ` + ofCase, own + ` || ` + ofCase, signedIn, none, dropPage}},
	{"reviews", rules{caseRule, caseRule, none, none, none}},
	{"notices", rules{caseRule, caseRule, none, none, none}},
	{"results", rules{caseRule, caseRule, none, none, none}},
	{"messages", rules{caseRule, caseRule, signedIn, none, none}},

	{"audit", rules{auditor, auditor, none, none, none}},
	{"notifications", rules{ownPost, ownPost, none, none, none}},
}

const readAction = caseRule + ` || (` + officer + ` && subject = "claim")`

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
