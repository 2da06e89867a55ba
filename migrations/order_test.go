package migrations

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/pocketbase/dbx"
)

// setApart gives every record an instant of its own, so that an order by it would show.
func (w *world) setApart() {
	for _, c := range collections(w.t, w.app) {
		all, err := w.app.FindAllRecords(c)
		if err != nil {
			w.t.Fatal(err)
		}
		for i, r := range all {
			at := fmt.Sprintf("2026-01-01 %02d:%02d:00.000Z", i/60, i%60)
			if _, err := w.app.DB().Update(c.Name, dbx.Params{"created": at}, dbx.HashExp{"id": r.Id}).Execute(); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// ordered are the records of a collection as a role is shown them in an order; where the
// order tells nothing the ids decide.
func (w *world) ordered(t *testing.T, role, collection, by string) []map[string]any {
	got := w.call(role, "GET", records(collection)+"?perPage=1000&skipTotal=1&sort="+by+",id", nil)
	if got.status >= 500 {
		t.Fatalf("%s orders %s by %s: %d %s", role, collection, by, got.status, got.text)
	}
	var page struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(got.text), &page); err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// unordered checks that those records for which the order is nobody's business stand by
// their ids, whichever way the order goes; it answers how many they are.
func (w *world) unordered(t *testing.T, role, collection, by string, secret func(map[string]any) bool) int {
	n := 0
	for _, way := range []string{"", "-"} {
		var left []string
		for _, item := range w.ordered(t, role, collection, way+by) {
			if secret(item) {
				left = append(left, item["id"].(string))
			}
		}
		if !slices.IsSorted(left) {
			t.Errorf("%s learns by the order %s%s of %s about what is hidden", role, way, by, collection)
		}
		n = len(left)
	}
	return n
}

// An order that goes through a relation does not place a record by another one that the
// caller may not see.
func (w *world) ordersTellNothing(t *testing.T) {
	secrets := 0
	for _, role := range roles {
		seen := w.sight(role)
		for _, p := range w.paths() {
			n := w.unordered(t, role, p.from, p.name()+".created", func(item map[string]any) bool {
				return !w.leadsToSeen(p, item["id"].(string), seen[p.to])
			})
			if n > 1 && len(w.ends(p)) > 1 {
				secrets++
			}
		}
	}
	if secrets < 40 {
		t.Errorf("only %d orders could have told anything", secrets)
	}
}

// hiddenOf are the fields of a collection that no caller is shown, looked up once.
func (w *world) hiddenOf(collection string) []string {
	names, known := w.hidden[collection]
	if known {
		return names
	}
	c, err := w.app.FindCollectionByNameOrId(collection)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range c.Fields {
		if f.GetHidden() {
			names = append(names, f.GetName())
		}
	}
	w.hidden[collection] = names
	return names
}

// A hidden field can be neither asked for nor ordered by, in the collection itself or
// through a relation.
func (w *world) hiddenFieldsTellNothing(t *testing.T) {
	tried := 0
	ask := func(role, collection, field string) {
		for _, query := range []string{"sort=" + field, "sort=-" + field, "filter=" + field + "!=''"} {
			tried++
			if got := w.call(role, "GET", records(collection)+"?"+query, nil); got.status != http.StatusBadRequest && got.status != http.StatusForbidden {
				t.Errorf("%s asks %s of %s: %d", role, query, collection, got.status)
			}
		}
	}
	for _, role := range []string{"guest", "owner", "clerk", "auditor"} {
		for _, c := range collections(t, w.app) {
			for _, field := range w.hiddenOf(c.Name) {
				ask(role, c.Name, field)
			}
		}
		for _, p := range w.paths() {
			for _, field := range w.hiddenOf(p.to) {
				ask(role, p.from, p.name()+"."+field)
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d questions were asked", tried)
	}
}
