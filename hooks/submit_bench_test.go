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
	for table, ids := range map[string][2]string{
		"applications": {"id", "printf('again%010d', n)"},
		"documents":    {"application", "substr(t.id, 1, 9) || printf('%06x', n)"},
	} {
		var columns []string
		if err := x.app.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns); err != nil {
			x.t.Fatal(err)
		}
		values := make([]string, len(columns))
		for i, name := range columns {
			switch values[i] = "t.`" + name + "`"; name {
			case "number":
				values[i] = "CASE t.number WHEN '' THEN '' ELSE t.number || '-' || n END"
			case "application":
				values[i] = "printf('again%010d', n)"
			case "id":
				values[i] = ids[1]
			}
		}
		_, err := x.app.NonconcurrentDB().NewQuery(fmt.Sprintf("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < %d) INSERT INTO %s (`%s`) SELECT %s FROM %s t JOIN r WHERE t.%s = {:id}",
			n, table, strings.Join(columns, "`, `"), strings.Join(values, ", "), table, ids[0])).Bind(dbx.Params{"id": application}).Execute()
		if err != nil {
			x.t.Fatal(err)
		}
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
