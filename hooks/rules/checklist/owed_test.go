package checklist

import (
	"reflect"
	"slices"
	"testing"

	"onestop/hooks/rules/flow"
)

func TestWhenDocumentsAreAdded_R_AL_04c(t *testing.T) {
	deferral, silence := Owed{Until: day(t, "2026-03-06")}, Owed{Silent: []string{"required"}}
	rejected := []Doc{{ID: "a", Material: "required", Verdict: Rejected}}
	for _, state := range flow.Application.States {
		for _, owed := range []Owed{{}, deferral, silence} {
			for _, docs := range [][]Doc{nil, rejected, {{ID: "a", Material: "required"}}} {
				may := slices.Contains([]flow.State{flow.Draft, flow.Correcting}, state) ||
					!owed.none() && slices.Contains([]flow.State{flow.Accepted, flow.Paused}, state) ||
					state == flow.Submitted && len(docs) > 0 && docs[0].Verdict == Rejected
				want := "state_moved R-AL-05"
				if may {
					want = ""
				}
				if got := refusal(MayAdd(state, owed, "required", docs)); got != want {
					t.Errorf("%s, owed %v, %v: %q", state, owed, docs, got)
				}
			}
		}
	}
	if MayAdd(flow.Submitted, Owed{}, "deferrable", rejected) == nil {
		t.Error("only what was rejected is mended on the spot")
	}
	if MayAdd(flow.Accepted, silence, "deferrable", nil) == nil {
		t.Error("R-AL-06: after silence only what was missing then may follow")
	}
}

// Silence accepts what a correction would have named, and nothing where all was there.
func TestWhatSilenceLeftUnsaid_R_AL_06(t *testing.T) {
	said := func(string) string { return "模糊" }
	for _, c := range []struct {
		name string
		docs []Doc
		want []Correction
	}{
		{"nothing was handed in", nil, []Correction{{"required", missingReason}, {"deferrable", missingReason}}},
		{"one was rejected", []Doc{{ID: "a", Material: "required", Verdict: Rejected}, {ID: "b", Material: "deferrable"}}, []Correction{{"required", "模糊"}}},
		{"all was there", []Doc{{ID: "a", Material: "required"}, {ID: "b", Material: "deferrable"}}, nil},
	} {
		if got, err := Unsaid(handIn(), c.docs, said); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v %v", c.name, got, err)
		}
	}
}

func TestPapersThatFollow_R_PL_24_R_AL_06(t *testing.T) {
	nothing, deferral, silence := Owed{}, Owed{Until: day(t, "2026-03-06")}, Owed{Silent: []string{"required", "deferrable"}}
	required := Doc{ID: "a", Material: "required"}
	some, all := []Doc{required}, []Doc{required, {ID: "b", Material: "deferrable"}}
	rejected := []Doc{{ID: "a", Material: "required", Verdict: Rejected}, {ID: "b", Material: "deferrable"}}
	list := handIn()
	for _, c := range []struct {
		name string
		got  error
		want string
	}{
		{"handed in where nothing was to follow", MaySupplement(nothing, list, all), "state_moved R-PL-24"},
		{"deferred, handed in by half", MaySupplement(deferral, list, some), "materials_missing R-PL-24"},
		{"deferred, handed in", MaySupplement(deferral, list, all), ""},
		{"after silence, by half", MaySupplement(silence, list, some), "materials_missing R-AL-06"},
		{"after silence, still rejected", MaySupplement(silence, list, rejected), "materials_missing R-AL-06"},
		{"after silence, all", MaySupplement(silence, list, all), ""},

		{"granted complete", MayGrant(nothing, list, all), ""},
		{"granted before the deferred papers came", MayGrant(deferral, list, some), "materials_missing R-PL-24"},
		{"granted after they came", MayGrant(deferral, list, all), ""},
		{"granted although silence accepted nothing at all", MayGrant(silence, list, nil), "materials_missing R-AL-06"},
		{"granted although one is rejected", MayGrant(silence, list, rejected), "materials_missing R-AL-06"},
		{"granted after silence with all papers", MayGrant(silence, list, all), ""},
		{"granted incomplete however that came", MayGrant(nothing, list, some), "materials_missing R-AL-06"},
	} {
		if got := refusal(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
