package tally

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
)

// The published figures of domain.md §2.5 and §4.
func TestPercent_R_MET_01_to_11(t *testing.T) {
	for _, c := range []struct {
		rule      string
		rate      Rate
		published string
	}{
		{"R-MET-01", Rate{14270, 15066}, "94.72"},
		{"R-MET-02", Rate{12984, 15066}, "86.18"},
		{"R-MET-03", Rate{2419, 3268}, "74.02"},
		{"R-MET-04", Rate{3005, 3268}, "91.95"},
		{"R-MET-10", Rate{718, 721}, "99.58"},
		{"R-MET-10", Rate{459, 473}, "97.04"},
		{"R-MET-10", Rate{43162, 51378}, "84.01"}, // not 83.9, as it was printed
		{"R-MET-10", Rate{4684, 5248}, "89.25"},   // not 88.7, as it was printed
		{"R-MET-01", Rate{0, 7}, "0.00"},
		{"R-MET-01", Rate{7, 7}, "100.00"},
		{"R-MET-08", Rate{1, 3}, "33.33"},
		{"R-MET-08", Rate{2, 3}, "66.67"},
		{"R-MET-06", Rate{-5, 20}, "-25.00"}, // a promise beyond the law
	} {
		if got := fmt.Sprintf("%.2f", *c.rate.Percent()); got != c.published {
			t.Errorf("%s: %d ÷ %d is %s, published %s", c.rule, c.rate.Numerator, c.rate.Denominator, got, c.published)
		}
	}
}

// Without a denominator there is no share: neither none nor all.
func TestNoDenominatorIsNull(t *testing.T) {
	for _, r := range []Rate{{}, {3, 0}} {
		if r.Percent() != nil {
			t.Errorf("%v has a percent", r)
		}
	}
	got, err := json.Marshal(Rates{Instant: {1, 8}, Solved: {}})
	want := `{"instant":{"numerator":1,"denominator":8,"percent":12.5},"solved":{"numerator":0,"denominator":0,"percent":null}}`
	if err != nil || string(got) != want {
		t.Errorf("%s (%v)", got, err)
	}
}

func TestMetricsAreDeclaredOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics {
		if seen[m.Key] || m.Cite == "" || m.Level == "" {
			t.Errorf("%+v", m)
		}
		seen[m.Key] = true
		if got, found := MetricOf(m.Key); !found || got != m {
			t.Errorf("%s reads %v", m.Key, got)
		}
	}
	for i := 1; i <= 11; i++ {
		if !strings.Contains(fmt.Sprint(Metrics), fmt.Sprintf("R-MET-%02d", i)) {
			t.Errorf("no metric for R-MET-%02d", i)
		}
	}
	if _, found := MetricOf("luck"); found {
		t.Error("luck is measured")
	}
}

func list(kind, regime string, legal int, unit string, promised, trips int, depth string, channels ...string) Item {
	handling := catalogue.Promised
	if promised == 0 {
		handling = catalogue.Instant
	}
	return ItemOf(&catalogue.Snapshot{BasicItem: catalogue.BasicItem{Type: kind}, Regime: regime, StatutoryDays: legal, StatutoryUnit: unit, PromisedDays: max(promised, 0),
		Handling: handling, Trips: trips, OnlineDepth: depth, Channels: channels})
}

// Eight lists, reckoned by hand.
func TestItemRates(t *testing.T) {
	items := []Item{
		list("01", "LICENCE", 20, "WD", 5, 1, "III", "counter", "online"),
		list("01", "LICENCE", 0, "", 10, 2, "II", "counter"),          // the regime gives 20 WD
		list("07", "ID_CARD", 0, "", 20, 1, "III", "counter"),         // 60 CD are 42 WD
		list("20", "GENERAL", 15, "CD", 3, 0, "IV", "online", "post"), // 15 CD are 10 WD
		list("20", "GENERAL", 0, "", 0, 0, "IV", "counter", "online"), // no law, on the spot
		list("05", "GENERAL", 30, "WD", 0, 0, "III", "online"),        // on the spot saves all 30
		list("10", "GENERAL", 8, "WD", -1, 1, "I", "counter"),         // no promise: saves nothing
		list("02", "GENERAL", 90, "WD", 10, 9, "I", "counter"),        // a penalty is nobody's application
	}
	items[0].Window, items[1].Window = true, true
	items[3].Window = true // but not in the hall
	got := ItemRates(items)
	want := Rates{
		OneTrip:     {6, 7},
		OneWindow:   {2, 7},
		Online:      {4, 7},
		InHall:      {5, 7},
		WholeOnline: {2, 7},
		Instant:     {2, 7},
		Compression: {(20 - 5) + (20 - 10) + (42 - 20) + (10 - 3) + 30 + 0, 20 + 20 + 42 + 10 + 30 + 8},
	}
	for _, m := range Metrics {
		if got[m.Key] != want[m.Key] {
			t.Errorf("%s is %v, by hand %v", m.Key, got[m.Key], want[m.Key])
		}
	}
	if len(ItemRates(nil)) != 0 {
		t.Error("no list has shares")
	}
}

func TestClaimRates_R_MET_10(t *testing.T) {
	rates := Rates{}
	for state, n := range map[flow.State]int{flow.ToClaim: 2, flow.Declining: 1, flow.Declined: 5, flow.Cancelled: 3, flow.Compiling: 4, flow.InReview: 3, flow.Approved: 2, flow.Published: 10, flow.Suspended: 1} {
		for range n {
			rates.Add(ClaimRates(state, state == flow.Published || state == flow.Suspended))
		}
	}
	rates.Add(ClaimRates(flow.Compiling, true)) // under revision
	if rates[Claimed] != (Rate{21, 24}) || rates[Approved] != (Rate{14, 21}) {
		t.Errorf("claimed %v, approved %v", rates[Claimed], rates[Approved])
	}
}
