package hooks

import (
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// poll stores so many ratings of new cases of a service of market supervision on a day, as
// the acts would leave them.
func (x *house) poll(day string, service *core.Record, grades ...int) {
	x.t.Helper()
	like := x.find("applications", "state='closed'")
	for _, grade := range grades {
		c := core.NewRecord(like.Collection())
		c.Load(like.FieldsData())
		c.Id = core.GenerateDefaultRandomId()
		c.MarkAsNew()
		c.Set("number", "")
		if err := x.app.SaveNoValidateWithContext(penned, c); err != nil {
			x.t.Fatal(err)
		}
		r, err := newRecord(x.app, "ratings", map[string]any{"application": c.Id, "grade": grade})
		if err != nil {
			x.t.Fatal(err)
		}
		x.on(day)
		if err := x.as(x.app, system, func(tx core.App) error { return write(tx, r) }); err != nil {
			x.t.Fatal(err)
		}
		if _, err := x.app.DB().Update("ratings", dbx.Params{"service": service.Id, "department": service.GetString("department")}, dbx.HashExp{"id": r.Id}).Execute(); err != nil {
			x.t.Fatal(err)
		}
	}
	if _, _, err := x.Mend(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

// rate reads one rate of an answer as numerator and denominator.
func (r reply) rate(key string) [2]float64 {
	list, _ := r.body["rates"].([]any)
	for _, x := range list {
		if m := x.(map[string]any); m["key"] == key {
			return [2]float64{m["numerator"].(float64), m["denominator"].(float64)}
		}
	}
	r.t.Fatalf("no rate %s in %s", key, r.text)
	return [2]float64{}
}

// The four rates with numerator, denominator and level, for overseers over any days, for
// everybody else over ended months and without what is too small (R-MET-11, R-EV-05).
func TestRates_R_MET_11(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	wrong := x.rate(zhang, x.caseIn("closed"), 1)
	x.rate(zhang, x.caseIn("closed"), 3) // 基本满意 is no bad rating, and a sum from the moment on that it is given
	if sum := x.find("figures", "outcome='praised' && period='2026' && service=''"); sum.GetInt("cases") != 1 {
		t.Errorf("%d good ratings of the year are summed up", sum.GetInt("cases"))
	}
	if off, _, err := x.Recount(t.Context()); err != nil || len(off) != 0 {
		t.Errorf("the sums differ from a full count: %v %v", describeWrong(off, 3), err)
	}
	food, police := x.find("services", "name ~ '食品'"), x.find("services", "department != '%s'", x.person("clerk").GetString("department"))
	x.poll("2026-03-03", food, 5, 5, 4, 3, 2, 1)
	x.poll("2026-03-31", police, 5, 2)
	bad := x.find("ratings", "grade = 2 && service='%s'", food.Id)
	x.actOn("supervisor", "rating", bad.Id, "contact", map[string]any{"reason": "已回访"}).ok()
	x.actOn("supervisor", "rating", bad.Id, "rectify", map[string]any{"reason": "已整改"}).ok()
	x.actOn("supervisor2", "rating", wrong, "dispute", map[string]any{"ground": "wrong", "reason": "不实"}).ok()
	x.actOn("supervisor", "rating", wrong, "settle", map[string]any{"ground": "withdrawn", "reason": "不实"}).ok()
	rates := func(name, query string) reply {
		return x.call("GET", ours+"/ratings/rates?"+query, x.asker(name), nil).ok()
	}
	check := func(r reply, satisfied, rectified, called [2]float64) {
		t.Helper()
		for key, want := range map[string][2]float64{"satisfied": satisfied, "rectified": rectified, "called_back": called} {
			if got := r.rate(key); got != want {
				t.Errorf("%s is %v, want %v", key, got, want)
			}
		}
	}
	march := "from=2026-03-01&to=2026-03-31"
	all := rates("supervisor", march)
	check(all, [2]float64{6, 9}, [2]float64{1, 3}, [2]float64{1, 3})
	if parts, _ := all.body["parts"].([]any); len(parts) != 2 || all.at("exact") != true || all.at("hidden") != 0.0 {
		t.Errorf("the supervisor reads %s", all.text)
	}
	if r := rates("auditor", "from=2026-03-03&to=2026-03-03&service="+food.Id); r.rate("satisfied") != [2]float64{4, 6} || r.rate("rated")[0] != 6 {
		t.Errorf("one day of one service: %s", r.text)
	}
	for _, name := range []string{"", "zhang", "clerk", "approver"} {
		check(rates(name, march), [2]float64{}, [2]float64{}, [2]float64{}) // the month has not ended
	}
	x.on("2026-04-01")
	for _, name := range []string{"", "clerk"} {
		told := rates(name, "from=2026-02-15&to=2026-04-01")
		check(told, [2]float64{6, 9}, [2]float64{1, 3}, [2]float64{1, 3})
		if parts, _ := told.body["parts"].([]any); len(parts) != 0 || told.at("hidden") != 2.0 || told.at("from") != "2026-03-01" || told.at("to") != "2026-03-31" {
			t.Errorf("with one small department both are hidden: %s", told.text)
		}
		check(rates(name, march+"&department="+police.GetString("department")), [2]float64{}, [2]float64{}, [2]float64{})
		check(rates(name, march+"&service="+food.Id), [2]float64{}, [2]float64{}, [2]float64{})
		check(rates(name, "from=2026-03-02&to=2026-03-31"), [2]float64{}, [2]float64{}, [2]float64{})
	}
	x.call("GET", ours+"/ratings/rates?department=nothing", nil, nil).refused("department", "record_foreign", "R-MET-11")
	x.call("GET", ours+"/ratings/rates?service="+food.Id+"&department="+police.GetString("department"), nil, nil).refused("service", "record_foreign", "R-MET-11")
	x.call("GET", ours+"/ratings/rates?from=2026-13-01", nil, nil).refused("from", "date_invalid", "")
	if m := all.body["rates"].([]any)[0].(map[string]any); m["level"] != "ratings" || m["cite"] != "R-MET-11" || m["percent"] != 66.67 {
		t.Errorf("好评率 is told as %v", m)
	}
}
