package hooks

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// clones copies the rows of a case, with ids of their own, n times: "again" and a number.
func (x *house) clones(application string, n int) {
	x.t.Helper()
	again := map[string]string{"application": "printf('again%010d', n)", "number": "CASE t.number WHEN '' THEN '' ELSE t.number || '-' || n END"}
	again["id"] = again["application"]
	x.copies("applications", "id", application, n, again)
	again["id"] = "substr(t.id, 1, 9) || printf('%06x', n)"
	x.copies("documents", "application", application, n, again)
}

// copies copies the rows of a table in which a column has a value n times, with other values
// (SQL of t, the row, and n) in the columns that are named.
func (x *house) copies(table, column, value string, n int, other map[string]string) {
	x.t.Helper()
	var columns []string
	if err := x.app.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns); err != nil {
		x.t.Fatal(err)
	}
	values := make([]string, len(columns))
	for i, name := range columns {
		if values[i] = other[name]; values[i] == "" {
			values[i] = "t.`" + name + "`"
		}
	}
	_, err := x.app.NonconcurrentDB().NewQuery(fmt.Sprintf("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < %d) INSERT INTO %s (`%s`) SELECT %s FROM %s t JOIN r WHERE t.%s = {:value}",
		n, table, strings.Join(columns, "`, `"), strings.Join(values, ", "), table, column)).Bind(dbx.Params{"value": value}).Execute()
	if err != nil {
		x.t.Fatal(err)
	}
}

// BenchmarkSubmit hands in cases with their papers through the door, as a citizen does; run
// it with -cpuprofile to see where the time goes.
func BenchmarkSubmit(b *testing.B) {
	x := newHouse(b).unlimited()
	zhang := x.person("zhang")
	draft := x.draft(zhang)
	for i, code := range []string{"M-AP", "M-ID", "M-LAY"} {
		x.upload(zhang, draft, x.material(code), code+".png", picture(i+1)).ok()
	}
	x.clones(draft, 20_000)
	n := 0
	for b.Loop() {
		n++
		if r := x.act(zhang, fmt.Sprintf("again%010d", n), "submit"); r.status != http.StatusOK {
			b.Fatal(r.text)
		}
	}
}
