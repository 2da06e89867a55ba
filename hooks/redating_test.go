package hooks

import (
	"fmt"
	"os"
	"path/filepath"
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

// BenchmarkRedate dates running cases anew after the import of a year and reports the
// longest time that another writer had to wait.
func BenchmarkRedate(b *testing.B) {
	const cases = 5000
	x := newHouse(b).on("2026-12-14")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.act(x.person("clerk"), id, "accept").ok()
	multiply(b, x, id, cases)
	for b.Loop() {
		b.StopTimer()
		if _, err := x.app.DB().NewQuery("UPDATE applications SET statutory_due='', light='grey'").Execute(); err != nil {
			b.Fatal(err)
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
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/cases, "µs/case")
}

// multiply copies a case with its actions by SQL.
func multiply(b *testing.B, x *house, id string, n int) {
	err := x.app.RunInTransaction(func(tx core.App) error {
		for _, table := range []struct{ name, owner string }{{"applications", "id"}, {"actions", "application"}} {
			rows, err := tx.FindRecordsByFilter(table.name, table.owner+"='"+id+"'", "@rowid", 0, 0)
			if err != nil {
				return err
			}
			for i := range n {
				for j, r := range rows {
					data, err := r.DBExport(tx)
					if err != nil {
						return err
					}
					data["id"] = fmt.Sprintf("%s%07d%02d", "copy00"[:6], i, j)
					if table.owner == "application" {
						data["application"] = fmt.Sprintf("%s%07d%02d", "copy00"[:6], i, 0)
					} else {
						data["number"] = fmt.Sprintf("copy-%07d", i)
					}
					if _, err := tx.DB().Insert(table.name, dbx.Params(data)).Execute(); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
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
