package clock

import (
	"slices"
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// TestRegimesHoldTheNumbersOfTheLaw writes §1.7 of the domain rules a second time: notice,
// silence, decision and its start, extension and who grants it, delivery.
func TestRegimesHoldTheNumbersOfTheLaw(t *testing.T) {
	rows := []struct {
		key, notice string
		silence     Silence
		decision    string
		from        Start
		extension   string
		approver    flow.Role
		delivery    string
	}{
		{"LICENCE", "5 WD", SilenceAccepted, "20 WD", FromAcceptance, "10 WD", flow.Approver, "10 WD"},
		{"LICENCE_JOINT", "5 WD", SilenceAccepted, "45 WD", FromAcceptance, "15 WD", flow.Supervisor, "10 WD"},
		{"REAL_ESTATE", "spot", SilenceAccepted, "30 WD", FromAcceptance, "none", "", "none"},
		{"MARKET_ENTITY", "none", SilenceNone, "3 WD", FromAcceptance, "3 WD", flow.Approver, "none"},
		{"ID_CARD", "none", SilenceNone, "60 CD", FromReceipt, "30 CD", flow.Approver, "none"},
		{"RESIDENCE_PERMIT", "none", SilenceNone, "15 CD", FromAcceptance, "15 CD", flow.Approver, "none"},
		{"FOI", "7 WD", SilenceNone, "20 WD", FromReceipt, "20 WD", flow.Approver, "none"},
		{"SOCIAL_INS", "none", SilenceNone, "10 WD", FromReceipt, "none", "", "none"},
		{"CONSTRUCTION", "5 WD", SilenceAccepted, "7 CD", FromReceipt, "none", "", "10 WD"},
		{"FOOD_BUSINESS", "5 WD", SilenceAccepted, "10 WD", FromAcceptance, "5 WD", flow.Approver, "10 WD"},
		{"DIBAO", "none", SilenceNone, "30 WD", FromAcceptance, "15 WD", flow.Approver, "none"},
		{"HOUSING_FUND", "none", SilenceNone, "3 CD", FromAcceptance, "none", "", "none"},
		{"FIRE_CHECK", "none", SilenceNone, "10 WD", FromAcceptance, "none", "", "10 WD"},
		{"GENERAL", "none", SilenceNone, "none", FromAcceptance, "none", "", "none"},
	}
	if len(rows) != len(Regimes) {
		t.Errorf("%d regimes, %d rows", len(Regimes), len(rows))
	}
	for _, w := range rows {
		r, known := Lookup(w.key)
		if !known || r.Key != w.key || r.Notice.String() != w.notice || r.Silence != w.silence || r.Decision.String() != w.decision ||
			r.From != w.from || r.Extension.String() != w.extension || r.Approver != w.approver || r.Delivery.String() != w.delivery {
			t.Errorf("%s: %+v", w.key, r)
		}
	}
}

func TestEveryRegimeIsNamedAndEveryLimitCited(t *testing.T) {
	for key, r := range Regimes {
		if r.Name == "" || r.NameEn == "" || r.Cite == "" || r.Key != key {
			t.Errorf("%s lacks a name or its law", key)
		}
		limits := []Limit{r.Notice, r.Decision, r.Extension, r.Total, r.Delivery, r.Inspection}
		for _, v := range r.Variants {
			limits = append(limits, v.Limit)
			if v.Key == "" || v.Name == "" || v.NameEn == "" || v.Limit.None() {
				t.Errorf("%s: variant %+v", key, v)
			}
		}
		for _, l := range limits {
			if !l.None() && (l.Cite == "" || (l.Unit == Spot) != (l.N == 0)) {
				t.Errorf("%s: %+v has no citation", key, l)
			}
		}
		if r.Extension.None() != (r.Approver == "") {
			t.Errorf("%s: an extension and its approver belong together", key)
		}
		if !r.Total.None() && (r.Total.Unit != r.Decision.Unit || r.Total.N <= r.Decision.N) {
			t.Errorf("%s: the total %s does not cap %s", key, r.Total, r.Decision)
		}
		if r.Silence == SilenceAccepted && r.Notice.None() {
			t.Errorf("%s: silence needs a limit", key)
		}
	}
}

func TestSocialInsuranceVariants(t *testing.T) {
	want := map[string]string{"registration": "10 WD", "pension": "20 WD", "medical": "30 WD", "maternity": "10 WD", "injury": "20 WD", "unemployment": "10 WD"}
	r := Regimes["SOCIAL_INS"]
	if len(r.Variants) != len(want) {
		t.Errorf("%d variants", len(r.Variants))
	}
	for _, v := range r.Variants {
		if v.Limit.String() != want[v.Key] || v.Limit.N < r.Decision.N {
			t.Errorf("%s is %s", v.Key, v.Limit)
		}
	}
}

func TestAnUnknownKeyReadsAsGeneral(t *testing.T) {
	for _, key := range []string{"", "licence", "LICENSE"} {
		if r, known := Lookup(key); known || r.Key != General {
			t.Errorf("%q is %s, %v", key, r.Key, known)
		}
	}
}

func TestOnlyALicenceIsHandledJointly_R_AL_17(t *testing.T) {
	for key, r := range Regimes {
		want := key
		if key == "LICENCE" {
			want = "LICENCE_JOINT"
		}
		if got := r.Joint().Key; got != want {
			t.Errorf("%s jointly is %s", key, got)
		}
	}
}

func TestPauseGroundsAreTheEightOfTheLaw_R_AL_20(t *testing.T) {
	var keys []string
	for _, g := range Grounds {
		keys = append(keys, g.Key)
		if g.Name == "" || g.NameEn == "" || PauseGround(g.Key) != nil {
			t.Errorf("%+v", g)
		}
	}
	if len(keys) != 8 {
		t.Errorf("Art. 45 lists eight, not %v", keys)
	}
	for _, g := range Regimes["FOI"].Excluded { // what one regime excludes beside them
		keys = append(keys, g.Key)
	}
	if !slices.Equal(keys, flow.PauseGrounds) {
		t.Errorf("the process offers %v, the clock %v", flow.PauseGrounds, keys)
	}
	for _, key := range []string{"", "site_check", "correction", "Hearing", "third_party"} {
		var f *fault.Fault
		if err := PauseGround(key); fault.Of(err) != fault.PauseGround {
			t.Errorf("%q stops the clock: %v", key, err)
		} else if f = unknown(err); f.Cite() != "R-AL-20" {
			t.Errorf("%q is refused by %q", key, f.Cite())
		}
	}
	if Regimes["FOI"].PauseGround("third_party") != nil {
		t.Error("FOI excludes the consultation of third parties")
	}
}

func TestLimitsInWords(t *testing.T) {
	for want, l := range map[string]Limit{"none": {}, "spot": {Unit: Spot}, "20 WD": {N: 20, Unit: WD}, "60 CD": {N: 60, Unit: CD, Cite: "x"}} {
		if l.String() != want || l.None() != (want == "none") {
			t.Errorf("%+v is %s", l, l)
		}
	}
	if (Limit{N: 0, Unit: WD}).String() != "none" || !(Limit{N: -3, Unit: CD}).None() {
		t.Error("no days are no limit")
	}
}
