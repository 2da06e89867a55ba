package hooks

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const notice2027 = `{"years":{"2027":{"papers":["a notice"],"off":{"2027-01-01":"元旦","2027-01-02":"元旦","2027-01-03":"元旦"},"work":{}}}}`

// A limit that reaches a year without a notice has no date, a grey light and the reason;
// the import of the notice dates it.
func TestImportedYearDatesRunningCases_R_CAL_05(t *testing.T) {
	x := newHouse(t).on("2026-12-28")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	c := x.find("applications", "id='%s'", id)
	if c.GetString("notice_due") != "" || c.GetString("light") != "grey" {
		t.Fatalf("due %q, light %s: the year 2027 must not be guessed", c.GetString("notice_due"), c.GetString("light"))
	}
	clock := x.call("GET", "/api/onestop/applications/"+id+"/clock", x.person("zhang"), nil).ok()
	unknown, _ := clock.body["notice"].(map[string]any)["unknown"].(map[string]any)
	if unknown["code"] != "calendar_unpublished" {
		t.Fatalf("the clock does not say why: %s", clock.text)
	}
	file := filepath.Join(t.TempDir(), "2027.json")
	if err := os.WriteFile(file, []byte(notice2027), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := x.ImportCalendar(x.app, file); err != nil {
		t.Fatal(err)
	}
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	c = x.find("applications", "id='%s'", id)
	if c.GetString("notice_due") != "2027-01-05" || c.GetString("light") == "grey" {
		t.Fatalf("due %q, light %s after the import", c.GetString("notice_due"), c.GetString("light"))
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

// The notice dates the open steps as well, with the standstills that they have seen.
func TestImportedYearDatesOpenSteps_R_CAL_05(t *testing.T) {
	x := newHouse(t).on("2026-12-28")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.act(x.person("clerk"), id, "accept").ok()
	step := func() *core.Record { return x.find("reviews", "application='%s' && seq=1", id) }
	x.on("2026-12-29").act(x.person("examiner"), id, "pause", map[string]any{"ground": "testing", "until": "2026-12-31"}).ok()
	x.on("2026-12-31").act(x.person("examiner"), id, "resume").ok()
	if due := step().GetString("due"); due != "" {
		t.Fatalf("the step is due %s: the year 2027 must not be guessed", due)
	}
	x.published()
	if r := step(); r.GetString("due") != "2027-01-05" || r.GetInt("stood_days") != 2 {
		t.Fatalf("the step is due %s, moved by %d", r.GetString("due"), r.GetInt("stood_days"))
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

// published imports the year 2027 and does what is due.
func (x *house) published() {
	x.t.Helper()
	file := filepath.Join(x.t.TempDir(), "2027.json")
	if err := os.WriteFile(file, []byte(notice2027), 0o600); err != nil {
		x.t.Fatal(err)
	}
	if _, err := x.ImportCalendar(x.app, file); err != nil {
		x.t.Fatal(err)
	}
	x.runDue()
}

// A case that somebody changes between reading and writing keeps what they did: the act
// dated it by the same calendar.
func TestRedatingNeverUndoesAnAct(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	batch, err := readRunning(t.Context(), x.app, "", redateBatch, true, dateTime(x.Now()))
	if err != nil || len(batch) != 1 || len(batch[0].acts) != 2 || len(batch[0].steps) != 1 {
		t.Fatalf("%d cases are read, %v", len(batch), err)
	}
	x.act(x.person("approver"), id, "extend", map[string]any{"reason": "复杂"}).ok()
	extended := x.due(id, "statutory")
	_, rows, _ := x.trailSince(0)
	stale := redated{table: "applications", id: id, updated: batch[0].Updated, was: batch[0].dates(), is: texts([]string{"", "", "2026-03-17", "", "", "", "red"})}
	if err := x.as(x.app, system, func(tx core.App) error { return x.storeRedated(tx, []redated{stale}) }); err != nil {
		t.Fatal(err)
	}
	if due := x.due(id, "statutory"); due != extended {
		t.Errorf("the extension to %s became %s", extended, due)
	}
	if _, after, _ := x.trailSince(0); len(after) != len(rows) {
		t.Error("nothing changed, yet the trail grew")
	}
}

// What the redating writes is what the act engine would have written, and the trail tells
// it in the same form.
func TestRedatingWritesWhatTheLedgerSays(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	x.on("2026-03-17").runDue()
	c, err := x.openCase(x.app, id)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range datesOf(x.ledger(c, x.today()), c.record.GetDateTime("accepted_at")) {
		if got := c.record.GetString(dateFields[i]); got != want {
			t.Errorf("%s is %s, the ledger says %s", dateFields[i], got, want)
		}
	}
	_, rows, _ := x.trailSince(0)
	last := ""
	for _, r := range rows {
		if r.Collection == "applications" && r.Record == id {
			last = r.Changes
		}
	}
	if last != `{"light":["green","red"]}` {
		t.Errorf("the trail says %s", last)
	}
}

func TestBrokenNoticeImportsNothing(t *testing.T) {
	x := newHouse(t)
	before := x.count("calendar")
	for name, text := range map[string]string{
		"no json": "元旦", "no years": `{"off":{}}`, "foreign day": `{"years":{"2027":{"off":{"2027-01-01":"元旦","2028-01-01":"元旦"}}}}`,
		"no day": `{"years":{"2027":{"off":{"2027-02-30":"春节"}}}}`,
	} {
		file := filepath.Join(t.TempDir(), "notice.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := x.ImportCalendar(x.app, file); err == nil || x.count("calendar") != before {
			t.Errorf("%s: %v, %d days", name, err, x.count("calendar")-before)
		}
	}
}

// redateCases is how many running cases the benchmark dates: a county has 100,000, which
// take a while to make; go test ./hooks -run xxx -bench Redate -benchtime 1x -cases 100000
var redateCases = flag.Int("cases", 5000, "running cases that BenchmarkRedate dates")

// BenchmarkRedate dates running cases anew after the import of a year and reports the
// longest time that another writer had to wait.
func BenchmarkRedate(b *testing.B) {
	cases := *redateCases
	x := newHouse(b).on("2026-12-14")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.act(x.person("clerk"), id, "accept").ok()
	x.act(x.person("examiner"), id, "pause", map[string]any{"ground": "testing", "until": "2026-12-16"}).ok()
	x.act(x.person("examiner"), id, "resume").ok()
	multiply(b, x, id, cases)
	for b.Loop() {
		b.StopTimer()
		for _, forget := range []string{"UPDATE applications SET statutory_due='', light='grey'", "UPDATE reviews SET due='' WHERE state='open'"} {
			if _, err := x.app.DB().NewQuery(forget).Execute(); err != nil {
				b.Fatal(err)
			}
		}
		x.redate.Store(true)
		stop, longest := make(chan bool), make(chan time.Duration)
		go waiter(x, stop, longest)
		b.StartTimer()
		if err := x.relight(b.Context(), x.today()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		stop <- true
		b.ReportMetric(float64((<-longest).Microseconds())/1000, "longest-wait-ms")
		if n, err := x.app.CountRecords("applications", dbx.NewExp("statutory_due = '' AND state = 'accepted'")); err != nil || n != 0 {
			b.Fatalf("%d cases have no date, %v", n, err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(cases), "µs/case")
}

// multiply copies a case with its actions and steps by SQL.
func multiply(b *testing.B, x *house, id string, n int) {
	for table, owner := range map[string]string{"applications": "id", "actions": "application", "reviews": "application"} {
		c, err := x.app.FindCollectionByNameOrId(table)
		if err != nil {
			b.Fatal(err)
		}
		into, from := []string{}, []string{}
		for _, name := range c.Fields.FieldNames() {
			value := "t.`" + name + "`"
			switch {
			case name == "id" && owner == "id":
				value = "printf('copy%011d', k)"
			case name == "id":
				value = "printf('%04d%011d', t.rowid, k)"
			case name == owner:
				value = "printf('copy%011d', k)"
			case name == "number" || name == "track_code":
				value = "printf('copy-%d', k)"
			}
			into, from = append(into, "`"+name+"`"), append(from, value)
		}
		copies := "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k+1 FROM n WHERE k < {:n}) INSERT INTO " + table + " (" + strings.Join(into, ",") +
			") SELECT " + strings.Join(from, ",") + " FROM n, " + table + " t WHERE t." + owner + " = {:id} ORDER BY k, t.rowid"
		if _, err := x.app.NonconcurrentDB().NewQuery(copies).Bind(dbx.Params{"n": n, "id": id}).Execute(); err != nil {
			b.Fatal(err)
		}
	}
}

// waiter writes small things as fast as it can and remembers the longest wait.
func waiter(x *house, stop chan bool, longest chan time.Duration) {
	var worst time.Duration
	for {
		select {
		case <-stop:
			longest <- worst
			return
		default:
			start := time.Now()
			_ = x.app.RunInTransaction(func(tx core.App) error { _, err := next(tx, "waiter"); return err })
			worst = max(worst, time.Since(start))
		}
	}
}

// A notice that came by the console while the house was closed dates open steps too, at the
// first run after the start (R-CAL-05).
func TestTheFirstRunDatesOpenSteps_R_CAL_05(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	if _, err := x.app.DB().NewQuery("UPDATE reviews SET due = '' WHERE state = 'open'").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due := x.find("reviews", "application='%s' && state='open'", id).GetString("due"); due != "2026-03-06" {
		t.Errorf("the open step is due %q", due)
	}
}
