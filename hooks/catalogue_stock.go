package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
)

// stock is what the county has when an import begins, by the codes that people write:
// look-ups in memory instead of a query for every cell.
type stock struct {
	departments map[string]body         // by credit code
	items       map[string]*core.Record // by basic code
	types       map[string]*core.Record // by code
	claims      map[string]*core.Record // by item and department
	services    map[string]*core.Record // by claim
	versions    map[string]int          // published last, by service
}

// body is a department as an import sees it. level is that of its region (R-CAT-11).
type body struct{ id, code, level string }

func (i *importer) takeStock() (*stock, error) {
	s := &stock{departments: map[string]body{}}
	regions, err := findAll(i.tx, "regions", "", dbx.HashExp{})
	if err != nil {
		return nil, err
	}
	levels := map[string]string{}
	for _, r := range regions {
		levels[r.Id] = catalogue.LevelOf(r.GetString("level"))
	}
	departments, err := findAll(i.tx, "departments", "", dbx.HashExp{})
	if err != nil {
		return nil, err
	}
	for _, d := range departments {
		s.departments[d.GetString("code")] = body{d.Id, d.GetString("code"), levels[d.GetString("region")]}
	}
	byCode := func(r *core.Record) string { return r.GetString("code") }
	if s.items, err = allBy(i.tx, "basic_items", byCode); err != nil {
		return nil, err
	}
	if s.types, err = allBy(i.tx, "material_types", byCode); err != nil {
		return nil, err
	}
	if s.versions, err = versionsOf(i.tx); err != nil {
		return nil, err
	}
	if s.claims, err = allBy(i.tx, "claims", claimKey); err != nil {
		return nil, err
	}
	s.services, err = allBy(i.tx, "services", func(r *core.Record) string { return r.GetString("claim") })
	return s, err
}

func claimKey(r *core.Record) string {
	return r.GetString("basic_item") + "/" + r.GetString("department")
}

// allBy reads a collection by a key of its records.
func allBy(app core.App, collection string, key func(*core.Record) string) (map[string]*core.Record, error) {
	list, err := findAll(app, collection, "", dbx.HashExp{})
	if err != nil {
		return nil, err
	}
	by := make(map[string]*core.Record, len(list))
	for _, r := range list {
		by[key(r)] = r
	}
	return by, nil
}
