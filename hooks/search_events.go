package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// eventsFound are the life events that answer every word of a query, best first: by their
// names as services are found, and by what their descriptions say, where a county writes
// what people call the matter (R-PKG-01). Nothing is found by no words.
func (h *Hall) eventsFound(events []*core.Record, query string) []*core.Record {
	if strings.TrimSpace(query) == "" {
		return nil
	}
	all, byID := index{}, map[string]*core.Record{}
	for _, r := range events {
		byID[r.Id] = r
		all = append(all, h.catalog.reader.entry(r.Id, r.GetString("name"), r.GetString("name_en"), r.GetString("description")))
	}
	var found []*core.Record
	for _, x := range all.find(query, anyEntry) {
		found = append(found, byID[x.ID])
	}
	return found
}
