package backup

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
)

// openCopy opens a copied database for reading, without changing a byte of it.
func openCopy(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=query_only(ON)&_pragma=temp_store(MEMORY)")
}

// examined opens a copied database, checks its pages (see checked) and hands it over with its
// tables and how many rows each of them has.
func examined(ctx context.Context, path, check string, use func(db *dbx.DB, tables []store.Table, counts map[string]int64) error) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := checked(ctx, db, check); err != nil {
		return err
	}
	tables, err := store.Tables(db)
	if err != nil {
		return err
	}
	counts, err := countRows(db, tables)
	if err != nil {
		return err
	}
	return use(db, tables, counts)
}

// checked fails for a database whose pages are not in order; check is quick_check or
// integrity_check.
func checked(ctx context.Context, db *dbx.DB, check string) error {
	var verdict string
	err := db.NewQuery("PRAGMA " + check + "(1)").WithContext(ctx).Row(&verdict)
	if err == nil && verdict != "ok" {
		err = errors.New(verdict)
	}
	if err != nil && ctx.Err() == nil {
		return refusal.New("The database is damaged (%[1]v). The earlier backups are kept.", "数据库已损坏（%[1]v）。以前的备份都还在。", err)
	}
	return err
}

// countRows answers the rows of each collection.
func countRows(db *dbx.DB, tables []store.Table) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, t := range tables {
		var n int64
		if err := db.Select("COUNT(*)").From(t.Name).Row(&n); err != nil {
			return nil, err
		}
		counts[t.Name] = n
	}
	return counts, nil
}

// migrationsOf are those that made the schema of a database.
func migrationsOf(db *dbx.DB) (files []string, err error) {
	err = db.NewQuery("SELECT file FROM _migrations ORDER BY file").Column(&files)
	return files, err
}

// trailOf is the head of the trail, none where the house keeps none.
func trailOf(db *dbx.DB) (head vault.Head, err error) {
	err = db.NewQuery("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").Row(&head.Seq, &head.Hash)
	if errors.Is(err, sql.ErrNoRows) || err != nil && strings.Contains(err.Error(), "no such table") {
		return vault.Head{}, nil
	}
	return head, err
}
