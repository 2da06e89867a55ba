package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(allowLists(compileLists), allowLists(compileOwnLists), "1772000101_widen_compiling.go")
}

// A cataloguer who stands in for an absent colleague compiles the lists of that one's
// department as well (R-PL-22). A rule cannot follow deputies, so it asks for a cataloguer,
// and the hook asks for one of the list's department.
const (
	compiles         = cataloguer + ` && claim.state = "compiling" && @request.body.department:changed = false && @request.body.claim:changed = false`
	compilesRow      = cataloguer + ` && service.claim.state = "compiling"`
	recompilesRow    = compilesRow + ` && @request.body.service:changed = false`
	compilesOption   = cataloguer + ` && question.service.claim.state = "compiling"`
	recompilesOption = compilesOption + ` && @request.body.question:changed = false`
)

// listRules are who creates, changes and deletes the records of lists.
type listRules struct{ list, row, rowAgain, option, optionAgain string }

var (
	compileLists    = listRules{compiles, compilesRow, recompilesRow, compilesOption, recompilesOption}
	compileOwnLists = listRules{writeList, writeRow, rewriteRow, writeOption, rewriteOption}
)

func allowLists(l listRules) func(core.App) error {
	return func(app core.App) error {
		b := &builder{app: app}
		b.allow("services", rules{publicList, publicList, none, l.list, none})
		b.allow("questions", rules{publicQuestion, publicQuestion, l.row, l.rowAgain, l.row})
		b.allow("options", rules{publicOption, publicOption, l.option, l.optionAgain, l.option})
		for _, name := range []string{"materials", "fees", "form_fields", "steps"} {
			b.allow(name, rules{publicRow, publicRow, l.row, l.rowAgain, l.row})
		}
		return b.err
	}
}
