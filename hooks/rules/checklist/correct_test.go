package checklist

import (
	"errors"
	"reflect"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// refusal is "code cite" of a fault, "" of none.
func refusal(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return ""
	}
	return f.Code() + " " + f.Cite()
}

func TestMarks_R_AL_09(t *testing.T) {
	docs := []Doc{{ID: "d1", Material: "form"}, {ID: "old", Material: "form", Superseded: true}}
	for _, c := range []struct {
		name  string
		marks []Mark
		want  string
	}{
		{"accepted", []Mark{{"d1", Accepted, ""}}, ""},
		{"rejected with what is wrong", []Mark{{"d1", Rejected, "模糊"}}, ""},
		{"R-PL-21 rejected without a word", []Mark{{"d1", Rejected, ""}}, "reason_required R-PL-21"},
		{"no mark at all", nil, "items_invalid R-AL-09"},
		{"a verdict on substance", []Mark{{"d1", "doubtful", "x"}}, "items_invalid R-AL-09"},
		{"a document of another case", []Mark{{"d9", Accepted, ""}}, "record_foreign R-AL-09"},
		{"a document that was replaced", []Mark{{"old", Accepted, ""}}, "record_foreign R-AL-09"},
		{"the second of two is wrong", []Mark{{"d1", Accepted, ""}, {"d1", "", ""}}, "items_invalid R-AL-09"},
	} {
		if got := refusal(MayMark(docs, c.marks)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCorrectionIsAskedOnce_R_AL_08(t *testing.T) {
	for _, c := range []struct {
		name   string
		used   int
		roles  []flow.Role
		reason string
		want   string
	}{
		{"R-AL-05 the clerk's first", 0, []flow.Role{flow.Clerk}, "", ""},
		{"R-AL-05 the examiner's first", 0, []flow.Role{flow.Examiner}, "", ""},
		{"a supervisor's first", 0, []flow.Role{flow.Supervisor}, "x", "role_required R-AL-05"},
		{"a supervisor who is a clerk as well", 0, []flow.Role{flow.Supervisor, flow.Clerk}, "", ""},
		{"the clerk's second", 1, []flow.Role{flow.Clerk}, "x", "correction_used R-AL-08"},
		{"the supervisor's second", 1, []flow.Role{flow.Supervisor}, "新问题由补正材料引起", ""},
		{"the supervisor's second without reason", 1, []flow.Role{flow.Supervisor}, "", "reason_required R-AL-08"},
		{"the supervisor's third", 2, []flow.Role{flow.Supervisor}, "x", ""},
		{"the clerk's third", 2, []flow.Role{flow.Clerk}, "", "correction_used R-AL-08"},
	} {
		if got := refusal(MayCorrect(c.used, c.roles, c.reason)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// handIn is a list of one material of each necessity.
func handIn() List {
	list := List{}
	for _, n := range []string{catalogue.Required, catalogue.Deferrable, catalogue.Optional} {
		list.Materials = append(list.Materials, Material{Material: catalogue.Material{ID: n, Necessity: n}})
	}
	return list
}

func TestCorrectionNamesEverything_R_AL_05(t *testing.T) {
	said := func(material string) string { return map[string]string{"required": "模糊"}[material] }
	for _, c := range []struct {
		name  string
		docs  []Doc
		named []Correction
		want  []Correction
		code  string
	}{
		{"all that is missing, what is optional left out", nil, nil, []Correction{{"required", missingReason}, {"deferrable", missingReason}}, ""},
		{"the rejected ones in the officer's words", []Doc{{ID: "d", Material: "required", Verdict: Rejected}, {ID: "e", Material: "deferrable"}}, nil, []Correction{{"required", "模糊"}}, ""},
		{"a rejected one without words", []Doc{{ID: "d", Material: "required"}, {ID: "e", Material: "deferrable", Verdict: Rejected}}, nil, []Correction{{"deferrable", missingReason}}, ""},
		{"what the officer names", nil, []Correction{{"optional", "过期"}}, []Correction{{"optional", "过期"}}, ""},
		{"nothing to correct", []Doc{{ID: "d", Material: "required"}, {ID: "e", Material: "deferrable"}}, nil, nil, "items_invalid R-AL-05"},
		{"R-AL-03 a paper that is not asked for", nil, []Correction{{"required", "x"}, {"marriage", "x"}}, nil, "record_foreign R-AL-03"},
		{"R-PL-21 a line without a word", nil, []Correction{{"required", ""}}, nil, "reason_required R-PL-21"},
	} {
		got, err := Corrections(handIn(), c.docs, c.named, said)
		if refusal(err) != c.code || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v %v", c.name, got, err)
		}
	}
}

func TestSupplyIsWhole_R_AL_05(t *testing.T) {
	asked := []Correction{{"required", "x"}, {"deferrable", "x"}}
	for _, c := range []struct {
		name string
		docs []Doc
		open []string
	}{
		{"both", []Doc{{ID: "a", Material: "required"}, {ID: "b", Material: "deferrable", Verdict: Accepted}}, nil},
		{"one of two", []Doc{{ID: "a", Material: "required"}}, []string{"deferrable"}},
		{"the rejected one again", []Doc{{ID: "a", Material: "required", Verdict: Rejected}, {ID: "b", Material: "deferrable"}}, []string{"required"}},
		{"replaced", []Doc{{ID: "a", Material: "required", Verdict: Rejected, Superseded: true}, {ID: "c", Material: "required"}, {ID: "b", Material: "deferrable"}}, nil},
		{"neither", nil, []string{"required", "deferrable"}},
	} {
		err := MaySupply(asked, c.docs)
		if (err == nil) != (c.open == nil) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err != nil && (refusal(err) != "materials_missing R-AL-05" || !reflect.DeepEqual(err.(*fault.Fault).Params()["materials"], c.open)) {
			t.Errorf("%s: %v %v", c.name, err, err.(*fault.Fault).Params())
		}
	}
	if MaySupply(nil, nil) != nil {
		t.Error("nothing was asked for")
	}
}
