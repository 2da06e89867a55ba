package hooks

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pocketbase/dbx"

	"onestop/hooks/rules/flow"
)

// A limit that reaches a year without a notice has no day and a grey light; the import of
// the notice dates it from the day on which it began.
func TestImportedYearDatesClaims_R_CAL_05(t *testing.T) {
	x := newHouse(t).on("2026-12-28").unlimited()
	opened, followed := x.opened(x.item(91)), x.claimIn(flow.Published)
	revised := x.claimIn(flow.Published)
	x.on("2026-12-30").actOn("cataloguer", "claim", revised, "revise", nil).ok()
	item := x.find("basic_items", "id='%s'", x.find("claims", "id='%s'", followed).GetString("basic_item"))
	item.Set("name", "小餐饮备案（改）")
	if err := x.app.Save(item); err != nil {
		t.Fatal(err)
	}
	// The stamps of the platform are those of the wall; the claim and the change are of these days.
	for table, day := range map[string]string{"claims": "2026-12-28", "basic_items": "2026-12-29"} {
		if _, err := x.app.DB().Update(table, dbx.Params{"created": day + " 02:00:00.000Z", "updated": day + " 02:00:00.000Z"}, nil).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	lights := func() map[string]any {
		all := map[string]any{}
		for _, row := range x.call("GET", ours+"/claims", x.person("cataloguer"), nil).ok().at("items").([]any) {
			all[row.(map[string]any)["id"].(string)] = row.(map[string]any)["light"]
		}
		return all
	}
	for _, id := range []string{opened, followed, revised} {
		if due := x.find("claims", "id='%s'", id).GetString("due"); due != "" || lights()[id] != "grey" {
			t.Errorf("due %q, light %v: the year 2027 must not be guessed", due, lights()[id])
		}
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
	for id, want := range map[string]string{opened: "2027-01-26", followed: "2027-01-20", revised: "2027-01-28"} {
		if due := x.find("claims", "id='%s'", id).GetString("due"); due != want || lights()[id] != "green" {
			t.Errorf("due %q, light %v after the import, want %s", due, lights()[id], want)
		}
	}
}
