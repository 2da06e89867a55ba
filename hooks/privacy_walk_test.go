package hooks

import (
	"context"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/logger"
)

// everybodyThere are all kinds of people who ask; "" is a guest.
var everybodyThere = []string{"", "zhang", "li", "clerk", "examiner", "approver", "clerk.police", "cataloguer", "supervisor", "auditor", "admin"}

// mayTell are the routes that tell a full number, with the test that says to whom.
var mayTell = map[string]string{
	"POST /applications/{id}/identity": "TestShowingAFullNumber_R_PI_07",
	"GET /my/data.zip":                 "TestCopyOfTheOwnData_R_PI_06",
	"POST /problems/{id}/contact":      "TestLedgerAndContact_R_PI_07",
}

// writes are the routes that change the house, whose answers other tests look at.
var writes = []string{"POST /my/erasure", "POST /demo/clock", "POST /catalogue/import", "POST /claims/bulk", "POST /applications/bulk", "POST /campaigns", "POST /ratings", "POST /notifications/read", "POST /problems", "POST /problems/track", "POST /signout"}

var routeLine = regexp.MustCompile(`r\.(GET|POST)\("([^"]+)"`)

// routesOfTheHouse are the routes as the sources bind them.
func routesOfTheHouse(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("route*.go")
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range routeLine.FindAllStringSubmatch(string(text), -1) {
			routes = append(routes, m[1]+" "+m[2])
		}
	}
	if len(routes) < 30 {
		t.Fatalf("only %d routes were found", len(routes))
	}
	return routes
}

// Every route of our own is bound where the walks look for routes: in a file route*.go, on
// the group of our own, by GET or POST.
func TestRoutesAreBoundWhereTheWalksLook(t *testing.T) {
	bound, elsewhere := regexp.MustCompile(`\.(GET|POST|PUT|PATCH|DELETE|HEAD|SEARCH|Any|Route)\(\s*"`), map[string]int{"pages.go": 1, "plain.go": 1}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all, known := len(bound.FindAll(text, -1)), elsewhere[path]
		if strings.HasPrefix(path, "route") {
			known = len(routeLine.FindAll(text, -1))
		}
		if all != known {
			t.Errorf("%s binds %d routes, of which the walks see %d", path, all, known)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// withNumber is a county where zhang has cases in every situation, one through an agent of
// the same number and one whose form asks for a number, and everything that hangs on them.
func withNumber(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	zhang := w.person("zhang")
	id := w.draft(zhang, map[string]any{"agent_name": "王代办", "agent_id": zhangsNumber})
	w.upload(zhang, id, w.material("M-ID"), zhangsNumber+".png", picture(91)).ok()
	w.act(zhang, id, "submit").ok()
	asked := w.booklet(map[string]any{"partner_id": zhangsNumber}).ok().id()
	w.act(zhang, asked, "submit").ok()
	w.booklet(map[string]any{"partner_id": zhangsNumber + "9"}).ok()
	w.report(zhang, map[string]any{"title": "号码" + zhangsNumber, "text": "我的号码是" + zhangsNumber})
	w.call("POST", "/api/onestop/applications/"+id+"/identity", w.person("clerk"), map[string]any{"reason": "核对"}).ok()
	return w, id
}

// asker is who asks, or nobody.
func (x *house) asker(name string) *core.Record {
	if name == "" {
		return nil
	}
	return x.person(name)
}

// Nobody reads a full number in any list, view or route but the two that tell it on
// purpose, whatever relations are followed (R-PI-07, R-PI-08).
func TestNumbersAreMaskedEverywhere_R_PI_07(t *testing.T) {
	unwatched(t)
	w, id := withNumber(t)
	w.maskedRecords(t)
	w.maskedRoutes(t, id)
}

func (w *world) maskedRecords(t *testing.T) {
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	asked, answered := 0, 0
	for _, c := range collections {
		if strings.HasPrefix(c.Name, "_") && c.Name != core.CollectionNameSuperusers {
			continue
		}
		paths := []string{"/api/collections/" + c.Name + "/records?perPage=500&expand=" + strings.Join(relationsOf(c, collections), ",")}
		if _, sensitive := personal[c.Name]; sensitive || slices.Contains([]string{"identities", "notifications", "receipts"}, c.Name) {
			for _, r := range w.all(c.Name, "id != ''") {
				paths = append(paths, "/api/collections/"+c.Name+"/records/"+r.Id)
			}
		}
		for _, name := range everybodyThere {
			for _, path := range paths {
				asked++
				r := w.call("GET", path, w.asker(name), nil)
				if r.status == 200 {
					answered++
				}
				if numberIn(r.text) != "" {
					t.Errorf("%q reads the number at %s: …%s", name, path, numberIn(r.text))
				}
			}
		}
	}
	if answered < 500 {
		t.Errorf("only %d of %d questions were answered", answered, asked)
	}
	t.Logf("%d lists and views asked, %d answered", asked, answered)
}

// numberIn is what stands before the number in a text; "" where it is not there.
func numberIn(text string) string {
	at := strings.Index(text, zhangsNumber)
	if at < 0 {
		return ""
	}
	return text[max(0, at-60) : at+len(zhangsNumber)]
}

// relationsOf are the fields that lead on, there and back.
func relationsOf(c *core.Collection, all []*core.Collection) []string {
	var names []string
	for _, f := range c.Fields {
		if f.Type() == core.FieldTypeRelation {
			names = append(names, f.GetName())
		}
	}
	for _, other := range all {
		for _, f := range other.Fields {
			if r, ok := f.(*core.RelationField); ok && r.CollectionId == c.Id {
				names = append(names, other.Name+"_via_"+f.GetName())
			}
		}
	}
	return names
}

func (w *world) maskedRoutes(t *testing.T, id string) {
	c := w.find("applications", "id='%s'", id)
	service := c.GetString("service")
	ids := map[string]string{"/services": service, "/life_events": w.find("life_events", "id != ''").Id, "/applications": id, "/problems": w.find("problems", "number != ''").Id, "/trainings": w.find("trainings", "id != ''").Id,
		"/campaigns": w.find("campaigns", "id != ''").Id, "/ratings": w.find("ratings", "id != ''").Id,
		"/journeys": w.find("journeys", "applicant='%s'", w.person("zhang").Id).Id, "/applicants": w.person("zhang").Id, "/officers": w.person("clerk").Id}
	queries := []string{"", "q=" + url.QueryEscape("张"), "q=" + zhangsNumber, "id_type=resident_id&id_number=" + zhangsNumber,
		"number=" + c.GetString("number") + "&code=" + c.GetString("track_code")}
	for _, route := range routesOfTheHouse(t) {
		method, path, _ := strings.Cut(route, " ")
		if mayTell[route] != "" || slices.Contains(writes, route) {
			continue
		}
		if strings.Contains(path, "{id}") {
			of, _, _ := strings.Cut(path, "/{id}")
			if ids[of] == "" {
				t.Fatalf("the walk does not know what %s is about", route)
			}
			path = strings.Replace(path, "{id}", ids[of], 1)
		}
		if r := w.find("results", "id != ''"); r != nil {
			path = strings.Replace(path, "{token}", r.GetString("token"), 1)
		}
		for _, name := range everybodyThere {
			for _, query := range queries {
				r := w.call(method, "/api/onestop"+path+"?"+query, w.asker(name), nil)
				if numberIn(r.text) != "" {
					t.Errorf("%q reads the number at %s?%s: %s", name, route, query, numberIn(r.text))
				}
			}
		}
	}
}

// What people ask for is not in the log of requests, even where they ask wrongly: numbers,
// track codes, names, tokens of files; nor is the address of the page they came from.
func TestTheLogTellsNothingPersonal_R_PI_07(t *testing.T) {
	w, id := withNumber(t)
	c := w.find("applications", "id='%s'", id)
	code := c.GetString("track_code")
	name := url.QueryEscape("张示例")
	paths := []string{
		"/api/onestop/track?number=" + c.GetString("number") + "&code=" + code + "0",
		"/api/onestop/queue?q=" + name + "&limit=x", "/api/onestop/services?q=" + name + "&limit=x",
		"/api/onestop/nothing?q=" + name, "/track.htm?code=" + code,
		"/api/collections/applicants/records?filter=" + url.QueryEscape("id_number='"+zhangsNumber+"' && ("), "/api/collections/identities/records?filter=" + name,
		"/api/collections/applications/records/" + id + "?code=" + code, "/api/collections/applicants/records?sort=" + name,
		"/api/collections/applicants/records?filter=" + url.QueryEscape("nothing='"+zhangsNumber+"'"),
		"/api/files/documents/aaaaaaaaaaaaaaa/x.png?token=" + code,
	}
	for _, who := range []string{"", "li", "clerk", "admin"} {
		for _, path := range paths {
			w.from("GET", path, "http://127.0.0.1/track.html?number="+c.GetString("number")+"&code="+code+"&q="+name, w.asker(who))
		}
	}
	for _, body := range []map[string]any{{"id_number": zhangsNumber, "name": "张示例"}, {"kind": "person", "id_type": "resident_id", "id_number": zhangsNumber, "name": "张示例", "password": password, "passwordConfirm": password}} {
		w.call("POST", "/api/collections/applicants/records", nil, body)
	}
	for _, who := range []string{"", "li", "clerk", "admin"} {
		w.call("POST", "/api/onestop/applicants/find", w.asker(who), map[string]any{"id_number": zhangsNumber + "1"})
		w.call("POST", "/api/onestop/counter/cases", w.asker(who), map[string]any{"q": zhangsNumber + "1"})
	}
	w.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": zhangsNumber, "password": code})
	for _, row := range routeTable() {
		method, path, _ := strings.Cut(row.route, " ")
		at := "/api/onestop" + strings.NewReplacer("{id}", "nothing00000000", "{token}", "nothing").Replace(path) + "?q=" + name + "&number=" + zhangsNumber + "&code=" + code + "&from=" + zhangsNumber + "&page=" + name
		told := map[string]any{"q": zhangsNumber, "id_number": zhangsNumber, "name": "张示例", "code": code, "reason": []string{"张示例"}, "text": "张示例", "title": zhangsNumber, "act": "张示例", "phone": zhangsNumber, "number": code}
		for _, who := range []string{"", "li", "clerk"} {
			w.call(method, at, w.asker(who), told)
		}
	}
	text := w.logged(t)
	if n := strings.Count(text, "\n"); n < 200 || !strings.Contains(text, "/api/onestop/track") || !strings.Contains(text, "date_invalid") {
		t.Fatalf("%d lines in the log: the failures are not in it", n)
	}
	for _, line := range strings.Split(text, "\n") {
		for _, secret := range []string{zhangsNumber, code, "张示例", name} {
			if strings.Contains(line, secret) {
				t.Errorf("the log tells %q: %s", secret, line)
			}
		}
	}
}

// from sends a request from a page.
func (x *house) from(method, path, page string, as *core.Record) reply {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Referer", page)
	return x.send(r, as)
}

// logged is the log of requests as text, a row a line.
func (x *house) logged(t *testing.T) string {
	t.Helper()
	handler, ok := x.app.Logger().Handler().(*logger.BatchHandler)
	if !ok {
		t.Fatal("the log is of another kind")
	}
	var b strings.Builder
	for end := 0; end < 50; end++ { // the rows are handed to the log in a routine of their own
		if err := handler.WriteAll(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	var rows []struct {
		Message string `db:"message"`
		Data    string `db:"data"`
	}
	if err := x.app.AuxDB().Select("message", "data").From(core.LogsTableName).All(&rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		b.WriteString(r.Message + " " + r.Data + "\n")
	}
	return b.String()
}
