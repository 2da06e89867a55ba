package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/store"
)

// oneTimeCode is the field in which an account keeps the digest of a one-time code.
const oneTimeCode = "code_digest"

// rotate makes all sessions of a restored folder invalid: tokens that were given out after
// the backup, or to whoever lost the account since, open nothing, and everybody signs in
// again. One-time codes that were good at the backup may have been used since, and end, too.
// Passwords stay.
func rotate(dir string) error {
	return Inside(dir, func(app core.App) error {
		if err := bringHome(app, dir); err != nil {
			return err
		}
		collections, err := app.FindAllCollections(core.CollectionTypeAuth)
		if err != nil {
			return err
		}
		return app.RunInTransaction(func(tx core.App) error {
			for _, c := range collections {
				for _, token := range []*core.TokenConfig{&c.AuthToken, &c.FileToken, &c.PasswordResetToken, &c.EmailChangeToken, &c.VerificationToken} {
					token.Secret = security.RandomString(50)
				}
				if err := tx.SaveNoValidate(c); err != nil {
					return fmt.Errorf("renew the keys of the sessions of %s: %w", c.Name, err)
				}
				change := "UPDATE {{" + c.Name + "}} SET [[tokenKey]] = lower(hex(randomblob(25)))"
				if c.Fields.GetByName(oneTimeCode) != nil {
					change += ", [[" + oneTimeCode + "]] = ''"
				}
				if _, err := tx.DB().NewQuery(change).Execute(); err != nil {
					return fmt.Errorf("end the sessions of %s: %w", c.Name, err)
				}
			}
			return nil
		})
	})
}

// bringHome has a restored house find its files on its disk, where they were restored to, and
// leave a bucket alone that the house of the backup may still use.
func bringHome(app core.App, dir string) error {
	if _, remote := store.At(app); !remote {
		return nil
	}
	return store.OnDisk(dir).Settle(app)
}

// Inside opens a data folder that nobody serves as the bare platform does, without our
// hooks, and leaves it with everything in data.db.
func Inside(dir string, work func(core.App) error) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	if err := app.Bootstrap(); err != nil {
		return errors.Join(err, app.ResetBootstrapState())
	}
	err := work(app)
	if _, flush := app.NonconcurrentDB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err == nil {
		err = flush
	}
	if err = errors.Join(err, app.ResetBootstrapState()); err != nil {
		return err
	}
	for _, left := range []string{"data.db-wal", "data.db-shm"} {
		if info, err := os.Stat(filepath.Join(dir, left)); err == nil && info.Size() > 0 && left == "data.db-wal" {
			return fmt.Errorf("the database of %s was not closed", dir)
		}
	}
	return nil
}
