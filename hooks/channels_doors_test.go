package hooks

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// The schema belongs to the migrations, and no way of the administrator leads round the
// hooks: not by SQL, not by truncating, not in another person's name.
func TestSideDoorsAreClosed(t *testing.T) {
	x := newHouse(t).unlimited()
	x.caseIn("closed")
	admin := x.person("admin")
	applications, err := x.app.FindCollectionByNameOrId("applications")
	if err != nil {
		t.Fatal(err)
	}
	watch := x.witness()
	view := map[string]any{"name": "spy", "type": "view", "viewQuery": "select id from identities"}
	for _, c := range []struct {
		method, path string
		body         map[string]any
		field, code  string
	}{
		{"POST", "/api/collections", map[string]any{"name": "mine", "type": "base"}, "name", "schema_locked"},
		{"POST", "/api/collections", view, "name", "schema_locked"},
		{"PATCH", "/api/collections/applications", map[string]any{"listRule": ""}, "name", "schema_locked"},
		{"PATCH", "/api/collections/" + applications.Id, map[string]any{"name": "cases"}, "name", "schema_locked"},
		{"DELETE", "/api/collections/audit", nil, "name", "schema_locked"},
		{"PUT", "/api/collections/import", map[string]any{"collections": []any{map[string]any{"name": "mine", "type": "base"}}, "deleteMissing": true}, "collections", "schema_locked"},
		{"POST", "/api/sql", map[string]any{"query": "DELETE FROM audit"}, "query", "schema_locked"},
		{"POST", "/api/sql?x=1", map[string]any{"query": "UPDATE applications SET state = 'granted'"}, "query", "schema_locked"},
		{"POST", "/api/collections/applicants/impersonate/" + x.person("zhang").Id, nil, "id", "role_required"},
		{"POST", "/api/collections/officers/%69mpersonate/" + x.person("clerk").Id, nil, "id", "role_required"},
	} {
		answer := x.call(c.method, c.path, admin, c.body)
		if answer.status != 400 || answer.code(c.field) != c.code {
			t.Errorf("%s %s: %d %s", c.method, c.path, answer.status, answer.text)
		}
	}
	for _, name := range append(slices.Clone(appendOnly), "calendar", "documents", "services", "officers", "applicants") {
		x.call("DELETE", "/api/collections/"+name+"/truncate", admin, nil).refused("name", "schema_locked", "R-AR-01")
	}
	if watch.moved() {
		t.Error("something was committed")
	}
	for _, by := range []*core.Record{nil, x.person("zhang"), x.person("supervisor")} {
		for _, path := range []string{"/api/sql", "/api/collections", "/api/settings", "/api/logs", "/api/backups", "/api/crons"} {
			if answer := x.call("GET", path, by, nil); answer.status/100 != 4 {
				t.Errorf("%s is open: %d", path, answer.status)
			}
		}
	}
}

// Only single records are watched live: a change is not judged for every visitor inside
// the request of the one who writes.
func TestLiveUpdatesOfSingleRecordsOnly(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	for topic, ok := range map[string]bool{"applications/" + id: true, "applications": false, "applications/*": false,
		"applications/*?options=1": false, "applications?x=/": false, "audit": false} {
		for by, free := range map[string]bool{"zhang": false, "": false, "admin": true} {
			client := subscriptions.NewDefaultClient()
			x.live.broker.Register(client)
			body := map[string]any{"clientId": client.Id(), "subscriptions": []string{topic}}
			answer := x.call("POST", "/api/realtime", x.named(by), body)
			if want := map[bool]int{true: 204, false: 400}[ok || free]; answer.status != want {
				t.Errorf("%q watches %s: %d %s", by, topic, answer.status, answer.text)
			}
		}
	}
}

// named is a person by name, nobody for "".
func (x *house) named(name string) *core.Record {
	if name == "" {
		return nil
	}
	return x.person(name)
}

// Every hook-only field names a field that exists, and so do the other lists of guards.
func TestGuardsNameRealFields(t *testing.T) {
	x := newHouse(t)
	for _, lists := range []map[string][]string{hookOnly, personal} {
		for collection, fields := range lists {
			c, err := x.app.FindCollectionByNameOrId(collection)
			if err != nil {
				t.Errorf("%s: %v", collection, err)
				continue
			}
			for _, f := range fields {
				if c.Fields.GetByName(f) == nil {
					t.Errorf("%s has no field %s", collection, f)
				}
			}
		}
	}
	for _, name := range slices.Concat(houseOnly, appendOnly, unchanged, ungoverned, slices.Collect(maps.Keys(hookOnly))) {
		if _, err := x.app.FindCollectionByNameOrId(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if strings.Join(unrecorded, " ") != "id created updated tokenKey" {
		t.Errorf("unrecorded fields are %v; each more is a change without a trace", unrecorded)
	}
}

// Whatever an administrator deletes, the evidence of the cases stays as it is, word for
// word; what it rests on is not deleted (R-AR-01).
func TestDeletingLeavesTheEvidence_R_AR_01(t *testing.T) {
	w := newWorld(t)
	admin, tried, gone := w.person("admin"), 0, []string{}
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	drafts := []string{w.own, w.foreign, w.atCounter, w.document, w.foreignDocument} // these may go
	worked := []string{"clerk", "examiner", "examiner2", "approver"}                 // these officers signed something
	evidence := func() map[string]string {
		rows := w.photograph()
		maps.DeleteFunc(rows, func(key, _ string) bool {
			name, id, _ := strings.Cut(key, "/")
			return !slices.Contains(appendOnly, name) && name != "documents" || slices.Contains(drafts, id)
		})
		return rows
	}
	before, files := evidence(), len(w.stored())
	for _, c := range collections {
		if c.System {
			continue
		}
		records, err := w.app.FindAllRecords(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records[:min(len(records), 12)] {
			if slices.Contains(drafts, r.Id) {
				continue
			}
			tried++
			answer := w.call("DELETE", "/api/collections/"+c.Name+"/records/"+r.Id, admin, nil)
			switch {
			case answer.status == 204:
				gone = append(gone, c.Name)
			case answer.status != 400 && answer.status != 404:
				t.Errorf("%s: %d %s", c.Name, answer.status, answer.text)
			}
			if answer.status == 204 && (slices.Contains(appendOnly, c.Name) || c.Name == "applicants" || slices.Contains(worked, r.GetString("name"))) {
				t.Errorf("%s %s was deleted", c.Name, r.GetString("name"))
			}
		}
	}
	if events := difference(before, evidence()); len(events) > 0 {
		t.Errorf("the evidence changed: %v", events)
	}
	if n := len(w.stored()); n != files {
		t.Errorf("%d files of the evidence are gone", files-n)
	}
	if _, _, err := VerifyTrail(w.app); err != nil {
		t.Error(err)
	}
	slices.Sort(gone)
	t.Logf("%d tried; deleted were rows of %v", tried, slices.Compact(gone))
}
