package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(keepPrivacy, dropPrivacy, "1772000090_keep_privacy.go")
}

// A case whose applicant asked for erasure is kept for the archive and closed to everybody
// but the auditors, until its retention ends (R-PI-06).
const (
	archivist    = `@request.auth.roles ~ "auditor"`
	openCase     = `(application.locked = false || ` + archivist + `)`
	handledOpen  = `(` + officer + ` && (locked = false || ` + archivist + `) && (` + ours + ` || (state != "draft" && ` + overseer + `)))`
	ofOpenCase   = `(` + officer + ` && ` + openCase + ` && (` + ourCase + ` || (application.state != "draft" && ` + overseer + `)))`
	openCaseRule = ownCase + ` || ` + ofOpenCase
	openResult   = ` || (` + applicant + ` && result.application.applicant = @request.auth.id)` +
		` || (` + officer + ` && result != "" && (result.application.locked = false || ` + archivist + `) && ((@request.auth.department != "" && result.application.departments ~ @request.auth.department) || ` + overseer + `))`
	openActions    = openCaseRule + ` || (` + officer + ` && subject = "claim")` + openResult + lifeEventActions
	present        = `(erasure_at = "" || ` + archivist + `)`
	openApplicants = `(` + ownSelf + `) || (` + present + ` && (` + clerk + ` || ` + oversees + `))`
	openApplicant  = openApplicants + ` || (` + officer + ` && ` + present + ` && @request.auth.department != "" && applications_via_applicant.departments ?~ @request.auth.department)`
)

var privacyRules = []struct {
	collection string
	rules      rules
}{
	{"applications", rules{own + ` || ` + handledOpen, own + ` || ` + handledOpen, applicant + ` || ` + clerk,
		own + ` || (` + clerk + ` && ` + ours + `)`, own + ` && state = "draft"`}},
	{"documents", rules{own + ` || ` + ofOpenCase, own + ` || ` + ofOpenCase, signedIn, none, dropPage}},
	{"reviews", rules{openCaseRule, openCaseRule, none, none, none}},
	{"notices", rules{openCaseRule, openCaseRule, none, none, none}},
	{"results", rules{openCaseRule, openCaseRule, none, none, none}},
	{"messages", rules{openCaseRule, openCaseRule, signedIn, none, none}},
	{"actions", rules{openActions, openActions, signedIn, none, none}},
	{"applicants", rules{openApplicants, openApplicant, anyone, ownSelf, none}},
}

// keepPrivacy gives a case the day until which it is kept, the lock and the day on which
// what is personal in it was erased; an account the day on which its holder asked for that.
func keepPrivacy(app core.App) error {
	for name, fields := range map[string][]core.Field{
		"applications": {
			day("keep_until", "档案保管至（系统），空为继续办理或永久。Kept until, set by the system; empty while it runs or for ever"),
			yes("locked", "已封存：申请人要求删除，保管期内仅审计可见（系统）。Locked: erasure was asked for, only auditors see it"),
			at("erased_at", "个人信息删除时间（系统）。When what is personal was erased")},
		"applicants": {
			at("erasure_at", "要求删除个人信息的时间（系统）。When erasure was asked for"),
			at("erased_at", "个人信息删除时间（系统）。When what is personal was erased")},
	} {
		if err := extend(name, fields...)(app); err != nil {
			return err
		}
	}
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	addIndex(c, "keep_until")
	if err := app.Save(c); err != nil {
		return err
	}
	b := &builder{app: app}
	for _, r := range privacyRules {
		b.allow(r.collection, r.rules)
	}
	return b.err
}

// dropPrivacy gives back the rules of before, then the fields that the new ones name.
func dropPrivacy(app core.App) error {
	b := &builder{app: app}
	for _, now := range privacyRules {
		for _, before := range ruleSet {
			if before.collection == now.collection {
				b.allow(before.collection, before.rules)
			}
		}
	}
	b.allow("actions", claimRules[len(claimRules)-1].rules)
	if b.err != nil {
		return b.err
	}
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_applications_keep_until")
	if err := app.Save(c); err != nil {
		return err
	}
	if err := shorten("applications", "keep_until", "locked", "erased_at")(app); err != nil {
		return err
	}
	return shorten("applicants", "erasure_at", "erased_at")(app)
}
