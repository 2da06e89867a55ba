package migrations

import (
	"net/http"
	"net/url"
	"testing"
)

// crowd fills the county with cases of many applicants, a tenth of them of the market
// department, each with an act.
func (w *world) crowd(n int) {
	w.t.Helper()
	for _, statement := range []string{
		`INSERT INTO applicants (id, name, kind, id_type, id_number, tokenKey, password, created, updated)
			WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < {:n})
			SELECT printf('person%09d', i), 'p', 'person', 'passport', 'E', printf('key%030d', i), 'x', printf('2026-01-01 %09d', i), '' FROM k`,
		`INSERT INTO applications (id, applicant, service, revision, state, channel, departments, created, updated)
			SELECT 'case' || substr(id, 5), id, {:service}, {:revision}, 'submitted', 'online',
				json_array(CASE rowid % 10 WHEN 0 THEN {:market} ELSE {:station} END), created, '' FROM applicants WHERE id LIKE 'person0%'`,
		`INSERT INTO actions (id, application, subject, act, created, updated) SELECT 'acts' || substr(id, 5), id, 'application', 'submit', created, '' FROM applications WHERE id LIKE 'caseon%'`,
		`ANALYZE`,
	} {
		q := w.app.DB().NewQuery(statement)
		q.Bind(map[string]any{"n": n, "service": w.id("published service"), "revision": w.id("revision"), "market": w.id("market"), "station": w.id("station")})
		if _, err := q.Execute(); err != nil {
			w.t.Fatal(err)
		}
	}
}

// BenchmarkLists are lists under the access rules with 100,000 cases in the county: an
// applicant's own cases, an officer's look at one case, and the unnarrowed list of an
// officer, which is why work lists are routes of their own.
func BenchmarkLists(b *testing.B) {
	w := newWorld(b)
	settings, err := w.app.Settings().Clone()
	if err != nil {
		b.Fatal(err)
	}
	settings.RateLimits.Enabled = false
	if err := w.app.Save(settings); err != nil {
		b.Fatal(err)
	}
	w.crowd(100_000)
	one := url.QueryEscape(`application = "` + w.id("handed") + `"`)
	for _, x := range []struct{ name, role, path string }{
		{"own cases", "owner", records("applications") + "?skipTotal=1&sort=-created&filter=" + url.QueryEscape(`applicant = "`+w.id("owner")+`"`)},
		{"own cases without a filter", "owner", records("applications") + "?skipTotal=1&sort=-created"},
		{"own account", "owner", records("applicants") + "?skipTotal=1"},
		{"one case by its applicant", "owner", records("applications") + "/" + w.id("handed")},
		{"one case by an officer", "examiner", records("applications") + "/" + w.id("handed")},
		{"acts of one case by an officer", "examiner", records("actions") + "?skipTotal=1&sort=created&filter=" + one},
		{"documents of one case by an officer", "examiner", records("documents") + "?skipTotal=1&filter=" + one},
		{"applicant of a case by an officer", "examiner", records("applicants") + "/" + w.id("owner")},
		{"all cases by an officer", "examiner", records("applications") + "?skipTotal=1&sort=-created"},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if got := w.call(x.role, "GET", x.path, nil); got.status != http.StatusOK {
					b.Fatal(got.status, got.text)
				}
			}
		})
	}
}
