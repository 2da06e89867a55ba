package hooks

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/gate"
	"onestop/hooks/rules/fault"
)

// listTime is what the database works on one question to a list at most.
var listTime = 5 * time.Second

const (
	sortsOfList = 6
	expandsOf   = 12
	askedBytes  = 2000 // bytes of what is to be expanded or shown
)

// bindQuestions bounds what a question to a collection may cost the database. Fifty searches
// for parts of words in one filter keep both processors busy for fourteen seconds, and
// anybody may ask. Administrators are not bound.
func (h *Hall) bindQuestions() {
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopQuestions", Priority: 800, Func: askedCheaply})
		return se.Next()
	})
	h.app.OnRecordEnrich().Bind(&hook.Handler[*core.RecordEnrichEvent]{Id: "onestopUnasked", Func: hideUnasked})
	h.app.OnRecordsListRequest().Bind(&hook.Handler[*core.RecordsListRequestEvent]{Id: "onestopEmptyRelations", Func: skipEmptyRelations})
}

func askedCheaply(e *core.RequestEvent) error {
	c, id := recordsOf(e)
	if c == nil || e.HasSuperuserAuth() {
		return e.Next()
	}
	q := e.Request.URL.Query()
	if err := costOf(e.Auth, q.Get("filter"), q.Get("sort"), q.Get("expand"), q.Get("fields")); err != nil {
		return answer(err)
	}
	if e.Request.Method != http.MethodGet && e.Request.Method != http.MethodHead {
		return e.Next()
	}
	if err := tellFields(e, c, id == ""); err != nil {
		return err
	}
	if id != "" {
		return e.Next()
	}
	narrowToOwn(e, c.Name)
	return inTime(e)
}

// ownBy are the fields by which the lists of the applicants' own things are found. The rules
// say so, too, but as one of several alternatives, which no index serves.
var ownBy = map[string]string{"applications": "applicant", "documents": "applicant", "journeys": "applicant", "notifications": "applicant", "problems": "reporter",
	"messages": "application.applicant", "notices": "application.applicant", "ratings": "application.applicant", "results": "application.applicant", "reviews": "application.applicant"}

// narrowToOwn adds to what an applicant asks of a list what its rule says anyway. The rule
// holds beside it whatever was asked, also where brackets that do not close are closed by those
// that stand around them here.
func narrowToOwn(e *core.RequestEvent, collection string) {
	by := ownBy[collection]
	if by == "" || actorOf(e.Auth).kind != kindApplicant {
		return
	}
	q := e.Request.URL.Query()
	own := by + `="` + e.Auth.Id + `"`
	if asked := q.Get("filter"); asked != "" {
		own += " && (" + asked + ")"
	}
	q.Set("filter", own)
	e.Request.URL.RawQuery = q.Encode()
}

// costOf refuses what costs too much: filter_costly at what is to be made shorter.
func costOf(asker *core.Record, filter, sort, expand, fields string) error {
	most := gate.ForPeople
	if actorOf(asker).kind == kindOfficer {
		most = gate.ForOfficers
	}
	costly := func(field, format string, args ...any) error {
		return refuse(field, fault.New(fault.FilterCostly, "", format, args...))
	}
	switch {
	case !gate.Weigh(filter).Within(most):
		return costly("filter", "Ask for less at once: at most %d comparisons, %d of them searches for parts of words, and %d characters.", most.Terms, most.Searches, most.Bytes)
	case strings.Count(sort, ",") >= sortsOfList || len(sort) > askedBytes:
		return costly("sort", "Order a list by at most %d fields.", sortsOfList)
	case strings.Count(expand, ",") >= expandsOf || len(expand) > askedBytes:
		return costly("expand", "Ask for at most %d related records along with each.", expandsOf)
	case len(fields) > askedBytes:
		return costly("fields", "Name fewer fields.")
	}
	return nil
}

// skipEmptyRelations leaves out of what is to come along the relations that are empty in all
// rows of a list: the platform would ask the database for none of them, with all of their rule.
func skipEmptyRelations(e *core.RecordsListRequestEvent) error {
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	along := strings.Split(info.Query["expand"], ",")
	left := slices.DeleteFunc(slices.Clone(along), func(path string) bool {
		name, _, _ := strings.Cut(strings.TrimSpace(path), ".")
		_, isOne := e.Collection.Fields.GetByName(name).(*core.RelationField)
		return isOne && !slices.ContainsFunc(e.Records, func(r *core.Record) bool { return len(r.GetStringSlice(name)) > 0 })
	})
	if len(left) == len(along) {
		return e.Next()
	}
	info.Query["expand"] = strings.Join(left, ",")
	for _, r := range e.Records {
		r.SetExpand(nil) // which is told, also where it is empty
	}
	return e.Next()
}

// inTime ends a question to a list that takes too long; the database stops working on it.
func inTime(e *core.RequestEvent) error {
	ctx, cancel := context.WithTimeout(e.Request.Context(), listTime)
	defer cancel()
	outer := e.App
	defer func() { e.App = outer }()
	e.App = timedApp{outer, ctx}
	err := e.Next()
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return answer(refuse("filter", fault.New(fault.FilterCostly, "", "This takes longer than %d seconds; ask for less at once.", int(listTime.Seconds()))))
	}
	return err
}

// timedApp lets the questions of one request end with its context.
type timedApp struct {
	core.App
	ctx context.Context
}

// RecordQuery begins a question about records that ends in time.
func (a timedApp) RecordQuery(collection any) *dbx.SelectQuery {
	return a.App.RecordQuery(collection).WithContext(a.ctx)
}
