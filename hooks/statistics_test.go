package hooks

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// eightCases are cases of March 2026 of which the figures below were reckoned by hand. The
// promise of the food licence is five working days, the law gives ten; the household
// certificate is given on the spot. It is Tuesday 10 March.
func eightCases(t *testing.T) (x *house, late, silent string) {
	x = newHouse(t).unlimited()
	x.caseIn("closed")       // granted on the day, 0 working days
	x.caseIn("refused")      // refused on the day, 0 working days
	x.caseIn("withdrawn")    //
	x.caseIn("not_accepted") //
	late = x.caseIn("accepted")
	silent = x.caseIn("submitted")
	x.on("2026-03-10")
	x.runDue() // nobody spoke by 9 March: accepted by silence as of 2 March
	x.reviewed(late)
	x.act(x.person("approver"), late, "grant").ok() // after 6 working days, promised were 5
	x.caseIn("accepted")
	x.atTheCounter()
	return x, late, silent
}

// atTheCounter gives li a household certificate on the spot.
func (x *house) atTheCounter() string {
	x.t.Helper()
	clerk := x.person("clerk.police")
	id := x.call("POST", "/api/collections/applications/records", clerk, map[string]any{"service": x.find("services", "name ~ '户口'").Id, "applicant": x.person("li").Id}).ok().id()
	x.upload(clerk, id, x.material("M-HK"), "户口簿.png", picture(5)).ok()
	x.act(clerk, id, "submit").ok()
	x.act(clerk, id, "accept").ok()
	x.act(x.person("both.police"), id, "grant").ok()
	return id
}

// statistics are the figures that a person reads.
func (x *house) statistics(as, query string) *figures {
	x.t.Helper()
	var f figures
	if err := json.Unmarshal([]byte(x.call("GET", ours+"/statistics"+query, x.named(as), nil).ok().text), &f); err != nil {
		x.t.Fatal(err)
	}
	return &f
}

// summed is a group in one line.
func summed(g groupFigures) string {
	var b strings.Builder
	for _, outcome := range slices.Sorted(maps.Keys(g.Cases)) {
		fmt.Fprintf(&b, "%s %d, ", outcome, g.Cases[outcome])
	}
	median, p90 := "none", "none"
	if g.Median != nil {
		median, p90 = fmt.Sprint(*g.Median), fmt.Sprint(*g.P90)
	}
	return fmt.Sprintf("%smedian %s, p90 %s, late %d, open %d, overdue %d", b.String(), median, p90, g.Late, g.Open, g.Overdue)
}

func (f *figures) share(key string) string {
	for _, m := range f.Metrics {
		if m.Key == key {
			if m.Percent == nil {
				return "none"
			}
			return fmt.Sprintf("%d/%d %.2f", m.Numerator, m.Denominator, *m.Percent)
		}
	}
	return "no metric"
}

func TestStatistics(t *testing.T) {
	x, late, silent := eightCases(t)

	t.Run("the figures are those reckoned by hand", func(t *testing.T) {
		f := x.statistics("supervisor", "?from=2026-03-01&to=2026-03-31&services=1")
		if got, want := summed(f.Total), "accepted 5, delivered 1, filed 8, granted 3, not_accepted 1, refused 1, silence 1, withdrawn 1, median 0, p90 6, late 1, open 5, overdue 1"; got != want {
			t.Errorf("the county: %s, by hand %s", got, want)
		}
		for key, want := range map[string]string{
			"in_promise": "3/4 75.00", "in_law": "3/3 100.00", "online_filing": "7/8 87.50",
			"one_trip": "2/2 100.00", "online": "2/2 100.00", "in_hall": "2/2 100.00", "whole_online": "0/2 0.00", "instant": "1/2 50.00", "compression": "5/10 50.00",
			"claimed": "2/2 100.00", "approved": "2/2 100.00", "one_window": "0/2 0.00",
		} {
			if got := f.share(key); got != want {
				t.Errorf("%s is %s, by hand %s", key, got, want)
			}
		}
		for _, c := range f.Causes {
			if want := map[string]int{"step": 1}[string(c.Key)]; c.Cases != want {
				t.Errorf("%d late cases were waiting for %s, by hand %d", c.Cases, c.Key, want)
			}
		}
		if len(f.Departments) != 2 || len(f.Services) != 2 || len(f.Late) != 1 || f.Late[0].ID != silent || f.Late[0].Cause != "intake" || f.Late[0].Due != "2026-03-09" || f.Late[0].Days != 1 {
			t.Errorf("%+v, %+v, %+v", f.Departments, f.Services, f.Late)
		}
		police := slices.IndexFunc(f.Departments, func(g groupFigures) bool { return g.NameEn == "Police" })
		if got, want := summed(f.Departments[police]), "accepted 1, filed 1, granted 1, median 0, p90 0, late 0, open 1, overdue 0"; got != want {
			t.Errorf("the police: %s, by hand %s", got, want)
		}
	})
	t.Run("a range has what came about in it", func(t *testing.T) {
		if f := x.statistics("supervisor", ""); len(f.Services) != 0 || len(f.Departments) != 2 {
			t.Errorf("a county is told service by service unasked: %v", f.Services)
		}
		for query, want := range map[string]string{
			"?from=2026-03-10&to=2026-03-10": "accepted 2, filed 2, granted 2, median 3, p90 6, late 1, open 5, overdue 1",
			"?from=2026-03-01&to=2026-03-09": "accepted 3, delivered 1, filed 6, granted 1, not_accepted 1, refused 1, silence 1, withdrawn 1, median 0, p90 0, late 0, open 5, overdue 1",
			"?from=2026-01-01&to=2026-02-28": "median none, p90 none, late 0, open 5, overdue 1",
			"":                               "accepted 5, delivered 1, filed 8, granted 3, not_accepted 1, refused 1, silence 1, withdrawn 1, median 0, p90 6, late 1, open 5, overdue 1",
		} {
			if got := summed(x.statistics("auditor", query).Total); got != want {
				t.Errorf("%q: %s, by hand %s", query, got, want)
			}
		}
		if got := x.statistics("auditor", "?from=2026-01-01&to=2026-02-28").share("in_promise"); got != "none" {
			t.Errorf("nothing was decided, yet the share on time is %s", got)
		}
	})
	t.Run("everybody sees the own scope", func(t *testing.T) { x.scopes(t) })
	t.Run("the work of officers is for supervisors", func(t *testing.T) {
		f := x.statistics("supervisor", "")
		work := map[string]string{}
		for _, o := range f.Officers {
			work[o.Name] = fmt.Sprintf("open %d, examined %d, decided %d", o.Open, o.Examined, o.Decided)
		}
		if work["approver"] != "open 0, examined 0, decided 3" || work["both.police"] != "open 0, examined 0, decided 1" {
			t.Errorf("%v", work)
		}
		examined := 0
		for _, o := range f.Officers {
			examined += o.Examined
		}
		if examined != 2*3 { // two cases, each examined once and checked on site by two
			t.Errorf("%d steps are examined: %v", examined, work)
		}
		for _, by := range []string{"auditor", "approver"} {
			if got := x.statistics(by, ""); got.Officers != nil {
				t.Errorf("%s sees the work of %v", by, got.Officers)
			}
		}
	})
	t.Run("nonsense is refused", func(t *testing.T) {
		for query, want := range map[string][2]string{
			"?from=2026-03-11&to=2026-03-10": {"from", "date_invalid"}, "?from=2026-02-30": {"from", "date_invalid"}, "?to=heute": {"from", "date_invalid"}, "?from=2026-04-01": {"from", "date_invalid"},
			"?from=1980-01-01": {"from", "date_invalid"}, "?from=' OR 1=1": {"from", "date_invalid"}, "?department=nobody": {"department", "record_foreign"}, "?service=%27": {"service", "record_foreign"},
		} {
			x.call("GET", ours+"/statistics"+strings.ReplaceAll(query, " ", "%20"), x.person("supervisor"), nil).refused(want[0], want[1], "")
			x.call("GET", ours+"/statistics.xlsx"+strings.ReplaceAll(query, " ", "%20"), x.person("supervisor"), nil).refused(want[0], want[1], "")
		}
	})
	t.Run("the sums are those of a full count", func(t *testing.T) { x.exact(t) })
	t.Run("what is erased stays counted", func(t *testing.T) {
		before := summed(x.statistics("auditor", "").Total)
		for _, c := range x.all("applications", "state != 'draft'") {
			if err := x.as(x.app, system, func(tx core.App) error { return x.eraseCase(tx, c.Id) }); err != nil {
				t.Fatal(err)
			}
		}
		if after := summed(x.statistics("auditor", "").Total); after != before {
			t.Errorf("before %s, after %s", before, after)
		}
		x.exact(t)
		if got := x.statistics("supervisor", "").Causes; got[4].Cases != 1 {
			t.Errorf("why %s was late is forgotten: %v", late, got)
		}
	})
	t.Run("a wrong sum is said and put right", func(t *testing.T) { x.wrongSums(t) })
}

// exact holds the sums against a full count.
func (x *house) exact(t *testing.T) {
	t.Helper()
	wrong, cases, err := x.Recount(t.Context())
	if err != nil || cases != 8 || len(wrong) != 0 {
		t.Errorf("%d cases, %v differs: %v", cases, describeWrong(wrong, 9), err)
	}
}

// scopes: who reads which figures.
func (x *house) scopes(t *testing.T) {
	market, police := x.person("approver").GetString("department"), x.person("both.police").GetString("department")
	food, household := x.find("services", "name ~ '食品'").Id, x.find("services", "name ~ '户口'").Id
	filed := func(by, query string) int { return x.statistics(by, query).Total.Cases["filed"] }
	for _, c := range []struct {
		by, query string
		want      int
	}{
		{"supervisor", "", 8}, {"supervisor", "?department=" + police, 1}, {"supervisor", "?department=" + market, 7}, {"supervisor", "?service=" + household, 1}, {"supervisor", "?department=" + police + "&service=" + food, 0},
		{"auditor", "", 8}, {"auditor", "?department=" + police, 1},
		{"approver", "", 7}, {"approver", "?department=" + market, 7}, {"approver", "?service=" + household, 0}, {"both.police", "", 1},
	} {
		if got := filed(c.by, c.query); got != c.want {
			t.Errorf("%s %s: %d cases, want %d", c.by, c.query, got, c.want)
		}
	}
	x.call("GET", ours+"/statistics?department="+police, x.person("approver"), nil).refused("department", "role_required", "R-PI-07")
	for _, path := range []string{"/statistics", "/statistics.xlsx"} {
		for _, by := range []string{"clerk", "examiner", "cataloguer", "examiner.police"} {
			x.call("GET", ours+path, x.person(by), nil).refused("department", "role_required", "R-PI-07")
		}
		for by, status := range map[string]int{"": 401, "zhang": 403, "admin": 403} {
			if got := x.call("GET", ours+path, x.named(by), nil); got.status != status {
				t.Errorf("%q reads %s: %d", by, path, got.status)
			}
		}
	}
	deputy := x.person("examiner")
	x.set(x.person("approver"), map[string]any{"absent": true, "deputy": deputy.Id})
	if got := filed("examiner", ""); got != 7 {
		t.Errorf("who stands in for the approver sees %d cases", got)
	}
	x.set(x.person("approver"), map[string]any{"absent": false, "deputy": ""})
}

// wrongSums: sums that somebody falsified are found by the console and put right.
func (x *house) wrongSums(t *testing.T) {
	for _, tamper := range []string{
		"UPDATE figures SET cases = cases + 1 WHERE outcome = 'filed' AND length(period) = 7",
		"UPDATE figures SET days = '{\"3\":1}' WHERE outcome = 'granted'",
		"DELETE FROM figures WHERE outcome = 'accepted'",
		"DELETE FROM figures",
		"INSERT INTO figures (id, period, department, outcome, cases, days, causes) VALUES ('invented0000001', '2026-02', 'd', 'filed', 7, '{}', '{}')",
	} {
		if _, err := x.app.NonconcurrentDB().NewQuery(tamper).Execute(); err != nil {
			t.Fatal(err)
		}
		out, err := x.console("statistics", "check")
		if err == nil || !strings.HasPrefix(out, "8 cases were counted; ") {
			t.Errorf("%s is not found: %s", tamper, out)
		}
		if out, err = x.console("statistics", "rebuild"); err != nil || !strings.Contains(out, "put right") {
			t.Errorf("%v: %s", err, out)
		}
		x.exact(t)
		if out, err = x.console("statistics", "check"); err != nil || !strings.Contains(out, "8 cases were counted; 0 sums") {
			t.Errorf("%v: %s", err, out)
		}
	}
	x.app.NonconcurrentDB().NewQuery("DELETE FROM figures").Execute()
	x.runDue() // a house of before has cases and no sums
	x.exact(t)
}

// A case decided and closed before the year of its limits was published is judged when it
// is (R-CAL-05).
func TestANewCalendarCorrectsTheStatistics_R_CAL_05(t *testing.T) {
	x := newHouse(t).unlimited().on("2026-12-28")
	id := x.caseIn("accepted")
	x.on("2027-01-08")
	x.reviewed(id)
	x.act(x.person("approver"), id, "grant").ok()
	x.act(x.person("clerk"), id, "deliver").ok()
	f := x.statistics("supervisor", "?from=2026-01-01&to=2027-12-31")
	if f.Total.Cases["granted"] != 1 || f.share("in_promise") != "none" || f.share("in_law") != "none" || f.Total.Median != nil {
		t.Fatalf("something is guessed: %s, %s", summed(f.Total), f.share("in_promise"))
	}
	x.published() // 1 to 3 January are off: five working days after 28 December end on 4 January
	f = x.statistics("supervisor", "?from=2026-01-01&to=2027-12-31")
	if f.share("in_promise") != "0/1 0.00" || f.share("in_law") != "1/1 100.00" || summed(f.Total) != "accepted 1, delivered 1, filed 1, granted 1, median 8, p90 8, late 1, open 0, overdue 0" {
		t.Errorf("%s, in the promise %s, in the law %s", summed(f.Total), f.share("in_promise"), f.share("in_law"))
	}
	if wrong, _, err := x.Recount(t.Context()); err != nil || len(wrong) != 0 {
		t.Errorf("%v %v", describeWrong(wrong, 9), err)
	}
}

// An act that is refused counts nothing: the sums are written in its transaction.
func TestARefusedActCountsNothing(t *testing.T) {
	x := newHouse(t)
	id := x.caseIn("accepted")
	n := x.count("figures")
	x.act(x.person("approver"), id, "grant").refused("act", "reviews_open", "R-AL-10")
	if x.count("figures") != n {
		t.Error("sums were written for nothing")
	}
	if n != 12 { // filed and accepted, each in a year, a month and a day, of the service and of the department
		t.Errorf("%d sums of one accepted case", n)
	}
}

// The statements of the statistics walk through indexes, not through a million cases.
func TestStatisticsUseIndexes(t *testing.T) {
	x := newHouse(t)
	where, bind := figuresWhere(scope{from: x.today() - 400, to: x.today(), department: "d"})
	county, countyBind := figuresWhere(scope{from: x.today() - 400, to: x.today()})
	late, lateBind := narrowed(scope{}, "s.department", "a.service", isOpen+" AND a.light = 'red'")
	for _, c := range []struct {
		query, index string
		bind         dbx.Params
	}{
		{"SELECT * FROM figures" + where, "(period=? AND service=? AND department=?)", bind},
		{"SELECT * FROM figures" + county, "(period=? AND service=?)", countyBind},
		{openSQL, "COVERING INDEX idx_applications_state_light_service", dbx.Params{}},
		{dueFirst + late, "idx_applications_state_light_service (state=? AND light=?)", lateBind},
		{officersSQL, "idx_applications_examiner_state", dbx.Params{}},
		{countedSQL + "c.id > {:last} AND c.received_at != '' ORDER BY c.id LIMIT 500", "sqlite_autoindex_applications_1", dbx.Params{"last": ""}},
	} {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := x.app.ConcurrentDB().NewQuery("EXPLAIN QUERY PLAN " + c.query).Bind(c.bind).All(&plan); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(plan)
		if !strings.Contains(text, c.index) || strings.Contains(text, "SCAN applications") || strings.Contains(text, "SCAN figures") || strings.Contains(text, "TEMP B-TREE FOR ORDER") {
			t.Errorf("%s\nis answered by %s, not from %s", c.query, text, c.index)
		}
	}
}

// The workbook says of each share what it is made of; a text that begins like a formula is
// a text.
func TestStatisticsAsExcel(t *testing.T) {
	x := newHouse(t).unlimited()
	x.pages = os.DirFS("../pb_public")
	x.caseIn("closed")
	market := x.find("departments", "name_en='Market supervision'")
	if _, err := x.app.NonconcurrentDB().Update("departments", dbx.Params{"name": `=HYPERLINK("http://evil")`}, dbx.HashExp{"id": market.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	answer := x.call("GET", ours+"/statistics.xlsx?from=2026-03-01&to=2026-03-31", x.person("supervisor"), nil).ok()
	if got := answer.header.Get("Content-Disposition"); got != `attachment; filename="statistics-2026-03-01-2026-03-31.xlsx"` {
		t.Error(got)
	}
	book, err := zip.NewReader(strings.NewReader(answer.text), int64(len(answer.text)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := ""
	for _, f := range book.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") && f.Name != "xl/workbook.xml" {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		sheets += string(text)
	}
	if strings.Contains(sheets, "<f>") || !strings.Contains(sheets, "=HYPERLINK(&#34;http://evil&#34;)") {
		t.Error("the name of a department is a formula, or not there")
	}
	for _, word := range []string{"汇总 Summary", "部门 Departments", "事项 Services", "超期原因 Causes", "最多跑一次率", "At most one trip", "R-MET-06", "依申请事项", "办件 cases", "综合窗口受理的事项", "审批决定", "合计"} {
		if !strings.Contains(sheets, word) {
			t.Errorf("the workbook does not say %s", word)
		}
	}
}

// Ratings and problems are in the figures with what they count: to the day for whoever
// oversees the county, as they are published for an approver and for everybody (R-EV-05).
func TestStatisticsWithRatingsAndProblems(t *testing.T) {
	x := newHouse(t).unlimited()
	x.caseIn("closed")
	market, food := x.find("departments", "name_en='Market supervision'").Id, x.find("services", "name ~ '食品'").Id
	rate := func(day string, grades ...int) {
		for i, grade := range grades {
			x.insert("ratings", dbx.Params{"id": fmt.Sprintf("rate%s%d", strings.ReplaceAll(day, "-", ""), i), "application": fmt.Sprintf("%s/%d", day, i), "department": market, "service": food,
				"grade": grade, "rated_on": day, "state": "none"})
		}
	}
	rate("2026-02-10", 5, 4, 3, 2, 5, 5) // 基本满意 is no bad rating
	rate("2026-03-02", 1, 5)
	if _, _, err := x.Mend(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, state := range []string{"verified", "verified", "solved", "assigned", "rejected", "reported"} {
		x.insert("problems", dbx.Params{"id": fmt.Sprintf("problem%08d", i), "number": fmt.Sprint(i), "lead": market, "state": state, "title": "重复提交身份证复印件"})
	}
	const both = "?from=2026-02-01&to=2026-03-31"
	for by, want := range map[string][3]string{
		"supervisor": {"6/8 75.00", "8/1 800.00", "2/4 50.00"}, // the rated cases beside the closed one are not told as cases here
		"approver":   {"5/6 83.33", "none", "2/4 50.00"},       // of whole months that have ended: nothing was finished in February
	} {
		f := x.statistics(by, both)
		for i, key := range []string{"satisfied", "rated", "solved"} {
			if got := f.share(key); got != want[i] {
				t.Errorf("%s reads %s as %s, by hand %s", by, key, got, want[i])
			}
		}
		if got := f.Departments[slices.IndexFunc(f.Departments, func(g groupFigures) bool { return g.ID == market })].Rates["satisfied"]; fmt.Sprintf("%d/%d", got.Numerator, got.Denominator) != want[0][:3] {
			t.Errorf("%s reads of the department %v", by, got)
		}
	}
	b, err := x.boardFigures(x.app, x.today())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Metrics {
		if m.Key == "satisfied" && (m.Numerator != 5 || m.Denominator != 6) || m.Key == "solved" && m.Denominator != 0 {
			t.Errorf("the board tells %+v", m)
		}
	}
}
