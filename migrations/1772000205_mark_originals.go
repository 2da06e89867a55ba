package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(markOriginals, unmarkOriginals, "1772000205_mark_originals.go")
}

// markOriginals lets the window mark the papers of which the original lay before it, and
// finds what one officer did on a day without reading all that the officer ever did.
func markOriginals(app core.App) error {
	return inTurn(app,
		extend("documents", yes("original_seen", "原件已核（系统）：窗口核对过原件。Original seen at the window")),
		index("actions", "officer, at"))
}

func unmarkOriginals(app core.App) error {
	c, err := app.FindCollectionByNameOrId("actions")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_actions_officer_at")
	return inTurn(app, func(app core.App) error { return app.Save(c) }, shorten("documents", "original_seen"))
}
