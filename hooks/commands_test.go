package hooks

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance"
	"onestop/hooks/rules/flow"
)

// bareApp is the house on a folder, not opened yet.
func bareApp(dir string) core.App {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	Register(app, Options{DueByHand: true})
	return app
}

// console runs a command of the house and answers what it prints.
func (x *house) console(args ...string) (string, error) {
	x.t.Helper()
	root := &cobra.Command{Use: "onestop", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(x.Commands()...)
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	err := root.Execute()
	return out.String(), err
}

func TestConsoleShowsTheCalendar(t *testing.T) {
	x := newHouse(t)
	if out, err := x.console("calendar", "show"); err != nil || !strings.Contains(out, "2024 2025 2026") {
		t.Errorf("%q %v", out, err)
	}
	out, err := x.console("calendar", "show", "2026")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err != nil || !slices.IsSorted(lines) || !strings.Contains(out, "2026-02-14  work") || !strings.Contains(out, "2026-10-01  off") {
		t.Errorf("%q %v", out, err)
	}
	for _, year := range []string{"2031", "abc"} {
		if out, err := x.console("calendar", "show", year); err == nil || out != "" {
			t.Errorf("a year without a notice has days: %q %v", out, err)
		}
	}
}

func TestConsoleImportsANotice(t *testing.T) {
	x := newHouse(t)
	file := filepath.Join(t.TempDir(), "2027.json")
	if err := os.WriteFile(file, []byte(notice2027), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := x.console("calendar", "import", file); err != nil || !strings.HasPrefix(out, "3 days are imported") || !strings.Contains(out, "已导入 3 天") {
		t.Errorf("%q %v", out, err)
	}
	if got := x.call("GET", ours+"/calendar/add?from=2026-12-31&days=1", nil, nil).ok().at("due"); got != "2027-01-04" {
		t.Errorf("the new year is not in force: %v", got)
	}
	row := x.find("audit", "collection='calendar' && changes ~ '2027-01-01'")
	if row.GetString("actor_kind") != kindSystem {
		t.Errorf("the trail says %s imported", row.GetString("actor_kind"))
	}
	for _, args := range [][]string{{"calendar", "import"}, {"calendar", "import", file, file}, {"calendar", "import", file + ".missing"}, {"calendar", "show", "2026", "2027"}, {"nothing"}} {
		if out, err := x.console(args...); err == nil {
			t.Errorf("%v ends well: %q", args, out)
		}
	}
}

func TestConsoleVerifiesTheTrail(t *testing.T) {
	x := newHouse(t)
	x.caseIn("granted")
	rows, head, err := VerifyTrail(x.app)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x.console("audit", "verify")
	if err != nil || !strings.Contains(out, head) || !strings.Contains(out, "whole") || rows == 0 {
		t.Errorf("%q %v", out, err)
	}
	if _, err := x.app.DB().NewQuery("UPDATE audit SET actor = 'somebody' WHERE seq = 30").Execute(); err != nil {
		t.Fatal(err)
	}
	if out, err := x.console("audit", "verify"); err == nil || !strings.Contains(err.Error(), "row 30") || !strings.Contains(err.Error(), "29 good rows") {
		t.Errorf("a broken trail ends well: %q %v", out, err)
	}
}

func TestConsolePrintsTheLaw(t *testing.T) {
	x := newHouse(t)
	out, err := x.console("rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range flow.Tables {
		if !strings.Contains(out, table.Draw()) {
			t.Errorf("the process of %s is missing", table.Subject)
		}
	}
	if !strings.Contains(out, "FOOD_BUSINESS") || !strings.Contains(out, "limits by regime") {
		t.Error("the limits are missing")
	}
}

// A command without need of a folder makes none; a failing one fails the program.
func TestRunTellsOfFailure(t *testing.T) {
	dir, none := copyTemplate(t), filepath.Join(t.TempDir(), "none")
	run := func(dir string, args ...string) error {
		t.Helper()
		before := os.Args
		defer func() { os.Args = before }()
		os.Args = append([]string{"onestop", "--dir", dir}, args...)
		app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: dir, HideStartBanner: true, DBConnect: appliance.Connect})
		h := Register(app, Options{DueByHand: true})
		app.RootCmd.SetOut(&bytes.Buffer{})
		app.RootCmd.SetErr(&bytes.Buffer{})
		app.RootCmd.AddCommand(h.Commands()...)
		app.RootCmd.SetArgs(os.Args[1:])
		return Run(app)
	}
	if err := run(none, "rules"); err != nil {
		t.Errorf("rules: %v", err)
	}
	if err := run(none, "no-such-command"); err == nil {
		t.Error("an unknown command ends well")
	}
	if _, err := os.Stat(filepath.Join(none, "data.db")); !os.IsNotExist(err) {
		t.Error("neither needs a folder, yet one was made")
	}
	if err := run(dir, "calendar", "import", filepath.Join(dir, "missing.json")); err == nil {
		t.Error("a failing command ends well")
	}
	if err := run(dir, "calendar", "show"); err != nil {
		t.Errorf("calendar show: %v", err)
	}
}

// copyTemplate is a folder of its own with the small county and its key.
func copyTemplate(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+".key", mustReadFile(t, template+".key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
