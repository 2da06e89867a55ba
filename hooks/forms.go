package hooks

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
)

// The identity numbers of third persons, which a form asks for (of the deceased, of the
// other party), are kept as those of applicants and agents are: the form shows the masks,
// the numbers lie sealed beside it by their keys (R-PI-07, R-PI-08).

// bindForms seals what was filled in after the draft itself was judged.
func (h *Hall) bindForms(collection string) {
	h.app.OnRecordCreate(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopFormNew/" + collection, Func: h.sealForm})
	h.app.OnRecordUpdate(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopForm/" + collection, Func: h.sealForm})
}

// formsSealed is the series that counts the looks for open forms.
const formsSealed = "forms_sealed"

// bindOpenForms seals at the first start what an earlier version kept open. From then on no
// form is stored open, so that later starts need not read every case for it.
func (h *Hall) bindOpenForms() {
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		done, err := findOne(h.app, "counters", "key", formsSealed)
		if err == nil && done == nil {
			err = h.sealOpenForms()
		}
		if err != nil {
			return err
		}
		return e.Next()
	})
}

func (h *Hall) sealForm(e *core.RecordEvent) error {
	if !e.Record.IsNew() && e.Record.GetString("form") == e.Record.Original().GetString("form") {
		return e.Next()
	}
	if err := h.veilForm(e.App, e.Record); err != nil {
		return err
	}
	return e.Next()
}

// veilForm puts the numbers of a form under the seal. One that did not change keeps its
// cipher, so that saving a draft again changes nothing.
func (h *Hall) veilForm(app core.App, r *core.Record) error {
	form, err := formOf(r)
	if err != nil {
		return err
	}
	fields, err := h.numberFields(app, r, form)
	if err != nil {
		return err
	}
	ciphers, err := ciphersOf(r)
	if err != nil {
		return err
	}
	kept, err := h.openAll(ciphers)
	if err != nil {
		return err
	}
	known := maps.Clone(kept)
	if err := h.knowOwn(app, r, fields, known); err != nil {
		return err
	}
	shown, numbers := checklist.Veil(form, fieldKeys(fields), known, h.Now())
	sealed := map[string]string{}
	for key, number := range numbers {
		if sealed[key] = ciphers[key]; kept[key] == number {
			continue
		}
		if sealed[key], err = h.seal.close(number); err != nil {
			return err
		}
	}
	if len(sealed) == 0 {
		r.Set("form_cipher", nil)
		return nil
	}
	r.Set("form", shown)
	r.Set("form_cipher", sealed)
	return nil
}

// numberFields are the fields of a form that ask for identity numbers: those of the list
// that a case lives under, and of every list that a journey may be made of, under the keys
// that its one form may give them. An empty form has none.
func (h *Hall) numberFields(app core.App, r *core.Record, form map[string]any) ([]catalogue.FormField, error) {
	if len(form) == 0 {
		return nil, nil
	}
	if r.Collection().Name == "applications" {
		s, err := h.content(app, r.GetString("revision"))
		if err != nil {
			return nil, err
		}
		return checklist.NumberFields(s.FormFields), nil
	}
	event, err := app.FindRecordById("life_events", r.GetString("life_event"))
	if err != nil {
		return nil, err
	}
	members, err := h.members(app, event)
	return checklist.NumbersAsked(members), err
}

// knowOwn adds the applicant's own number for the fields that may begin with it: the
// account, of which they are filled in, shows its mask alone.
func (h *Hall) knowOwn(app core.App, r *core.Record, fields []catalogue.FormField, known map[string]string) error {
	for _, f := range fields {
		if f.Prefill != "applicant.id_number" || known[f.Key] != "" {
			continue
		}
		identity, err := findOne(app, "identities", "applicant", r.GetString("applicant"))
		if err != nil || identity == nil {
			return err
		}
		if known[f.Key], err = h.seal.open(identity.GetString("cipher")); err != nil {
			return err
		}
	}
	return nil
}

func fieldKeys(fields []catalogue.FormField) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.Key
	}
	return keys
}

// ciphersOf are the sealed numbers of a form by key.
func ciphersOf(r *core.Record) (map[string]string, error) {
	sealed := map[string]string{}
	text := r.GetString("form_cipher")
	if text == "" || text == "null" {
		return sealed, nil
	}
	return sealed, json.Unmarshal([]byte(text), &sealed)
}

func (h *Hall) openAll(ciphers map[string]string) (map[string]string, error) {
	numbers := map[string]string{}
	for key, cipher := range ciphers {
		var err error
		if numbers[key], err = h.seal.open(cipher); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}

// wholeForm is the form as it was filled in, for whoever judges it or passes it on within
// the house.
func (h *Hall) wholeForm(r *core.Record) (map[string]any, error) {
	form, err := formOf(r)
	if err != nil {
		return nil, err
	}
	ciphers, err := ciphersOf(r)
	if err != nil {
		return nil, err
	}
	numbers, err := h.openAll(ciphers)
	return checklist.Unveil(form, numbers), err
}

// sealOpenForms seals the numbers that stand open in forms, as they were given.
func (h *Hall) sealOpenForms() error {
	cases, err := h.openForms()
	if err != nil {
		return err
	}
	var journeys []string
	err = h.app.DB().NewQuery("SELECT id FROM journeys WHERE form NOT IN ('', 'null', '{}') AND ifnull(form_cipher, '') IN ('', 'null', '{}')").Column(&journeys)
	if err != nil {
		return err
	}
	for collection, ids := range map[string][]string{"applications": cases, "journeys": journeys} {
		for batch := range slices.Chunk(ids, 500) { // others write in between
			if err := h.sealAgain(collection, batch); err != nil {
				return err
			}
		}
	}
	return h.app.RunInTransaction(func(tx core.App) error {
		_, err := next(tx, formsSealed)
		return err
	})
}

// openForms are the cases whose form holds a number that is not under the seal.
func (h *Hall) openForms() ([]string, error) {
	var asking []string // revisions that ask for numbers
	err := h.app.DB().NewQuery(`SELECT id FROM revisions WHERE instr(content, '"id_number"') > 0`).Column(&asking)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, revision := range asking {
		s, err := h.content(h.app, revision)
		if err != nil {
			return nil, err
		}
		for _, f := range checklist.NumberFields(s.FormFields) {
			var ids []string
			err := h.app.DB().NewQuery(`SELECT id FROM applications WHERE revision = {:revision} AND json_valid(form) AND
				EXISTS (SELECT 1 FROM json_each(form) f WHERE f.key = {:key} AND f.value != '') AND
				NOT EXISTS (SELECT 1 FROM json_each(iif(json_valid(form_cipher), form_cipher, '{}')) c WHERE c.key = {:key})`).
				Bind(dbx.Params{"revision": revision, "key": f.Key}).Column(&ids)
			if err != nil {
				return nil, err
			}
			open = append(open, ids...)
		}
	}
	return distinct(open), nil
}

func (h *Hall) sealAgain(collection string, ids []string) error {
	return h.as(h.app, system, func(tx core.App) error {
		rows, err := tx.FindRecordsByIds(collection, ids)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := h.veilForm(tx, r); err != nil {
				return err
			}
			ciphers, err := ciphersOf(r)
			if err != nil {
				return err
			}
			if len(ciphers) == 0 { // it asks for no number
				continue
			}
			if err := tx.SaveNoValidateWithContext(penned, r); err != nil {
				return err
			}
		}
		return nil
	})
}
