package hooks

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// fair is a house with a catalogue big enough to look something up in it.
func fair(t testing.TB) *house {
	x := newHouse(t).unlimited()
	err := x.as(x.app, system, func(tx core.App) error {
		s := &seeder{h: x.Hall, tx: tx}
		market, err := tx.FindFirstRecordByData("departments", "code", "11510799DEM000030Q")
		if err != nil {
			return err
		}
		for i, name := range []string{"食品生产许可", "食品小作坊备案", "个体工商户登记"} {
			service := s.list(market, fmt.Sprintf("00011602%d000", i), map[string]any{"name": name, "name_en": []string{"Food production licence", "Small food workshop filing", "Sole trader registration"}[i],
				"type": "01", "regime": "GENERAL", "handling": "promised", "promised_days": 3, "basis": "法", "result_name": name + "证", "service_objects": []string{"enterprise"}})
			s.publish(service)
		}
		for i := range 25 {
			service := s.list(market, fmt.Sprintf("0020%08d", i), map[string]any{"name": fmt.Sprintf("公共服务第%02d项", i), "name_en": fmt.Sprintf("Public service %02d", i),
				"type": "20", "regime": "GENERAL", "handling": "instant", "promised_days": 0, "basis": "法", "result_name": "回执", "service_objects": []string{"agency"}})
			s.publish(service)
		}
		event := s.row("life_events", map[string]any{"name": "开餐馆", "name_en": "Open a restaurant", "lead": market.Id, "state": "published"})
		for _, name := range []string{"食品经营许可(新办)", "个体工商户登记"} {
			service, err := tx.FindFirstRecordByData("services", "name", name)
			if err != nil {
				return err
			}
			s.row("life_event_members", map[string]any{"life_event": event.Id, "service": service.Id})
		}
		return s.err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// look searches and answers the names that were found.
func (x *house) look(query string) ([]string, reply) {
	x.t.Helper()
	answer := x.call("GET", "/api/onestop/services"+query, nil, nil).ok()
	names := []string{}
	for _, item := range answer.body["items"].([]any) {
		names = append(names, item.(map[string]any)["name"].(string))
	}
	return names, answer
}

func TestSearchFindsWhatPeopleType(t *testing.T) {
	x := fair(t)
	food, making, workshop := "食品经营许可(新办)", "食品生产许可", "食品小作坊备案"
	trader, booklet := "个体工商户登记", "户口登记证明"
	for _, c := range []struct {
		name, q string
		want    []string
	}{
		{"the beginning of a name", "食品经营", []string{food}},
		{"a part of a name", "经营许可", []string{food}},
		{"a shortened name", "食品许可", []string{food, making}},
		{"a shortened name of another", "食品备案", []string{workshop}},
		{"two words", "许可 食品", []string{food, making}},
		{"two words that never meet", "许可 户口", []string{}},
		{"initials", "spjy", []string{food}},
		{"initials in capitals", "SPJY", []string{food}},
		{"initials in the middle", "jyxk", []string{food}},
		{"initials of another", "hkdj", []string{booklet}},
		{"English", "Food business", []string{food}},
		{"English in another order", "licence food", []string{food, making}},
		{"an English part", "house", []string{booklet}},
		{"the department", "公安局", []string{booklet}},
		{"the result", "食品经营许可证", []string{food}},
		{"the code", "11510799DEM000022X4000707001000", []string{booklet}},
		{"a blank before and behind", "  户口  ", []string{booklet}},
		{"a full-width blank between", "食品　经营", []string{food}},
		{"nothing like it", "狮子老虎", []string{}},
		{"signs of a query language", "%' OR 1=1 --", []string{}},
		{"a joker", "%", []string{}},
		{"another word for trader", "个体户", []string{trader}},
		{"no sign of a language", "\u0000\u202E", []string{}},
		{"a whole page of text", strings.Repeat("食品", 5000), []string{}},
	} {
		got, _ := x.look("?q=" + url.QueryEscape(c.q))
		slices.Sort(got)
		want := slices.Sorted(slices.Values(c.want))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q finds %v, want %v", c.name, c.q[:min(40, len(c.q))], got, want)
		}
	}
}

// What begins with the word stands before what holds it, that before what only speaks of
// it, and a shortened name last.
func TestBestFindStandsFirst(t *testing.T) {
	named := func(name, text string) entry {
		return entry{Name: name, name: name, text: name + "\n" + text, initials: initials(name)}
	}
	list := index{named("食物与药品", ""), named("小店", "需要食品许可"), named("办理食品备案", ""), named("食品备案", "")}
	var got []string
	for _, e := range list.find("食品", func(*entry) bool { return true }) {
		got = append(got, e.Name)
	}
	if want := []string{"食品备案", "办理食品备案", "小店", "食物与药品"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSearchFiltersAndPages(t *testing.T) {
	x := fair(t)
	police := x.find("departments", "code='11510799DEM000022X'").Id
	event := x.find("life_events", "name='开餐馆'").Id
	for _, c := range []struct {
		query string
		total int
		page  int
		items int
	}{
		{"", 30, 1, 20}, {"?page=2", 30, 2, 10}, {"?page=3", 30, 3, 0}, {"?page=0", 30, 1, 20}, {"?page=99999", 30, 99999, 0},
		{"?department=" + police, 1, 1, 1}, {"?department=nothing", 0, 1, 0},
		{"?object=agency", 25, 1, 20}, {"?object=agency&page=2", 25, 2, 5}, {"?object=person", 2, 1, 2}, {"?object=enterprise", 4, 1, 4}, {"?object=%27", 0, 1, 0},
		{"?life_event=" + event, 2, 1, 2}, {"?life_event=" + event + "&object=person", 1, 1, 1},
		{"?q=食品&object=enterprise", 3, 1, 3}, {"?q=食品&department=" + police, 0, 1, 0},
	} {
		names, answer := x.look(c.query)
		if answer.body["total"] != float64(c.total) || answer.body["page"] != float64(c.page) || len(names) != c.items {
			t.Errorf("%s: %d of %v on page %v", c.query, len(names), answer.body["total"], answer.body["page"])
		}
	}
	first, _ := x.look("")
	second, _ := x.look("?page=2")
	for _, name := range second {
		if slices.Contains(first, name) {
			t.Errorf("%s stands on both pages", name)
		}
	}
	for _, page := range []string{"-1", "two", "1.5", "1000000", "%27"} {
		x.call("GET", "/api/onestop/services?page="+page, nil, nil).refused("page", "value_invalid", "")
	}
	item := x.call("GET", "/api/onestop/services?q=spjy", nil, nil).ok().body["items"].([]any)[0].(map[string]any)
	for key, want := range map[string]any{"code": "11510799DEM000030Q4000116013001", "name_en": "Food business licence (new)", "department": "示例县市场监督管理局",
		"handling": "promised", "promised_days": 5.0, "trips": 1.0, "online_depth": "III"} {
		if item[key] != want {
			t.Errorf("%s is %v, want %v", key, item[key], want)
		}
	}
}

// The search follows the catalogue: what is suspended is gone, what is published is there.
func TestSearchFollowsTheCatalogue(t *testing.T) {
	x := fair(t)
	service := x.find("services", "name='食品生产许可'")
	service.Set("name", "食品加工许可")
	if err := x.Seed(x.app, service); err != nil {
		t.Fatal(err)
	}
	if names, _ := x.look("?q=食品加工"); len(names) != 0 {
		t.Errorf("a list under way is not published yet: %v", names)
	}
	if err := x.Publish(x.app, service.Id); err != nil {
		t.Fatal(err)
	}
	if names, _ := x.look("?q=食品加工"); len(names) != 1 {
		t.Errorf("the new name is not found: %v", names)
	}
	service = x.find("services", "name='食品加工许可'")
	service.Set("state", "suspended")
	if err := x.Seed(x.app, service); err != nil {
		t.Fatal(err)
	}
	if names, _ := x.look("?q=食品加工"); len(names) != 0 {
		t.Errorf("a suspended service is still found: %v", names)
	}
	if answer := x.call("GET", "/api/onestop/services/"+service.Id, nil, nil); answer.status != 404 {
		t.Errorf("a suspended service is still shown: %d", answer.status)
	}
}

// Any text is a search that is answered.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"", "食品", "spjy", "%", "\x00", "食 品", strings.Repeat("a", 300), "许可(新", "\xff\xfe"} {
		f.Add(q)
	}
	list := index{{ID: "1", Name: "食品经营许可(新办)", name: "食品经营许可(新办)", text: "食品经营许可(新办)\nfood", initials: initials("食品经营许可(新办)")}}
	f.Fuzz(func(t *testing.T, q string) {
		found := list.find(q, func(*entry) bool { return true })
		if strings.TrimSpace(q) == "" && len(found) != 1 {
			t.Errorf("%q finds nothing", q)
		}
		if _, err := json.Marshal(found); err != nil {
			t.Error(err)
		}
	})
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"食品经营许可": "spjyxk", "户口登记证明": "hkdjzm", "ABC公司": "abcgs", "": "", "（新办）": "xb", "Zhang张": "zhangz"} {
		if got := initials(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A thousand services are searched in well under a millisecond of work each time.
func BenchmarkSearch(b *testing.B) {
	list := make(index, 3000)
	for i := range list {
		name := fmt.Sprintf("食品经营许可第%d项", i)
		list[i] = entry{Name: name, name: name, text: name + "\nfood business", initials: initials(name)}
	}
	for b.Loop() {
		list.find("许可 spjy", func(*entry) bool { return true })
	}
}
