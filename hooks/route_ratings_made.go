package hooks

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/spf13/cast"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
)

// Ratings without an account: whoever holds the receipt knows number and track code, and
// whoever stands at the counter gets a link on the second screen or the telephone.

// rateByCode makes a rating by number and track code, or by the link of the counter. A
// wrong pair and a wrong or old link look like no case at all.
func (h *Hall) rateByCode(e *core.RequestEvent) error {
	raw := map[string]any{}
	if err := e.BindBody(&raw); err != nil {
		return refuse("grade", fault.New(fault.ValueInvalid, "R-EV-01", "Send {\"number\", \"code\", \"grade\": 1 to 5, \"tags\", \"comment\"} as JSON."))
	}
	c, channel, err := h.caseToRate(e.App, raw)
	if err != nil {
		return err
	}
	if c == nil {
		return e.NotFoundError("No case has this number and code; compare them with your receipt.", nil)
	}
	given := map[string]any{}
	for _, field := range []string{"grade", "tags", "comment", "anonymous"} {
		if value, there := raw[field]; there {
			given[field] = value
		}
	}
	r, err := newRecord(e.App, "ratings", given)
	if err != nil {
		return err
	}
	if err := checkBody(r, given, false); err != nil {
		return err
	}
	r.Set("application", c.Id)
	r.Set("channel", channel)
	who := actorOf(e.Auth)
	if who.kind == kindApplicant {
		who = actor{kind: kindGuest} // the code speaks for itself
	}
	if err := h.as(e.App, who, func(tx core.App) error { return write(tx, r) }); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"number": c.GetString("number"), "grade": r.GetInt("grade")})
}

// caseToRate is the case that the body proves to know, and the channel; nil where it
// proves none.
func (h *Hall) caseToRate(app core.App, raw map[string]any) (*core.Record, string, error) {
	if invite := cast.ToString(raw["invite"]); invite != "" {
		c, err := findOne(app, "applications", "id", h.invited(invite))
		return c, ratedAtCounter, err
	}
	c, err := byTrackCode(app, cast.ToString(raw["number"]), cast.ToString(raw["code"]))
	return c, ratedByTrack, err
}

// byTrackCode is the case with the number and the code as somebody typed them from paper,
// with spaces or small letters; nil where they do not fit.
func byTrackCode(app core.App, number, code string) (*core.Record, error) {
	number, code = strings.Join(strings.Fields(number), ""), strings.ToUpper(strings.Join(strings.Fields(code), ""))
	if number == "" || code == "" {
		return nil, nil
	}
	r, err := findOne(app, "applications", "number", number)
	if err != nil || r == nil || !security.Equal(r.GetString("track_code"), code) {
		return nil, err
	}
	return r, nil
}

// inviteLasts is how long the link of the counter works: as long as a person stands there.
// It ends with the rating.
const inviteLasts = 15 * time.Minute

// inviteToRate gives the counter a link by which the person there rates a finished case
// alone (R-EV-02, 现场一次一评). Whether the case was rated already it does not say: who
// handles a case learns nothing of its rating (R-EV-05).
func (h *Hall) inviteToRate(e *core.RequestEvent) error {
	var body struct {
		Application string `json:"application"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("application", fault.New(fault.ValueInvalid, "R-EV-02", "Send {\"application\": \"the case that is to be rated\"}."))
	}
	c, err := h.openCase(e.App, body.Application)
	if fault.Of(err) == fault.RecordForeign {
		return e.NotFoundError("", nil)
	}
	if err != nil {
		return err
	}
	roles, err := c.roles(e.App, actorOf(e.Auth))
	if err != nil {
		return err
	}
	switch {
	case len(roles) == 0 || c.record.GetBool("locked"):
		return e.NotFoundError("", nil)
	case !slices.Contains(roles, flow.Clerk):
		return refuse("application", fault.New(fault.RoleRequired, "R-EV-02", "The counter invites to rate; ask a clerk.").With("roles", []flow.Role{flow.Clerk}))
	}
	if err := rating.MayRate(c.state()); err != nil {
		return refuse("application", err)
	}
	until := h.Now().Add(inviteLasts)
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"path": "/rate.html?invite=" + h.invitation(c.record.Id, until), "until": chinaTime(until)})
}

// invitation is a link's secret: the case and the end, signed by the house.
func (h *Hall) invitation(application string, until time.Time) string {
	text := fmt.Sprintf("%s.%d", application, until.Unix())
	return base64.RawURLEncoding.EncodeToString([]byte(text + "." + h.seal.digest("invite/"+text)))
}

// invited is the case of an invitation, "" where it is not ours or over.
func (h *Hall) invited(secret string) string {
	text, err := base64.RawURLEncoding.DecodeString(secret)
	parts := strings.Split(string(text), ".")
	if err != nil || len(parts) != 3 || !security.Equal(parts[2], h.seal.digest("invite/"+parts[0]+"."+parts[1])) || cast.ToInt64(parts[1]) < h.Now().Unix() {
		return ""
	}
	return parts[0]
}

// viewInvitation says what the person at the counter is about to rate.
func (h *Hall) viewInvitation(e *core.RequestEvent) error {
	id := h.invited(e.Request.URL.Query().Get("invite"))
	c, err := findOne(e.App, "applications", "id", id)
	if err != nil {
		return err
	}
	if id == "" || c == nil {
		return e.NotFoundError("This link is over; ask at the counter for a new one.", nil)
	}
	s, err := h.content(e.App, c.GetString("revision"))
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"service": s.Name, "service_en": s.NameEn, "department": s.Department.Name})
}
