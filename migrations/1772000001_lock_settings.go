package migrations

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(lockSettings, unlockSettings, "1772000001_lock_settings.go")
}

// lockSettings sets what a county office needs and stock PocketBase leaves open: logs for
// half a year (R-SEC-01) without success lines (they hold file tokens), limits that many
// people behind one address of a hall can live with, the batch API for bulk work.
func lockSettings(app core.App) error {
	return changeSettings(app, func(s *core.Settings) {
		s.Meta.AppName = "一门办 Onestop"
		s.Logs = core.LogsConfig{MaxDays: 180, MinLevel: 4, LogIP: true}
		s.Batch = core.BatchConfig{Enabled: true, MaxRequests: 500, Timeout: 60}
		s.RateLimits.Enabled = true
		s.RateLimits.Rules = []core.RateLimitRule{ // requests per seconds and address
			{Label: "*:auth", MaxRequests: 60, Duration: 60},
			{Label: "*:create", MaxRequests: 600, Duration: 60},
			{Label: "/api/onestop/track", MaxRequests: 30, Duration: 60},
			{Label: "/api/batch", MaxRequests: 60, Duration: 60},
			{Label: "/api/", MaxRequests: 3000, Duration: 60},
		}
	})
}

// unlockSettings gives the stock settings back.
func unlockSettings(app core.App) error {
	return changeSettings(app, func(s *core.Settings) {
		s.Meta.AppName = "Acme"
		s.Logs = core.LogsConfig{MaxDays: 5, LogIP: true}
		s.Batch = core.BatchConfig{MaxRequests: 50, Timeout: 3}
		s.RateLimits.Enabled = false
		s.RateLimits.Rules = []core.RateLimitRule{
			{Label: "*:auth", MaxRequests: 2, Duration: 3},
			{Label: "*:create", MaxRequests: 20, Duration: 5},
			{Label: "/api/batch", MaxRequests: 3, Duration: 1},
			{Label: "/api/", MaxRequests: 300, Duration: 10},
		}
	})
}

// changeSettings saves a changed copy of the settings as they are stored: where all
// migrations run at once, those in memory are from before the first of them, and a change
// in place would outlive a transaction that is rolled back.
func changeSettings(app core.App, change func(*core.Settings)) error {
	var stored string
	if err := app.DB().Select("value").From("_params").Where(dbx.HashExp{"id": "settings"}).Row(&stored); err != nil {
		return err
	}
	s, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(stored), s); err != nil {
		return err
	}
	change(s)
	return app.Save(s)
}
