// Package migrations is the schema of the house: one file, one change, named
// <unix>_verb_noun.go, each with a true Down. A migration that was released is history
// and is never edited; a change is a new file.
//
// To add a field:
//
//  1. Add a file, for example 1790000001_add_services_language.go, that registers
//     extend("services", one("language", "办事语言。Language", []string{"zh", "en"})) as Up
//     and shorten("services", "language") as Down.
//  2. Give it a help text, Chinese first and English short, at most 300 bytes together,
//     a sensible maximum, and pick where people choose records by it.
//  3. A relation that lists are filtered by gets an index.
//  4. Run the tests with -update and read what changed in testdata/schema.txt.
//  5. A field that only the house writes is also named in the hooks' list of such fields.
//
// A new collection is made with builder.make; its access rules are a row of their own
// table, with the roles of rules_test.go tried on it.
package migrations

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	_ "github.com/pocketbase/pocketbase/migrations" // the tables of the platform come first
)

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

func (b *builder) ref(name, to, help string, marks ...mark) core.Field {
	return &core.RelationField{Name: name, CollectionId: b.id(to), MaxSelect: 1, Help: help, Required: has(marks, must), Presentable: has(marks, pick)}
}

func (b *builder) refs(name, to, help string, marks ...mark) core.Field {
	return &core.RelationField{Name: name, CollectionId: b.id(to), MaxSelect: 999, Help: help, Required: has(marks, must)}
}

// self is a relation of a collection to itself.
func self(c *core.Collection, name string, limit int, help string) core.Field {
	return &core.RelationField{Name: name, CollectionId: c.Id, MaxSelect: limit, Help: help}
}

// make saves a new collection with its fields, stamps and indexes; the rules come later,
// because they name other collections.
func (b *builder) make(c *core.Collection, indexes []string, fields ...core.Field) {
	if b.err != nil {
		return
	}
	if b.err = b.saveFirst(c, fields); b.err != nil {
		return
	}
	c.Fields.Add(fields...)
	c.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	for _, spec := range indexes {
		addIndex(c, spec)
	}
	explain(c)
	if err := b.app.Save(c); err != nil {
		b.err = fmt.Errorf("collection %s: %w", c.Name, err)
	}
}

// saveFirst saves the bare collection where one of its fields relates to itself.
func (b *builder) saveFirst(c *core.Collection, fields []core.Field) error {
	for _, f := range fields {
		if r, ok := f.(*core.RelationField); ok && r.CollectionId == c.Id {
			return b.app.Save(c)
		}
	}
	return nil
}

// addIndex adds the index of columns like "state, due". "!" before them makes it unique;
// "?" makes one column unique where it is filled, with a plain index beside it, because
// SQLite cannot serve a look-up from a partial index. A condition follows after WHERE.
func addIndex(c *core.Collection, spec string) {
	columns, where, _ := strings.Cut(strings.TrimLeft(spec, "!?"), " WHERE ")
	name := "idx_" + c.Name
	for _, part := range strings.Split(columns, ",") {
		name += "_" + strings.Fields(part)[0]
	}
	switch spec[0] {
	case '?':
		c.AddIndex(name+"_unique", true, columns, strings.Fields(columns)[0]+" != ''")
		c.AddIndex(name, false, columns, "")
	case '!':
		c.AddIndex(name+"_unique", true, columns, where)
	default:
		c.AddIndex(name, false, columns, where)
	}
}

// systemHelp explains the fields that the platform brings along.
var systemHelp = map[string]string{
	core.FieldNameId:              "记录号，15位，留空自动生成。Record id; made up when left empty",
	core.FieldNamePassword:        "登录密码，只保存摘要。Password; only its hash is kept",
	core.FieldNameTokenKey:        "会话密钥，更换后全部登录失效。Key of all sessions; a new one ends them",
	core.FieldNameEmail:           "登录邮箱。E-mail for the log-in",
	core.FieldNameEmailVisibility: "邮箱对他人可见。Whether others may see the e-mail",
	core.FieldNameVerified:        "邮箱已验证。Whether the e-mail was verified",
}

func explain(c *core.Collection) {
	for name, help := range systemHelp {
		switch f := c.Fields.GetByName(name).(type) {
		case *core.TextField:
			f.Help = help
		case *core.PasswordField:
			f.Help = help
		case *core.EmailField:
			f.Help = help
		case *core.BoolField:
			f.Help = help
		}
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
			if err == nil {
				err = app.Delete(c)
			}
			if err != nil {
				return fmt.Errorf("collection %s: %w", name, err)
			}
		}
		return nil
	}
}

// extend adds fields to a collection, before its stamps.
func extend(name string, fields ...core.Field) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return fmt.Errorf("collection %s: %w", name, err)
		}
		c.Fields.AddAt(slices.Index(c.Fields.FieldNames(), "created"), fields...)
		return app.Save(c)
	}
}

// shorten removes fields from a collection with what they hold, the Down of extend.
func shorten(name string, fields ...string) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return fmt.Errorf("collection %s: %w", name, err)
		}
		for _, f := range fields {
			c.Fields.RemoveByName(f)
		}
		return app.Save(c)
	}
}
