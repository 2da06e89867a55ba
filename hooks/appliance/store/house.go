package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/appliance/refusal"
)

// Where the files of a house are stands in its database, in the settings of the platform: so
// a copy of the database knows it, too. The credentials stand in the environment; where they
// do, the database keeps no secret.

// params is the table of the settings, with the row in which the house has its own id, by
// which its bucket knows it.
const (
	params   = "_params"
	settings = "settings"
	houseRow = "onestopHouse"
)

// placeOf is the place in the settings of the platform.
func placeOf(c core.S3Config) Place {
	endpoint := strings.TrimRight(c.Endpoint, "/")
	if endpoint != "" && !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	return Place{Bucket: c.Bucket, Endpoint: endpoint, Region: c.Region, Host: !c.ForcePathStyle}
}

// configOf is a place as the settings of the platform have it.
func configOf(p Place, k Keys) core.S3Config {
	return core.S3Config{Enabled: true, Bucket: p.Bucket, Region: p.Region, Endpoint: p.Endpoint, AccessKey: k.Key, Secret: k.Secret, ForcePathStyle: !p.Host}
}

// At is the bucket of a house, false where its files are on its disk.
func At(app core.App) (Place, bool) {
	c := app.Settings().S3
	return placeOf(c), c.Enabled
}

// For are the files of a house that is open.
func For(app core.App) (Files, error) {
	c := app.Settings().S3
	if !c.Enabled {
		return OnDisk(app.DataDir()), nil
	}
	house, err := houseIn(app.DB())
	return InBucket(placeOf(c), Keys{c.AccessKey, c.Secret}, house), err
}

// Of are the files of a data folder by its database, which may be a copy; nobody need serve it.
func Of(dir string, db dbx.Builder) (Files, error) {
	c, err := configIn(db)
	if err != nil || !c.Enabled {
		return OnDisk(dir), err
	}
	keys, err := keysFor(c)
	if err != nil {
		return nil, err
	}
	house, err := houseIn(db)
	return InBucket(placeOf(c), keys, house), err
}

// keysFor are the credentials in the environment, or else those in the settings.
func keysFor(c core.S3Config) (Keys, error) {
	keys, err := Credentials()
	if err != nil && c.Secret != "" {
		return Keys{c.AccessKey, c.Secret}, nil
	}
	return keys, err
}

func configIn(db dbx.Builder) (core.S3Config, error) {
	var s struct {
		S3 core.S3Config `json:"s3"`
	}
	err := param(db, settings, &s)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		err = nil // of a database that is none of ours yet
	}
	if err != nil {
		return core.S3Config{}, fmt.Errorf("read where the files are: %w", err)
	}
	return s.S3, nil
}

// param reads a row of the settings, and nothing where there is none.
func param(db dbx.Builder, id string, into any) error {
	var text string
	err := db.NewQuery("SELECT value FROM " + params + " WHERE id = {:id}").Bind(dbx.Params{"id": id}).Row(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

// houseIn is the id of a house, "" before it has one.
func houseIn(db dbx.Builder) (house string, err error) {
	err = param(db, houseRow, &house)
	return house, err
}

// houseOf is the id of a house, drawn where it has none.
func houseOf(app core.App) (string, error) {
	house, err := houseIn(app.DB())
	if err != nil || house != "" {
		return house, err
	}
	house = core.GenerateDefaultRandomId()
	row := &core.Param{Value: types.JSONRaw(`"` + house + `"`), Created: types.NowDateTime(), Updated: types.NowDateTime()}
	row.Id = houseRow
	return house, app.Save(row)
}

// Bind gives the app the credentials of the environment wherever it reads its settings, and
// keeps them out of the database.
func Bind(app core.App) {
	app.OnSettingsReload().Bind(&hook.Handler[*core.SettingsReloadEvent]{Id: "onestopStorage", Func: func(e *core.SettingsReloadEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		if c := &e.App.Settings().S3; c.Enabled {
			lineTo(placeOf(*c))
			if keys, err := Credentials(); err == nil {
				c.AccessKey, c.Secret = keys.Key, keys.Secret
			}
		}
		return nil
	}})
	for _, on := range []*hook.TaggedHook[*core.ModelEvent]{app.OnModelCreateExecute(params), app.OnModelUpdateExecute(params)} {
		on.Bind(&hook.Handler[*core.ModelEvent]{Id: "onestopStorage", Func: withoutSecret})
	}
}

// withoutSecret stores the settings without the secret of the environment. The settings
// themselves, by which files are stored meanwhile, keep it: what is not in the database is
// not overwritten by it.
func withoutSecret(e *core.ModelEvent) error {
	s, ok := e.Model.(*core.Settings)
	keys, err := Credentials()
	if !ok || err != nil || !s.S3.Enabled || s.S3.Secret != keys.Secret {
		return e.Next()
	}
	stored, err := s.Clone()
	if err != nil {
		return err
	}
	stored.S3.Secret = ""
	e.Model = stored
	defer func() { e.Model = s }()
	return e.Next()
}

// Open makes sure, before a house is served, that its files are where they should be: where
// they were, or, in a house that has none yet and has left no bucket, in the place that is named
// now. That files are elsewhere, and a storage that is away, are no reasons not to serve; they
// are answered as a warning. The name may be years old: it stands in the unit of the service, and
// the files were moved since, or the house restored.
func Open(ctx context.Context, app core.App, named *Place) (warning error, err error) {
	at, remote := At(app)
	if named == nil && !remote {
		return nil, nil
	}
	if named != nil && named.Prefix != "" {
		return nil, noPrefix(named.Prefix)
	}
	if named != nil && !remote && at.Bucket == "" {
		if holds, err := namesAny(app.DB()); err != nil {
			return nil, err
		} else if !holds {
			return nil, begin(ctx, app, *named)
		}
	}
	warning = Elsewhere(app, named)
	if !remote {
		return warning, nil
	}
	c := app.Settings().S3
	if c.AccessKey == "" || c.Secret == "" {
		return nil, errKeysAbsent
	}
	files, err := For(app)
	if err != nil {
		return nil, err
	}
	b := files.(Bucket)
	if err = b.Try(ctx); err == nil {
		err = b.adopt(ctx, app)
	}
	if f, ok := FaultOf(err); ok && (f.Kind == Away || f.Kind == Full) {
		return errors.Join(warning, f.refusal()), nil
	}
	if err != nil {
		return nil, Said(err)
	}
	return warning, nil
}

// Elsewhere says that the files of a served house are in another place than its service names;
// nil where they are not.
func Elsewhere(app core.App, named *Place) error {
	at, remote := At(app)
	if named == nil || remote && *named == at {
		return nil
	}
	where := "disk"
	if remote {
		where = at.String()
	}
	return refusal.New("The files of this house are in another place (%[1]s) than --storage names (%[2]s), and stay there. Take --storage out of the start (onestop service install anew, without it), or stop the service and move them: onestop storage move --to PLACE",
		"本系统的文件在 %[1]s，不在 --storage 所写的 %[2]s，并将留在原处。请从启动参数中去掉 --storage（不带它重新运行 onestop service install），或停止服务后迁移：onestop storage move --to 位置", where, named.String())
}

// adopt claims the bucket of a house whose settings name it already but which has no id: they
// were made in the dashboard.
func (b Bucket) adopt(ctx context.Context, app core.App) error {
	if b.house != "" {
		return b.Ours(ctx)
	}
	said, err := b.Claimed(ctx)
	if err != nil {
		return err
	}
	if said != "" {
		return errForeign
	}
	if b.house, err = houseOf(app); err != nil {
		return err
	}
	return b.sign(ctx)
}

// begin lets a house that has no files yet keep them in a bucket.
func begin(ctx context.Context, app core.App, p Place) error {
	b, err := Claim(ctx, app, p)
	if err != nil {
		return err
	}
	return b.Settle(app)
}

// moveFirst says how files come from where they are to where they should be.
func moveFirst(at string) error {
	return refusal.New("The files of this house are in another place (%[1]s). Stop the service and move them: onestop storage move --to PLACE",
		"本系统的文件在别处（%[1]s）。请停止服务后迁移：onestop storage move --to 位置", at)
}

// Claim tries a bucket and makes it that of the house, with the credentials of the
// environment.
func Claim(ctx context.Context, app core.App, p Place) (Bucket, error) {
	keys, err := Credentials()
	if err != nil {
		return Bucket{}, err
	}
	return claimBy(ctx, app, p, keys)
}

func claimBy(ctx context.Context, app core.App, p Place, keys Keys) (Bucket, error) {
	house, err := houseOf(app)
	if err != nil {
		return Bucket{}, err
	}
	b := InBucket(p, keys, house)
	if err := b.claim(ctx); err != nil {
		return b, Said(err)
	}
	return b, Said(b.Try(ctx))
}

// Settle writes down that the files of a house are in the bucket.
func (b Bucket) Settle(app core.App) error { return settle(app, configOf(b.place, b.keys)) }

// Settle writes down that they are on its disk. The bucket that was left stays named, not in use:
// a service that names it still does not bring the house back there by itself.
func (Disk) Settle(app core.App) error {
	c := app.Settings().S3
	c.Enabled, c.AccessKey, c.Secret = false, "", ""
	return settle(app, c)
}

func settle(app core.App, c core.S3Config) error {
	s, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	s.S3 = c
	return app.Save(s)
}

// Change judges other settings of the platform: where the files are is changed only while
// there are none, and only to a bucket that can be used.
func Change(ctx context.Context, app core.App, before, after core.S3Config) error {
	if before == after {
		return nil
	}
	where := before.Enabled != after.Enabled || after.Enabled && placeOf(before) != placeOf(after)
	if where {
		if holds, err := namesAny(app.DB()); err != nil {
			return err
		} else if holds {
			at := "disk"
			if before.Enabled {
				at = placeOf(before).String()
			}
			return moveFirst(at)
		}
	}
	if !after.Enabled {
		return nil
	}
	p, _, err := read(placeOf(after).String())
	if err == nil {
		err = p.reachable(!where) // the dashboard has no word for it; what was agreed to at a start stays so
	}
	if err != nil {
		return err
	}
	_, err = claimBy(ctx, app, p, Keys{after.AccessKey, after.Secret})
	return err
}

// namesAny tells whether any record names a file.
func namesAny(db dbx.Builder) (bool, error) {
	tables, err := Tables(db)
	if err != nil {
		return false, err
	}
	for _, t := range tables {
		for _, field := range t.Files {
			var n int
			err := db.NewQuery("SELECT COUNT(*) FROM (SELECT 1 FROM {{" + t.Name + "}} WHERE [[" + field + "]] NOT IN ('', '[]') LIMIT 1)").Row(&n)
			if err != nil || n > 0 {
				return n > 0, err
			}
		}
	}
	return false, nil
}
