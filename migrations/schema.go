// Package migrations is the schema of the house: one file, one change, each with a true
// Down. To add a field, add a file that loads the collection, adds the field with its
// help text (Chinese first, English short) and saves it; its Down removes the field.
package migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	_ "github.com/pocketbase/pocketbase/migrations" // the tables of the platform come first
)

// flag is a property that a field may have beside its type and help text.
type flag int

const (
	must   flag = iota // a record without it is refused
	hidden             // never leaves the house
	pick               // people choose records by it
	public             // of a file: anyone may fetch it
)

func has(flags []flag, f flag) bool {
	for _, x := range flags {
		if x == f {
			return true
		}
	}
	return false
}

func text(name string, limit int, help string, flags ...flag) core.Field {
	return &core.TextField{Name: name, Max: limit, Help: help, Required: has(flags, must), Hidden: has(flags, hidden), Presentable: has(flags, pick)}
}

// coded is a text of a fixed form.
func coded(name, pattern, help string, flags ...flag) core.Field {
	return &core.TextField{Name: name, Max: 100, Pattern: pattern, Help: help, Required: has(flags, must), Presentable: has(flags, pick)}
}

// day is a civil date of China as text.
func day(name, help string, flags ...flag) core.Field {
	return coded(name, `^\d{4}-\d{2}-\d{2}$`, help, flags...)
}

func at(name, help string) core.Field { return &core.DateField{Name: name, Help: help} }

func number(name string, limit float64, help string, flags ...flag) core.Field {
	zero := 0.0
	return &core.NumberField{Name: name, Min: &zero, Max: &limit, OnlyInt: true, Help: help, Required: has(flags, must)}
}

func yes(name, help string) core.Field { return &core.BoolField{Name: name, Help: help} }

func one(name, help string, values []string, flags ...flag) core.Field {
	return &core.SelectField{Name: name, Values: values, MaxSelect: 1, Help: help, Required: has(flags, must)}
}

func some(name, help string, values []string, flags ...flag) core.Field {
	return &core.SelectField{Name: name, Values: values, MaxSelect: len(values), Help: help, Required: has(flags, must)}
}

func data(name string, bytes int64, help string, flags ...flag) core.Field {
	return &core.JSONField{Name: name, MaxSize: bytes, Help: help, Required: has(flags, must), Hidden: has(flags, hidden)}
}

func file(name, help string, mimes []string, flags ...flag) core.Field {
	return &core.FileField{Name: name, MaxSelect: 1, MaxSize: 20 << 20, MimeTypes: mimes, Protected: !has(flags, public), Help: help, Required: has(flags, must)}
}

var papers = []string{"application/pdf", "image/jpeg", "image/png"}

// builder makes collections of one migration; the first error stops the rest.
type builder struct {
	app core.App
	err error
}

func (b *builder) id(name string) string {
	if b.err != nil {
		return ""
	}
	c, err := b.app.FindCollectionByNameOrId(name)
	if err != nil {
		b.err = fmt.Errorf("collection %s: %w", name, err)
		return ""
	}
	return c.Id
}

func (b *builder) ref(name, to, help string, flags ...flag) core.Field {
	return &core.RelationField{Name: name, CollectionId: b.id(to), MaxSelect: 1, Help: help, Required: has(flags, must), Hidden: has(flags, hidden)}
}

func (b *builder) refs(name, to, help string, flags ...flag) core.Field {
	return &core.RelationField{Name: name, CollectionId: b.id(to), MaxSelect: 999, Help: help, Required: has(flags, must)}
}

// make saves a new collection with its fields, stamps and indexes; the rules come later,
// because they name other collections.
func (b *builder) make(c *core.Collection, indexes []string, fields ...core.Field) {
	if b.err != nil {
		return
	}
	for _, f := range fields {
		c.Fields.Add(f)
	}
	c.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	for _, columns := range indexes {
		name := fmt.Sprintf("idx_%s_%d", c.Name, len(c.Indexes)+1)
		unique := len(columns) > 1 && columns[0] == '!'
		if unique {
			columns = columns[1:]
		}
		c.AddIndex(name, unique, columns, "")
	}
	if err := b.app.Save(c); err != nil {
		b.err = fmt.Errorf("collection %s: %w", c.Name, err)
	}
}

// rules are the API rules of a collection: list, view, create, update, delete. A nil
// pointer (the string "-") is for superusers only, "" for everyone.
type rules [5]string

const none = "-"

func (b *builder) allow(name string, r rules) {
	if b.err != nil {
		return
	}
	c, err := b.app.FindCollectionByNameOrId(name)
	if err == nil {
		c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule = rule(r[0]), rule(r[1]), rule(r[2]), rule(r[3]), rule(r[4])
		err = b.app.Save(c)
	}
	if err != nil {
		b.err = fmt.Errorf("rules of %s: %w", name, err)
	}
}

func rule(s string) *string {
	if s == none {
		return nil
	}
	return types.Pointer(s)
}

// drop deletes collections in the given order, a Down in one line.
func drop(names ...string) func(core.App) error {
	return func(app core.App) error {
		for _, name := range names {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return fmt.Errorf("collection %s: %w", name, err)
			}
			c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule = nil, nil, nil, nil, nil
			if err := app.Delete(c); err != nil {
				return fmt.Errorf("collection %s: %w", name, err)
			}
		}
		return nil
	}
}
