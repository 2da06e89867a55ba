package migrations

import (
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
)

// TestValues: what the fields themselves refuse, whoever writes.
func TestValues(t *testing.T) {
	w := newWorld(t)
	for _, x := range []struct {
		thing, field string
		value        any
	}{
		{"region", "code", "51079"}, {"region", "code", "5107991"}, {"region", "code", "５１０７９９"}, {"region", "level", "planet"},
		{"market", "code", "11510799DEM000030I"}, {"market", "code", "11510799dem000030q"}, {"market", "code", "11510799DEM0000"}, {"market", "region", "nowhere00000000"}, {"market", "region", w.id("market")},
		{"market", "name", strings.Repeat("局", 201)}, {"station", "code", "11510799DEM000030Q"},
		{"clerk", "roles", []string{"emperor"}}, {"clerk", "department", ""}, {"clerk", "deputy", w.id("owner")},
		{"day", "date", "2026-1-1"}, {"day", "date", "20260101"}, {"day", "date", " 2026-01-01"}, {"day", "date", ""}, {"day", "kind", "half"},
		{"published item", "code", "00011601300"}, {"published item", "code", "0001160130011"}, {"published item", "code", "00ab16013001"}, {"published item", "type", "21"}, {"published item", "levels", []string{"7"}},
		{"other claim", "state", "lost"}, {"published claim", "due", "morgen"},
		{"draft service", "code", "X"}, {"draft service", "regime", "WHIM"}, {"draft service", "promised_days", -1}, {"draft service", "promised_days", 1.5}, {"draft service", "promised_days", 1001},
		{"draft service", "statutory_unit", "HD"}, {"draft service", "online_depth", "V"}, {"draft service", "service_objects", []string{"dog"}}, {"draft service", "trips", -1},
		{"draft material", "necessity", "nice"}, {"draft material", "form", "5"}, {"draft material", "source", "30"}, {"draft material", "only_if", []string{w.id("draft question")}},
		{"draft form field", "key", "Name"}, {"draft form field", "key", "a b"}, {"draft form field", "kind", "colour"}, {"draft step", "seq", 0}, {"draft step", "kind", "nap"},
		{"handed", "state", "lost"}, {"handed", "light", "blue"}, {"handed", "promised_due", "2026/03/02"}, {"handed", "form", `"` + strings.Repeat("a", 256<<10) + `"`},
		{"handed", "channel", "smoke"}, {"handed", "service", ""}, {"handed", "revision", ""}, {"handed", "departments", []string{w.id("owner")}}, {"handed", "corrections", -1},
		{"act", "subject", "weather"}, {"act", "reason", strings.Repeat("因", 2001)}, {"act", "until", "soon"}, {"act", "act", strings.Repeat("a", 41)}, {"act", "review", w.id("act")},
		{"draft document", "verdict", "maybe"}, {"draft document", "valid_until", "2026"}, {"draft document", "page", -1}, {"draft document", "application", ""},
		{"review", "state", "asleep"}, {"notice", "kind", "gossip"}, {"notice", "number", ""}, {"result", "state", "lost"}, {"result", "valid_to", "31.12.2026"},
		{"problem", "state", "lost"}, {"problem", "source", "gossip"}, {"problem", "category", "weather"}, {"problem", "title", ""}, {"problem", "title", strings.Repeat("题", 201)},
		{"problem", "text", ""}, {"problem", "due", "soon"}, {"problem", "days", -1}, {"problem", "confirmed", "maybe"}, {"problem", "light", "blue"}, {"problem", "lead", w.id("owner")},
		{"message", "text", ""}, {"message", "text", strings.Repeat("字", 5001)}, {"owner's post", "channel", "pigeon"}, {"row", "seq", 0}, {"bar", "until", ""}, {"figure", "period", "2026-3"}, {"figure", "outcome", "lost"}, {"figure", "cases", -1}, {"figure", "department", ""},
	} {
		r, err := w.app.FindRecordById(w.things[x.thing].Collection(), w.id(x.thing))
		if err != nil {
			t.Fatal(err)
		}
		r.Set(x.field, x.value)
		var named validation.Errors
		if err := w.app.Save(r); !errors.As(err, &named) || len(named) != 1 || named[x.field] == nil {
			t.Errorf("%s takes %v in %s: %v", x.thing, x.value, x.field, err)
		}
	}
}

// TestFileFields: the schema is the second wall behind the examination of uploads.
func TestFileFields(t *testing.T) {
	w := newWorld(t)
	for name, content := range map[string]string{"a.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`, "a.html": "<!DOCTYPE html><html></html>", "a.zip": "PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"a.gif": "GIF89a\x01\x00\x01\x00\x00\x00\x00;", "a.pdf": "no pdf at all"} {
		for _, thing := range []string{"draft document", "result", "message", "problem", "draft material", "draft service"} {
			r := w.things[thing].Clone()
			for _, f := range r.Collection().Fields {
				if f.Type() != core.FieldTypeFile {
					continue
				}
				r.Set(f.GetName(), w.bytes(name, content))
				var named validation.Errors
				if err := w.app.Validate(r); !errors.As(err, &named) || named[f.GetName()] == nil {
					t.Errorf("%s takes %s in %s: %v", thing, name, f.GetName(), err)
				}
			}
		}
	}
}

// TestEvidenceStays: a record that a case rests on cannot be deleted from under it.
func TestEvidenceStays(t *testing.T) {
	w := newWorld(t)
	for _, thing := range []string{"owner", "published service", "revision", "published material", "handed", "market", "region", "type", "published item", "published claim"} {
		r, err := w.app.FindRecordById(w.things[thing].Collection(), w.id(thing))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.app.Delete(r); err == nil {
			t.Errorf("%s was deleted although other records rest on it", thing)
		}
		n, err := w.app.CountRecords(r.Collection(), dbx.HashExp{"id": r.Id})
		if err != nil || n != 1 {
			t.Errorf("%s is gone: %d %v", thing, n, err)
		}
	}
}

// TestDoubles: what may be there once is there once, and what is empty is no double.
func TestDoubles(t *testing.T) {
	w := newWorld(t)
	double := func(thing string, change map[string]any) error {
		old := w.things[thing]
		r := core.NewRecord(old.Collection())
		for _, f := range old.Collection().Fields {
			if name := f.GetName(); name != "id" && f.Type() != core.FieldTypeFile && f.Type() != core.FieldTypeAutodate && name != core.FieldNameTokenKey {
				r.Set(name, old.Get(name))
			}
		}
		if old.Collection().IsAuth() {
			r.SetRandomPassword()
		}
		r.Load(change)
		return w.app.SaveNoValidate(r)
	}
	for _, thing := range []string{"region", "market", "identity", "counter", "receipt", "day", "published item", "published claim", "type", "revision", "result", "row", "draft form field"} {
		if double(thing, nil) == nil {
			t.Errorf("%s is there twice", thing)
		}
	}
	for thing, change := range map[string]map[string]any{
		"draft service": {"code": ""}, "handed": {"number": ""}, "owner": {"email": "", "phone": ""}, "draft form field": {"retired": true},
	} {
		for range 2 {
			if err := double(thing, change); err != nil {
				t.Errorf("another %s with %v: %v", thing, change, err)
			}
		}
	}
	for thing, change := range map[string]map[string]any{
		"identity": {"id_type": "uscc"}, "published claim": {"department": w.id("service")}, "draft service": {"code": "11510799DEM000030Q4000116013001"}, "handed": {"number": "510799-20260302-0001"}, "owner": {"email": "TWICE@demo.test", "phone": ""},
	} {
		if err := double(thing, change); err != nil {
			t.Errorf("the first %s with %v: %v", thing, change, err)
		}
		if thing == "owner" {
			change["email"] = "twice@demo.test"
		}
		if double(thing, change) == nil {
			t.Errorf("a second %s with %v is taken", thing, change)
		}
	}
}
