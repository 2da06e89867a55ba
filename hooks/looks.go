package hooks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/look"
)

// A full number is one look at a time, by an officer whom the case calls for it and who
// says why (R-PI-07). The look stands in the trail for ever; the words of the reason, which
// may name people, stand in the book of looks, where the auditors read them and erasure
// reaches them, and in the trail as their salted digest (R-PI-06).

// shownIdentity is the event of the trail that says that a full number was shown.
const shownIdentity = "show"

// sight is what is asked for: the number of the applicant ("id_number", or nothing), of the
// agent ("agent_id") or of a field of the form ("form.deceased_id").
type sight struct {
	Reason string      `json:"reason"`
	Ground look.Ground `json:"ground"`
	Field  string      `json:"field"`
}

const formPrefix = "form."

func sightOf(e *core.RequestEvent) (sight, error) {
	var s sight
	if err := e.BindBody(&s); err != nil {
		return s, refuse("reason", fault.New(fault.ValueInvalid, "R-PI-07", "Send {\"reason\": \"why the full number is needed\"}, with field and ground as texts where they are needed."))
	}
	s.Reason = idcode.MaskIn(strings.TrimSpace(s.Reason)) // the book keeps no number either (R-PI-08)
	if s.Field == "" {
		s.Field = "id_number"
	}
	if !slices.Contains(look.Grounds(), s.Ground) {
		s.Ground = "" // none that is declared
	}
	return s, refuse("reason", look.Reason(s.Reason))
}

// showIdentity answers one full number of a case to an officer who may see it and gives the
// reason (R-PI-07; reason_required, role_required).
func (h *Hall) showIdentity(e *core.RequestEvent) error {
	asked, err := sightOf(e)
	if err != nil {
		return err
	}
	who := actorOf(e.Auth)
	c, err := h.openCase(e.App, e.Request.PathValue("id"))
	if err == nil {
		err = h.mayLook(e.App, who, c, asked.Ground)
	}
	if fault.Of(err) == fault.RecordForeign {
		return e.NotFoundError("", nil)
	}
	if err != nil {
		return refuse("ground", err)
	}
	idType, cipher, err := cipherOf(e.App, c.record, asked.Field)
	if err != nil {
		return err
	}
	if cipher == "" {
		return refuse("field", fault.New(fault.RecordForeign, "R-PI-07", "The case keeps no number under this name; name id_number, agent_id or form. and the key of a field."))
	}
	number, err := h.seal.open(cipher)
	if err != nil {
		return err
	}
	if err := h.as(e.App, who, func(tx core.App) error { return h.enterLook(tx, who, c.record, asked) }); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"field": asked.Field, "id_type": idType, "id_number": number})
}

// mayLook holds the case against the rule. Drafts are their applicants' own, and what is
// locked is kept for the archive alone (R-PI-06).
func (h *Hall) mayLook(app core.App, who actor, c *caseFile, ground look.Ground) error {
	if c.record.GetBool("locked") || isDraft(c.record) {
		return fault.New(fault.RecordForeign, "R-PI-06", "This case shows no numbers.")
	}
	held, err := posts(app, who)
	if err != nil {
		return err
	}
	return look.May(held, look.Case{Departments: c.record.GetStringSlice("departments"), Late: c.record.GetString("light") == "red",
		Extended: c.last("extend") != nil, Corrections: c.record.GetInt("corrections")}, ground)
}

// cipherOf is the sealed number of the case under a name, and its type; "" where there is
// none. What an agent gave and what a form asks for has a type of its own in no field.
func cipherOf(app core.App, c *core.Record, field string) (idType, cipher string, err error) {
	switch key, ofForm := strings.CutPrefix(field, formPrefix); {
	case ofForm:
		ciphers, err := ciphersOf(c)
		return "resident_id", ciphers[key], err
	case field == "agent_id":
		return "", c.GetString("agent_cipher"), nil
	case field != "id_number":
		return "", "", nil
	}
	identity, err := findOne(app, "identities", "applicant", c.GetString("applicant"))
	if err != nil || identity == nil {
		return "", "", err
	}
	return identity.GetString("id_type"), identity.GetString("cipher"), nil
}

// lookedAt are the fields of the book of looks by what was looked at.
var lookedAt = map[string]string{"applications": "application", "problems": "problem"}

// enterLook writes a look into the book and the trail.
func (h *Hall) enterLook(tx core.App, who actor, c *core.Record, asked sight) error {
	r, err := newRecord(tx, "looks", map[string]any{"id": core.GenerateDefaultRandomId(), lookedAt[c.Collection().Name]: c.Id, "officer": who.id(),
		"field": asked.Field, "ground": string(asked.Ground), "reason": asked.Reason, "at": h.instant()})
	if err != nil {
		return err
	}
	if err := write(tx, r); err != nil {
		return err
	}
	return h.witness(tx, shownIdentity, c, map[string]any{"look": r.Id, "field": asked.Field, "ground": string(asked.Ground), "reason": h.veil(asked.Reason, r.Id)})
}
