package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addCompilers, shorten("claims", "compilers"), "1772000100_add_claims_compilers.go")
}

// addCompilers gives claims those who changed the list in this round, whether by an act or
// by an edit: they neither approve nor publish it (R-CLM-06).
func addCompilers(app core.App) error {
	b := &builder{app: app}
	compilers := b.refs("compilers", "officers", "编制人，本轮修改过清单的人，不得审核、发布（系统）。Compilers of this round, who neither approve nor publish it, set by the system")
	if b.err != nil {
		return b.err
	}
	return extend("claims", compilers)(app)
}
