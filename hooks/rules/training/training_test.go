package training

import (
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

func china(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.China)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWhenPeopleSignIn_R_MY_01(t *testing.T) {
	begins := china(t, "2026-03-10 09:30")
	for _, c := range []struct {
		now       string
		organiser bool
		want      fault.Code
	}{
		{"2026-03-10 08:59", false, fault.SigninClosed},
		{"2026-03-10 09:00", false, ""},
		{"2026-03-10 23:59", false, ""},
		{"2026-03-11 00:00", false, fault.SigninClosed},
		{"2026-03-10 08:59", true, fault.SigninClosed},
		{"2026-03-10 09:00", true, ""},
		{"2026-04-01 09:00", true, ""},
	} {
		if got := fault.Of(MaySign(begins, china(t, c.now), c.organiser)); got != c.want {
			t.Errorf("%s, organiser %t: %q, want %q", c.now, c.organiser, got, c.want)
		}
	}
}

func TestCodesChangeEveryFiveMinutes_R_MY_01(t *testing.T) {
	at := china(t, "2026-03-10 09:30")
	turn := Turn(at)
	if Turn(at.Add(299*time.Second)) != turn || Turn(at.Add(300*time.Second)) != turn+1 {
		t.Error("a code does not live five minutes")
	}
	if !Until(turn).Equal(at.Add(5 * time.Minute)) {
		t.Errorf("the code is replaced at %s", Until(turn))
	}
	if taken := Turns(at.Add(5 * time.Minute)); taken[0] != turn+1 || taken[1] != turn || len(taken) != 2 {
		t.Errorf("taken are %v", taken)
	}
}

func TestACodeIsSixDigits(t *testing.T) {
	for digest, want := range map[string]string{"000000000001ff": "000001", "0000000f4240": "000000", "ffffffffffff": "710655"} {
		if got, err := Code(digest); err != nil || got != want {
			t.Errorf("%s: %q %v, want %s", digest, got, err, want)
		}
	}
	for _, digest := range []string{"", "ff", "zzzzzzzzzzzz"} {
		if got, err := Code(digest); err == nil {
			t.Errorf("%q gives %q", digest, got)
		}
	}
}

func TestTheReminderComesTheWorkingDayBefore(t *testing.T) {
	marks := []workday.Mark{{Day: day(t, "2026-01-01"), Kind: workday.Off}, {Day: day(t, "2026-03-09"), Kind: workday.Off}}
	calendar, err := workday.NewCalendar(marks)
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]string{"2026-03-05": "2026-03-04", "2026-03-10": "2026-03-06", "2031-03-10": "2031-03-09"} {
		if got := RemindOn(calendar, day(t, on)); got.String() != want {
			t.Errorf("of %s it is reminded on %s, want %s", on, got, want)
		}
	}
}

func day(t *testing.T, text string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNobodyIsInWhatIsTold_R_PI_08(t *testing.T) {
	for _, text := range []string{"申请人510799198706110137可以吗？", "请打13800138000", "51079919870611013x"} {
		err := MayTell(text)
		if fault.Of(err) != fault.TextPersonal || strings.Contains(err.Error(), "510799") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "食品经营许可要跑几次？", "办件510799-20260302-0001", "热线12345，电话0816-1234567", "事项11510799DEM000030Q4000116013001"} {
		if err := MayTell(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	if fault.Of(MayPublish("")) != fault.FormIncomplete || MayPublish("可以") != nil {
		t.Error("what is published is answered, and what is answered may be")
	}
}
