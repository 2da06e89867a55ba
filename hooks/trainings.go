package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/training"
)

// Meetings that train officers for the reform, with exchange and interaction (R-MY-01): a
// supervisor organises them through the built-in API, officers sign in by a code (see
// training_signin.go) and ask, supervisors answer, and what they publish stands on the help
// page for everybody (see help.go).

// bindTrainings keeps what happened at a meeting as it was, and questions to their people.
func (h *Hall) bindTrainings() {
	h.app.OnRecordUpdate("trainings").BindFunc(h.changeTraining)
	h.app.OnRecordDelete("trainings").BindFunc(keepHeld)
	h.app.OnRecordCreate("training_questions").BindFunc(h.askAtTraining)
	h.app.OnRecordUpdate("training_questions").BindFunc(h.answerAtTraining)
	h.bindHelp()
}

// changeTraining moves or cancels only a meeting at which nobody signed in yet, and tells
// whoever was reminded of it.
func (h *Hall) changeTraining(e *core.RecordEvent) error {
	before, err := e.App.FindRecordById("trainings", e.Record.Id)
	if err != nil {
		return err
	}
	var moved []string
	for _, field := range []string{"at", "cancelled", "place"} {
		if !sameValue(e.Record.Get(field), before.Get(field)) {
			moved = append(moved, field)
		}
	}
	if slices.Contains(moved, "at") || slices.Contains(moved, "cancelled") {
		if err := mayMove(e.App, e.Record.Id, moved[0], "training_attendances"); err != nil {
			return err
		}
	}
	if err := e.Next(); err != nil || len(moved) == 0 {
		return err
	}
	return h.tellMoved(e.App, e.Record)
}

// keepHeld keeps a meeting that has attendance or questions.
func keepHeld(e *core.RecordEvent) error {
	if err := mayMove(e.App, e.Record.Id, "id", "training_attendances", "training_questions"); err != nil {
		return err
	}
	return e.Next()
}

func mayMove(app core.App, id, field string, collections ...string) error {
	for _, name := range collections {
		if n, err := app.CountRecords(name, dbx.HashExp{"training": id}); err != nil {
			return err
		} else if n > 0 {
			return refuse(field, fault.New(fault.MeetingHeld, "R-MY-01", "People signed in or asked at this meeting; it stays as it was. Make another one."))
		}
	}
	return nil
}

// isInvited reports whether an officer is invited; a meeting that names no department
// invites all of them.
func isInvited(meeting, officer *core.Record) bool {
	departments := meeting.GetStringSlice("departments")
	return len(departments) == 0 || slices.Contains(departments, officer.GetString("department"))
}

// invitedTo are the officers at work whom a meeting invites, by department and name.
func invitedTo(app core.App, meeting *core.Record) ([]*core.Record, error) {
	where := dbx.HashExp{"active": true}
	if departments := meeting.GetStringSlice("departments"); len(departments) > 0 {
		where["department"] = anyOf(departments)
	}
	var officers []*core.Record
	err := app.RecordQuery("officers").AndWhere(where).OrderBy("department", "name", "id").All(&officers)
	return officers, err
}

// askAtTraining takes a question of an invited officer, before, during and after the
// meeting; the answer is for a supervisor.
func (h *Hall) askAtTraining(e *core.RecordEvent) error {
	r := e.Record
	if !hasPen(e.Context) {
		if named := keepFields(r, nil, []string{"answer", "answer_en", "published"}, readonly); len(named) > 0 {
			return named
		}
		meeting, err := findOne(e.App, "trainings", "id", r.GetString("training"))
		if err != nil {
			return err
		}
		who := h.signer(e.App)
		switch {
		case who.kind != kindOfficer:
			return refuse("training", fault.New(fault.RoleRequired, "R-MY-01", "Officers ask at a meeting; sign in at the desk."))
		case meeting == nil, !isInvited(meeting, who.record) && !who.has(flow.Supervisor):
			return refuse("training", fault.New(fault.RecordForeign, "R-MY-01", "Your department is not invited to this meeting; ask the organiser."))
		}
		r.Set("officer", who.id())
		r.Set("asked_at", h.instant())
	}
	if err := mayTellAll(r); err != nil {
		return err
	}
	return e.Next()
}

// helpFields are the words of a question that may stand on the help page.
var helpFields = []string{"question", "question_en", "answer", "answer_en"}

func mayTellAll(r *core.Record) error {
	for _, field := range helpFields {
		if err := training.MayTell(r.GetString(field)); err != nil {
			return refuse(field, err)
		}
	}
	return nil
}

// answerAtTraining notes who answered and when, publishes what is answered, and tells
// whoever asked.
func (h *Hall) answerAtTraining(e *core.RecordEvent) error {
	r := e.Record
	before, err := e.App.FindRecordById("training_questions", r.Id)
	if err != nil {
		return err
	}
	if named := keepFields(r, before, []string{"training"}, readonly); len(named) > 0 {
		return named
	}
	if err := mayTellAll(r); err != nil {
		return err
	}
	if r.GetBool("published") {
		if err := training.MayPublish(r.GetString("answer")); err != nil {
			return refuse("answer", err)
		}
	}
	h.stampAnswer(e.App, r, before)
	if err := e.Next(); err != nil {
		return err
	}
	if before.GetString("answer") != "" || r.GetString("answer") == "" {
		return nil
	}
	return h.tellAnswered(e.App, r)
}

func (h *Hall) stampAnswer(tx core.App, r, before *core.Record) {
	switch answer := r.GetString("answer"); {
	case answer == "":
		r.Set("answered_by", "")
		r.Set("answered_at", "")
	case answer != before.GetString("answer"):
		who := h.signer(tx)
		if who.kind != kindOfficer {
			who = actor{}
		}
		r.Set("answered_by", who.id())
		r.Set("answered_at", h.instant())
	}
	if r.GetBool("published") == before.GetBool("published") {
		return
	}
	r.Set("published_at", "")
	if r.GetBool("published") {
		r.Set("published_at", h.instant())
	}
}
