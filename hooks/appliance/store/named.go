package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Table is what has to be known of a collection to find its files.
type Table struct {
	Name, ID string
	Files    []string // fields that hold files
}

// Tables are the collections of a database.
func Tables(db dbx.Builder) ([]Table, error) {
	var rows []struct {
		ID     string `db:"id"`
		Name   string `db:"name"`
		Fields string `db:"fields"`
	}
	if err := db.NewQuery("SELECT id, name, fields FROM _collections WHERE type IN ('base', 'auth') ORDER BY name").All(&rows); err != nil {
		return nil, err
	}
	tables := make([]Table, 0, len(rows))
	for _, row := range rows {
		var fields []struct{ Name, Type string }
		if err := json.Unmarshal([]byte(row.Fields), &fields); err != nil {
			return nil, fmt.Errorf("read the fields of %s: %w", row.Name, err)
		}
		t := Table{Name: row.Name, ID: row.ID}
		for _, f := range fields {
			if f.Type == core.FieldTypeFile {
				t.Files = append(t.Files, f.Name)
			}
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// Named is a record with the files that it names, in order.
type Named struct {
	Table Table
	ID    string
	Names []string
}

// Folder is where the files of the record are.
func (n Named) Folder() string { return n.Table.ID + "/" + n.ID }

// AllNamed are all records of a database that name files.
func AllNamed(db dbx.Builder, tables []Table) ([]Named, error) {
	var list []Named
	for _, t := range tables {
		if len(t.Files) == 0 {
			continue
		}
		rows, err := db.Select(append([]string{"id"}, t.Files...)...).From(t.Name).OrderBy("id").Rows()
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			row := dbx.NullStringMap{}
			if err := rows.ScanMap(row); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			if names := t.NamesIn(row); len(names) > 0 {
				list = append(list, Named{t, row["id"].String, names})
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// NamesIn reads the names in the file fields of a row: one as a text, several as a list.
func (t Table) NamesIn(row dbx.NullStringMap) []string {
	var names []string
	for _, field := range t.Files {
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
