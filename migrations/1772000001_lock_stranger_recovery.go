package migrations

import "github.com/pocketbase/pocketbase/core"

// Its name puts it beside the other doors of strangers, for the same reason.
func init() {
	core.AppMigrations.Register(limitTo(recoveryDoors), freeFrom(recoveryDoors), "1772000001_lock_stranger_recovery.go")
}

// recoveryDoors are the routes by which people who cannot sign in say who they are: so many
// requests in so many seconds from one address, of which a hall is one (R-SEC-02).
var recoveryDoors = []core.RateLimitRule{
	{Label: "POST /api/onestop/recovery", MaxRequests: 30, Duration: 600},
	{Label: "POST /api/onestop/recovery/code", MaxRequests: 10, Duration: 600},
}
