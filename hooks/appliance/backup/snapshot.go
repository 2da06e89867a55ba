package backup

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
)

// openCopy opens a copied database for reading, without changing a byte of it.
func openCopy(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=query_only(ON)&_pragma=temp_store(MEMORY)")
}

// examined opens a copied database, checks its pages (see checked) and hands it over with its
// tables and how many rows each of them has.
func examined(ctx context.Context, path, check string, use func(db *dbx.DB, tables []table, counts map[string]int64) error) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := checked(ctx, db, check); err != nil {
		return err
	}
	tables, err := tablesOf(db)
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

// table is what a backup has to know of a collection.
type table struct {
	name, id string
	files    []string // fields that hold files
}

func tablesOf(db *dbx.DB) ([]table, error) {
	var rows []struct {
		ID     string `db:"id"`
		Name   string `db:"name"`
		Fields string `db:"fields"`
	}
	if err := db.NewQuery("SELECT id, name, fields FROM _collections WHERE type IN ('base', 'auth') ORDER BY name").All(&rows); err != nil {
		return nil, err
	}
	tables := make([]table, 0, len(rows))
	for _, row := range rows {
		var fields []struct{ Name, Type string }
		if err := json.Unmarshal([]byte(row.Fields), &fields); err != nil {
			return nil, fmt.Errorf("read the fields of %s: %w", row.Name, err)
		}
		t := table{name: row.Name, id: row.ID}
		for _, f := range fields {
			if f.Type == core.FieldTypeFile {
				t.files = append(t.files, f.Name)
			}
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// countRows answers the rows of each collection.
func countRows(db *dbx.DB, tables []table) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, t := range tables {
		var n int64
		if err := db.Select("COUNT(*)").From(t.name).Row(&n); err != nil {
			return nil, err
		}
		counts[t.name] = n
	}
	return counts, nil
}

// named is a record with the files that it names, in order.
type named struct {
	table table
	id    string
	names []string
}

func (n named) folder() string { return n.table.id + "/" + n.id }

// namedFiles are all records of a database that name files.
func namedFiles(db *dbx.DB, tables []table) ([]named, error) {
	var list []named
	for _, t := range tables {
		if len(t.files) == 0 {
			continue
		}
		rows, err := db.Select(append([]string{"id"}, t.files...)...).From(t.name).OrderBy("id").Rows()
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			row := dbx.NullStringMap{}
			if err := rows.ScanMap(row); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			if names := filesOf(t, row); len(names) > 0 {
				list = append(list, named{t, row["id"].String, names})
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// filesOf reads the names in the file fields of a row: one as a text, several as a list.
func filesOf(t table, row dbx.NullStringMap) []string {
	var names []string
	for _, field := range t.files {
		text := row[field].String
		var several []string
		if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &several) == nil {
			names = append(names, several...)
		} else if text != "" {
			names = append(names, text)
		}
	}
	slices.Sort(names)
	return names
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
