package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(limitRatings, unlimitRatings, "1772000142_limit_ratings.go")
}

// ratingDoors keep people from guessing track codes by rating, as they are kept from it
// by the limit of tracking; a hall is one address.
var ratingDoors = []core.RateLimitRule{
	{Label: "POST /api/onestop/ratings", MaxRequests: 30, Duration: 60},
	{Label: "/api/onestop/ratings/invitation", MaxRequests: 60, Duration: 60},
}

func limitRatings(app core.App) error {
	return limitDoors(app, func(rules []core.RateLimitRule) []core.RateLimitRule { return slices.Concat(ratingDoors, rules) })
}

func unlimitRatings(app core.App) error {
	return limitDoors(app, func(rules []core.RateLimitRule) []core.RateLimitRule {
		return slices.DeleteFunc(rules, func(r core.RateLimitRule) bool {
			return slices.ContainsFunc(ratingDoors, func(door core.RateLimitRule) bool { return door.Label == r.Label })
		})
	})
}
