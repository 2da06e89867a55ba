package hooks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/tally"
)

// insert puts a row into a table past all hooks.
func (x *house) insert(table string, row dbx.Params) {
	x.t.Helper()
	if _, err := x.app.NonconcurrentDB().Insert(table, row).Execute(); err != nil {
		x.t.Fatal(err)
	}
}

// The board is for everybody: it tells figures and nobody, hides what is few, is made once
// a minute and is not sent twice (R-PI-08).
func TestPublicBoard(t *testing.T) {
	x, _, _ := eightCases(t)
	ask := func(etag string) reply {
		r := httptest.NewRequest("GET", ours+"/board", nil)
		r.Header.Set("If-None-Match", etag)
		return x.send(r, nil)
	}
	read := func() (b boardFigures, r reply) {
		r = ask("").ok()
		if err := json.Unmarshal([]byte(r.text), &b); err != nil {
			t.Fatal(err)
		}
		return b, r
	}
	b, first := read()
	if *b.Year.Filed != 8 || b.Year.From != "2026-01-01" || b.Month.From != "2026-03-01" || b.Month.To != "2026-03-10" || b.Year.Rates["online_filing"].Denominator != 8 {
		t.Errorf("%+v", b.Year)
	}
	if b.Year.Decided != nil || b.Year.Median != nil || len(b.Months) != 12 || b.Months[11].Month != "2026-03" || b.Months[11].Decided != nil || *b.Months[10].Decided != 0 {
		t.Errorf("four decided cases are told: %+v, %+v", b.Year, b.Months)
	}
	for _, d := range b.Departments {
		if !d.Hidden || d.Decided != nil || d.Median != nil || len(d.Rates) != 0 {
			t.Errorf("few cases of %s are told: %+v", d.Name, d)
		}
	}
	for _, m := range b.Metrics {
		if m.Key == "one_trip" && (m.Denominator != 2 || *m.Percent != 100) || m.Key == "in_promise" && m.Percent != nil {
			t.Errorf("%+v", m)
		}
	}
	for _, secret := range []string{"张示例", "李示例", "examiner", "510799-2026", "id\""} {
		if strings.Contains(first.text, secret) {
			t.Errorf("the board tells %s", secret)
		}
	}
	for _, who := range []*core.Record{x.person("zhang"), x.person("supervisor"), x.person("admin")} {
		if again := x.call("GET", ours+"/board", who, nil).ok(); again.text != first.text {
			t.Error("the board differs by who reads it")
		}
	}
	if again := ask(first.header.Get("ETag")); again.status != http.StatusNotModified || again.text != "" {
		t.Errorf("it is sent twice: %d", again.status)
	}
	for i, state := range []string{"open", "draft", "closed"} {
		id := fmt.Sprintf("campaign%07d", i)
		x.insert("campaigns", dbx.Params{"id": id, "name": "百项堵点", "name_en": "A hundred problems", "state": state, "deadline": "2026-08-31"})
		for n, task := range []string{"confirmed", "started", "planned"} {
			x.insert("tasks", dbx.Params{"id": fmt.Sprintf("task%d%010d", i, n), "campaign": id, "name": "第一批", "state": task})
		}
	}
	x.at = x.at.Add(59 * time.Second)
	x.caseIn("refused")
	x.caseIn("refused")
	if b, _ = read(); *b.Year.Filed != 8 {
		t.Error("the board is made more than once a minute")
	}
	x.at = x.at.Add(time.Second)
	if b, _ = read(); *b.Year.Filed != 10 || *b.Year.Decided != 6 || *b.Year.Median != 0 {
		t.Errorf("after a minute it is %+v", b.Year)
	}
	if len(b.Campaigns) != 1 || b.Campaigns[0].Done != (tally.Rate{Numerator: 1, Denominator: 3}) || b.Campaigns[0].NameEn != "A hundred problems" {
		t.Errorf("%+v", b.Campaigns)
	}
	if b.Departments[0].Decided != nil || b.Departments[1].Decided != nil { // 5 and 1: the one could be reckoned from the other
		t.Errorf("%+v", b.Departments)
	}
	x.at = x.at.Add(-time.Hour)
	if b, _ = read(); !strings.HasPrefix(b.At, "2026-03-10T08:01") {
		t.Errorf("a clock that was set back shows %s", b.At)
	}
}
