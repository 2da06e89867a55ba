package hooks

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// issuedType makes the type of a material one that an authority issues.
func (x *house) issuedType(code string, more map[string]any) {
	x.t.Helper()
	t := x.find("material_types", "code='%s'", code)
	t.Set("source", "20")
	for k, v := range more {
		t.Set(k, v)
	}
	if err := x.app.Save(t); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) again(as *core.Record, application, code, earlier string) reply {
	x.t.Helper()
	return x.call("POST", "/api/collections/documents/records", as, map[string]any{"application": application, "material": x.material(code), "reuse_of": earlier})
}

// Uploaded once: the next case is offered the card, takes it without a file, and keeps it
// as evidence of its own; the clerk's verdict travels with it (R-OL-03).
func TestUploadedOnce_R_OL_03(t *testing.T) {
	x := newHouse(t)
	zhang, clerk := x.person("zhang"), x.person("clerk")
	x.issuedType("M-ID", nil)
	first := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	card := x.find("documents", "application='%s' && material='%s'", first, x.material("M-ID"))
	second := x.draft(zhang)
	offers := func(as *core.Record) string {
		t.Helper()
		return fmt.Sprint(x.call("GET", "/api/onestop/applications/"+second+"/shelf", as, nil).ok().body["offers"])
	}
	if text := offers(zhang); !strings.Contains(text, card.Id) || !strings.Contains(text, "accepted:false") || strings.Contains(text, x.material("M-AP")) {
		t.Fatalf("offered: %s", text)
	}
	x.act(clerk, first, "check", map[string]any{"items": []any{map[string]any{"document": card.Id, "verdict": "accepted"}}}).ok()
	if text := offers(zhang); !strings.Contains(text, "accepted:true") {
		t.Fatalf("offered: %s", text)
	}
	files := len(x.stored())
	taken := x.again(zhang, second, "M-ID", card.Id).ok()
	if taken.body["verdict"] != "accepted" || taken.body["sha256"] != card.GetString("sha256") || taken.body["original_name"] != card.GetString("original_name") || taken.body["reuse_of"] != card.Id {
		t.Fatalf("taken again: %s", taken.text)
	}
	if own, _ := filepath.Glob(filepath.Join(x.app.DataDir(), "storage", "*", taken.id(), "*.png")); len(own) == 0 || len(x.stored()) <= files {
		t.Error("the second case has no file of its own")
	}
	x.again(zhang, second, "M-ID", card.Id).refused("file", "duplicate_upload", "R-AL-05")
	x.again(zhang, second, "M-AP", card.Id).refused("reuse_of", "record_foreign", "R-OL-03")
	x.again(x.person("li"), x.draft(x.person("li")), "M-ID", card.Id).refused("reuse_of", "record_foreign", "R-OL-06")
	// The same photo uploaded by hand brings the verdict too; another one does not.
	third := x.draft(zhang)
	if up := x.upload(zhang, third, x.material("M-ID"), "again.png", picture(2)).ok(); up.body["verdict"] != "accepted" || up.body["reuse_of"] == "" {
		t.Errorf("the same content: %s", up.text)
	}
	if up := x.upload(zhang, third, x.material("M-AP"), "form.png", picture(1)).ok(); up.body["verdict"] != "pending" {
		t.Errorf("a form: %s", up.text)
	}
	if got := x.call("GET", "/api/onestop/applications/"+first+"/shelf", x.person("examiner"), nil).ok(); len(got.body["offers"].([]any)) != 0 || strings.Contains(got.text, card.Id) {
		t.Errorf("earlier papers are offered to an examiner: %s", got.text)
	}
	for _, name := range []string{"li", "examiner", "clerk.police", "admin"} {
		if r := x.call("GET", "/api/onestop/applications/"+second+"/shelf", x.person(name), nil); r.status/100 != 4 {
			t.Errorf("%s looks at the shelf: %d", name, r.status)
		}
	}
}

// A paper that has gone out of date, or that a clerk rejected, is offered to nobody.
func TestTheShelfKeepsWhatIsGood_R_OL_03(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	x.issuedType("M-ID", map[string]any{"valid_days": 30})
	first := x.handIn(zhang, "M-AP", "M-ID")
	card := x.find("documents", "application='%s' && material='%s'", first, x.material("M-ID"))
	second := x.draft(zhang)
	x.act(x.person("clerk"), first, "check", map[string]any{"items": []any{map[string]any{"document": card.Id, "verdict": "rejected", "reason": "模糊"}}}).ok()
	if text := x.call("GET", "/api/onestop/applications/"+second+"/shelf", zhang, nil).ok().text; strings.Contains(text, card.Id) {
		t.Errorf("offered: %s", text)
	}
	x.again(zhang, second, "M-ID", card.Id).refused("reuse_of", "material_rejected", "R-OL-03")
}

// What a connected source holds is not asked for: here a result that the house issued. The
// training county connects none.
func TestResultsCountAsDocuments_R_OL_03(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	x.issuedType("M-LAY", map[string]any{"shareable": true, "name": "食品经营许可证"})
	s := x.find("services", "name ~ '食品'")
	m := x.find("materials", "type.code='M-LAY'")
	m.Set("name", "食品经营许可证")
	m.Set("necessity", "required")
	if err := write(x.app, m); err != nil {
		t.Fatal(err)
	}
	if err := x.Publish(x.app, s.Id); err != nil {
		t.Fatal(err)
	}
	x.caseIn("granted") // issues the licence
	next := x.handIn(zhang, "M-AP", "M-ID")
	x.act(x.person("clerk"), next, "accept").refused("act", "materials_missing", "")
	x.sources = []shareSource{ownResults{}}
	if text := x.call("GET", "/api/onestop/applications/"+next+"/shelf", zhang, nil).ok().text; !strings.Contains(text, `"source":"results"`) {
		t.Fatalf("held: %s", text)
	}
	x.act(x.person("clerk"), next, "accept").ok()
	if text := x.call("GET", "/api/onestop/applications/"+next+"/shelf", x.person("examiner"), nil).ok().text; !strings.Contains(text, `"number":"`) {
		t.Errorf("the examiner takes it for missing: %s", text)
	}
	li := x.handIn(x.person("li"), "M-AP", "M-ID")
	x.act(x.person("clerk"), li, "accept").refused("act", "materials_missing", "")
	x.call("POST", toActions, x.person("approver"), map[string]any{"subject": "result", "result": x.find("results", "state='valid'").Id, "act": "revoke", "ground": "beyond_powers", "reason": "x"}).ok()
	x.reviewed(next)
	x.act(x.person("approver"), next, "grant").refused("act", "materials_missing", "")
}
