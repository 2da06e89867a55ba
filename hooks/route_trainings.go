package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/training"
)

const trainingsPage = 30

// bindTrainingRoutes adds the pages of meetings for officers and the answers for everybody.
func (h *Hall) bindTrainingRoutes(r *router.RouterGroup[*core.RequestEvent], officers *hook.Handler[*core.RequestEvent]) {
	r.GET("/help", answering(h.findHelp))
	r.GET("/trainings", answering(h.listTrainings)).Bind(officers)
	r.GET("/trainings/{id}", answering(h.viewTraining)).Bind(officers)
	r.GET("/trainings/{id}/code", answering(h.showSignInCode)).Bind(officers)
	r.POST("/trainings/{id}/attendance", answering(h.signInAtTraining)).Bind(officers)
}

// meetingOf is the meeting in the path.
func meetingOf(e *core.RequestEvent) (*core.Record, error) {
	r, err := e.App.FindRecordById("trainings", e.Request.PathValue("id"))
	if errors.Is(err, errNoRows) {
		return nil, e.NotFoundError("There is no such meeting.", nil)
	}
	return r, err
}

// trainingRow is one line of the list of meetings.
type trainingRow struct {
	ID        string `db:"id" json:"id"`
	Title     string `db:"title" json:"title"`
	TitleEn   string `db:"title_en" json:"title_en"`
	At        string `db:"at" json:"at"`
	Place     string `db:"place" json:"place"`
	Cancelled bool   `db:"cancelled" json:"cancelled"`
	Signed    int    `db:"signed" json:"signed"` // officers who were there
	Asked     int    `db:"asked" json:"asked"`   // questions
	Open      int    `db:"open" json:"open"`     // of them without an answer
	Mine      bool   `db:"mine" json:"mine"`     // the caller was there
	Invited   bool   `db:"invited" json:"invited"`
}

// trainingRows are the meetings, the newest first, with their counts.
const trainingRows = `SELECT t.id, t.title, t.title_en, t.at, t.place, t.cancelled,
	(SELECT COUNT(*) FROM training_attendances a WHERE a.training = t.id) AS signed,
	(SELECT COUNT(*) FROM training_questions q WHERE q.training = t.id) AS asked,
	(SELECT COUNT(*) FROM training_questions q WHERE q.training = t.id AND q.answer = '') AS open,
	EXISTS (SELECT 1 FROM training_attendances a WHERE a.training = t.id AND a.officer = {:me}) AS mine,
	(json_array_length(t.departments) = 0 OR EXISTS (SELECT 1 FROM json_each(t.departments) d WHERE d.value = {:department})) AS invited
	FROM trainings t ORDER BY t.at DESC, t.id LIMIT {:limit} OFFSET {:offset}`

// listTrainings lists the meetings to officers.
func (h *Hall) listTrainings(e *core.RequestEvent) error {
	page, err := pageOf(e.Request.URL.Query())
	if err != nil {
		return err
	}
	rows := []trainingRow{}
	err = e.App.ConcurrentDB().NewQuery(trainingRows).Bind(dbx.Params{"me": e.Auth.Id, "department": e.Auth.GetString("department"),
		"limit": trainingsPage + 1, "offset": (page - 1) * trainingsPage}).All(&rows)
	if err != nil {
		return err
	}
	rows, more := onePage(rows, trainingsPage)
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "more": more, "page": page})
}

// viewTraining shows a meeting with who was there and what was asked; a supervisor also sees
// who was invited and did not sign in.
func (h *Hall) viewTraining(e *core.RequestEvent) error {
	meeting, err := meetingOf(e)
	if err != nil {
		return err
	}
	people, err := peopleOf(e.App)
	if err != nil {
		return err
	}
	attendances, err := findAll(e.App, "training_attendances", "signed_at", dbx.HashExp{"training": meeting.Id})
	if err != nil {
		return err
	}
	questions, err := findAll(e.App, "training_questions", "created", dbx.HashExp{"training": meeting.Id})
	if err != nil {
		return err
	}
	invited, err := invitedTo(e.App, meeting)
	if err != nil {
		return err
	}
	out := meeting.PublicExport()
	begins := meeting.GetDateTime("at").Time()
	out["opens"], out["closes"] = dateTime(training.Opens(begins)), dateTime(training.Closes(begins))
	out["open"], out["invited"], out["invites_me"] = h.maySign(meeting, false) == nil, len(invited), isInvited(meeting, e.Auth)
	out["attendances"], out["questions"] = people.attended(attendances), people.asked(questions)
	if actorOf(e.Auth).has(flow.Supervisor) {
		out["absent"] = people.absent(invited, attendances)
	}
	return e.JSON(http.StatusOK, out)
}

// officerNames are the officers and departments of the county by id, read in one go.
type officerNames struct{ officers, departments map[string]*core.Record }

func peopleOf(app core.App) (officerNames, error) {
	p := officerNames{map[string]*core.Record{}, map[string]*core.Record{}}
	for collection, byID := range map[string]map[string]*core.Record{"officers": p.officers, "departments": p.departments} {
		list, err := findAll(app, collection, "", nil)
		if err != nil {
			return p, err
		}
		for _, r := range list {
			byID[r.Id] = r
		}
	}
	return p, nil
}

// named adds who an officer is to a row.
func (p officerNames) named(officer string, row map[string]any) map[string]any {
	row["officer"] = officer
	if o := p.officers[officer]; o != nil {
		row["name"] = o.GetString("name")
		if d := p.departments[o.GetString("department")]; d != nil {
			row["department"], row["department_en"] = d.GetString("name"), d.GetString("name_en")
		}
	}
	return row
}

func (p officerNames) attended(list []*core.Record) []map[string]any {
	rows := make([]map[string]any, len(list))
	for i, a := range list {
		rows[i] = p.named(a.GetString("officer"), map[string]any{"id": a.Id, "way": a.GetString("way"), "signed_at": a.GetDateTime("signed_at")})
	}
	return rows
}

func (p officerNames) asked(list []*core.Record) []map[string]any {
	rows := make([]map[string]any, len(list))
	for i, q := range list {
		row := map[string]any{"id": q.Id, "published": q.GetBool("published"), "asked_at": q.GetDateTime("asked_at"), "answered_at": q.GetDateTime("answered_at")}
		for _, field := range helpFields {
			row[field] = q.GetString(field)
		}
		if by := p.officers[q.GetString("answered_by")]; by != nil {
			row["answered_by"] = by.GetString("name")
		}
		rows[i] = p.named(q.GetString("officer"), row)
	}
	return rows
}

// absent are the invited officers who are not on the list.
func (p officerNames) absent(invited, attendances []*core.Record) []map[string]any {
	there := map[string]bool{}
	for _, a := range attendances {
		there[a.GetString("officer")] = true
	}
	rows := []map[string]any{}
	for _, o := range invited {
		if !there[o.Id] {
			rows = append(rows, p.named(o.Id, map[string]any{}))
		}
	}
	return rows
}
