package flow

import (
	"flag"
	"os"
	"slices"
	"testing"

	"onestop/hooks/rules/fault"
)

var update = flag.Bool("update", false, "write the golden drawings")

func TestTablesCheckThemselves(t *testing.T) {
	for name, table := range Tables {
		if err := table.Check(); err != nil {
			t.Error(err)
		}
		if table.Subject != name {
			t.Errorf("%s is filed as %s", table.Subject, name)
		}
	}
}

func TestTablesDrawThemselves(t *testing.T) {
	for name, table := range Tables {
		file := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(file, []byte(table.Draw()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != table.Draw() {
			t.Errorf("%s changed; read the difference and run with -update:\n%s", name, table.Draw())
		}
	}
}

// Every act in every state by every role gives the tabled row or the refusal that the
// order of checks names: unknown act, then role, then state.
func TestEveryActStateRole(t *testing.T) {
	for _, table := range Tables {
		n := 0
		for _, act := range append(table.Acts(), "unknown") {
			for _, state := range table.States {
				for _, role := range Roles() {
					n++
					row, err := table.Find(act, state, []Role{role})
					want := expected(table, act, state, role)
					if got := fault.Of(err); got != want {
						t.Errorf("%s from %s by %s: got %q, want %q", act, state, role, got, want)
					}
					if err == nil && (row.Act != act || !slices.Contains(row.From, state) || !slices.Contains(row.Roles, role)) {
						t.Errorf("%s from %s by %s: wrong row %+v", act, state, role, row)
					}
				}
			}
		}
		t.Logf("%s: %d combinations", table.Subject, n)
	}
}

func expected(table Table, act Act, state State, role Role) fault.Code {
	known, mine := false, false
	for _, r := range table.Rows {
		if r.Act != act {
			continue
		}
		known = true
		if slices.Contains(r.Roles, role) {
			mine = true
			if slices.Contains(r.From, state) {
				return ""
			}
		}
	}
	switch {
	case !known:
		return fault.ActNotAllowed
	case !mine:
		return fault.RoleRequired
	}
	return fault.StateMoved
}

func TestAnyOfSeveralRolesIsEnough(t *testing.T) {
	if _, err := Application.Find("grant", Accepted, []Role{Clerk, Approver}); err != nil {
		t.Fatal(err)
	}
	if _, err := Application.Find("grant", Accepted, nil); fault.Of(err) != fault.RoleRequired {
		t.Fatal("nobody must not be somebody")
	}
}

func TestRowNeeds(t *testing.T) {
	row := func(act Act) Row {
		i := slices.IndexFunc(Application.Rows, func(r Row) bool { return r.Act == act })
		return Application.Rows[i]
	}
	for _, c := range []struct {
		name                  string
		act                   Act
		reason, ground, until string
		want                  fault.Code
	}{
		{"R-AL-13 refusal without reasons", "refuse", "", "", "", fault.ReasonRequired},
		{"R-AL-13 refusal with reasons", "refuse", "消防不合格", "", "", ""},
		{"R-AL-04 rejection without ground", "reject", "x", "", "", fault.GroundRequired},
		{"R-AL-04 rejection on an unlisted ground", "reject", "x", "too_busy", "", fault.GroundRequired},
		{"R-AL-20 pause for a site visit", "pause", "", "site_visit", "2026-03-20", fault.PauseGround},
		{"R-AL-20 pause without a ground", "pause", "", "", "2026-03-20", fault.PauseGround},
		{"R-AL-20 pause without saying until when", "pause", "", "testing", "", fault.DateInvalid},
		{"R-AL-20 pause for testing", "pause", "", "testing", "2026-03-20", ""},
		{"R-AL-10 opinion that is neither pass nor fail", "examine", "", "maybe", "", fault.GroundRequired},
	} {
		if got := fault.Of(row(c.act).Check(c.reason, c.ground, c.until)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryRefusalCitesARule(t *testing.T) {
	for _, state := range Application.States {
		for _, act := range append(Application.Acts(), "x") {
			_, err := Application.Find(act, state, []Role{Auditor})
			f, ok := err.(*fault.Fault)
			if !ok || f.Cite() == "" {
				t.Errorf("%s from %s: %v has no citation", act, state, err)
			}
		}
	}
}

// A contradiction of each kind is found.
func TestCheckFindsContradictions(t *testing.T) {
	good := Row{Act: "go", From: []State{"a"}, To: "b", Roles: []Role{Clerk}, Cite: "R", Name: "走", NameEn: "Go"}
	table := func(rows ...Row) Table {
		return Table{Subject: "t", Start: "a", States: []State{"a", "b"}, Final: []State{"b"}, Rows: rows}
	}
	if err := table(good).Check(); err != nil {
		t.Fatal(err)
	}
	change := func(f func(*Row)) Row { r := good; f(&r); return r }
	for name, bad := range map[string]Table{
		"no citation":     table(change(func(r *Row) { r.Cite = "" })),
		"no role":         table(change(func(r *Row) { r.Roles = nil })),
		"unknown state":   table(good, change(func(r *Row) { r.Act, r.To = "fly", "c" })),
		"leaves final":    table(good, change(func(r *Row) { r.Act, r.From, r.To = "back", []State{"b"}, "a" })),
		"two rows":        table(good, good),
		"unreachable":     {Subject: "t", Start: "a", States: []State{"a", "b", "c"}, Final: []State{"b", "c"}, Rows: []Row{good}},
		"dead end":        {Subject: "t", Start: "a", States: []State{"a", "b"}, Rows: []Row{good}},
		"ground, no list": table(change(func(r *Row) { r.Needs = []Need{NeedGround} })),
	} {
		if bad.Check() == nil {
			t.Errorf("%s was not found", name)
		}
	}
}
