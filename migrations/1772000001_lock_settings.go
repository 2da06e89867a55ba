package migrations

import (
	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(lockSettings, unlockSettings, "1772000001_lock_settings.go")
}

// lockSettings sets what a county office needs and stock PocketBase leaves open: logs for
// half a year (R-SEC-01) without success lines (they hold file tokens), limits that many
// people behind one address of a hall can live with, the batch API for bulk work.
func lockSettings(app core.App) error {
	s, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	s.Meta.AppName = "一门办 Onestop"
	s.Logs.MaxDays = 180
	s.Logs.MinLevel = 4
	s.Logs.LogIP = true
	s.Batch = core.BatchConfig{Enabled: true, MaxRequests: 500, Timeout: 60}
	s.RateLimits.Enabled = true
	s.RateLimits.Rules = []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: 60, Duration: 60},
		{Label: "*:create", MaxRequests: 600, Duration: 60},
		{Label: "/api/onestop/track", MaxRequests: 30, Duration: 60},
		{Label: "/api/batch", MaxRequests: 60, Duration: 60},
		{Label: "/api/", MaxRequests: 3000, Duration: 60},
	}
	if err := app.Save(s); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	return app.Delete(users)
}

// unlockSettings gives the stock settings and the stock users collection back.
func unlockSettings(app core.App) error {
	s, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	s.Meta.AppName = "Acme"
	s.Logs.MaxDays, s.Logs.MinLevel = 5, 0
	s.Batch.Enabled, s.RateLimits.Enabled = false, false
	if err := app.Save(s); err != nil {
		return err
	}
	return app.Save(core.NewAuthCollection("users", "_pb_users_auth_"))
}
