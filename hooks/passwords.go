package hooks

import (
	"errors"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/trustelem/zxcvbn/frequency"

	passwords "onestop/hooks/rules/password"
)

// accounts are the collections in which people sign in, with the rules of their passwords.
var accounts = map[string]passwords.Kind{
	"officers":                    passwords.Staff,
	core.CollectionNameSuperusers: passwords.Staff,
	"applicants":                  passwords.Applicant,
}

// CommonPassword reports whether a word in small letters is among those that people use
// most: the 30,000 commonest passwords, and the names and words that are commoner still
// (github.com/trustelem/zxcvbn, whose lists they are).
func CommonPassword(word string) bool {
	for _, list := range frequency.FrequencyLists {
		if slices.Contains(list, word) {
			return true
		}
	}
	return false
}

// bindPasswords holds every new password against the rules, wherever it is set: by people,
// by the dashboard, by the console (password_weak, R-SEC-03).
func (h *Hall) bindPasswords() {
	h.app.OnRecordValidate(slices.Collect(maps.Keys(accounts))...).Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopPassword", Func: func(e *core.RecordEvent) error {
		if word := e.Record.GetString(core.FieldNamePassword); word != "" { // the plain one is there until it is stored
			if err := h.checkPassword(e.App, e.Record, word); err != nil {
				return err
			}
		}
		return e.Next()
	}})
}

// checkPassword refuses a weak one at the field password.
func (h *Hall) checkPassword(app core.App, r *core.Record, word string) error {
	known, err := h.knownOf(app, r)
	if err != nil {
		return err
	}
	return refuse(core.FieldNamePassword, passwords.Check(word, accounts[r.Collection().Name], CommonPassword, known...))
}

// knownOf is what can be read off an account.
func (h *Hall) knownOf(app core.App, r *core.Record) ([]string, error) {
	known := []string{r.Email(), r.GetString("name"), r.GetString("phone"), app.Settings().Meta.AppName}
	switch r.Collection().Name {
	case "applicants":
		number, err := h.numberOf(app, r)
		return append(known, number), err
	case "officers":
		department, err := app.FindRecordById("departments", r.GetString("department"))
		if err != nil {
			if errors.Is(err, errNoRows) {
				return known, nil // which is refused by itself
			}
			return nil, err
		}
		return append(known, department.GetString("name"), department.GetString("name_en")), nil
	}
	if _, err := app.FindCachedCollectionByNameOrId("departments"); err != nil {
		return known, nil // made on the console before the house was first opened
	}
	var agencies []string // an administrator belongs to none, and everybody knows them
	err := app.DB().Select("name").From("departments").Column(&agencies)
	return append(known, agencies...), err
}

// numberOf is the full identity number of an account: as it was just sent, else as it is
// kept under the seal.
func (h *Hall) numberOf(app core.App, r *core.Record) (string, error) {
	if number, err := h.normalNumber(r.GetString("id_type"), r.GetString("id_number")); err == nil {
		return number, nil
	}
	identity, err := findOne(app, "identities", "applicant", r.Id)
	if err != nil || identity == nil {
		return "", err
	}
	return h.seal.open(identity.GetString("cipher"))
}
