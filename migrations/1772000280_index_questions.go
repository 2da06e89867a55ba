package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(indexQuestions, unindexQuestions, "1772000280_index_questions.go")
}

// questionIndexes are for questions that read a table through and through: a unique index of
// what is not empty serves no search for a value that may be (notifications), what the jobs
// of the night look for had none, and each start looked through all cases for agents whose
// numbers stand open, which are none.
var questionIndexes = []struct{ collection, spec, name string }{
	{"notifications", "key", "idx_notifications_key"},
	{"journeys", "state, updated", "idx_journeys_state_updated"},
	{"results", "state, valid_to", "idx_results_state_valid_to"},
	{"applicants", "seen_on, created", "idx_applicants_seen_on_created"},
	{"applications", "agent_id WHERE agent_id != '' AND agent_cipher = ''", "idx_applications_agent_id"},
}

func indexQuestions(app core.App) error {
	for _, x := range questionIndexes {
		if err := changeIndexes(app, x.collection, func(c *core.Collection) { addIndex(c, x.spec) }); err != nil {
			return err
		}
	}
	return nil
}

func unindexQuestions(app core.App) error {
	for _, x := range questionIndexes {
		if err := changeIndexes(app, x.collection, func(c *core.Collection) { c.RemoveIndex(x.name) }); err != nil {
			return err
		}
	}
	return nil
}

func changeIndexes(app core.App, collection string, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	change(c)
	return app.Save(c)
}
