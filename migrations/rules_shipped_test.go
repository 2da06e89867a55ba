package migrations

import (
	"os"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/doctor"
)

const shippedRules = "../hooks/appliance/doctor/rules.golden"

// The doctor of every house compares its access rules with those that its version ships;
// what it knows of them is what the migrations make.
func TestTheDoctorKnowsTheRulesThatAreShipped(t *testing.T) {
	app := freshApp(t)
	lines, err := doctor.RulesOf(app.DB())
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(shippedRules, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != doctor.Shipped {
		t.Errorf("the rules of a collection changed; look at the change, then run this test with -update:\n%s", text)
	}
}

// Whatever changes who may do what, the doctor sees.
func TestTheDoctorSeesEveryChangeOfARule(t *testing.T) {
	if *update {
		t.Skip("the rules are being written")
	}
	for _, column := range []string{"listRule", "viewRule", "createRule", "updateRule", "deleteRule"} {
		for _, rule := range []string{"''", "'id = id'"} { // everybody, and a condition
			app := freshApp(t)
			change(t, app, "UPDATE _collections SET "+column+" = "+rule+" WHERE name = 'identities'")
			seen(t, app, column, "identities", "")
		}
	}
	app := freshApp(t)
	change(t, app, "UPDATE _collections SET options = json_set(options, '$.authRule', '') WHERE name = 'officers'")
	seen(t, app, "authRule", "officers", "")
	app = freshApp(t)
	change(t, app, "UPDATE _collections SET options = json_set(options, '$.manageRule', 'id = id') WHERE name = 'applicants'")
	seen(t, app, "manageRule", "applicants", "")
	app = freshApp(t)
	change(t, app, "UPDATE _collections SET fields = replace(fields, '\"protected\":true', '\"protected\":false') WHERE name = 'problems'")
	seen(t, app, "protected", "", "problems.files problems.evidence")
	app = freshApp(t)
	change(t, app, "DELETE FROM _collections WHERE name = 'audit'")
	seen(t, app, "a collection that is gone", "audit", "")
	seen(t, freshApp(t), "nothing", "", "")
}

func change(t *testing.T, app core.App, sql string) {
	t.Helper()
	result, err := app.DB().NewQuery(sql).Execute()
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := result.RowsAffected(); n != 1 {
		t.Fatalf("%s changed %d rows", sql, n)
	}
}

func seen(t *testing.T, app core.App, what, changed, unprotected string) {
	t.Helper()
	s, err := doctor.LookSchema(app.DB())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.Changed, " "); got != changed {
		t.Errorf("%s: changed %q, want %q", what, got, changed)
	}
	if got := strings.Join(s.Unprotected, " "); got != unprotected {
		t.Errorf("%s: unprotected %q, want %q", what, got, unprotected)
	}
}
