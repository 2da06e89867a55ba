package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addCode, dropCode, "1772000195_add_applicants_code.go")
}

// addCode gives an account the one-time code by which its holder sets a new password: its
// keyed digest and until when it is good (R-SEC-02).
func addCode(app core.App) error {
	return extend("applicants",
		text("code_digest", 64, "一次性代码的带密钥摘要（系统）。Keyed digest of a one-time code", hidden),
		&core.DateField{Name: "code_until", Help: "一次性代码有效期至（系统）。Until when the code is good", Hidden: true})(app)
}

func dropCode(app core.App) error { return shorten("applicants", "code_digest", "code_until")(app) }
