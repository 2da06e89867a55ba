//go:build unix

package hooks

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
)

// million is a house with a million cases of 300 services of 20 departments in five years,
// a fiftieth of them open, every second one rated and one in forty badly, made by statements
// alone; the sums are grouped out of the cases beside the code that is measured.
func million(b *testing.B, cases int) *house {
	x := newHouse(b).unlimited()
	run := func(sql string) {
		b.Helper()
		if _, err := x.app.NonconcurrentDB().NewQuery(sql).Bind(dbx.Params{"n": cases, "applicant": x.person("zhang").Id, "examiner": x.person("examiner").Id, "revision": x.find("revisions", "version=1").Id}).Execute(); err != nil {
			b.Fatalf("%v: %.300s", err, sql)
		}
	}
	const count = "WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < %s - 1) "
	run("PRAGMA synchronous = OFF")
	run("PRAGMA cache_size = -400000")
	var indexes []struct{ Name, SQL string }
	if err := x.app.ConcurrentDB().NewQuery("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('applications', 'figures') AND sql != ''").All(&indexes); err != nil {
		b.Fatal(err)
	}
	for _, index := range indexes { // a million rows are sorted faster than they are put in their places
		run("DROP INDEX " + index.Name)
	}
	run("INSERT INTO departments (id, name, name_en, code, active) " + fmt.Sprintf(count, "20") + "SELECT printf('dept%011d', i), '部门' || i, 'Department ' || i, 'B' || i, 1 FROM k")
	run("INSERT INTO services (id, name, name_en, code, state, claim, department, version, channels, service_objects) " + fmt.Sprintf(count, "300") +
		"SELECT printf('serv%011d', i), '事项' || i, 'Service ' || i, 'C' || i, 'draft', printf('serv%011d', i), printf('dept%011d', i % 20), 1, '[]', '[]' FROM k")
	run("CREATE TEMP TABLE told AS " + fmt.Sprintf(count, "{:n}") + `SELECT i, printf('case%011d', i) AS id, printf('serv%011d', abs(random()) % 300) AS service,
		CASE abs(random()) % 4 WHEN 0 THEN 'counter' WHEN 1 THEN 'agent' ELSE 'online' END AS channel, date('2021-03-01', '+' || (i * 1826 / {:n}) || ' days') AS day,
		abs(random()) % 4 + abs(random()) % 12 AS days, CASE WHEN abs(random()) % 50 = 0 THEN 'accepted' WHEN abs(random()) % 12 = 0 THEN 'refused' ELSE 'granted' END AS outcome FROM k`)
	run("INSERT INTO applications (id, number, service, revision, applicant, channel, state, received_at, accepted_at, decided_at, promised_due, statutory_due, light, examiner, departments, options, created, updated) " +
		`SELECT id, printf('510799-%d', i), service, {:revision}, {:applicant}, channel, CASE outcome WHEN 'accepted' THEN 'accepted' ELSE 'closed' END, day || ' 01:00:00.000Z', day || ' 02:00:00.000Z',
		CASE outcome WHEN 'accepted' THEN '' ELSE date(day, '+' || days || ' days') || ' 02:00:00.000Z' END, date(day, '+10 days'), date(day, '+12 days'),
		CASE WHEN outcome != 'accepted' THEN 'none' WHEN i % 5 = 0 THEN 'red' ELSE 'green' END, {:examiner}, '[]', '[]', day || ' 01:00:00.000Z', day || ' 01:00:00.000Z' FROM told`)
	run(`INSERT INTO ratings (id, application, grade, state, contacted_at, service, department, rated_on, tags, rated, created, updated)
		SELECT printf('rate%011d', i), t.id, 1 + i % 3 / 2, 'rectified', day || ' 03:00:00.000Z', t.service, s.department, day, '[]', '[]', day || ' 02:30:00.000Z', day || ' 03:00:00.000Z'
		FROM told t JOIN services s ON s.id = t.service WHERE i % 40 = 0`)
	for _, period := range []int{4, 7, 10} {
		group := func(outcome, day, where string, decided bool, service string) {
			sums, days := "0, 0, 0, 0, '{}'", "'{}'"
			if decided {
				sums = "SUM(n), SUM(CASE WHEN days <= 10 THEN n ELSE 0 END), SUM(n), SUM(CASE WHEN days <= 12 THEN n ELSE 0 END), json_object('decision', SUM(CASE WHEN days > 10 THEN n ELSE 0 END))"
				days = "json_group_object(CAST(days AS TEXT), n)"
			}
			run(fmt.Sprintf(`INSERT INTO figures (id, period, outcome, department, service, channel, cases, promised, in_promise, limited, in_law, causes, days)
				SELECT lower(hex(randomblob(8))), period, %s, department, service, channel, SUM(n), %s, %s FROM (SELECT substr(%s, 1, %d) AS period, outcome, s.department, %s AS service, channel, days, COUNT(*) AS n
				FROM told t JOIN services s ON s.id = t.service WHERE %s GROUP BY 1, 2, 3, 4, 5, 6) GROUP BY 2, 3, 4, 5, 6`, outcome, sums, days, day, period, service, where))
		}
		for _, service := range []string{"t.service", "''"} {
			group("'filed'", "day", "1", false, service)
			group("'accepted'", "day", "1", false, service)
			group("'praised'", "day", "i % 2 = 1", false, service)
			group("outcome", "date(day, '+' || days || ' days')", "outcome != 'accepted'", true, service)
		}
	}
	for _, index := range indexes {
		run(index.SQL)
	}
	run("ANALYZE")
	return x
}

// BenchmarkStatistics asks the figures of a million cases at the door: at most 200 ms.
func BenchmarkStatistics(b *testing.B) {
	const cases = 1_000_000
	x := million(b, cases)
	supervisor := x.person("supervisor")
	for name, query := range map[string]string{
		"five years": "?from=2021-01-01&to=2026-12-31", "a year": "?from=2025-01-01&to=2025-12-31", "a month": "?from=2025-06-01&to=2025-06-30",
		"a free range": "?from=2023-02-02&to=2025-11-29", "service by service": "?from=2021-01-01&to=2026-12-31&services=1", "one department": "?from=2021-01-01&to=2026-12-31&department=dept00000000007",
	} {
		b.Run(name, func(b *testing.B) {
			worst, used := time.Duration(0), processorTime(b)
			for b.Loop() {
				begin := time.Now()
				if r := x.call("GET", ours+"/statistics"+query, supervisor, nil); r.status != http.StatusOK {
					b.Fatalf("%d %.200s", r.status, r.text)
				}
				worst = max(worst, time.Since(begin))
			}
			b.ReportMetric(float64(worst.Milliseconds()), "ms-worst")
			b.ReportMetric(float64((processorTime(b)-used).Milliseconds())/float64(b.N), "ms-processor")
		})
	}
	b.Run("the public board, kept", func(b *testing.B) {
		x.call("GET", ours+"/board", nil, nil).ok()
		b.ResetTimer()
		for b.Loop() {
			if r := x.call("GET", ours+"/board", nil, nil); r.status != http.StatusOK {
				b.Fatal(r.text)
			}
		}
	})
	b.Run("the public board, made", func(b *testing.B) {
		for b.Loop() {
			if _, err := x.makeBoard(x.app); err != nil {
				b.Fatal(err)
			}
		}
	})
}
