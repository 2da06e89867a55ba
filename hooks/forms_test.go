package hooks

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Numbers of third persons, right and of nobody, and what is shown of them.
const (
	spouse, spouseMask = "510799199002020226", "510799********0226"
	other, otherMask   = "510799198304040172", "510799********0172"
)

// booklet begins an application of zhang whose form asks for the number of the spouse.
func (x *house) booklet(form map[string]any) reply {
	x.t.Helper()
	return x.call("POST", "/api/collections/applications/records", x.person("zhang"), map[string]any{"service": x.find("services", "name='户口登记证明'").Id, "form": form})
}

// sealedIn is the number that lies sealed under a key of a form.
func (x *house) sealedIn(collection, id, key string) string {
	x.t.Helper()
	r, err := x.app.FindRecordById(collection, id)
	if err != nil {
		x.t.Fatal(err)
	}
	ciphers, err := ciphersOf(r)
	if err != nil {
		x.t.Fatal(err)
	}
	numbers, err := x.openAll(ciphers)
	if err != nil {
		x.t.Fatal(err)
	}
	return numbers[key]
}

// openAnywhere is the collection that holds the number in the clear, "" where none does.
func (x *house) openAnywhere(number string) string {
	x.t.Helper()
	for _, name := range []string{"applications", "journeys", "audit", "notices", "actions", "results", "receipts", "notifications", "looks", "messages"} {
		for _, r := range x.all(name, "id != ''") {
			text, err := json.Marshal(r.FieldsData())
			if err != nil {
				x.t.Fatal(err)
			}
			if strings.Contains(string(text), number) {
				return name
			}
		}
	}
	return ""
}

// The number of a third person stands in no form: the mask does, for everybody. Saving a
// draft with the mask keeps the number, another one takes its place, and what is handed in
// is judged by the number itself (R-PI-08, R-CODE-02).
func TestNumbersInFormsAreSealed_R_PI_08(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	begun := x.booklet(map[string]any{"partner_id": " " + spouse}).ok()
	if form := begun.body["form"].(map[string]any); form["partner_id"] != spouseMask || strings.Contains(begun.text, "cipher") {
		t.Fatalf("answered %s", begun.text)
	}
	id := begun.id()
	path := "/api/collections/applications/records/" + id
	keeps := func(name string, form map[string]any, want string) {
		t.Helper()
		x.call("PATCH", path, zhang, map[string]any{"form": form}).ok()
		if got := x.sealedIn("applications", id, "partner_id"); got != want {
			t.Errorf("%s: %q is sealed, want %q", name, got, want)
		}
	}
	rows := x.count("audit")
	keeps("the mask sent back", map[string]any{"partner_id": spouseMask}, spouse)
	keeps("the number sent again", map[string]any{"partner_id": spouse}, spouse)
	if n := x.count("audit"); n != rows {
		t.Errorf("%d changes on record although nothing changed", n-rows)
	}
	keeps("another number", map[string]any{"partner_id": other}, other)
	keeps("taken out", map[string]any{"partner_id": ""}, "")
	if r := x.find("applications", "id='%s'", id); r.GetString("form_cipher") != "" && r.GetString("form_cipher") != "null" {
		t.Errorf("a number that was taken out left %s", r.GetString("form_cipher"))
	}
	x.call("PATCH", path, zhang, map[string]any{"form_cipher": map[string]any{"partner_id": "x"}}).refused("form_cipher", "field_readonly", "")
	keeps("a slip", map[string]any{"partner_id": spouse[:17] + "7"}, spouse[:17]+"7")
	x.act(zhang, id, "submit").isNot(t, 200)
	keeps("a mask of nobody", map[string]any{"partner_id": "510799********9999"}, "510799********9999")
	x.act(zhang, id, "submit").isNot(t, 200)
	keeps("put right", map[string]any{"partner_id": spouse}, spouse)
	x.act(zhang, id, "submit").ok()
	for _, who := range []string{"zhang", "clerk.police", "supervisor", "admin"} {
		seen := x.call("GET", path, x.person(who), nil).ok()
		if form := seen.body["form"].(map[string]any); form["partner_id"] != spouseMask || strings.Contains(seen.text, spouse) {
			t.Errorf("%s reads %s", who, seen.text)
		}
	}
	for _, number := range []string{spouse, other} {
		if where := x.openAnywhere(number); where != "" {
			t.Errorf("%s stands open in %s", number, where)
		}
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// A field that begins with the own number is filled in by the mask that the account shows,
// and is judged by the number; the mask of somebody else stands for nobody.
func TestOwnNumberOfTheAccountFillsAField_R_AL_02(t *testing.T) {
	x := newHouse(t)
	id := x.booklet(map[string]any{"own_id": "510799********0137", "partner_id": "510799********0137"}).ok().id()
	if got := x.sealedIn("applications", id, "own_id"); got != zhangsNumber {
		t.Errorf("the own number is %q", got)
	}
	if got := x.sealedIn("applications", id, "partner_id"); got == zhangsNumber {
		t.Error("a field of another person took the own number")
	}
	x.act(x.person("zhang"), id, "submit").isNot(t, 200)
	x.call("PATCH", "/api/collections/applications/records/"+id, x.person("zhang"), map[string]any{"form": map[string]any{"own_id": "510799********0137"}}).ok()
	x.act(x.person("zhang"), id, "submit").ok()
}

// What an earlier version kept open is sealed when the house opens, in cases and drafts of
// journeys, and once only (R-PI-07).
func TestOpenFormsAreSealedAtTheStart_R_PI_07(t *testing.T) {
	x := newStreetOfNumbers(t)
	plain := map[string]any{"form": fmt.Sprintf(`{"partner_id":%q}`, spouse), "form_cipher": nil}
	id := x.booklet(map[string]any{}).ok().id()
	bare := x.booklet(map[string]any{"partner_id": ""}).ok().id()
	x.begin(map[string]any{"id": "000000000000000", "form": map[string]any{"premises": "示例路9号"}}) // without a number, first in line
	journey := x.begin(nil)
	for collection, of := range map[string]string{"applications": id, "journeys": journey} {
		if _, err := x.app.DB().Update(collection, dbx.Params(plain), dbx.HashExp{"id": of}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		before := x.count("audit")
		if err := x.sealOpenForms(); err != nil {
			t.Fatal(err)
		}
		for collection, of := range map[string]string{"applications": id, "journeys": journey} {
			if got := x.sealedIn(collection, of, "partner_id"); got != spouse || !strings.Contains(x.find(collection, "id='%s'", of).GetString("form"), spouseMask) {
				t.Errorf("%s: sealed as %q", collection, got)
			}
		}
		if x.count("audit") > before+2 {
			t.Errorf("%d changes", x.count("audit")-before)
		}
	}
	if open, err := x.openForms(); err != nil || len(open) > 0 || x.find("applications", "id='%s'", bare).GetString("form") == "" {
		t.Errorf("still open: %v %v", open, err)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// A start looks for open forms once in the life of a house: every later one would read all
// cases for nothing.
func TestLaterStartsReadNoForms_R_PI_07(t *testing.T) {
	x := newHouse(t)
	for range 2 {
		if n := x.find("counters", "key='%s'", formsSealed).GetInt("n"); n != 1 {
			t.Errorf("looked %d times", n)
		}
		x.close()
		x.reopen()
	}
	row := x.find("counters", "key='%s'", formsSealed) // as where an earlier version comes back from a backup
	if _, err := x.app.NonconcurrentDB().Delete("counters", dbx.HashExp{"id": row.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	x.close()
	x.reopen()
	x.find("counters", "key='%s'", formsSealed)
}

// newStreetOfNumbers is a street whose seal asks for the number of the partner.
func newStreetOfNumbers(t *testing.T) *street {
	x := newStreet(t)
	err := x.as(x.app, system, func(tx core.App) error {
		s := &seeder{h: x.Hall, tx: tx}
		service, err := tx.FindFirstRecordByData("services", "name", "公章刻制备案")
		if err != nil {
			return err
		}
		s.row("form_fields", map[string]any{"service": service.Id, "key": "partner_id", "label": "合伙人公民身份号码", "label_en": "ID number of the partner", "kind": "id_number", "required": true, "order": 1})
		s.publish(service)
		return s.err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// The one form of a journey is kept as those of its cases, and each gets the number itself,
// also where the draft was changed with the mask in it (R-PKG-01, R-PI-08).
func TestNumbersOfAJourneyReachItsCases_R_PKG_01(t *testing.T) {
	x := newStreetOfNumbers(t)
	form := func(number string) map[string]any {
		return map[string]any{"premises": "示例路9号", "size": 3, "partner_id": number}
	}
	id := x.begin(map[string]any{"form": form(spouse)})
	seal := x.caseOf(id, "seal")
	is := func(name, want string) {
		t.Helper()
		if j, c := x.sealedIn("journeys", id, "partner_id"), x.sealedIn("applications", seal, "partner_id"); j != want || c != want {
			t.Errorf("%s: the journey keeps %q, the case %q", name, j, c)
		}
	}
	is("begun", spouse)
	path := toJourneys + "/" + id
	x.call("PATCH", path, x.person("zhang"), map[string]any{"form": form(spouseMask)}).ok()
	is("the mask sent back", spouse)
	x.call("PATCH", path, x.person("zhang"), map[string]any{"form": form(other)}).ok()
	is("another number", other)
	for _, who := range []string{"zhang", "supervisor", "admin"} {
		for _, seen := range []reply{x.call("GET", path, x.person(who), nil), x.call("GET", "/api/onestop/journeys/"+id, x.person(who), nil)} {
			if strings.Contains(seen.text, other) || seen.status == 200 && !strings.Contains(seen.text, otherMask) {
				t.Errorf("%s reads %s", who, seen.text)
			}
		}
	}
	x.give(id)
	x.submit(id).ok()
	if x.sealedIn("journeys", id, "partner_id") != "" || x.sealedIn("applications", seal, "partner_id") != other {
		t.Error("handed in, the case alone keeps the number")
	}
	if where := x.openAnywhere(other); where != "" {
		t.Errorf("the number stands open in %s", where)
	}
}
