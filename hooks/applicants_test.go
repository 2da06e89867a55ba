package hooks

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

const toApplicants = "/api/collections/applicants/records"

// newcomer is a sign-up of 何残疾, changed as the test wants.
func newcomer(change map[string]any) map[string]any {
	body := map[string]any{"kind": "person", "name": "何残疾", "id_type": "resident_id", "id_number": "510799198304040172", "phone": "13912345678",
		"email": "he@demo.test", "password": password, "passwordConfirm": password, "consent_version": "2026-01"}
	maps.Copy(body, change)
	for key, value := range body {
		if value == nil {
			delete(body, key)
		}
	}
	return body
}

func TestSignUp_R_PI_03(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	made := x.call("POST", toApplicants, nil, newcomer(map[string]any{"phone": "+86 139-1234-5678"})).ok()
	if made.at("id_number") != "510799********0172" || made.at("consent_at") != "2026-03-02 01:00:00.000Z" || made.at("password") != nil || made.at("tokenKey") != nil {
		t.Errorf("the answer is %s", made.text)
	}
	for _, identity := range []string{"he@demo.test", "13912345678"} {
		login := x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": identity, "password": password}).ok()
		if login.at("token") == nil || login.at("record", "id_number") != "510799********0172" || strings.Contains(login.text, "19830404") {
			t.Errorf("the log-in by %s answers %s", identity, login.text)
		}
	}
	if answer := x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": "510799198304040172", "password": password}); answer.status != 400 {
		t.Errorf("a number is no log-in: %d", answer.status)
	}
	silent := x.call("POST", toApplicants, nil, newcomer(map[string]any{"id_number": "510799199705200311", "phone": "13912345679", "email": nil, "consent_version": nil})).ok()
	if silent.at("consent_at") != "" {
		t.Errorf("consent that nobody gave: %s", silent.text)
	}
	if x.call("POST", toApplicants, nil, newcomer(map[string]any{"id_number": "510799197808080632", "phone": nil, "email": nil, "verified": true})).ok().at("verified") != false {
		t.Error("a newcomer verifies the own address")
	}
	for field, value := range map[string]any{"consent_at": "2020-01-01 00:00:00.000Z", "tokenKey": strings.Repeat("x", 40)} {
		answer := x.call("POST", toApplicants, nil, newcomer(map[string]any{"id_number": "510799199802140402", "phone": "13912345670", "email": nil, field: value}))
		if answer.status != 400 || answer.code(field) == "" {
			t.Errorf("%s of one's own: %d %s", field, answer.status, answer.text)
		}
	}
}

// Numbers are checked by their own rules and known again in every way of writing them.
func TestIdentityNumbers_R_CODE_01_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	body := map[string]any{"kind": "organization", "id_type": "uscc", "id_number": "91510799MADEM00119", "name": "示例公司", "email": "firm@demo.test", "phone": "0816-1234567"}
	x.call("POST", toApplicants, nil, newcomer(body)).ok()
	x.call("POST", toApplicants, nil, newcomer(map[string]any{"id_type": "passport", "id_number": "e12345678", "email": nil, "phone": nil})).ok()
	watch, before := x.witness(), x.rows()
	for name, c := range map[string]struct {
		change map[string]any
		field  string
		code   string
		cite   string
	}{
		"30 February with a right check digit": {map[string]any{"id_number": "510799199002300033"}, "id_number", "number_invalid", "R-CODE-02"},
		"a wrong check digit":                  {map[string]any{"id_number": "510799198706110130"}, "id_number", "number_invalid", "R-CODE-02"},
		"a birth date in the future":           {map[string]any{"id_number": "510799202609100374"}, "id_number", "number_invalid", "R-CODE-02"},
		"the old fifteen digits":               {map[string]any{"id_number": "510799870611013"}, "id_number", "number_invalid", "R-CODE-02"},
		"letters":                              {map[string]any{"id_number": "51079919830404017a"}, "id_number", "number_invalid", "R-CODE-02"},
		"a mask":                               {map[string]any{"id_number": "510799********0172"}, "id_number", "number_invalid", "R-CODE-02"},
		"no number":                            {map[string]any{"id_number": ""}, "id_number", "number_invalid", "R-CODE-02"},
		"a code with a wrong check sign":       {map[string]any{"kind": "organization", "id_type": "uscc", "id_number": "11510000008282092Q"}, "id_number", "number_invalid", "R-CODE-01"},
		"a code with the letter I":             {map[string]any{"kind": "organization", "id_type": "uscc", "id_number": "9151079IMADEM00119"}, "id_number", "number_invalid", "R-CODE-01"},
		"a code with one sign changed":         {map[string]any{"kind": "organization", "id_type": "uscc", "id_number": "91510799MADEM00118"}, "id_number", "number_invalid", "R-CODE-01"},
		"a passport of words":                  {map[string]any{"id_type": "passport", "id_number": "PASSPORT"}, "id_number", "number_invalid", ""},

		"a person with a credit code":   {map[string]any{"id_type": "uscc", "id_number": "91510799MADEM002X1"}, "id_type", "value_invalid", "R-CODE-01"},
		"a body with an identity card":  {map[string]any{"kind": "organization"}, "id_type", "value_invalid", "R-CODE-01"},
		"a body with a passport":        {map[string]any{"kind": "organization", "id_type": "passport", "id_number": "E1234567"}, "id_type", "value_invalid", "R-CODE-01"},
		"neither person nor body":       {map[string]any{"kind": ""}, "kind", "validation_required", ""},
		"a number of no kind":           {map[string]any{"id_type": ""}, "id_type", "value_invalid", "R-CODE-02"},
		"a telephone of too few digits": {map[string]any{"phone": "12345"}, "phone", "number_invalid", ""},
		"a telephone of words":          {map[string]any{"phone": "see me"}, "phone", "number_invalid", ""},
		"another's telephone":           {map[string]any{"phone": "13800000001"}, "phone", "validation_not_unique", ""},
		"another's telephone in groups": {map[string]any{"phone": "138 0000 0001"}, "phone", "validation_not_unique", ""},

		"a known number":                {map[string]any{"id_number": "510799198706110137"}, "id_number", "account_exists", "R-PI-06"},
		"a known number in full width":  {map[string]any{"id_number": "５１０７９９１９８７０６１１０１３７"}, "id_number", "account_exists", "R-PI-06"},
		"a known number in groups":      {map[string]any{"id_number": " 510799 19870611 0137 "}, "id_number", "account_exists", "R-PI-06"},
		"a known code in small letters": {map[string]any{"kind": "organization", "id_type": "uscc", "id_number": "91510799madem00119"}, "id_number", "account_exists", "R-PI-06"},
		"a known passport":              {map[string]any{"id_type": "passport", "id_number": "E12345678"}, "id_number", "account_exists", "R-PI-06"},
	} {
		answer := x.call("POST", toApplicants, nil, newcomer(c.change))
		if answer.status != 400 || answer.code(c.field) != c.code {
			t.Errorf("%s: want %s %s, got %d %s", name, c.field, c.code, answer.status, answer.text)
		}
		if c.cite != "" && !strings.Contains(answer.text, c.cite) {
			t.Errorf("%s cites nothing: %s", name, answer.text)
		}
		if watch.moved() {
			t.Errorf("%s: something was committed", name)
		}
	}
	if names := changed(before, x.rows()); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}

// Who somebody is, is checked once and stays; how to be reached is the owner's to change.
func TestIdentityStays_R_SEC_04(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	zhang, admin := x.person("zhang"), x.person("admin")
	path := toApplicants + "/" + zhang.Id
	for _, by := range []*core.Record{zhang, admin} {
		x.call("PATCH", path, by, map[string]any{"id_number": "510799198909230243"}).refused("id_number", "field_readonly", "R-AR-01")
		x.call("PATCH", path, by, map[string]any{"id_type": "passport"}).refused("id_type", "field_readonly", "R-AR-01")
		x.call("PATCH", path, by, map[string]any{"kind": "organization"}).refused("kind", "field_readonly", "R-AR-01")
		x.call("PATCH", path, by, map[string]any{"id_number": "510799********0137", "kind": "person"}).ok()
	}
	x.call("PATCH", path, zhang, map[string]any{"name": "李四"}).refused("name", "field_readonly", "R-AR-01")
	x.call("PATCH", path, zhang, map[string]any{"phone": "+86 816 1234567"}).ok()
	if got := x.person("zhang").GetString("phone"); got != "0816-1234567" {
		t.Errorf("the telephone is kept as %s", got)
	}
	x.call("PATCH", path, zhang, map[string]any{"phone": "1"}).refused("phone", "number_invalid", "")
	for _, by := range []string{"li", "clerk", "supervisor", ""} {
		if answer := x.call("PATCH", path, x.named(by), map[string]any{"phone": "13900000009"}); answer.status/100 != 4 {
			t.Errorf("%q changes zhang: %d", by, answer.status)
		}
	}
	for _, by := range []string{"zhang", "li", "clerk", ""} {
		if answer := x.call("DELETE", path, x.named(by), nil); answer.status/100 != 4 {
			t.Errorf("%q removes zhang: %d", by, answer.status)
		}
	}
	watch := x.witness()
	r := x.person("zhang")
	r.Set("id_number", "510799198909230243")
	if err := x.app.Save(r); fault.Of(err) != fault.FieldReadonly || watch.moved() {
		t.Errorf("code changed a number: %v", err)
	}
}

// A clerk registers whoever comes without an account; nobody logs in to it, and nobody
// takes it over by signing up again.
func TestRegistrationAtTheCounter_R_PL_20(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	body := newcomer(map[string]any{"password": nil, "passwordConfirm": nil, "email": nil, "consent_version": nil})
	made := x.call("POST", toApplicants, x.person("clerk"), body).ok()
	if made.at("id_number") != "510799********0172" {
		t.Errorf("registered is %s", made.text)
	}
	for _, word := range []string{"", password, "12345678"} {
		if answer := x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": "13912345678", "password": word}); answer.status != 400 {
			t.Errorf("%q opens the account: %d", word, answer.status)
		}
	}
	x.call("POST", toApplicants, nil, newcomer(nil)).refused("id_number", "account_exists", "R-PI-06")
	for _, by := range []string{"examiner", "approver", "supervisor", "auditor", "cataloguer"} {
		x.call("POST", toApplicants, x.person(by), body).refused("kind", "role_required", "R-PL-20")
	}
	x.call("POST", toApplicants, x.person("li"), newcomer(map[string]any{"id_number": "510799199705200311"})).refused("kind", "role_required", "")
	if answer := x.call("POST", toApplicants, nil, newcomer(map[string]any{"id_number": "510799199705200311", "phone": "13900000007", "email": nil, "password": nil, "passwordConfirm": nil})); answer.code("password") == "" {
		t.Errorf("a person signs up without a password: %d %s", answer.status, answer.text)
	}
}

// No answer to anybody holds a whole identity number.
func TestNumbersAreMaskedEverywhere_R_PI_08(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("closed")
	collections, err := x.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	asked, masked := 0, 0
	for _, by := range everybody {
		paths := []string{ours + "/queue", ours + "/applications/" + id + "/clock", "/api/collections/applications/records?expand=applicant,service,revision", "/api/collections/notices/records?expand=application.applicant"}
		for _, c := range collections {
			paths = append(paths, "/api/collections/"+c.Name+"/records?perPage=500")
		}
		for _, path := range paths {
			answer := x.call("GET", path, x.named(by), nil)
			asked++
			for _, number := range []string{"510799198706110137", "510799198909230243", "92510799MADEM0038X"} {
				if strings.Contains(answer.text, number) {
					t.Errorf("%q reads a whole number at %s", by, path)
				}
			}
			masked += strings.Count(answer.text, "510799********0137")
		}
	}
	if masked == 0 || asked < 300 {
		t.Errorf("%d answers with %d masks", asked, masked)
	}
}

// The sealed number opens with the key of the house alone.
func TestIdentitiesAreSealed_R_PI_07(t *testing.T) {
	x := newHouse(t)
	for name, number := range map[string]string{"zhang": "510799198706110137", "li": "510799198909230243", "restaurant": "92510799MADEM0038X"} {
		r := x.find("identities", "applicant='%s'", x.person(name).Id)
		if got, err := x.seal.open(r.GetString("cipher")); err != nil || got != number {
			t.Errorf("%s opens as %q: %v", name, got, err)
		}
		if strings.Contains(r.GetString("cipher")+r.GetString("digest"), number[6:14]) || r.GetString("digest") != x.identityDigest(r.GetString("id_type"), number) {
			t.Errorf("%s: the seal or the digest tells the number", name)
		}
	}
	for _, by := range everybody {
		if answer := x.call("GET", "/api/collections/identities/records", x.named(by), nil); by != "admin" && answer.status != 403 {
			t.Errorf("%q lists identities: %d", by, answer.status)
		}
	}
}

// Officers hold what the administrator gave them, and lose it at once (R-SEC-04).
func TestOfficersGiveThemselvesNothing_R_SEC_04(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	clerk, police := x.person("clerk"), x.find("departments", "code='11510799DEM000022X'").Id
	path := "/api/collections/officers/records/"
	watch := x.witness()
	for field, value := range map[string]any{"roles": []string{"clerk", "approver", "supervisor"}, "department": police, "active": false, "name": "局长", "email": "boss@demo.test"} {
		answer := x.call("PATCH", path+clerk.Id, clerk, map[string]any{field: value})
		if answer.status != 400 || answer.code(field) == "" {
			t.Errorf("%s of one's own: %d %s", field, answer.status, answer.text)
		}
	}
	x.call("PATCH", path+clerk.Id, clerk, map[string]any{"roles+": []string{"approver"}}).refused("roles", "field_readonly", "R-AR-01")
	for by, of := range map[string]string{"supervisor": "clerk", "approver": "clerk", "clerk": "approver", "zhang": "clerk"} {
		if answer := x.call("PATCH", path+x.person(of).Id, x.person(by), map[string]any{"absent": true}); answer.status/100 != 4 {
			t.Errorf("%s changes %s: %d", by, of, answer.status)
		}
	}
	for _, by := range []string{"supervisor", "zhang", ""} {
		body := map[string]any{"email": "new@demo.test", "password": password, "passwordConfirm": password, "name": "新", "department": police, "roles": []string{"approver"}, "active": true}
		if answer := x.call("POST", "/api/collections/officers/records", x.named(by), body); answer.status/100 != 4 {
			t.Errorf("%q makes an officer: %d", by, answer.status)
		}
	}
	if watch.moved() {
		t.Error("something was committed")
	}
	x.call("PATCH", path+clerk.Id, clerk, map[string]any{"absent": true, "deputy": x.person("both").Id}).ok()
}

// Whoever is switched off, moved or given other roles is signed out at that moment.
func TestSessionsEndWithTheOffice_R_SEC_04(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	admin, police := x.person("admin"), x.find("departments", "code='11510799DEM000022X'").Id
	for name, change := range map[string]map[string]any{
		"clerk": {"active": false}, "examiner": {"roles": []string{"clerk"}}, "approver": {"department": police},
	} {
		officer := x.person(name)
		token, err := officer.NewAuthToken()
		if err != nil {
			t.Fatal(err)
		}
		ask := func() reply { return x.bearing("GET", ours+"/queue", token) }
		if before := ask(); before.status != 200 {
			t.Fatalf("%s works: %d %s", name, before.status, before.text)
		}
		x.call("PATCH", "/api/collections/officers/records/"+officer.Id, admin, change).ok()
		if after := ask(); after.status != 401 {
			t.Errorf("%s still works after %v: %d", name, change, after.status)
		}
		if refresh := x.bearing("POST", "/api/collections/officers/auth-refresh", token); refresh.status != 401 {
			t.Errorf("%s renews the session: %d", name, refresh.status)
		}
	}
	login := func(name string) int {
		return x.call("POST", "/api/collections/officers/auth-with-password", nil, map[string]any{"identity": name + "@demo.test", "password": password}).status
	}
	if login("clerk") == 200 || login("examiner") != 200 {
		t.Error("who is switched off signs in no more, who has another role does")
	}
	x.act(x.person("clerk"), x.caseIn("submitted"), "accept").refused("act", "role_required", "R-AL-04e")
}

// bearing sends a request with a token as it is.
func (x *house) bearing(method, path, token string) reply {
	x.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Authorization", token)
	return x.send(r, nil)
}

// The lists of the guards do not overlap by mistake: what is the owner's to change is not
// what identifies.
func TestOwnFieldsAreNotIdentity(t *testing.T) {
	x := newHouse(t)
	officers, err := x.app.FindCollectionByNameOrId("officers")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range ownFields {
		if officers.Fields.GetByName(name) == nil || slices.Contains([]string{"roles", "department", "active", "email", "name"}, name) {
			t.Errorf("officers may change their own %s", name)
		}
	}
}
