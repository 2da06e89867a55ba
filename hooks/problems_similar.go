package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/similar"
)

// Bounds of the look for doubles: how many problems are compared, the newest of the same
// service and the newest of all, and how many are shown.
const (
	comparedAlike = 300
	comparedOpen  = 300
	shownAlike    = 5
)

// alike is a problem as it is compared.
type alike struct {
	ID          string `db:"id"`
	Number      string `db:"number"`
	Title       string `db:"title"`
	Text        string `db:"text"`
	Service     string `db:"service"`
	State       string `db:"state"`
	PublicTitle string `db:"public_title"`
	Answer      string `db:"answer"`
	Public      bool   `db:"public"`
}

// near is a problem that says much the same, with how much.
type near struct {
	alike
	score float64
}

// similarTo finds the problems of the ledger that say much the same as a text: open ones
// and those that were solved, never one that was rejected or merged.
func similarTo(app core.App, to similar.Text) ([]near, error) {
	rows := map[string]alike{}
	var texts []similar.Text
	gather := func(where dbx.Expression, limit int64) error {
		var found []alike
		err := app.ConcurrentDB().Select("id", "number", "title", "text", "service", "state", "public_title", "answer", "public").From("problems").
			Where(dbx.In("state", "reported", "assigned", "returned", "solved", "verified")).AndWhere(dbx.HashExp{"erased_at": ""}).AndWhere(where).
			OrderBy("reported_at DESC").Limit(limit).All(&found)
		for _, r := range found {
			if _, had := rows[r.ID]; !had {
				rows[r.ID] = r
				texts = append(texts, similar.Text{ID: r.ID, Title: r.Title, Text: r.Text, About: r.Service})
			}
		}
		return err
	}
	if to.About != "" {
		if err := gather(dbx.HashExp{"service": to.About}, comparedAlike); err != nil {
			return nil, err
		}
	}
	if err := gather(nil, comparedOpen); err != nil {
		return nil, err
	}
	var list []near
	for _, hit := range similar.Find(to, texts, shownAlike) {
		list = append(list, near{rows[hit.ID], hit.Score})
	}
	return list, nil
}

// findSimilar shows, before a report is sent, what the house knows about the same: public
// answers by their public titles, and of what is not public how many there are and no
// word, for those are other people's (R-PI-08).
func (h *Hall) findSimilar(e *core.RequestEvent) error {
	var body struct{ Title, Text, Service string }
	if err := e.BindBody(&body); err != nil {
		return refuse("title", fault.New(fault.ValueInvalid, "", "Send {\"title\", \"text\", \"service\"}."))
	}
	found, err := similarTo(e.App, similar.Text{Title: body.Title, Text: body.Text, About: body.Service})
	if err != nil {
		return err
	}
	items, open := []map[string]any{}, 0
	for _, p := range found {
		if p.Public {
			items = append(items, map[string]any{"id": p.ID, "title": p.PublicTitle, "answer": p.Answer, "service": p.Service})
		} else if p.State != "verified" {
			open++
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items, "open": open})
}

// doublesOf are the problems that a supervisor may merge one with.
func doublesOf(app core.App, p *core.Record) ([]map[string]any, error) {
	found, err := similarTo(app, similar.Text{ID: p.Id, Title: p.GetString("title"), Text: p.GetString("text"), About: p.GetString("service")})
	items := []map[string]any{}
	for _, x := range found {
		items = append(items, map[string]any{"id": x.ID, "number": x.Number, "title": x.Title, "state": x.State, "score": int(100*x.score + 0.5)})
	}
	return items, err
}
