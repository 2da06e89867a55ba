package hooks

import (
	"crypto/rand"
	"encoding/base64"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
)

// bindApplicants lets people sign up and clerks register people without an account.
// The identity number is checked, masked in place and kept sealed in identities.
func (h *Hall) bindApplicants() {
	h.app.OnRecordCreate("applicants").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopApplicantCreate", Func: h.registerApplicant})
	h.app.OnRecordUpdate("applicants").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopApplicantUpdate", Func: h.keepIdentity})
	h.app.OnRecordCreateRequest("applicants").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "onestopApplicantSignUp", Func: h.signUp})
}

// signUp tells apart a person who signs up and a clerk who registers somebody: the
// clerk's applicant gets a password that nobody knows until the account is taken over.
func (h *Hall) signUp(e *core.RecordRequestEvent) error {
	who := actorOf(e.Auth)
	switch {
	case who.kind == kindOfficer && !who.has(flow.Clerk):
		return refuse("kind", fault.New(fault.RoleRequired, "R-PL-20", "Only a clerk registers applicants at the counter."))
	case who.kind == kindApplicant:
		return refuse("kind", fault.New(fault.RoleRequired, "", "You are signed in; sign out before you register another account."))
	case who.kind == kindOfficer && e.Record.GetString("password:hash") == "":
		secret := make([]byte, 24)
		if _, err := rand.Read(secret); err != nil {
			return err
		}
		e.Record.SetPassword(base64.RawURLEncoding.EncodeToString(secret))
	}
	e.Record.Set("verified", false)
	return e.Next()
}

func (h *Hall) registerApplicant(e *core.RecordEvent) error {
	r := e.Record
	if r.GetString("consent_version") != "" { // the notice that was shown and agreed to (R-PI-03)
		r.Set("consent_at", h.instant())
	}
	number, err := h.identityOf(r)
	if err != nil {
		return err
	}
	if phone := r.GetString("phone"); phone != "" {
		if phone, err = idcode.Mobile(phone); err != nil {
			return refuse("phone", err)
		}
		r.Set("phone", phone)
	}
	kind := r.GetString("id_type")
	digest := h.identityDigest(kind, number)
	known, err := findOne(e.App, "identities", "digest", digest)
	if err != nil {
		return err
	}
	if known != nil {
		return refuse("id_number", fault.New(fault.AccountExists, "R-PI-06", "This number is already registered; sign in, or take the account over with the code on a counter receipt."))
	}
	if word := r.GetString(core.FieldNamePassword); word != "" { // as long as the whole number is there
		if err := h.checkPassword(e.App, r, word); err != nil {
			return err
		}
	}
	r.Set("id_number", idcode.MaskID(number))
	if err := e.Next(); err != nil {
		return err
	}
	cipher, err := h.seal.close(number)
	if err != nil {
		return err
	}
	identity, err := newRecord(e.App, "identities", map[string]any{"applicant": r.Id, "id_type": kind, "digest": digest, "cipher": cipher})
	if err != nil {
		return err
	}
	return write(e.App, identity)
}

// identityDigest is the look-up key of a number of a type.
func (h *Hall) identityDigest(idType, number string) string {
	return h.seal.digest("identity", idType, number)
}

// identityOf checks the number against its type and the type against the kind of person
// and returns the number in its normal form (R-CODE-01, R-CODE-02).
func (h *Hall) identityOf(r *core.Record) (string, error) {
	number, idType, kind := r.GetString("id_number"), r.GetString("id_type"), r.GetString("kind")
	if (idType == "uscc") != (kind == "organization") {
		return "", refuse("id_type", fault.New(fault.ValueInvalid, "R-CODE-01", "An organisation gives its unified social credit code, a person an identity card or passport."))
	}
	return h.normalNumber(idType, number)
}

// normalNumber reads a number of a type and returns the one form by which it is found.
func (h *Hall) normalNumber(idType, number string) (string, error) {
	switch idType {
	case "resident_id":
		resident, err := idcode.ResidentID(number, h.Now())
		return resident.Number, refuse("id_number", err)
	case "uscc":
		code, err := idcode.CreditCode(number)
		return code, refuse("id_number", err)
	case "passport":
		passport, err := idcode.Passport(number)
		return passport, refuse("id_number", err)
	}
	return "", refuse("id_type", fault.New(fault.ValueInvalid, "R-CODE-02", "There is no such kind of number; choose resident_id, passport or uscc."))
}

// keepIdentity lets an applicant change how to be reached, never who they are: the
// number was checked once and cases hang on it.
func (h *Hall) keepIdentity(e *core.RecordEvent) error {
	if !hasPen(e.Context) {
		current, err := e.App.FindRecordById("applicants", e.Record.Id)
		if err != nil {
			return err
		}
		named := refusals{}
		fixed := []string{"kind", "id_type", "id_number"}
		if h.signer(e.App).kind == kindApplicant { // results are made out to the name; the administrator enters a new one by its proof
			fixed = append(fixed, "name")
		}
		for _, field := range fixed {
			if !sameValue(e.Record.Get(field), current.Get(field)) {
				named[field] = readonly(field)
			}
		}
		if len(named) > 0 {
			return named
		}
		if phone := e.Record.GetString("phone"); phone != "" && phone != current.GetString("phone") {
			if phone, err = idcode.Mobile(phone); err != nil {
				return refuse("phone", err)
			}
			e.Record.Set("phone", phone)
		}
	}
	renewed := e.Record.GetString("password") != "" && !hasPen(e.Context) // the plain one is there until it is stored
	if err := e.Next(); err != nil || !renewed {
		return err
	}
	return h.tellApplicant(e.App, news{kind: "account_password", about: e.Record, own: "/me.html"}, recoveredWords)
}
