package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/review"
)

// previewService answers the working copy of a list as a citizen would see it, with
// every defect that keeps it from being published and what it would change of the newest
// revision, which may take effect later than the one in force (R-CLM-07).
func (h *Hall) previewService(e *core.RequestEvent) error {
	draft, err := h.draftFor(e)
	if err != nil {
		return err
	}
	out, err := shown(draft)
	if err != nil {
		return err
	}
	out["defects"] = catalogue.Check(draft)
	if err := h.previewChanges(e.App, draft, out); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

// previewChanges puts into an answer what a draft changes of the newest revision, and names
// that one and the one in force, each nil where there is none.
func (h *Hall) previewChanges(app core.App, draft *catalogue.Snapshot, out map[string]any) error {
	out["changes"], out["newest"], out["in_force"] = []catalogue.Change{}, nil, nil
	newest, err := newestRevision(app, draft.ID)
	if err != nil || newest == nil {
		return err
	}
	before, err := h.content(app, newest.Id)
	if err != nil {
		return err
	}
	if out["changes"], err = changesOf(app, before, draft); err != nil {
		return err
	}
	out["newest"] = revisionNamed(newest)
	current, err := h.latest(app, draft.ID)
	if err != nil || current == nil {
		return err
	}
	s, err := h.content(app, current.Id)
	if err != nil {
		return err
	}
	inForce := revisionNamed(current)
	inForce["cuts"] = catalogue.Cuts(s)
	out["in_force"] = inForce
	return nil
}

func revisionNamed(r *core.Record) map[string]any {
	return map[string]any{"revision": r.Id, "version": r.GetInt("version"), "effective_on": r.GetString("effective_on")}
}

// previewChecklist answers what the working copy would ask under these answers.
func (h *Hall) previewChecklist(e *core.RequestEvent) error {
	draft, err := h.draftFor(e)
	if err != nil {
		return err
	}
	return answerChecklist(e, draft)
}

// draftFor reads the working copy of the request's service for whoever may see it.
func (h *Hall) draftFor(e *core.RequestEvent) (*catalogue.Snapshot, error) {
	service, err := compiledService(e)
	if err != nil {
		return nil, err
	}
	return snapshotOf(e.App, service)
}

// compiledService is the service of the request, for whoever may see its draft.
func compiledService(e *core.RequestEvent) (*core.Record, error) {
	service, err := e.App.FindRecordById("services", e.Request.PathValue("id"))
	if errors.Is(err, errNoRows) {
		return nil, e.NotFoundError("There is no such list.", nil)
	}
	if err != nil {
		return nil, err
	}
	return service, mayCompile(e.App, actorOf(e.Auth), service.GetString("department"))
}

// mayCompile refuses with record_foreign whoever is neither an officer of the department,
// nor the deputy of one who is absent (R-PL-22), nor a supervisor or an administrator: a
// draft is not published (R-CLM-06).
func mayCompile(app core.App, who actor, department string) error {
	if who.kind == kindSuperuser {
		return nil
	}
	held, err := posts(app, who)
	if err != nil {
		return err
	}
	if len(review.RolesOn(held, []string{department})) == 0 {
		return refuse("id", fault.New(fault.RecordForeign, "R-CLM-06", "This list belongs to another department; its officers and the supervisors see its draft."))
	}
	return nil
}
