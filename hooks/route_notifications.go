package hooks

import (
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

// readAtOnce is how many notifications one request may name.
const readAtOnce = 500

// bindInbox adds the routes of the inbox. Its rows are listed by the built-in API and
// changed by nobody; only the mark "read" is the owner's.
func (h *Hall) bindInbox(se *core.ServeEvent) {
	r, people := se.Router.Group("/api/onestop"), apis.RequireAuth("applicants", "officers")
	r.GET("/notifications/unread", answering(h.countUnread)).Bind(people)
	r.POST("/notifications/read", answering(h.markRead)).Bind(people)
}

// owner is the condition that picks the caller's own rows.
func owner(auth *core.Record) dbx.HashExp {
	if auth.Collection().Name == "officers" {
		return dbx.HashExp{"officer": auth.Id}
	}
	return dbx.HashExp{"applicant": auth.Id}
}

// unread picks what stands unread in an inbox; the words are those of the index.
var unread = dbx.NewExp("channel = 'inbox' AND read_at = ''")

// countUnread answers how many notifications wait in the caller's inbox.
func (h *Hall) countUnread(e *core.RequestEvent) error {
	n, err := e.App.CountRecords("notifications", owner(e.Auth), unread)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"unread": n})
}

// markRead marks named notifications of the caller, or all, as read at Now, and answers
// how many are left. One that is not the caller's refuses the whole request.
func (h *Hall) markRead(e *core.RequestEvent) error {
	var body struct {
		IDs []string `json:"ids"`
		All bool     `json:"all"`
	}
	if err := e.BindBody(&body); err != nil || body.All == (len(body.IDs) > 0) || len(body.IDs) > readAtOnce {
		return refuse("ids", fault.New(fault.ValueInvalid, "", "Send {\"ids\":[…]} with up to %d ids, or {\"all\":true}.", readAtOnce))
	}
	err := h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		which := dbx.Expression(unread)
		if !body.All {
			ids := slices.Compact(slices.Sorted(slices.Values(body.IDs)))
			named := dbx.HashExp{"id": anyOf(ids)}
			if n, err := tx.CountRecords("notifications", owner(e.Auth), named); err != nil {
				return err
			} else if n != int64(len(ids)) {
				return refuse("ids", fault.New(fault.RecordForeign, "", "Name notifications of your own."))
			}
			which = dbx.And(named, dbx.NewExp("read_at = ''"))
		}
		_, err := tx.DB().Update("notifications", dbx.Params{"read_at": h.stamp(), "updated": h.stamp()}, dbx.And(owner(e.Auth), which)).Execute()
		return err
	})
	if err != nil {
		return err
	}
	return h.countUnread(e)
}

func anyOf(ids []string) []any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}
