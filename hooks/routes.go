package hooks

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// bindRoutes lists the routes of our own; everything else is the built-in API.
func (h *Hall) bindRoutes(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopUnlogged", Priority: apis.DefaultActivityLoggerMiddlewarePriority + 1, Func: unlogged})
	se.Router.BindFunc(h.dateAnswers, knownSessions)
	r := se.Router.Group("/api/onestop")
	officers := apis.RequireAuth("officers")
	compilers := apis.RequireAuth("officers", core.CollectionNameSuperusers)

	r.GET("/health", h.health)
	r.GET("/today", h.viewToday)
	r.GET("/processes", func(e *core.RequestEvent) error { return e.JSON(http.StatusOK, flow.Tables) })
	r.GET("/home", answering(h.viewHome))
	r.GET("/services", answering(h.findServices))
	r.GET("/services/{id}", answering(h.viewService))
	r.POST("/services/{id}/checklist", answering(h.serviceChecklist))
	r.GET("/services/{id}/revisions", answering(h.listRevisions))
	r.GET("/services/{id}/preview", answering(h.previewService)).Bind(compilers)
	r.POST("/services/{id}/preview/checklist", answering(h.previewChecklist)).Bind(compilers)
	r.POST("/services/{id}/rehearse", answering(h.rehearseService)).Bind(compilers)
	r.GET("/life_events", answering(h.listLifeEvents)).Bind(officers)
	r.POST("/life_events/{id}/checklist", answering(h.lifeEventChecklist))
	travellers := apis.RequireAuth("applicants", "officers")
	r.GET("/journeys/{id}", answering(h.viewJourney)).Bind(travellers)
	r.GET("/journeys/{id}/shelf", answering(h.viewJourneyShelf)).Bind(travellers)
	r.POST("/journeys/{id}/submit", answering(h.submitJourney)).Bind(travellers)
	r.GET("/calendar/add", answering(h.addDays))
	r.GET("/qr.svg", answering(h.qrCode))
	r.GET("/certificate", answering(h.viewCertificate))
	r.GET("/track", answering(h.track))
	r.GET("/verify/{token}", answering(h.verifyResult))
	r.GET("/applications/{id}/clock", answering(h.viewClock)).Bind(apis.RequireAuth("applicants", "officers", core.CollectionNameSuperusers))
	r.GET("/queue", answering(atWork(h.queue))).Bind(officers)
	r.GET("/queue/counts", answering(atWork(h.countQueue))).Bind(officers)
	r.POST("/applications/bulk", answering(atWork(h.actOnCases))).Bind(officers, apis.BodyLimit(bulkBody))
	r.POST("/actions/preview", answering(atWork(h.previewAct))).Bind(officers)
	r.GET("/workload", answering(atWork(h.viewWorkload))).Bind(officers)
	r.GET("/late", answering(atWork(h.listLate))).Bind(officers)
	r.GET("/claims", answering(atWork(h.listClaims))).Bind(officers)
	r.GET("/campaigns", answering(atWork(h.listCampaigns))).Bind(compilers)
	r.POST("/campaigns", answering(h.createCampaign)).Bind(officers)
	r.GET("/campaigns/{id}", answering(atWork(h.viewCampaign))).Bind(compilers)
	r.GET("/tasks", answering(atWork(h.listTasks))).Bind(officers)
	r.GET("/catalogue/drift", answering(atWork(h.listDrift))).Bind(compilers)
	h.bindCounterRoutes(r)
	r.GET("/applications/{id}/case", answering(atWork(h.viewCase))).Bind(apis.RequireAuth("applicants", "officers"))
	r.GET("/applications/{id}/shelf", answering(h.viewShelf)).Bind(apis.RequireAuth("applicants", "officers"))
	r.POST("/applications/{id}/pages", answering(atWork(h.orderPages))).Bind(apis.RequireAuth("applicants", "officers"))
	r.POST("/applications/{id}/identity", answering(h.showIdentity)).Bind(officers)
	r.POST("/applicants/{id}/code", answering(atWork(h.openCode))).Bind(officers)
	r.POST("/signin", answering(h.takeStep))
	r.POST("/signout", answering(h.signOut))
	r.POST("/officers/{id}/unlock", answering(atWork(h.unlockOfficer))).Bind(compilers)
	r.GET("/recovery", answering(h.recoveryChannels))
	r.POST("/recovery", answering(h.recoverAccount))
	r.POST("/recovery/code", answering(h.sendCode))
	r.GET("/my/data.zip", answering(h.exportMyData)).Bind(apis.RequireAuth("applicants"))
	r.POST("/my/erasure", answering(h.askErasure)).Bind(apis.RequireAuth("applicants"))
	r.GET("/statistics", answering(h.viewStatistics)).Bind(officers)
	r.GET("/statistics.xlsx", answering(h.sendStatistics)).Bind(officers)
	r.GET("/board", answering(h.viewBoard))
	superusers := apis.RequireSuperuserAuth()
	r.GET("/appliance", answering(h.viewAppliance)).Bind(superusers)
	r.POST("/appliance/backup", answering(h.askBackup)).Bind(superusers)
	r.POST("/appliance/drill", answering(h.askDrill)).Bind(superusers)
	r.GET("/appliance/doctor", answering(h.viewDoctor)).Bind(superusers)
	r.POST("/appliance/doctor", answering(h.askDoctor)).Bind(superusers)
	r.POST("/appliance/alarms", answering(h.setAlarms)).Bind(superusers)
	r.POST("/appliance/alarms/trial", answering(h.tryAlarm)).Bind(superusers)
	h.bindCatalogueFiles(r, compilers)
	h.bindTrainingRoutes(r, officers)
	h.bindRatingRoutes(r)
	h.bindProblemRoutes(r, officers)
	if h.demo {
		r.POST("/demo/clock", answering(h.moveClock))
	}
}

// unlogged keeps out of the log, which tells of every request that fails, what people asked
// for: track codes, identity numbers, names, tokens of files (R-PI-07). It stands just
// inside the logger, so that it has the last word before it.
func unlogged(e *core.RequestEvent) error {
	err := e.Next()
	e.Request.URL.RawQuery = ""
	e.Request.Header.Del("Referer") // the page beside has them in its address, too
	var refused *router.ApiError
	if errors.As(err, &refused) && refused.Status < http.StatusInternalServerError {
		return kindOnly{&router.ApiError{Data: refused.Data, Message: refused.Message, Status: refused.Status}}
	}
	return err
}

// kindOnly is a refusal as its caller reads it, which says to the log only what kind it is: its
// sentences, details and names of fields may be what was sent.
type kindOnly struct{ refusal *router.ApiError }

// Error is what the log reads: the codes, or the sentence of a refusal that has none.
func (t kindOnly) Error() string {
	codes := map[string]bool{}
	for _, item := range t.refusal.Data {
		if said, ok := item.(map[string]any); ok {
			codes[fmt.Sprint(said["code"])] = true
		}
	}
	if len(codes) == 0 {
		return t.refusal.Message
	}
	return strings.Join(slices.Sorted(maps.Keys(codes)), ", ")
}

// Unwrap is the answer.
func (t kindOnly) Unwrap() error { return t.refusal }

// dateAnswers dates every answer by the clock of the house, by which the pages set theirs.
func (h *Hall) dateAnswers(e *core.RequestEvent) error {
	e.Response.Header().Set("Date", h.Now().UTC().Format(http.TimeFormat))
	return e.Next()
}

// count reads a whole number from 0 to limit.
func count(text string, limit int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > limit {
		return 0, fault.New(fault.ValueInvalid, "", "Give a whole number from 0 to %d.", limit)
	}
	return n, nil
}

// pageOf is the page that a query asks for, from 1; value_invalid for what is no number.
func pageOf(q url.Values) (int, error) {
	text := q.Get("page")
	if text == "" {
		return 1, nil
	}
	n, err := count(text, 100000)
	if err != nil {
		return 0, refuse("page", err)
	}
	return max(n, 1), nil
}

// atWork turns away officers whose account is closed.
func atWork(handler func(*core.RequestEvent) error) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		if who := actorOf(e.Auth); who.kind == kindOfficer && !who.record.GetBool("active") {
			return e.ForbiddenError("This account is closed.", nil)
		}
		return handler(e)
	}
}

// onePage are the rows of one page and whether there are more: they are asked for with one
// row beyond it, which spares counting them all.
func onePage[T any](rows []T, size int) (page []T, more bool) {
	return rows[:min(len(rows), size)], len(rows) > size
}

// Version names the build; the release script reads it here.
var Version = "0.6.0"
