// Package upgrade takes a house from one version of Onestop to the next and back. Before
// the schema of a data folder changes, the database is copied beside it; after the change
// it is checked, and where the check fails the copy is put back and nothing has happened.
// A copy is kept for two weeks: so long is the way back open.
package upgrade

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
)

const (
	dataName    = "data.db"
	versionName = ".version" // the version that served a data folder last
)

// distance is how the schema of a database and that of this binary lie apart.
type distance struct {
	pending []string // migrations that the binary has and the database has not
	unknown []string // those that the database has and the binary does not know: it is older
}

// known are the migrations of this binary, the platform's and ours, by the names of their files.
func known() []string {
	var names []string
	for _, list := range []core.MigrationsList{core.SystemMigrations, core.AppMigrations} {
		for _, m := range list.Items() {
			names = append(names, m.File)
		}
	}
	return names
}

// apart compares the migrations of a database with those that a binary knows.
func apart(has, knows []string) distance {
	var d distance
	for _, name := range knows {
		if !slices.Contains(has, name) {
			d.pending = append(d.pending, name)
		}
	}
	for _, name := range has {
		if !slices.Contains(knows, name) {
			d.unknown = append(d.unknown, name)
		}
	}
	return d
}

// state is what a database says of itself.
type state struct {
	Migrations []string         `json:"migrations"`
	Seq        int64            `json:"seq"`  // of the newest entry of the trail
	Hash       string           `json:"hash"` // of that entry
	Counts     map[string]int64 `json:"counts"`
}

// evidence are the collections of which an upgrade loses no row.
var evidence = []string{"audit", "applications", "documents", "actions", "notices", "results"}

// migrationsIn are the migrations of the database at path, in the order of their names;
// none where there is no database or nothing in it.
func migrationsIn(path string) ([]string, error) {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil, nil
	}
	var names []string
	return names, reading(path, func(db *dbx.DB) error {
		has, err := hasTable(db, core.DefaultMigrationsTable)
		if err != nil || !has {
			return err
		}
		return db.Select("file").From(core.DefaultMigrationsTable).OrderBy("file").Column(&names)
	})
}

// stateOf reads the database at path.
func stateOf(path string) (s state, err error) {
	if s.Migrations, err = migrationsIn(path); err != nil {
		return s, err
	}
	s.Counts = map[string]int64{}
	return s, reading(path, s.count)
}

func (s *state) count(db *dbx.DB) error {
	for _, name := range evidence {
		has, err := hasTable(db, name)
		if err != nil {
			return err
		}
		if !has {
			continue
		}
		var n int64
		if err := db.Select("COUNT(*)").From(name).Row(&n); err != nil {
			return err
		}
		s.Counts[name] = n
	}
	if s.Counts["audit"] == 0 {
		return nil
	}
	return db.Select("seq", "hash").From("audit").OrderBy("seq DESC").Limit(1).Row(&s.Seq, &s.Hash)
}

func reading(path string, read func(*dbx.DB) error) error {
	db, err := probe.OpenReadOnly(path)
	if err != nil {
		return err
	}
	if err := errors.Join(read(db), db.Close()); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

func hasTable(db *dbx.DB, name string) (bool, error) {
	var n int
	err := db.Select("COUNT(*)").From("sqlite_master").Where(dbx.HashExp{"type": "table", "name": name}).Row(&n)
	return n > 0, err
}

// versionOf is the version that served a data folder last, "" where it is not known.
func versionOf(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, versionName))
	if err != nil {
		return ""
	}
	return string(text)
}
