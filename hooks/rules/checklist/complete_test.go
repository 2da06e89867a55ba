package checklist

import (
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// meat asks form (required), cold (deferrable) and photo (optional).
func meat(t *testing.T) List {
	t.Helper()
	list, err := Of(shop(), []string{"self", "yes"})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func doc(material string, verdict Verdict) Doc {
	return Doc{ID: material + string(verdict), Material: material, Verdict: verdict}
}

func TestMissing_R_AL_05(t *testing.T) {
	old := doc("form", Accepted)
	old.Superseded = true
	oldRejected := doc("cold", Rejected)
	oldRejected.Superseded = true
	for _, c := range []struct {
		name string
		docs []Doc
		gaps map[string]string
	}{
		{"nothing handed in", nil, map[string]string{"form": CauseMissing, "cold": CauseMissing}},
		{"a pending document counts as present", []Doc{doc("form", Pending)}, map[string]string{"cold": CauseMissing}},
		{"all there", []Doc{doc("form", Accepted), doc("cold", Pending)}, map[string]string{}},
		{"a superseded document counts no more", []Doc{old, doc("cold", Pending)}, map[string]string{"form": CauseMissing}},
		{"a superseded rejection counts no more", []Doc{doc("form", Pending), oldRejected, doc("cold", Pending)}, map[string]string{}},
		{"one page of two is rejected", []Doc{doc("form", Accepted), doc("form", Rejected), doc("cold", Accepted)}, map[string]string{"form": CauseRejected}},
		{"a rejected optional paper is named too", []Doc{doc("form", Accepted), doc("cold", Accepted), doc("photo", Rejected)}, map[string]string{"photo": CauseRejected}},
		{"a paper that is not asked is passed over", []Doc{doc("form", Accepted), doc("cold", Accepted), doc("poa", Rejected), doc("", Rejected)}, map[string]string{}},
		{"a rejected deferrable paper", []Doc{doc("form", Accepted), doc("cold", Rejected)}, map[string]string{"cold": CauseRejected}},
	} {
		got := map[string]string{}
		for _, g := range Missing(meat(t), c.docs) {
			got[g.Material] = g.Cause
			if g.Name == "" || g.NameEn == "" || g.Necessity == "" {
				t.Errorf("%s: %+v cannot be told to the applicant", c.name, g)
			}
		}
		if !reflect.DeepEqual(got, c.gaps) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.gaps)
		}
	}
}

func TestMayAccept_R_AL_04e_R_PL_24(t *testing.T) {
	day := func(s string) workday.Day {
		d, err := workday.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	latest := day("2026-03-09")
	form, cold := doc("form", Accepted), doc("cold", Accepted)
	for _, c := range []struct {
		name          string
		docs          []Doc
		until, latest workday.Day
		deferred      bool
		want          fault.Code
		materials     []string
	}{
		{"R-AL-04e complete", []Doc{form, cold}, 0, latest, false, "", nil},
		{"R-AL-04e complete and a day named needlessly", []Doc{form, cold}, day("2030-01-01"), latest, false, "", nil},
		{"R-AL-04e complete in a year without calendar", []Doc{form, cold}, 0, 0, false, "", nil},
		{"R-AL-04e required missing", []Doc{cold}, 0, latest, false, fault.MaterialsMissing, []string{"form"}},
		{"R-AL-04e required missing cannot be deferred", []Doc{cold}, latest, latest, false, fault.MaterialsMissing, []string{"form"}},
		{"R-PL-24 deferrable missing without a day", []Doc{form}, 0, latest, false, fault.MaterialsMissing, []string{"cold"}},
		{"R-AL-05 all missing are named at once", nil, 0, latest, false, fault.MaterialsMissing, []string{"form", "cold"}},
		{"R-AL-05 a day excuses only the deferrable", nil, latest, latest, false, fault.MaterialsMissing, []string{"form"}},
		{"R-PL-24 deferred to the last day", []Doc{form}, latest, latest, true, "", nil},
		{"R-PL-24 deferred a day too long", []Doc{form}, latest + 1, latest, false, fault.DeferralTooLong, nil},
		{"R-CAL-05 deferred into a year without calendar", []Doc{form}, latest, 0, false, fault.DueUnknown, nil},
		{"R-AL-04e required rejected", []Doc{doc("form", Rejected), cold}, 0, latest, false, fault.MaterialRejected, []string{"form"}},
		{"R-AL-04e deferrable rejected", []Doc{form, doc("cold", Rejected)}, latest, latest, false, fault.MaterialRejected, []string{"cold"}},
		{"R-AL-04e optional rejected", []Doc{form, cold, doc("photo", Rejected)}, 0, latest, false, fault.MaterialRejected, []string{"photo"}},
	} {
		deferred, err := MayAccept(meat(t), c.docs, c.until, c.latest)
		if deferred != c.deferred || fault.Of(err) != c.want {
			t.Errorf("%s: got %v %v", c.name, deferred, err)
			continue
		}
		if f, ok := err.(*fault.Fault); ok {
			if f.Cite() == "" {
				t.Errorf("%s: no citation", c.name)
			}
			var ids []string
			gaps, _ := f.Params()["materials"].([]Gap)
			for _, g := range gaps {
				ids = append(ids, g.Material)
			}
			if !reflect.DeepEqual(ids, c.materials) {
				t.Errorf("%s: names %v, want %v", c.name, ids, c.materials)
			}
		}
	}
}

// A case may be accepted if and only if nothing is rejected, no required material lacks a
// document and every other lack is deferrable by a day within the limit.
func TestAcceptanceProperty_R_AL_04e(t *testing.T) {
	list, err := Of(shop(), []string{"agent", "lawyer", "yes"})
	if err != nil {
		t.Fatal(err)
	}
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		var docs []Doc
		rejected, present := false, map[string]bool{}
		for _, m := range list.Materials {
			for range r.Intn(3) {
				d := Doc{Material: m.ID, Verdict: []Verdict{Pending, Accepted, Accepted, Accepted, Rejected}[r.Intn(5)], Superseded: r.Intn(4) == 0}
				docs = append(docs, d)
				present[m.ID] = present[m.ID] || !d.Superseded
				rejected = rejected || !d.Superseded && d.Verdict == Rejected
			}
		}
		until, latest := workday.Day(r.Intn(3)*20000), workday.Day(30000)
		lawful, deferral := !rejected, false
		for _, m := range list.Materials {
			switch {
			case present[m.ID] || m.Necessity == catalogue.Optional:
			case m.Necessity == catalogue.Required:
				lawful = false
			default:
				deferral = true
			}
		}
		if deferral {
			lawful = lawful && until > 0 && until <= latest
		}
		deferred, err := MayAccept(list, docs, until, latest)
		return (err == nil) == lawful && deferred == (lawful && deferral)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
