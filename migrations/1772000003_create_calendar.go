package migrations

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(createCalendar, drop("calendar"), "1772000003_create_calendar.go")
}

//go:embed calendar.json
var notices []byte

// createCalendar makes the working-day calendar and fills in the years whose notices are
// published (R-CAL-02).
func createCalendar(app core.App) error {
	b := &builder{app: app}
	c := core.NewBaseCollection("calendar")
	b.make(c, []string{"!date"},
		day("date", "日期，YYYY-MM-DD。Date", must, pick),
		one("kind", "放假或调休上班。Day off, or a weekend day that works", []string{"off", "work"}, must),
		text("name", 100, "节日名称。Holiday"),
		text("notice", 500, "国务院办公厅放假通知（文号或网址）。The notice"))
	if b.err != nil {
		return b.err
	}
	var file struct {
		Years map[string]struct {
			Papers []string
			Off    map[string]string
			Work   map[string]string
		}
	}
	if err := json.Unmarshal(notices, &file); err != nil {
		return err
	}
	for _, year := range slices.Sorted(maps.Keys(file.Years)) {
		y := file.Years[year]
		for kind, days := range map[string]map[string]string{"off": y.Off, "work": y.Work} {
			for _, date := range slices.Sorted(maps.Keys(days)) {
				r := core.NewRecord(c)
				r.Load(map[string]any{"date": date, "kind": kind, "name": days[date], "notice": y.Papers[0]})
				if err := app.Save(r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
