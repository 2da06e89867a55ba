package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(allowActions(readAction+resultAction), allowActions(readAction), "1772000015_show_result_actions.go")
}

// resultAction opens the acts on a result, which name no case of their own, to those who
// may see the case in which it was issued: who asked for a renewal sees that it waits,
// and so does the agency whose silence renews it (R-AL-32).
const resultAction = ` || (` + applicant + ` && result.application.applicant = @request.auth.id)` +
	` || (` + officer + ` && result != "" && ((@request.auth.department != "" && result.application.departments ~ @request.auth.department) || ` + overseer + `))`

// allowActions sets who reads actions; they are made by whoever is signed in and decided
// by the table.
func allowActions(read string) func(core.App) error {
	return func(app core.App) error {
		b := &builder{app: app}
		b.allow("actions", rules{read, read, signedIn, none, none})
		return b.err
	}
}
