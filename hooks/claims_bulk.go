package hooks

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// A county claims some 6,700 items, so what is done to one claim can be done to thousands
// at a time. Every claim goes through the act engine by itself and is answered by itself.

const (
	bulkBody  = 1 << 20 // bytes: ten thousand ids and some words
	bulkLimit = 10_000  // claims in one request
)

// bulk is one act on many claims: those named, or all that the filter finds. assign, compile
// and open are no acts of the table: assign sets owner and due, compile copies a published
// list of the same item, open makes claims of basic items. The other fields are those of an
// act.
type bulk struct {
	Act        string       `json:"act"`
	Claims     []string     `json:"claims"`
	Filter     *claimFilter `json:"filter"`
	Items      []string     `json:"items"`      // open: basic items
	Unclaimed  *itemFilter  `json:"unclaimed"`  // open: or those of which the department has no claim
	Department string       `json:"department"` // open: who claims them
	After      string       `json:"after"`      // go on behind this one of what the filter finds
	Limit      int          `json:"limit"`      // at most so many of what the filter finds; 0 is all
	Owner      string       `json:"owner"`
	Due        string       `json:"due"`
	Template   string       `json:"template"` // a published service; "" looks for one of the same item
	Reason     string       `json:"reason"`
	Ground     string       `json:"ground"`
	Until      string       `json:"until"`
}

// claimFilter finds claims as the list of claims does. It names a state, so that an act
// never meets the whole county by mistake; another empty field asks for nothing.
type claimFilter struct {
	State      string `json:"state"`
	Department string `json:"department"`
	Owner      string `json:"owner"` // "me" is whoever asks
	Q          string `json:"q"`
	Follow     bool   `json:"follow"` // only those that must follow the basic catalogue
}

// bulkAnswer says what became of each claim. Next is where to go on behind a limit, "" at
// the end.
type bulkAnswer struct {
	Done   int           `json:"done"`
	Failed int           `json:"failed"`
	Next   string        `json:"next"`
	Claims []claimAnswer `json:"claims"`
}

// claimAnswer is by the id of the claim, of the basic item where claims are opened.
type claimAnswer struct {
	bulkItem
	About *claimRow `json:"about,omitempty"`
}

// actOnClaims is the route of bulk acts for officers and superusers.
func (h *Hall) actOnClaims(e *core.RequestEvent) error {
	var b bulk
	if err := e.BindBody(&b); err != nil {
		return e.BadRequestError("The request body could not be read; send JSON.", err)
	}
	answer, err := h.Bulk(e.App, e.Auth, b, nil)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}

// Bulk does one act on many claims, at most bulkChunk in one transaction. who is an
// officer or a superuser, nil the console, which compiles for every department. A claim
// that is refused changes nothing and stands in the way of no other.
func (h *Hall) Bulk(app core.App, who *core.Record, b bulk, progress func(done, total int)) (bulkAnswer, error) {
	by := system
	if who != nil {
		by = actorOf(who)
	}
	one, err := h.bulkAct(app, b, by)
	if err != nil {
		return bulkAnswer{}, err
	}
	ids, err := b.subjects(app, by)
	if err != nil {
		return bulkAnswer{}, err
	}
	answer := bulkAnswer{Claims: make([]claimAnswer, 0, len(ids))}
	if b.Limit > 0 && len(ids) == b.Limit {
		answer.Next = ids[len(ids)-1]
	}
	for chunk := range slices.Chunk(ids, bulkChunk) {
		list, err := h.bulkChunk(app, by, chunk, one)
		if err != nil {
			return answer, err
		}
		for _, item := range list {
			answer.Claims = append(answer.Claims, claimAnswer{bulkItem: item})
		}
		if progress != nil {
			progress(len(answer.Claims), len(ids))
		}
	}
	for _, c := range answer.Claims {
		if c.OK {
			answer.Done++
		}
	}
	answer.Failed = len(answer.Claims) - answer.Done
	return answer, h.tellRefused(app, b, answer.Claims)
}

// bulkAct is what is done to each claim; act_not_allowed for an act that claims do not know.
func (h *Hall) bulkAct(app core.App, b bulk, by actor) (onSubject, error) {
	switch {
	case b.Act == "assign":
		return h.assigning(app, b)
	case b.Act == "open":
		return opening(app, b)
	case b.Act == "compile":
		return func(tx core.App, claim string) error { return h.compileFrom(tx, by, claim, b.Template) }, nil
	case !slices.Contains(flow.Claim.Acts(), flow.Act(b.Act)):
		return nil, refuse("act", fault.New(fault.ActNotAllowed, "R-BE-01", "Choose open, assign, compile or an act of the process of claims."))
	}
	return func(tx core.App, claim string) error {
		return h.actOn(tx, by, map[string]any{"subject": "claim", "claim": claim, "act": b.Act, "reason": b.Reason, "ground": b.Ground, "until": b.Until})
	}, nil
}

// actOn does one act on a claim. The console compiles as the house itself, because it is
// no officer; reviewing and publishing stay with three persons (R-CLM-06).
func (h *Hall) actOn(tx core.App, by actor, fields map[string]any) error {
	action, err := newRecord(tx, "actions", fields)
	if err != nil {
		return err
	}
	if by.kind == kindSystem {
		action.SetRaw(compilingKey, &compiling{})
	}
	return tx.Save(action)
}

// assigning sets who is in charge and until when, by a supervisor, a superuser or the
// console (R-CLM-11).
func (h *Hall) assigning(app core.App, b bulk) (onSubject, error) {
	if b.Owner == "" && b.Due == "" {
		return nil, refuse("owner", fault.New(fault.FormIncomplete, "R-CLM-11", "Name the owner, the day until which the list is due, or both."))
	}
	if b.Due != "" {
		if day, err := workday.ParseDay(b.Due); err != nil || day < h.today() {
			return nil, refuse("due", fault.New(fault.DateInvalid, "R-CLM-12", "The list is due on a real day from today on, as YYYY-MM-DD."))
		}
	}
	if err := ownerExists(app, b.Owner); err != nil {
		return nil, err
	}
	return func(tx core.App, claim string) error {
		who := h.signer(tx)
		if who.kind == kindOfficer && !who.has(flow.Supervisor) {
			return fault.New(fault.RoleRequired, "R-CLM-11", "Claims are assigned by supervisors.").With("roles", []flow.Role{flow.Supervisor})
		}
		r, err := claimNamed(tx, claim)
		if err != nil {
			return err
		}
		if b.Owner != "" {
			r.Set("owner", b.Owner)
		}
		if b.Due != "" {
			r.Set("due", b.Due)
		}
		return write(tx, r)
	}, nil
}

func claimNamed(app core.App, id string) (*core.Record, error) {
	r, err := app.FindRecordById("claims", id)
	if errors.Is(err, errNoRows) {
		return nil, fault.New(fault.RecordForeign, "", "There is no such claim; name an existing one.")
	}
	return r, err
}

// ownerExists refuses an owner who is no officer; that the owner works in the department is
// looked at for each claim.
func ownerExists(app core.App, id string) error {
	if id == "" {
		return nil
	}
	o, err := findOne(app, "officers", "id", id)
	if err == nil && o == nil {
		err = refuse("owner", fault.New(fault.RecordForeign, "R-CLM-11", "There is no such officer; name one of the department."))
	}
	return err
}

// subjects are the ids that the bulk is about, each once: claims, or the basic items of
// which claims are opened.
func (b bulk) subjects(app core.App, by actor) ([]string, error) {
	field, named, filtered := "claims", b.Claims, b.Filter != nil
	find := func() (string, dbx.Params, error) { return b.Filter.sql(app, by) }
	if b.Act == "open" {
		field, named, filtered = "items", b.Items, b.Unclaimed != nil
		find = func() (string, dbx.Params, error) { return b.Unclaimed.sql(b.Department) }
	}
	if (len(named) > 0) == filtered {
		return nil, refuse(field, fault.New(fault.FormIncomplete, "", "Name the %s, or a filter that finds them.", field))
	}
	ids := distinct(named)
	if filtered {
		query, bind, err := find()
		if err != nil {
			return nil, err
		}
		bind["after"], bind["limit"] = b.After, bulkLimit+1
		if b.Limit > 0 {
			bind["limit"] = min(b.Limit, bulkLimit+1)
		}
		if err := app.DB().NewQuery("SELECT id FROM (" + query + ") WHERE id > {:after} ORDER BY id LIMIT {:limit}").Bind(bind).Column(&ids); err != nil {
			return nil, err
		}
	}
	if len(ids) > bulkLimit {
		return nil, refuse(field, fault.New(fault.QuotaExceeded, "", "Act on at most %d %s at a time.", bulkLimit, field).With("limit", bulkLimit))
	}
	return ids, nil
}

// sql finds the claims among those that who sees.
func (f claimFilter) sql(app core.App, who actor) (string, dbx.Params, error) {
	if f.State == "" {
		return "", nil, refuse("state", fault.New(fault.FormIncomplete, "", "A filter names the state of the claims."))
	}
	q := url.Values{"department": {f.Department}, "owner": {f.Owner}, "q": {f.Q}}
	if f.Follow {
		q.Set("follow", "1")
	}
	where, bind, err := claimsFilter(app, who, q)
	if err != nil {
		return "", nil, err
	}
	where, err = inState(f.State, where, bind)
	return "SELECT c.id" + claimsFrom + where, bind, err
}
