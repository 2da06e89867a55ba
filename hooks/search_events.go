package hooks

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// eventsFound are the published life events that answer every word of a query, best first:
// by their names as services are found, and by what their descriptions say, where a county
// writes what people call the matter (R-PKG-01). Nothing is found by no words.
func (h *Hall) eventsFound(app core.App, query string) ([]*core.Record, error) {
	if strings.TrimSpace(query) == "" {
		return nil, nil
	}
	events, err := findAll(app, "life_events", "_rowid_", dbx.HashExp{"state": string(flow.Published)})
	if err != nil {
		return nil, err
	}
	all, byID := index{}, map[string]*core.Record{}
	for _, r := range events {
		byID[r.Id] = r
		all = append(all, &entry{ID: r.Id, name: strings.ToLower(r.GetString("name")), nameEn: strings.ToLower(r.GetString("name_en")),
			text: strings.ToLower(r.GetString("description")), sounds: h.catalog.reader.read(r.GetString("name"))})
	}
	var found []*core.Record
	for _, x := range all.find(query, func(*entry) bool { return true }) {
		found = append(found, byID[x.ID])
	}
	return found, nil
}
