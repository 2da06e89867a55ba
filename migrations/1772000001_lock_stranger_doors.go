package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Its name puts it between the settings, whose limits it adds to, and the end of the stock
// accounts: the platform clears their files beside the migrations while it reads the
// settings, which nothing may load anew from then on.
func init() {
	core.AppMigrations.Register(limitTo(strangerDoors), freeFrom(strangerDoors), "1772000001_lock_stranger_doors.go")
}

// strangerDoors are the routes by which people without an account tell and ask: so many
// requests in so many seconds from one address, of which a hall is one (R-CLM-13, R-EV-02).
// Ratings are held so that nobody guesses track codes by them.
var strangerDoors = []core.RateLimitRule{
	{Label: "POST /api/onestop/problems", MaxRequests: 20, Duration: 600},
	{Label: "POST /api/onestop/problems/similar", MaxRequests: 60, Duration: 60},
	{Label: "/api/onestop/problems/track", MaxRequests: 30, Duration: 60},
	{Label: "POST /api/onestop/ratings", MaxRequests: 30, Duration: 60},
	{Label: "/api/onestop/ratings/invitation", MaxRequests: 60, Duration: 60},
}

// limitTo puts the doors before the limits that are there, freeFrom takes them away again.
func limitTo(doors []core.RateLimitRule) func(core.App) error {
	return func(app core.App) error {
		return limitDoors(app, func(rules []core.RateLimitRule) []core.RateLimitRule { return slices.Concat(doors, rules) })
	}
}

func freeFrom(doors []core.RateLimitRule) func(core.App) error {
	return func(app core.App) error {
		return limitDoors(app, func(rules []core.RateLimitRule) []core.RateLimitRule {
			return slices.DeleteFunc(rules, func(r core.RateLimitRule) bool {
				return slices.ContainsFunc(doors, func(door core.RateLimitRule) bool { return door.Label == r.Label })
			})
		})
	}
}

func limitDoors(app core.App, change func([]core.RateLimitRule) []core.RateLimitRule) error {
	return changeSettings(app, func(s *core.Settings) { s.RateLimits.Rules = change(s.RateLimits.Rules) })
}
