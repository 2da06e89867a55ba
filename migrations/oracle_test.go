package migrations

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// path is a way from a collection to the records of another one: a relation of its own, or
// one that leads back to it.
type path struct {
	from, to, field string
	back            bool
}

func (p path) name() string {
	if p.back {
		return p.to + "_via_" + p.field
	}
	return p.field
}

// paths are all relations of the schema, both ways, looked up once.
func (w *world) paths() []path {
	if w.ways == nil {
		w.ways = paths(w.t, w.app)
	}
	return w.ways
}

func paths(t testing.TB, app core.App) []path {
	byID := map[string]string{}
	all := collections(t, app)
	for _, c := range all {
		byID[c.Id] = c.Name
	}
	var list []path
	for _, c := range all {
		for _, f := range c.Fields {
			if r, ok := f.(*core.RelationField); ok && byID[r.CollectionId] != "" {
				list = append(list, path{c.Name, byID[r.CollectionId], f.GetName(), false}, path{byID[r.CollectionId], c.Name, f.GetName(), true})
			}
		}
	}
	return list
}

// sight is what one role may see: the ids of each collection by its view rule, asked for
// once.
func (w *world) sight(role string) map[string][]string {
	if seen, asked := w.sights[role]; asked {
		return seen
	}
	seen := map[string][]string{}
	w.sights[role] = seen
	for _, c := range collections(w.t, w.app) {
		all, err := w.app.FindAllRecords(c)
		if err != nil {
			w.t.Fatal(err)
		}
		seen[c.Name] = []string{}
		for _, r := range all {
			if w.call(role, "GET", records(c.Name)+"/"+r.Id, nil).status == http.StatusOK {
				seen[c.Name] = append(seen[c.Name], r.Id)
			}
		}
	}
	return seen
}

// TestNoOracle asks by every role and through every relation of the schema, both ways,
// and by every subscription, for what the caller may not see. One world serves them all.
func TestNoOracle(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	w.setApart()
	t.Run("filters", w.filtersTellNothing)
	t.Run("orders", w.ordersTellNothing)
	t.Run("hidden fields", w.hiddenFieldsTellNothing)
	t.Run("expand", w.expandShowsNothingMore)
	t.Run("realtime", w.eventsTellNothing)
}

// A filter that goes through a relation tells nobody that there is a record which the
// caller may not see.
func (w *world) filtersTellNothing(t *testing.T) {
	tried, told := 0, 0
	for _, role := range roles {
		seen := w.sight(role)
		for _, p := range w.paths() {
			// Not by id: that of a relation stands in the record itself.
			tried++
			query := "filter=" + url.QueryEscape(p.name()+`.created ?> "2000-01-01"`)
			got := w.call(role, "GET", records(p.from)+"?perPage=1000&skipTotal=1&"+query, nil)
			if got.status >= 500 {
				t.Fatalf("%s asks %s of %s: %d %s", role, p.name(), p.from, got.status, got.text)
			}
			var page struct{ Items []map[string]any }
			if err := json.Unmarshal([]byte(got.text), &page); err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				told++
				if !w.leadsToSeen(p, item["id"].(string), seen[p.to]) {
					t.Errorf("%s learns through %s of %s that there is a record of %s", role, p.name(), p.from, p.to)
				}
			}
		}
	}
	if told == 0 {
		t.Error("no filter through a relation found anything, so nothing was tried")
	}
	t.Logf("%d questions, %d answers", tried, told)
}

// leadsToSeen reports whether a way from a record ends at one that the caller may see.
func (w *world) leadsToSeen(p path, id string, seen []string) bool {
	return slices.ContainsFunc(w.ends(p)[id], func(to string) bool { return slices.Contains(seen, to) })
}

// ends are the records that a way leads to, by the one it begins at; looked up once.
func (w *world) ends(p path) map[string][]string {
	if found, known := w.links[p]; known {
		return found
	}
	found, holder := map[string][]string{}, p.from
	if p.back {
		holder = p.to
	}
	all, err := w.app.FindAllRecords(holder)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range all {
		for _, named := range r.GetStringSlice(p.field) {
			if p.back {
				found[named] = append(found[named], r.Id)
			} else {
				found[r.Id] = append(found[r.Id], named)
			}
		}
	}
	w.links[p] = found
	return found
}

// What stands in an expanded answer may be seen by itself.
func (w *world) expandShowsNothingMore(t *testing.T) {
	expanded := 0
	for _, role := range roles {
		seen := w.sight(role)
		for _, p := range w.paths() {
			got := w.call(role, "GET", records(p.from)+"?perPage=1000&skipTotal=1&expand="+p.name(), nil)
			var page struct {
				Items []struct{ Expand map[string]any }
			}
			if err := json.Unmarshal([]byte(got.text), &page); err != nil || got.status >= 500 {
				t.Fatalf("%s expands %s of %s: %d %v", role, p.name(), p.from, got.status, err)
			}
			for _, item := range page.Items {
				for _, id := range ids(item.Expand[p.name()]) {
					expanded++
					if !slices.Contains(seen[p.to], id) {
						t.Errorf("%s sees %s %s expanded by %s of %s only", role, p.to, id, p.name(), p.from)
					}
				}
			}
		}
	}
	if expanded == 0 {
		t.Error("nothing was expanded")
	}
}

// ids are those of one expanded record or of a list of them.
func ids(expanded any) []string {
	switch x := expanded.(type) {
	case map[string]any:
		return []string{x["id"].(string)}
	case []any:
		var list []string
		for _, one := range x {
			list = append(list, ids(one)...)
		}
		return list
	}
	return nil
}
