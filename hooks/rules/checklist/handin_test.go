package checklist

import (
	"slices"
	"testing"
	"time"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

func TestAnAgentIsNamedAndProved_R_AL_02(t *testing.T) {
	for _, c := range []struct{ channel, name, number, field string }{
		{"online", "", "", ""},
		{"online", "王代办", "510799********0111", ""},
		{"agent", "王代办", "510799********0111", ""},
		{"agent", "", "", "agent_name"},
		{"agent", "王代办", "", "agent_id"},
		{"agent", " ", "510799********0111", "agent_name"},
		{"counter", "王代办", "", "agent_id"},
		{"online", "", "510799********0111", "agent_name"},
	} {
		field, err := MayRepresent(c.channel, c.name, c.number)
		if field != c.field || (err == nil) != (c.field == "") || err != nil && refusal(err) != "form_incomplete R-AL-02" {
			t.Errorf("%+v: %s %v", c, field, err)
		}
	}
}

func TestWhatWasHandedInStays_R_AL_05(t *testing.T) {
	for _, state := range flow.Application.States {
		want := "state_moved R-AL-05"
		if slices.Contains([]flow.State{flow.Draft, flow.Correcting}, state) {
			want = ""
		}
		if got := refusal(MayEdit(state)); got != want {
			t.Errorf("%s: %q", state, got)
		}
	}
}

func TestHandIn_R_AL_02(t *testing.T) {
	list := List{Materials: handIn().Materials, Fields: []Field{
		{FormField: catalogue.FormField{Key: "premises", LabelEn: "Premises", Kind: "text", Required: true}},
		{FormField: catalogue.FormField{Key: "area", LabelEn: "Area", Kind: "number"}},
	}}
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		form   map[string]any
		fields []string
	}{
		{"complete; materials do not matter", map[string]any{"premises": "示例路1号"}, nil},
		{"a required answer is missing", map[string]any{"area": 3.0}, []string{"premises"}},
		{"everything wrong is named at once", map[string]any{"area": "x", "wish": "y"}, []string{"area", "premises", "wish"}},
	} {
		err := MayHandIn(list, c.form, now)
		if (err == nil) != (c.fields == nil) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err == nil {
			continue
		}
		fields := err.(*fault.Fault).Params()["fields"].(map[string]any)
		if refusal(err) != "form_incomplete R-AL-02" || len(fields) != len(c.fields) {
			t.Errorf("%s: %v %v", c.name, err, fields)
		}
		for _, key := range c.fields {
			if fields[key] == nil {
				t.Errorf("%s: %s is not named", c.name, key)
			}
		}
	}
}

// An agent proves to be one: an authorisation that is optional else is required (R-AL-02).
func TestAgentsBringAnAuthorisation_R_AL_02(t *testing.T) {
	list := List{Materials: []Material{{Material: catalogue.Material{ID: "poa", TypeCode: Authorisation, Necessity: catalogue.Optional}}, {Material: catalogue.Material{ID: "other", Necessity: catalogue.Optional}}}}
	for agent, want := range map[string]string{"": catalogue.Optional, "  ": catalogue.Optional, "王代办": catalogue.Required} {
		got := list.Represented(agent)
		if got.Materials[0].Necessity != want || got.Materials[1].Necessity != catalogue.Optional || list.Materials[0].Necessity != catalogue.Optional {
			t.Errorf("%q: %v", agent, got.Materials)
		}
	}
}
