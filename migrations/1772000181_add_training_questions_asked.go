package migrations

import "github.com/pocketbase/pocketbase/core"

// A question is dated by the clock of the house, which the training mode moves; its stamp
// "created" is that of the machine.
func init() {
	core.AppMigrations.Register(
		extend("training_questions", at("asked_at", "提问时间（系统）。Asked at")),
		shorten("training_questions", "asked_at"), "1772000181_add_training_questions_asked.go")
}
