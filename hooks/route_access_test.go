package hooks

import (
	"strconv"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// routeRow says what a route of our own answers to everybodyThere, in that order: the
// status, or the code where it has read the request and refuses what it says. The place
// {id} is that of the thing, a query follows the path, and a body is sent along.
type routeRow struct {
	route, thing, query string
	body                map[string]any
	answers             string
}

// Answers that many rows share.
const (
	toAll            = "200 200 200 200 200 200 200 200 200 200 200"
	toNone           = "404 404 404 404 404 404 404 404 404 404 404"
	toOfficers       = "401 403 403 200 200 200 200 200 200 200 403"
	toCompilers      = "401 403 403 200 200 200 200 200 200 200 200"
	toDepartment     = "401 403 403 200 200 200 record_foreign 200 200 200 200"
	toAdministrators = "401 403 403 403 403 403 403 403 403 403 200"
	toPeople         = "401 200 200 200 200 200 200 200 200 200 403"
	toAnApplicant    = "401 200 200 403 403 403 403 403 403 403 403"
	toTheCase        = "401 200 404 200 200 200 404 200 200 200 "
	toOwner          = "401 200 404 404 404 404 404 404 404 404 "
	toLocked         = "401 200 404 404 404 404 404 404 404 200 "
	toNoOfficer      = "401 403 403 404 404 404 404 404 404 404 403"
	toWhoOversees    = "401 403 403 role_required role_required 200 role_required role_required 200 200 403"
	toClerks         = "401 403 403 200 role_required role_required 200 role_required role_required role_required 403"
	itselfOrElder    = "401 200 404 404 404 404 404 404 200 200 403"
)

// routeTable is the one table of who may ask what beyond the built-in API.
//
//	guest zhang li clerk examiner approver clerk.police cataloguer supervisor auditor admin
func routeTable() []routeRow {
	none, options, reason := map[string]any{}, map[string]any{"options": []string{}}, map[string]any{"reason": "核对"}
	return []routeRow{
		{"GET /health", "", "", nil, toAll},
		{"GET /today", "", "", nil, toAll},
		{"GET /processes", "", "", nil, toAll},
		{"GET /home", "", "", nil, toAll},
		{"GET /services", "", "q=食品", nil, toAll},
		{"GET /services/{id}", "service", "", nil, toAll},
		{"GET /services/{id}", "draft list", "", nil, toNone},
		{"POST /services/{id}/checklist", "service", "", options, toAll},
		{"POST /services/{id}/checklist", "draft list", "", options, toNone},
		{"GET /services/{id}/revisions", "service", "", nil, toAll},
		{"GET /services/{id}/preview", "draft list", "", nil, toDepartment},
		{"POST /services/{id}/preview/checklist", "draft list", "", options, toDepartment},
		{"POST /services/{id}/rehearse", "service", "", map[string]any{"months": 1}, toDepartment},
		{"GET /life_events", "", "", nil, toOfficers},
		{"POST /life_events/{id}/checklist", "event", "", options, toAll},
		{"GET /journeys/{id}", "journey", "", nil, itselfOrElder},
		{"GET /journeys/{id}/shelf", "journey", "", nil, itselfOrElder},
		{"POST /journeys/{id}/submit", "journey", "", none, "401 service_not_open 404 404 404 404 404 404 role_required role_required 403"},
		{"GET /calendar/add", "", "from=2026-03-02&days=5", nil, toAll},
		{"GET /qr.svg", "", "path=/track.html", nil, toAll},
		{"GET /certificate", "", "", nil, toAll},
		{"GET /setup", "", "", nil, toNone},
		{"POST /setup", "", "", none, toNone},
		{"GET /track", "", "number=510799-20260302-0001&code=WRONGCODE", nil, toNone},
		{"GET /verify/{token}", "token", "", nil, toAll},
		{"GET /applications/{id}/clock", "case", "", nil, toTheCase + "200"},
		{"GET /applications/{id}/clock", "draft", "", nil, toOwner + "200"},
		{"GET /applications/{id}/clock", "locked case", "", nil, toLocked + "200"},
		{"GET /queue", "", "", nil, toOfficers},
		{"GET /queue/counts", "", "", nil, toOfficers},
		{"GET /workload", "", "", nil, toWhoOversees},
		{"POST /applications/bulk", "", "", map[string]any{"act": "accept", "applications": []string{"nothing00000000"}}, toOfficers},
		{"POST /actions/preview", "", "", map[string]any{"act": "accept", "application": "nothing00000000"},
			"401 403 403 record_foreign record_foreign record_foreign record_foreign record_foreign record_foreign record_foreign 403"},
		{"GET /claims", "", "", nil, toOfficers},
		{"GET /catalogue/drift", "", "", nil, toCompilers},
		{"GET /campaigns", "", "", nil, toCompilers},
		{"POST /campaigns", "", "", map[string]any{"template": "problems", "deadline": "2026-08-31"},
			"401 403 403 role_required role_required role_required role_required role_required 200 role_required 403"},
		{"GET /campaigns/{id}", "campaign", "", nil, toCompilers},
		{"GET /tasks", "", "", nil, toOfficers},
		{"POST /applicants/find", "", "", map[string]any{"id_number": zhangsNumber}, toClerks},
		{"POST /counter/cases", "", "", map[string]any{"q": zhangsNumber}, toClerks},
		{"GET /counter/day", "", "", nil, toClerks},
		{"GET /applications/{id}/case", "case", "", nil, toTheCase + "403"},
		{"GET /applications/{id}/case", "draft", "", nil, toOwner + "403"},
		{"GET /applications/{id}/case", "locked case", "", nil, toLocked + "403"},
		{"GET /applications/{id}/shelf", "case", "", nil, toTheCase + "403"},
		{"GET /applications/{id}/shelf", "draft", "", nil, toOwner + "403"},
		{"GET /applications/{id}/shelf", "locked case", "", nil, toLocked + "403"},
		{"POST /applications/{id}/pages", "draft", "", none, "401 items_invalid 404 404 404 404 404 404 404 404 403"},
		{"POST /applications/{id}/identity", "case", "", reason, "401 403 403 200 200 200 404 404 reason_required 404 403"},
		{"POST /applications/{id}/identity", "draft", "", reason, toNoOfficer},
		{"POST /applications/{id}/identity", "locked case", "", reason, toNoOfficer},
		{"POST /applicants/{id}/code", "person", "", map[string]any{"checked": true},
			"401 403 403 200 role_required role_required 200 role_required role_required role_required 403"},
		{"GET /recovery", "", "", nil, toAll},
		{"POST /signin", "", "", map[string]any{"mfaId": "nothing"}, "401 401 401 401 401 401 401 401 401 401 401"},
		{"POST /officers/{id}/unlock", "officer", "", map[string]any{"reason": "我在窗口看见本人连续输错。"}, "401 403 403 role_required role_required role_required role_required role_required 204 role_required 204"},
		{"POST /recovery", "", "", map[string]any{"id_type": "resident_id", "id_number": zhangsNumber, "code": "AAAAA-AAAAA", "phone": "13800000001", "password": "12345678"},
			"recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong recovery_wrong"},
		{"POST /recovery/code", "", "", map[string]any{"id_type": "resident_id", "id_number": zhangsNumber, "channel": "email"}, toAll},
		{"GET /my/data.zip", "", "", nil, toAnApplicant},
		{"POST /my/erasure", "", "", none, "401 erasure_blocked erasure_blocked 403 403 403 403 403 403 403 403"},
		{"GET /catalogue/template.xlsx", "", "", nil, toCompilers},
		{"GET /catalogue/export", "", "", nil,
			"401 403 403 role_required role_required role_required role_required role_required 200 200 200"},
		{"GET /catalogue/import", "", "", nil, toCompilers},
		{"POST /catalogue/import", "", "", none,
			"401 403 403 role_required role_required role_required role_required file_empty file_empty role_required file_empty"},
		{"POST /claims/bulk", "", "", map[string]any{"act": "approve", "claims": []string{"nothing00000000"}}, toCompilers},
		{"GET /notifications/unread", "", "", nil, toPeople},
		{"POST /notifications/read", "", "", map[string]any{"all": true}, toPeople},
		{"GET /help", "", "", nil, toAll},
		{"GET /trainings", "", "", nil, toOfficers},
		{"GET /trainings/{id}", "meeting", "", nil, toOfficers},
		{"GET /trainings/{id}/code", "meeting", "", nil, "401 403 403 role_required role_required role_required role_required role_required signin_closed role_required 403"},
		{"POST /trainings/{id}/attendance", "meeting", "", map[string]any{"code": "000000"}, "401 403 403 signin_closed signin_closed signin_closed signin_closed signin_closed signin_closed signin_closed 403"},
		{"GET /late", "", "", nil, toWhoOversees},
		{"GET /statistics", "", "from=2026-03-01", nil, toWhoOversees},
		{"GET /statistics.xlsx", "", "from=2026-03-01", nil, toWhoOversees},
		{"GET /board", "", "", nil, toAll},
		{"POST /ratings", "", "", map[string]any{"number": "510799-20260302-0001", "code": "WRONGCODE", "grade": 5}, toNone},
		{"POST /ratings/invite", "", "", map[string]any{"application": "nothing00000000"}, toNoOfficer},
		{"GET /ratings/invitation", "", "invite=wrong", nil, toNone},
		{"GET /ratings/rates", "", "", nil, toAll},
		{"GET /ratings", "", "", nil, toOfficers},
		{"GET /ratings/{id}", "rating", "", nil, "401 403 403 404 404 200 404 404 200 200 403"},
		{"GET /problems", "", "", nil, toAll},
		{"POST /problems", "", "", none, "validation_required validation_required validation_required role_required role_required role_required role_required role_required role_required role_required role_required"},
		{"POST /problems/similar", "", "", none, toAll},
		{"GET /problems/rates", "", "", nil, toAll},
		{"GET /problems/track", "", "number=DD510799-20260302-0001&code=WRONGCODE", nil, toNone},
		{"POST /problems/track", "", "", none, toNone},
		{"GET /problems/queue", "", "", nil, toOfficers},
		{"GET /problems/{id}", "problem", "", nil, toTheCase + "403"},
		{"POST /problems/{id}/contact", "problem", "", reason, "401 403 403 200 200 200 404 200 200 404 403"},
		{"GET /appliance", "", "", nil, toAdministrators},
		{"POST /appliance/backup", "", "", map[string]any{"target": "/nowhere"}, "401 403 403 403 403 403 403 403 403 403 backup_refused"},
		{"POST /appliance/drill", "", "", none, "401 403 403 403 403 403 403 403 403 403 backup_refused"},
		{"GET /appliance/doctor", "", "", nil, toAdministrators},
		{"POST /appliance/doctor", "", "", none, "401 403 403 403 403 403 403 403 403 403 202"},
		{"POST /appliance/alarms", "", "", map[string]any{"mail": "nobody"}, "401 403 403 403 403 403 403 403 403 403 alarm_refused"},
		{"POST /appliance/alarms/trial", "", "", none, "401 403 403 403 403 403 403 403 403 403 alarm_refused"},
		{"POST /demo/clock", "", "", none, toAll},
		{"POST /signout", "", "", nil, "204 204 204 204 204 204 204 204 204 204 204"}, // the last: tokens of one second are the same
	}
}

// TestEveryRouteByEveryRole holds every route of our own against its rows. Whoever owns a
// thing comes after the others, because to him something happens.
func TestEveryRouteByEveryRole(t *testing.T) {
	w := newWorld(t)
	things, tried := w.routeThings(), map[string]bool{}
	for _, row := range routeTable() {
		tried[row.route] = true
		want := strings.Fields(row.answers)
		if len(want) != len(everybodyThere) {
			t.Fatalf("%s of %q names %d answers to %d people", row.route, row.thing, len(want), len(everybodyThere))
		}
		for i := len(want) - 1; i >= 0; i-- {
			answer := w.ask(row, things[row.thing], w.asker(everybodyThere[i]))
			if got := answer.outcome(); got != want[i] {
				t.Errorf("%q asks %s of %q: %s, want %s: %.300s", everybodyThere[i], row.route, row.thing, got, want[i], answer.text)
			}
		}
	}
	for _, route := range routesOfTheHouse(t) {
		if !tried[route] {
			t.Errorf("nobody tries %s; give it a row in the table of routes", route)
		}
	}
}

// ask sends the request of a row.
func (w *world) ask(row routeRow, id string, as *core.Record) reply {
	method, path, _ := strings.Cut(row.route, " ")
	path = strings.NewReplacer("{id}", id, "{token}", id).Replace(path)
	var body any
	if row.body != nil {
		body = row.body
	}
	return w.call(method, "/api/onestop"+path+"?"+row.query, as, body)
}

// outcome is the code of a refusal, or else the status.
func (r reply) outcome() string {
	data, _ := r.body["data"].(map[string]any)
	for field := range data {
		if code := r.code(field); r.status == 400 && code != "" {
			return code
		}
	}
	return strconv.Itoa(r.status)
}

// routeThings are what the rows are about: zhang's, and of the department of the market.
func (w *world) routeThings() map[string]string {
	zhang := w.person("zhang")
	locked := w.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	for _, change := range []string{"UPDATE applications SET locked = TRUE WHERE id = '" + locked + "'", "UPDATE journeys SET state = 'draft' WHERE id = '" + w.journey + "'",
		"UPDATE ratings SET handler = '" + w.person("approver").Id + "'"} {
		if _, err := w.app.DB().NewQuery(change).Execute(); err != nil {
			w.t.Fatal(err)
		}
	}
	return map[string]string{"rating": w.find("ratings", "id != ''").Id, "service": w.find("services", "name ~ '食品'").Id, "draft list": w.list,
		"event": w.find("life_events", "id != ''").Id, "journey": w.journey, "campaign": w.find("campaigns", "id != ''").Id, "meeting": w.find("trainings", "id != ''").Id, "problem": w.problemIn(flow.Assigned), "token": w.find("results", "id != ''").GetString("token"),
		"case": w.handIn(zhang, "M-AP", "M-ID", "M-LAY"), "draft": w.draft(zhang), "locked case": locked, "person": w.person("li").Id, "officer": w.person("clerk").Id}
}
