package clock

import (
	"fmt"
	"testing"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

func TestValidity(t *testing.T) {
	for _, c := range []struct {
		from  string
		years int
		to    string
	}{
		{"2026-03-03", 5, "2031-03-02"}, {"2026-03-03", 0, ""}, {"2026-01-01", 1, "2026-12-31"}, {"2024-02-29", 1, "2025-02-28"}, {"2024-02-29", 4, "2028-02-28"},
	} {
		if got := ValidTo(day(t, c.from), c.years); got.String() != c.to {
			t.Errorf("%d years from %s: %s, want %s", c.years, c.from, got, c.to)
		}
	}
}

func TestReminders_R_AL_33(t *testing.T) {
	if got := fmt.Sprint(Reminders(day(t, "2026-08-31"))); got != "[2026-07-02 2026-07-17 2026-08-01]" {
		t.Errorf("sixty, forty-five and thirty calendar days before: %s", got)
	}
	if Reminders(0) != nil {
		t.Error("without an end there is no reminder")
	}
}

func TestPublication_R_AL_14(t *testing.T) {
	cal := calendar(t, 2026)
	if due, err := Publication(cal, day(t, "2026-04-29")); err != nil || due.String() != "2026-05-12" {
		t.Errorf("seven working days over Labour Day and a working Saturday: %s %v", due, err)
	}
	if _, err := Publication(cal, day(t, "2026-12-30")); refusal(err) != "calendar_unpublished R-CAL-05" {
		t.Errorf("%v", err)
	}
}

func TestLastDayToRenew_R_AL_31(t *testing.T) {
	cal := calendar(t, 2025, 2026)
	for _, c := range []struct{ name, regime, to, last string }{
		{"R-AL-33 calendar days bind the applicant", "LICENCE", "2026-05-10", "2026-04-10"},
		{"R-ITEM-05 food business: fifteen working days", "FOOD_BUSINESS", "2026-08-31", "2026-08-10"},
		{"R-ITEM-05 ending on a day off", "FOOD_BUSINESS", "2026-08-30", "2026-08-09"},
		{"R-ITEM-05 over the National Day", "FOOD_BUSINESS", "2026-10-09", "2026-09-13"},
		{"R-ITEM-05 over the spring festival", "FOOD_BUSINESS", "2026-02-24", "2026-01-27"},
		{"R-CAL-05 the calendar of the last weeks is not published", "FOOD_BUSINESS", "2027-01-20", "2026-12-21"},
	} {
		if got := LastToRenew(cal, Regimes[c.regime], day(t, c.to)); got.String() != c.last {
			t.Errorf("%s: %s, want %s", c.name, got, c.last)
		}
	}
	for d := day(t, "2025-02-15"); d.Year() < 2027; d++ {
		if last := LastToRenew(cal, Regimes["FOOD_BUSINESS"], d); last < d-30 || last > d-15 {
			t.Fatalf("valid to %s: %s", d, last)
		}
	}
}

func TestRenewal_R_AL_31_32(t *testing.T) {
	cal, to := calendar(t, 2026), day(t, "2026-08-31")
	ask := func(to workday.Day, asked bool, today workday.Day) error {
		return MayAskRenewal(cal, Regimes["LICENCE"], to, asked, today)
	}
	renew := func(asked, house bool, today workday.Day) error {
		_, err := Renew(to, 5, asked, house, today)
		return err
	}
	for _, c := range []struct {
		name string
		got  error
		want string
	}{
		{"asked on the last day", ask(to, false, to-30), ""},
		{"asked a day too late", ask(to, false, to-29), "limit_passed R-AL-31"},
		{"asked twice", ask(to, true, to-40), "state_moved R-AL-31"},
		{"valid without end", ask(0, false, to), "act_not_allowed R-AL-31"},
		{"renewed", renew(true, false, to-10), ""},
		{"renewed unasked", renew(false, false, to), "state_moved R-AL-32"},
		{"silence on the last day", renew(true, true, to), "state_moved R-AL-32"},
		{"silence renews on the day after", renew(true, true, to+1), ""},
		{"refused in time", MayRefuseRenewal(to, true, to), ""},
		{"refused too late", MayRefuseRenewal(to, true, to+1), "limit_passed R-AL-32"},
		{"refused unasked", MayRefuseRenewal(to, false, to), "state_moved R-AL-32"},
	} {
		if got := refusal(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for years, want := range map[int]string{5: "2031-08-31", 0: "2027-08-31"} {
		if got, _ := Renew(to, years, true, false, to); got.String() != want {
			t.Errorf("renewed for %d years to %s, want %s", years, got, want)
		}
	}
}

func TestBars_R_AL_37(t *testing.T) {
	today := day(t, "2026-03-05")
	for _, c := range []struct{ act, ground, until string }{
		{"refuse", "false_materials", "2027-03-05"}, {"revoke", "fraud", "2029-03-05"}, {"refuse", "conditions_unmet", ""}, {"revoke", "unqualified_applicant", ""}, {"grant", "", ""},
	} {
		bar, barred := BarOf(flow.Act(c.act), c.ground, "food", today)
		if barred != (c.until != "") || bar.Until.String() != c.until || (barred && (bar.Cite != "R-AL-37" || bar.Service != "food")) {
			t.Errorf("%s %s: %+v %v", c.act, c.ground, bar, barred)
		}
	}
	bars := []Bar{{"shop", today - 1, "R-AL-37"}, {"food", today, "R-AL-37"}}
	for _, c := range []struct {
		name, service string
		commitment    bool
		today         workday.Day
		apply, trust  string
	}{
		{"the service of the bar on its last day", "food", false, today, "bar_in_force R-AL-37", "bar_in_force R-PL-24"},
		{"after it", "food", true, today + 1, "", ""},
		{"another service", "marriage", false, today, "", "bar_in_force R-PL-24"},
		{"R-PL-23 another service by commitment", "marriage", true, today, "bar_in_force R-PL-23", "bar_in_force R-PL-24"},
		{"a bar that is over", "shop", false, today, "", "bar_in_force R-PL-24"},
	} {
		if got := refusal(MayApply(bars, c.service, c.commitment, c.today)); got != c.apply {
			t.Errorf("%s: apply %q", c.name, got)
		}
		if got := refusal(MayTrust(bars, c.today)); got != c.trust {
			t.Errorf("%s: trust %q", c.name, got)
		}
	}
}
