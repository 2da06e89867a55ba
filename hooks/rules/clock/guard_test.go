package clock

import (
	"testing"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

func TestSilenceSpeaksForTheAgency_R_AL_06(t *testing.T) {
	cal := calendar(t, 2026)
	of := func(regime string) Terms { return Terms{Regime: Regimes[regime]} }
	received := func(s string) []Event { return []Event{{Kind: Received, Day: day(t, s)}} }
	for _, c := range []struct {
		name       string
		terms      Terms
		events     []Event
		today      string
		deem, late string
	}{
		{"T-01 the last day", of("LICENCE"), received("2026-09-28"), "2026-10-10", "state_moved R-AL-06", ""},
		{"T-01 the day after", of("LICENCE"), received("2026-09-28"), "2026-10-11", "", "limit_passed R-AL-06"},
		{"told in time", of("LICENCE"), append(received("2026-09-28"), Event{Kind: Corrected, Day: day(t, "2026-09-29")}), "2026-12-01", "state_moved R-AL-06", ""},
		{"real estate, the next day", of("REAL_ESTATE"), received("2026-03-02"), "2026-03-03", "", "limit_passed R-AL-06"},
		{"silence means nothing here", of("FOI"), received("2026-03-02"), "2026-06-01", "state_moved R-AL-06", ""},
		{"R-CAL-05 the last day is not known", of("LICENCE"), received("2026-12-29"), "2026-12-30", "calendar_unpublished R-CAL-05", ""},
	} {
		since, err := MayDeem(cal, c.terms, c.events, day(t, c.today))
		if refusal(err) != c.deem || (err == nil && since != c.events[0].Day) {
			t.Errorf("%s: deemed since %s, %v", c.name, since, err)
		}
		if got := refusal(MayObject(cal, c.terms, c.events, day(t, c.today))); got != c.late {
			t.Errorf("%s: object %q", c.name, got)
		}
	}
}

func TestMayPause_R_AL_20(t *testing.T) {
	today := day(t, "2026-03-05")
	for _, c := range []struct {
		name, regime, ground string
		until                workday.Day
		want                 string
	}{
		{"testing", "LICENCE", "testing", today + 1, ""},
		{"a site visit", "LICENCE", "site_check", today + 1, "pause_ground R-AL-20"},
		{"third parties of a licence", "LICENCE", "third_party", today + 1, "pause_ground R-AL-20"},
		{"third parties of a request for information", "FOI", "third_party", today + 1, ""},
		{"until today", "LICENCE", "testing", today, "date_invalid R-AL-20"},
		{"without a day", "LICENCE", "testing", 0, "date_invalid R-AL-20"},
	} {
		if got := refusal(Regimes[c.regime].MayPause(c.ground, c.until, today)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhoExtends_R_AL_17(t *testing.T) {
	cal, today := calendar(t, 2026), day(t, "2026-03-05")
	for _, c := range []struct {
		name, regime string
		role         flow.Role
		limit, want  string
	}{
		{"R-AL-16 the agency head", "LICENCE", flow.Approver, "10 WD", ""},
		{"R-AL-16 the government head", "LICENCE", flow.Supervisor, "none", "role_required R-AL-17"},
		{"R-AL-17 the government head for joint handling", "LICENCE_JOINT", flow.Supervisor, "15 WD", ""},
		{"R-AL-17 the agency head for joint handling", "LICENCE_JOINT", flow.Approver, "none", "role_required R-AL-17"},
		{"a regime without an extension", "REAL_ESTATE", flow.Approver, "none", "act_not_allowed 不动产登记暂行条例 Art. 20"},
	} {
		terms := Terms{Regime: Regimes[c.regime]}
		l := Run(cal, terms, []Event{{Kind: Received, Day: today}, {Kind: Accepted, Day: today}}, today)
		limit, err := MayExtend(terms, l, []flow.Role{c.role}, today)
		if limit.String() != c.limit || refusal(err) != c.want {
			t.Errorf("%s: %s %v", c.name, limit, err)
		}
	}
}
