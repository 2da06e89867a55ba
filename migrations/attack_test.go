package migrations

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// become gives the person the id of somebody in the other collection of accounts, which
// the platform refuses of a new record but the database does not.
func (w *world) become(role, collection, id string) {
	w.t.Helper()
	if _, err := w.app.DB().Update(collection, dbx.Params{"id": id}, dbx.HashExp{"id": w.id(role)}).Execute(); err != nil {
		w.t.Fatal(err)
	}
	twin, err := w.app.FindRecordById(collection, id)
	if err != nil {
		w.t.Fatal(err)
	}
	w.people["twin"] = twin
}

// TestTwinOfAnOfficer: an officer's id stands in the actions of one's own case, and who
// signs up may choose an id. It is not had twice, and if it were, it would open nothing.
func TestTwinOfAnOfficer(t *testing.T) {
	w := newWorld(t)
	sign := w.call("guest", "POST", records("applicants"), map[string]any{"id": w.id("clerk"), "name": "twin", "kind": "person", "id_type": "passport", "id_number": "E********1",
		"email": "twin@demo.test", "password": "onestop-demo-2026", "passwordConfirm": "onestop-demo-2026"})
	if sign.status != http.StatusBadRequest || sign.body.Data["id"] == nil {
		t.Errorf("somebody signs up under an officer's id: %d %s", sign.status, sign.text)
	}
	w.become("other", "applicants", w.id("clerk"))
	for _, thing := range []string{"clerk's post", "clerk", "handed", "handed document", "counter draft", "published claim", "row", "draft service"} {
		w.tryRead(thing, "twin", false, false)
	}
	w.refuseChange("twin", "clerk", map[string]any{"absent": true})
	w.refuseChange("twin", "handed", map[string]any{"agent_name": "x"})
}

// TestTwinOfAnApplicant: nor does an officer with an applicant's id own the cases.
func TestTwinOfAnApplicant(t *testing.T) {
	w := newWorld(t)
	w.become("police", "officers", w.id("owner"))
	for _, thing := range []string{"handed", "draft", "handed document", "act", "message", "journey", "owner's post"} {
		w.tryRead(thing, "twin", false, false)
	}
	for _, thing := range []string{"handed", "draft", "owner"} {
		w.refuseChange("twin", thing, map[string]any{"agent_name": "x"})
	}
	if got := w.call("twin", "DELETE", records("applications")+"/"+w.id("draft"), nil); got.status != http.StatusNotFound {
		t.Errorf("the twin deletes a draft: %d", got.status)
	}
}

func (w *world) refuseChange(role, thing string, patch map[string]any) {
	w.t.Helper()
	r := w.things[thing]
	if got := w.call(role, "PATCH", records(r.Collection().Name)+"/"+r.Id, patch); got.status != http.StatusNotFound {
		w.t.Errorf("%s changes %s: %d %s", role, thing, got.status, got.text)
	}
}

// TestEmptyDepartment: the empty text is a part of every text, so an officer whose
// department was lost would handle every case.
func TestEmptyDepartment(t *testing.T) {
	w := newWorld(t)
	for _, role := range []string{"clerk", "examiner"} {
		if _, err := w.app.DB().Update("officers", dbx.Params{"department": ""}, dbx.HashExp{"id": w.id(role)}).Execute(); err != nil {
			t.Fatal(err)
		}
		lost, err := w.app.FindRecordById("officers", w.id(role))
		if err != nil {
			t.Fatal(err)
		}
		w.people[role] = lost
	}
	for _, thing := range []string{"handed", "draft", "counter draft", "handed document", "draft document", "act", "review", "notice", "result", "message"} {
		w.tryRead(thing, "clerk", false, false)
		w.tryRead(thing, "examiner", false, false)
	}
	w.tryRead("owner", "examiner", false, false)
	for _, thing := range []string{"handed", "draft", "counter draft"} {
		w.refuseChange("clerk", thing, map[string]any{"agent_name": "x"})
	}
	if got := w.call("clerk", "DELETE", records("documents")+"/"+w.id("counter draft document"), nil); got.status != http.StatusNotFound {
		t.Errorf("the lost clerk deletes a page: %d", got.status)
	}
}

// TestHiddenFieldsAreNoOracle: what is hidden can be neither read nor asked for by filter
// or order, and a foreign field cannot be reached through a relation.
func TestHiddenFieldsAreNoOracle(t *testing.T) {
	w := newWorld(t)
	if _, err := w.app.DB().Update("applications", dbx.Params{"track_code": "SECRET"}, dbx.HashExp{"id": w.id("handed")}).Execute(); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"owner", "clerk", "supervisor"} {
		path := records("applications")
		if got := w.call(role, "GET", path+"/"+w.id("handed"), nil); got.status != http.StatusOK || strings.Contains(got.text, "SECRET") {
			t.Errorf("%s reads the track code: %d %s", role, got.status, got.text)
		}
		for _, query := range []string{`?filter=track_code~"S"`, "?sort=track_code", `?filter=applicant.tokenKey~"a"`, `?filter=applicant.identities_via_applicant.digest="d"`,
			`?filter=@collection.identities.digest="d"`} {
			if got := w.call(role, "GET", path+query, nil); got.status != http.StatusBadRequest && got.status != http.StatusForbidden {
				t.Errorf("%s asks %s: %d %s", role, query, got.status, got.text)
			}
		}
		if got := w.call(role, "GET", path+"/"+w.id("handed")+"?expand=applicant.identities_via_applicant,bars_via_application", nil); strings.Contains(got.text, "cipher") || strings.Contains(got.text, "R-AL-37") {
			t.Errorf("%s expands what is nobody's: %s", role, got.text)
		}
	}
}

// TestExpand: an officer of the case sees its applicant in it, one of another department
// does not even see the case.
func TestExpand(t *testing.T) {
	w := newWorld(t)
	path := records("applications") + "/" + w.id("handed") + "?expand=applicant,service,revision"
	if got := w.call("examiner", "GET", path, nil); got.status != http.StatusOK || !strings.Contains(got.text, `"id_number":"510799********0137"`) {
		t.Errorf("the examiner of the case does not see its applicant: %d %s", got.status, got.text)
	}
	if got := w.call("police", "GET", path, nil); got.status != http.StatusNotFound {
		t.Errorf("another department sees the case: %d", got.status)
	}
	if got := w.call("owner", "GET", records("actions")+"/"+w.id("act")+"?expand=application.departments,officer", nil); got.status != http.StatusOK {
		t.Errorf("the owner does not see the act: %d %s", got.status, got.text)
	}
}
