package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(arrange(baselineWords, false), arrange(baselineWords, true), "1772000050_word_baseline.go")
}

// baselineWords say what the figures before the reform are held against (R-PL-26): days in
// the unit of the legal limit, the rest as the list counts them; empty is not known.
var baselineWords = []arrangement{
	{collection: "services", help: []wording{
		{"baseline_days", "改革前时限（单位同法定时限），不清楚的留空。Days before the reform, in the unit of the legal limit; empty if not known", "改革前时限。Days before the reform"},
		{"baseline_materials", "改革前材料数，不清楚的留空。Materials before the reform, empty if not known", "改革前材料数。Materials before the reform"},
		{"baseline_steps", "改革前环节数，不清楚的留空。Steps before the reform, empty if not known", "改革前环节数。Steps before the reform"},
		{"baseline_trips", "改革前跑动次数，不清楚的留空。Trips before the reform, empty if not known", "改革前跑动次数。Trips before the reform"},
	}},
}
