package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks"
	"onestop/hooks/appliance"
	"onestop/hooks/demo"
	"onestop/hooks/intake"
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
	_ "onestop/migrations"
)

func TestMain(m *testing.M) {
	if intake.IsChild() {
		intake.RunChild() // never returns
	}
	os.Exit(m.Run())
}

const password = "onestop-demo-2026"

// china is an instant in China time.
func china(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02T15:04", s, workday.China)
	if err != nil {
		panic(err)
	}
	return at
}

// morning is the default clock of the training mode.
var morning = china("2026-03-02T09:00")

// furnished is a fresh house of the product with the county in it.
func furnished(t testing.TB, now time.Time, cases int) *hooks.Hall {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: appliance.Connect})
	hall := hooks.Register(app, hooks.Options{Demo: true})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		event := &core.TerminateEvent{}
		event.App = app
		if err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() }); err != nil {
			t.Error(err)
		}
	})
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(hall, demo.Options{Now: now, Password: password, Cases: cases}); err != nil {
		t.Fatal(err)
	}
	return hall
}

// lines are the rows of a query of one column, sorted.
func lines(t *testing.T, hall *hooks.Hall, query string) []string {
	t.Helper()
	var list []string
	if err := hall.App().DB().NewQuery(query).Column(&list); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// number is the answer of a query for one number.
func number(t *testing.T, hall *hooks.Hall, query string) int {
	t.Helper()
	var n int
	if err := hall.App().DB().NewQuery(query).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheCountyWithItsCases(t *testing.T) {
	hall := furnished(t, morning, countyCases)
	for name, check := range map[string]func(*testing.T, *hooks.Hall){
		"everyone can log in":              everyoneLogsIn,
		"every list may be published":      listsMayBePublished,
		"claims in every state and light":  claimsInEveryState,
		"cases in every state and light":   statesAndLights,
		"the law was kept day by day":      actsAreLawful,
		"silence and pauses fell due":      whatFellDue,
		"numbers run without gaps":         numbersRun,
		"every case has its papers":        papersAreThere,
		"a campaign is under way":          campaignUnderWay,
		"the trail verifies":               trailVerifies,
		"the clock stands where it should": clockStands,
		"rows are dated by the training":   datesOfTheTraining,
	} {
		t.Run(name, func(t *testing.T) { check(t, hall) })
	}
}

func everyoneLogsIn(t *testing.T, hall *hooks.Hall) {
	for collection, logins := range map[string][]string{
		"officers":                    {"clerk", "examiner", "examiner2", "approver", "cataloguer", "supervisor", "supervisor2", "auditor", "examiner.police", "approver.tax", "clerk.hospital"},
		"applicants":                  {"zhang", "restaurant"},
		core.CollectionNameSuperusers: {"admin"},
	} {
		for _, login := range logins {
			r, err := hall.App().FindAuthRecordByEmail(collection, login+"@demo.test")
			if err != nil || !r.ValidatePassword(password) {
				t.Errorf("%s: %v", login, err)
			}
		}
	}
	zhang, err := hall.App().FindAuthRecordByEmail("applicants", "zhang@demo.test")
	if err != nil || zhang.GetString("id_number") != "510799********0137" || zhang.GetString("name") != "张示例" {
		t.Errorf("%v %v", zhang, err)
	}
}

func listsMayBePublished(t *testing.T, hall *hooks.Hall) {
	revisions, err := hall.App().FindAllRecords("revisions")
	if err != nil || len(revisions) != 40 {
		t.Fatalf("%d revisions (%v)", len(revisions), err)
	}
	for _, r := range revisions {
		s, err := catalogue.Read([]byte(r.GetString("content")))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range catalogue.Check(s) {
			t.Errorf("%s: %s %s: %s", s.Name, d.Rule, d.Field, d.Message)
		}
		if r.GetInt("version") != 1 {
			t.Errorf("%s is version %d", s.Name, r.GetInt("version"))
		}
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM services WHERE state='published' AND version=1":          39, // one is revised
		"SELECT count(*) FROM claims WHERE state='published'":                          38,
		"SELECT count(*) FROM claims":                                                  46,
		"SELECT count(*) FROM life_events WHERE state='published'":                     5,
		"SELECT count(*) FROM life_event_members":                                      29,
		"SELECT count(*) FROM life_event_members WHERE optional":                       1,
		"SELECT count(*) FROM life_event_members WHERE json_array_length(only_if) > 0": 2,
		"SELECT count(*) FROM departments":                                             17,
		"SELECT count(*) FROM services WHERE joint":                                    0,
	} {
		if got := number(t, hall, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

// claimsInEveryState: a trainee finds something to do in each, and three persons at work
// on what was published (R-CLM-06).
func claimsInEveryState(t *testing.T, hall *hooks.Hall) {
	for query, want := range map[string]int{
		"SELECT count(*) FROM claims WHERE state='to_claim'":             2,
		"SELECT count(*) FROM claims WHERE state='compiling'":            2,
		"SELECT count(*) FROM claims WHERE state='in_review'":            1,
		"SELECT count(*) FROM claims WHERE state='approved'":             1,
		"SELECT count(*) FROM claims WHERE state='declining'":            1,
		"SELECT count(*) FROM claims WHERE state='suspended'":            1,
		"SELECT count(*) FROM claims WHERE due!='' AND due<'2026-03-02'": 1,
		`SELECT count(*) FROM actions p JOIN actions a ON a.claim=p.claim JOIN actions c ON c.claim=p.claim
			WHERE p.act='publish' AND a.act='approve' AND c.act='submit' AND p.officer!=a.officer AND a.officer!=c.officer AND p.officer!=c.officer`: 2,
	} {
		if got := number(t, hall, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	ready, err := hall.App().FindFirstRecordByFilter("services", "claim.state='in_review'")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := hall.App().CountRecords("materials", dbx.HashExp{"service": ready.Id}); err != nil || n == 0 {
		t.Errorf("the list in review has %d materials (%v)", n, err)
	}
}

func statesAndLights(t *testing.T, hall *hooks.Hall) {
	if n := number(t, hall, "SELECT count(*) FROM applications"); n != countyCases {
		t.Errorf("%d cases", n)
	}
	states := lines(t, hall, "SELECT DISTINCT state FROM applications")
	for _, s := range flow.Application.States {
		if !slices.Contains(states, string(s)) {
			t.Errorf("no case is %s", s)
		}
	}
	for light, least := range map[string]int{"green": 4, "yellow": 1, "red": 1, "none": 5} {
		if n := number(t, hall, "SELECT count(*) FROM applications WHERE light='"+light+"'"); n < least {
			t.Errorf("%d cases are %s", n, light)
		}
	}
	if n := number(t, hall, "SELECT count(*) FROM applications WHERE light='grey'"); n != 0 {
		t.Errorf("%d cases are grey while the calendar is published", n)
	}
	if n := number(t, hall, "SELECT count(DISTINCT applicant) FROM applications"); n < 8 {
		t.Errorf("%d people have cases", n)
	}
	if online, counter := number(t, hall, "SELECT count(*) FROM applications WHERE channel='online'"), number(t, hall, "SELECT count(*) FROM applications WHERE channel='counter'"); online+counter != countyCases || counter < 1 {
		t.Errorf("%d online, %d at the counter", online, counter)
	}
}

// actsAreLawful: officers act on working days in office hours, and never alone where the law wants two.
func actsAreLawful(t *testing.T, hall *hooks.Hall) {
	off := lines(t, hall, "SELECT date FROM calendar WHERE kind='off'")
	work := lines(t, hall, "SELECT date FROM calendar WHERE kind='work'")
	actions, err := hall.App().FindAllRecords("actions")
	if err != nil || len(actions) < 3*countyCases {
		t.Fatalf("%d acts (%v)", len(actions), err)
	}
	for _, a := range actions {
		at := a.GetDateTime("at").Time()
		day := workday.DayOf(at)
		if at.After(morning) || at.Before(morning.AddDate(0, 0, -42)) {
			t.Errorf("%s happened at %v", a.GetString("act"), at)
		}
		if a.GetString("officer") == "" {
			continue
		}
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		if slices.Contains(off, day.String()) || weekend && !slices.Contains(work, day.String()) {
			t.Errorf("%s on %s, when the hall is closed", a.GetString("act"), day)
		}
		if hour := at.In(workday.China).Hour(); hour < 9 || hour >= 17 {
			t.Errorf("%s at %v", a.GetString("act"), at.In(workday.China))
		}
	}
	// R-AL-10: two different officers at every site that passed; R-PL-20: who accepts does not decide.
	if n := number(t, hall, `SELECT count(*) FROM (SELECT review FROM actions WHERE act='verify_site' AND ground='pass' GROUP BY review HAVING count(DISTINCT officer) < 2)`); n != 0 {
		t.Errorf("%d sites were checked by one officer alone", n)
	}
	if n := number(t, hall, `SELECT count(*) FROM actions a JOIN actions g ON g.application=a.application WHERE a.act='accept' AND g.act='grant' AND a.officer=g.officer`); n != 0 {
		t.Errorf("%d cases were accepted and granted by one officer", n)
	}
}

func whatFellDue(t *testing.T, hall *hooks.Hall) {
	for act, least := range map[string]int{"deem_accepted": 1, "resume": 1, "extend": 1, "pause": 2, "terminate": 1, "supply": 2, "withdraw": 1, "reject": 1, "refuse": 2} {
		if n := number(t, hall, "SELECT count(*) FROM actions WHERE act='"+act+"'"); n < least {
			t.Errorf("%s happened %d times", act, n)
		}
	}
}

func numbersRun(t *testing.T, hall *hooks.Hall) {
	next := map[string]int{}
	for _, n := range lines(t, hall, "SELECT number FROM applications WHERE number != ''") {
		day := n[:strings.LastIndexByte(n, '-')]
		next[day]++
		if want := fmt.Sprintf("%s-%04d", day, next[day]); n != want || !strings.HasPrefix(n, "510799-2026") {
			t.Errorf("%s, want %s", n, want)
		}
	}
	if n := number(t, hall, "SELECT count(*) FROM applications WHERE (number='') != (state='draft')"); n != 0 {
		t.Errorf("%d cases have no number, or a draft has one", n)
	}
}

func papersAreThere(t *testing.T, hall *hooks.Hall) {
	documents, err := hall.App().FindAllRecords("documents")
	if err != nil || len(documents) < 2*countyCases {
		t.Fatalf("%d documents (%v)", len(documents), err)
	}
	kinds := map[string]int{}
	for _, d := range documents {
		kinds[d.GetString("mime")]++
		path := hall.App().DataDir() + "/storage/" + d.BaseFilesPath() + "/" + d.GetString("file")
		kept, err := os.ReadFile(path)
		if sum := sha256.Sum256(kept); err != nil || hex.EncodeToString(sum[:]) != d.GetString("stored_sha256") {
			t.Errorf("%s: %v", d.GetString("original_name"), err)
		}
	}
	for _, mime := range []string{"application/pdf", "image/png", "image/jpeg"} {
		if kinds[mime] < 3 {
			t.Errorf("%d documents are %s", kinds[mime], mime)
		}
	}
	if n := number(t, hall, "SELECT count(*) FROM documents WHERE original_name LIKE '居民身份证%'"); n < 10 {
		t.Errorf("%d identity cards kept their Chinese name", n)
	}
}

func trailVerifies(t *testing.T, hall *hooks.Hall) {
	if rows, _, err := hooks.VerifyTrail(hall.App()); err != nil || rows < 1000 {
		t.Errorf("%d rows: %v", rows, err)
	}
}

func clockStands(t *testing.T, hall *hooks.Hall) {
	if gone := hall.Now().Sub(morning); gone < 0 || gone > time.Minute {
		t.Errorf("the clock stands at %v", hall.Now())
	}
}

// Where the cases reach into a year without a calendar they stay where the law leaves
// them and the county still opens.
func TestTheCountyAtTheEdgeOfTheCalendar_R_CAL_05(t *testing.T) {
	hall := furnished(t, china("2026-12-28T09:00"), 24)
	if n := number(t, hall, "SELECT count(*) FROM applications"); n != 24 {
		t.Errorf("%d cases", n)
	}
	if n := number(t, hall, "SELECT count(*) FROM applications WHERE light='grey'"); n == 0 {
		t.Error("no case is grey")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		furnished(b, morning, 200)
	}
}

// Every row bears the date of the training, not of the machine that plays it.
func datesOfTheTraining(t *testing.T, hall *hooks.Hall) {
	last := morning.Add(time.Hour).UTC().Format("2006-01-02 15:04:05")
	for _, table := range []string{"applications", "documents", "actions", "notices", "ratings", "problems", "notifications"} {
		if n := number(t, hall, "SELECT count(*) FROM "+table+" WHERE created < '2026-01-01' OR created > '"+last+"' OR updated > '"+last+"'"); n != 0 {
			t.Errorf("%d rows of %s bear the date of the machine", n, table)
		}
	}
}
