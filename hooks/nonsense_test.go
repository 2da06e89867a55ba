package hooks

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// Nonsense in every field of every collection that anyone may write is answered 4xx
// with the field and a code; nothing is committed and no file is left.
func TestNonsenseInEveryField(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	before, writers, asked := w.rows(), []string{}, map[string]bool{}
	for _, c := range collections {
		if c.System {
			continue
		}
		for _, p := range w.posts(c) {
			if !w.may(p) {
				w.refuses(p)
				continue
			}
			writers = append(writers, p.String())
			if kind := fmt.Sprint(c.Name, p.id == "", actorOf(w.personOrGuest(p.by)).kind); !asked[kind] {
				asked[kind] = true // what a value is refused for does not depend on the officer
				w.refusesNonsense(p)
			}
		}
	}
	if names := changed(before, w.rows()); len(names) > 0 {
		t.Errorf("rows were left in %v", names)
	}
	for _, must := range []string{"applications by zhang anew", "applications by clerk changed", "actions by zhang anew", "documents by zhang anew",
		"messages by clerk anew", "applicants by  anew", "materials by cataloguer changed", "officers by clerk changed", "calendar by admin anew"} {
		if !slices.Contains(writers, must) {
			t.Errorf("%s is refused, so nothing was asked of it", must)
		}
	}
	t.Logf("%d values in %d requests by %d writers: %s", w.values, w.requests, len(writers), strings.Join(writers, ", "))
}

// refuses: whoever may not write writes nothing, however good the body is.
func (w *world) refuses(p post) {
	if answer := w.try(p, p.base); answer.status/100 != 4 {
		w.t.Errorf("%s, who may not: %d %s", p, answer.status, answer.text)
	}
}

// refusesNonsense sends every nonsense in every field: each kind in all fields at once,
// and alone in the fields that the first refusal does not name or the access rule reads.
func (w *world) refusesNonsense(p post) {
	kinds := map[string]map[string]any{}
	add := func(kind, key string, value any) {
		if kinds[kind] == nil {
			kinds[kind] = map[string]any{}
		}
		kinds[kind][key] = value
		w.values++
	}
	for _, f := range p.collection.Fields {
		for kind, value := range w.badValues(p, f) {
			if slices.Contains(hookOnly[p.collection.Name], f.GetName()) {
				kind += " where the house writes" // refused apart from the others
			}
			add(kind, f.GetName(), value)
		}
		for kind, pair := range w.houseValues(p, f) {
			add(kind, pair.key, pair.value)
		}
	}
	for kind, values := range kinds {
		together := maps.Clone(values)
		maps.DeleteFunc(together, func(key string, _ any) bool { return ruled(p, key) })
		answer := reply{}
		if len(together) > 0 {
			answer = w.try(p, p.with(together))
		}
		for key, value := range values {
			if !named(answer, kind, key) {
				w.refusesAt(p, key, kind, w.try(p, p.with(map[string]any{key: value})))
			}
		}
	}
}

// named reports whether an answer refuses the key: what is the house's is field_readonly.
func named(answer reply, kind, key string) bool {
	code := answer.code(strings.Trim(key, "+-"))
	return answer.status == 400 && code != "" && (!strings.HasPrefix(kind, houses) || code == "field_readonly")
}

// badValues are the nonsense of a field, and for what must be there its absence.
func (w *world) badValues(p post, f core.Field) map[string]any {
	values := w.nonsense(f)
	_, asked := p.base[f.GetName()]
	if required(f) && (asked || p.id != "" && f.Type() != core.FieldTypePassword && f.GetName() != "id" && f.GetName() != "tokenKey") {
		values["nothing"] = ""
	}
	return values
}

func required(f core.Field) bool {
	switch f := f.(type) {
	case *core.TextField:
		return f.Required
	case *core.SelectField:
		return f.Required
	case *core.RelationField:
		return f.Required
	case *core.PasswordField:
		return f.Required
	}
	return false
}

// houses begins the kinds that are no nonsense, but the house's to say.
const houses = "the house's "

type pair struct {
	key   string
	value any
}

// houseValues are real values for a field that only the house writes, and the ways to
// say them.
func (w *world) houseValues(p post, f core.Field) map[string]pair {
	name := f.GetName()
	mine := slices.Contains(hookOnly[p.collection.Name], name)
	hidden := f.GetHidden() && f.Type() != core.FieldTypePassword && p.by != "admin"
	if !mine && !hidden {
		return nil
	}
	value := w.sample(f)
	if relation, ok := f.(*core.RelationField); ok && p.id != "" {
		value = w.another(relation, p.id)
	}
	if _, yesOrNo := f.(*core.BoolField); yesOrNo && p.id != "" {
		value = !w.standing(p).GetBool(name) // the same again would be no change
	}
	said := map[string]pair{houses + "word": {name, value}, houses + "addition": {name + "+", value},
		houses + "addition before": {"+" + name, value}, houses + "removal": {name + "-", value}}
	if f.Type() == core.FieldTypeFile {
		delete(said, houses+"word") // only a real file would be one: TestCopiesAreOfTheHouse sends it
	}
	return said
}

// standing is the record that a post changes, as it stands.
func (w *world) standing(p post) *core.Record {
	w.t.Helper()
	r, err := w.app.FindRecordById(p.collection, p.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// another is a record that the relation of a record does not name.
func (w *world) another(f *core.RelationField, id string) string {
	w.t.Helper()
	for _, c := range []string{"applications", "actions", "documents", "messages"} {
		r, err := w.app.FindRecordById(c, id)
		if err != nil {
			continue
		}
		list, err := w.app.FindAllRecords(f.CollectionId)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, other := range list {
			if !slices.Contains(r.GetStringSlice(f.Name), other.Id) {
				return other.Id
			}
		}
	}
	return "nothing00000000"
}

// refusesAt checks that an answer is a refusal at the field or at the act. What the
// platform refuses before any hook, by the access rule or for want of a hash, has no field.
func (w *world) refusesAt(p post, key, kind string, answer reply) {
	w.t.Helper()
	early := ruled(p, key) || (key == "password" && strings.HasPrefix(kind, "too long"))
	if early && answer.status/100 == 4 && len(answer.body["data"].(map[string]any)) == 0 {
		return
	}
	if !named(answer, kind, key) && answer.code("act") == "" {
		w.t.Errorf("%s: %s in %s gives %d %s", p, kind, key, answer.status, answer.text)
	}
}

// ruled reports whether the access rule itself is judged by the field of a key.
func ruled(p post, key string) bool {
	rule := p.collection.CreateRule
	if p.id != "" {
		rule = p.collection.UpdateRule
	}
	return p.by != "admin" && rule != nil && regexp.MustCompile(`(^|[^.\w])(@request\.body\.)?`+strings.Trim(key, "+-")+`\b`).MatchString(*rule)
}

// code is the code under a field of a refusal, "" where there is none.
func (r reply) code(field string) string {
	data, _ := r.body["data"].(map[string]any)
	at, _ := data[field].(map[string]any)
	code, _ := at["code"].(string)
	return code
}
