package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/probe"
)

const demoPassword = "onestop-demo-2026"

// house is the contestant that this is about.
type house struct {
	server   *server
	people   []caller // applicants with drafts
	examiner caller
	manager  caller // who may see all figures

	drafts  [people]counter // of each of them, handed in
	service string          // of the drafts
	number  string          // of a case that is tracked
	code    string
	cases   []string // of the first of the people
}

// open signs everybody in who will come.
func (h *house) open(ctx context.Context, dir string) error {
	plain := caller{address: h.server.address}
	for n := range people {
		who, err := plain.login(ctx, "applicants", fmt.Sprintf("bench%d@demo.test", n), demoPassword)
		if err != nil {
			return err
		}
		h.people = append(h.people, who)
	}
	var err error
	if h.examiner, err = plain.login(ctx, "officers", "examiner@demo.test", demoPassword); err != nil {
		return err
	}
	if h.manager, err = plain.login(ctx, "officers", "supervisor@demo.test", demoPassword); err != nil {
		return err
	}
	return h.look(dir)
}

// look reads what the requests need to name.
func (h *house) look(dir string) error {
	db, err := probe.OpenReadOnly(filepath.Join(dir, "data.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.NewQuery("SELECT service FROM applications WHERE id = 'draft0000000000'").Row(&h.service); err != nil {
		return err
	}
	if err := db.NewQuery("SELECT number, track_code FROM applications WHERE track_code != '' AND state = 'accepted' ORDER BY created DESC LIMIT 1").Row(&h.number, &h.code); err != nil {
		return err
	}
	return db.NewQuery("SELECT id FROM applications WHERE applicant = 'bench0000000000' AND state != 'draft' ORDER BY created DESC LIMIT 5").Column(&h.cases)
}

const toApplications = "/api/collections/applications/records"

// OwnCases is what the page of one's own cases asks for (pb_public/citizen/cases.js).
const OwnCases = "?skipTotal=1&perPage=30&page=1&sort=-created&expand=service,journey&fields=id,number,state,journey,light,created,updated,received_at,notice_due,promised_due," +
	"statutory_due,delivery_due,corrections,expand.service.name,expand.service.name_en,expand.journey.state"

// create begins a draft.
func (h *house) create(ctx context.Context, client int) error {
	return h.people[client].ask(ctx, http.MethodPost, toApplications, map[string]any{"service": h.service, "channel": "online", "form": map[string]string{}}, nil)
}

// submit hands in the next draft of the client.
func (h *house) submit(ctx context.Context, client int) error {
	n := (h.drafts[client].next()-1)*people + int64(client)
	return h.people[client].ask(ctx, http.MethodPost, "/api/collections/actions/records",
		map[string]any{"subject": "application", "application": fmt.Sprintf("draft%010x", n), "act": "submit"}, nil)
}

// reading asks for one address in one name; several are asked one after the other.
func reading(who func(client int) caller, paths ...string) operation {
	return func(ctx context.Context, client int) error {
		for _, path := range paths {
			if err := who(client).ask(ctx, http.MethodGet, path, nil, nil); err != nil {
				return err
			}
		}
		return nil
	}
}

// looks are what people read, as their pages ask for it.
func (h *house) looks() map[string]operation {
	one := func(c caller) func(int) caller { return func(int) caller { return c } }
	anybody := one(caller{address: h.server.address})
	applicant := func(client int) caller { return h.people[client] }
	looks := map[string]operation{
		"the work list of an examiner": reading(one(h.examiner), "/api/onestop/queue"),
		"own cases of a citizen":       reading(applicant, toApplications+OwnCases),
		"tracking without an account":  reading(anybody, "/api/onestop/track?number="+url.QueryEscape(h.number)+"&code="+url.QueryEscape(h.code)),
		"search of the services":       reading(anybody, "/api/onestop/services?q="+url.QueryEscape("食品")),
		"figures of five years":        reading(one(h.manager), "/api/onestop/statistics?from=2021-03-01&to=2026-03-01"),
		"the public board":             reading(anybody, "/api/onestop/board"),
	}
	if len(h.cases) > 0 {
		id := h.cases[0]
		looks["a case with all on its page"] = reading(one(h.people[0]), "/api/onestop/applications/"+id+"/case")
	}
	return looks
}

// rowsOf counts the rows of all tables: what an act writes is told by counting before and after.
func rowsOf(dir string) (total int64, err error) {
	db, err := probe.OpenReadOnly(filepath.Join(dir, "data.db"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var tables []string
	if err := db.Select("name").From("sqlite_master").Where(dbx.HashExp{"type": "table"}).AndWhere(dbx.NotLike("name", "sqlite_")).Column(&tables); err != nil {
		return 0, err
	}
	for _, table := range tables {
		var n int64
		if err := db.Select("COUNT(*)").From(table).Row(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
