package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(limitSuperusers, freeSuperusers, "1772000001_lock_superusers.go")
}

// limitSuperusers, whose name puts it where settings may still be loaded anew (see
// lock_stranger_doors), lets administrators in from the machine itself only, until they list other
// addresses (superuser ips, or the dashboard), and for twelve hours (R-SEC-02, R-SEC-04).
func limitSuperusers(app core.App) error {
	if err := changeSettings(app, func(s *core.Settings) { s.SuperuserIPs = []string{"127.0.0.0/8", "::1"} }); err != nil {
		return err
	}
	return superuserHours(app, 12)
}

// freeSuperusers gives the stock settings back.
func freeSuperusers(app core.App) error {
	if err := changeSettings(app, func(s *core.Settings) { s.SuperuserIPs = []string{} }); err != nil {
		return err
	}
	return superuserHours(app, 24)
}

func superuserHours(app core.App, hours int64) error {
	c, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	c.AuthToken.Duration = hours * 3600
	return app.Save(c)
}
