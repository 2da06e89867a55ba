package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(openClaims, closeClaims, "1772000020_open_claims.go")
}

// The claim says who may write a list: its compilers while it is compiled, nobody while it
// is reviewed (R-CLM-06). The service stays published meanwhile, so what the public reads
// of the working copy ends where a revision begins; portal and cases read revisions.
const (
	supervisor = `(` + officer + ` && @request.auth.roles ~ "supervisor")`
	// A cataloguer opens claims for the own department, a supervisor assigns them to any; the
	// hook looks after deputies and departments.
	openClaim   = supervisor + ` || (` + cataloguer + `)`
	assignClaim = supervisor + ` && @request.body.basic_item:changed = false && @request.body.department:changed = false`

	underClaim       = `state = "published" && claim.state = "published"`
	publicList       = `(` + underClaim + `) || ` + officer
	publicRow        = officer + ` || (retired = false && service.state = "published" && service.claim.state = "published")`
	publicQuestion   = officer + ` || (retired = false && ((service.state = "published" && service.claim.state = "published") || life_event.state = "published"))`
	publicOption     = officer + ` || (retired = false && ((question.service.state = "published" && question.service.claim.state = "published") || question.life_event.state = "published"))`
	writeList        = cataloguer + ` && department = @request.auth.department && claim.state = "compiling" && @request.body.department:changed = false && @request.body.claim:changed = false`
	writeRow         = cataloguer + ` && service.department = @request.auth.department && service.claim.state = "compiling"`
	rewriteRow       = writeRow + ` && @request.body.service:changed = false`
	writeOption      = cataloguer + ` && question.service.department = @request.auth.department && question.service.claim.state = "compiling"`
	rewriteOption    = writeOption + ` && @request.body.question:changed = false`
	lifeEventActions = ` || (` + officer + ` && subject = "life_event")`
)

// claimRules are the rules of the catalogue once claims are worked on.
var claimRules = []struct {
	collection string
	rules      rules
}{
	{"claims", rules{officer, officer, openClaim, assignClaim, none}},
	{"services", rules{publicList, publicList, none, writeList, none}},
	{"materials", rules{publicRow, publicRow, writeRow, rewriteRow, writeRow}},
	{"questions", rules{publicQuestion, publicQuestion, writeRow, rewriteRow, writeRow}},
	{"options", rules{publicOption, publicOption, writeOption, rewriteOption, writeOption}},
	{"fees", rules{publicRow, publicRow, writeRow, rewriteRow, writeRow}},
	{"form_fields", rules{publicRow, publicRow, writeRow, rewriteRow, writeRow}},
	{"steps", rules{publicRow, publicRow, writeRow, rewriteRow, writeRow}},
	{"actions", rules{readAction + resultAction + lifeEventActions, readAction + resultAction + lifeEventActions, signedIn, none, none}},
}

// openClaims gives claims the version of the basic item that their list must follow
// (R-CLM-08) and opens them to cataloguers and supervisors.
func openClaims(app core.App) error {
	if err := extend("claims", number("follow", 1e6, "须跟进的目录版本，0为无（系统）。Version of the basic item to follow, set by the system"))(app); err != nil {
		return err
	}
	b := &builder{app: app}
	for _, r := range claimRules {
		b.allow(r.collection, r.rules)
	}
	return b.err
}

func closeClaims(app core.App) error {
	b := &builder{app: app}
	for _, now := range claimRules {
		for _, before := range ruleSet {
			if before.collection == now.collection {
				b.allow(before.collection, before.rules)
			}
		}
	}
	b.allow("actions", rules{readAction + resultAction, readAction + resultAction, signedIn, none, none})
	if b.err != nil {
		return b.err
	}
	return shorten("claims", "follow")(app)
}
