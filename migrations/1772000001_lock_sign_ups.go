package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(limitTo(signUpDoors), freeFrom(signUpDoors), "1772000001_lock_sign_ups.go")
}

// signUpDoors, named as strangerDoors are and for the same reason, bound sign-ups, each of which costs the hash of a password, to so many from one
// address, of which a hall is one (R-SEC-02).
var signUpDoors = []core.RateLimitRule{
	{Label: "applicants:create", MaxRequests: 30, Duration: 60},
}
