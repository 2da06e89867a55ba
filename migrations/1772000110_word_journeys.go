package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(arrange(journeyWords, false), arrange(journeyWords, true), "1772000110_word_journeys.go")
}

// journeyWords name the states of a journey, which follow from its cases (R-PKG-03).
var journeyWords = []arrangement{
	{collection: "journeys", help: []wording{
		{"state", "状态（由各事项得出）：draft草稿、submitted办理中、correcting待补正、completed全部办好、partly_completed部分办好、ended没有办成。State, follows from its cases: nothing handed in, under way, to be corrected, all done, partly done, over without a result",
			"状态（由各事项得出）。State, follows from its cases"},
	}},
}
