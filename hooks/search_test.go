package hooks

import (
	"bytes"
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
		{"two words without a blank, the wrong way round", "许可食品", []string{food, making}},
		{"full pinyin", "shipinjingying", []string{food}},
		{"a syllable in the middle", "hukou", []string{booklet}},
		{"pinyin and initials of two words", "xuke sp", []string{food, making}},
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
	named := func(name, text string) *entry {
		return &entry{Name: name, name: name, text: text, sounds: newReader().read(name)}
	}
	list := index{named("食物与药品", ""), named("小店", "需要食品许可"), named("办理食品备案", ""), named("食品备案", "")}
	var got []string
	for _, e := range list.find("食品", all) {
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
		{"?object=agency", 25, 1, 20}, {"?object=agency&page=2", 25, 2, 5}, {"?object=person", 2, 1, 2}, {"?object=enterprise", 29, 1, 20}, {"?object=%27", 0, 1, 0},
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

// Among equals what was asked for most in the last 90 days stands first; a revision is
// found from the day on which it comes into force.
func TestSearchFollowsDemandAndDays(t *testing.T) {
	x := fair(t)
	if names, _ := x.look("?q=公共服务"); names[0] != "公共服务第00项" {
		t.Fatalf("without demand the code decides: %v", names[:3])
	}
	wanted := x.find("services", "name='公共服务第07项'").Id
	x.handedIn(wanted, "2026-02-20 01:00:00.000Z")
	x.handedIn(x.find("services", "name='公共服务第09项'").Id, "2025-10-01 01:00:00.000Z")
	x.on("2026-03-03")
	if names, _ := x.look("?q=公共服务"); names[0] != "公共服务第07项" || names[1] != "公共服务第00项" {
		t.Errorf("on the next day the one asked for stands first: %v", names[:3])
	}
	revision := x.find("revisions", "service='%s'", wanted)
	content := strings.ReplaceAll(revision.GetString("content"), "公共服务第07项", "便民事项第07项")
	later, err := newRecord(x.app, "revisions", map[string]any{"service": wanted, "version": 2, "content": content, "checksum": "c", "effective_on": "2026-03-05"})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Seed(x.app, later); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day  string
		want int
	}{{"2026-03-03", 0}, {"2026-03-04", 0}, {"2026-03-05", 1}, {"2026-03-04", 0}, {"2026-03-06", 1}} {
		if names, _ := x.on(c.day).look("?q=便民"); len(names) != c.want {
			t.Errorf("on %s %v", c.day, names)
		}
	}
	if names, _ := x.on("2026-06-30").look("?q=公共服务"); names[0] != "公共服务第00项" {
		t.Errorf("what was asked for long ago does not count: %v", names[:3])
	}
}

// handedIn adds a case of the service as it is stored.
func (x *house) handedIn(service, at string) {
	x.t.Helper()
	r, err := newRecord(x.app, "applications", map[string]any{"service": service, "applicant": x.person("zhang").Id, "channel": "online",
		"revision": x.find("revisions", "service='%s'", service).Id, "state": "submitted", "received_at": at})
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.Seed(x.app, r); err != nil {
		x.t.Fatal(err)
	}
}

// After one service changed, the entries of the others are the same as before.
func TestOneEntryIsReadAnew(t *testing.T) {
	x := fair(t)
	before, err := x.index()
	if err != nil {
		t.Fatal(err)
	}
	service := x.find("services", "name='食品生产许可'")
	if err := x.Publish(x.app, service.Id); err != nil {
		t.Fatal(err)
	}
	after, err := x.index()
	if err != nil {
		t.Fatal(err)
	}
	fresh := 0
	for i, e := range after {
		if e.ID != before[i].ID {
			t.Errorf("%s stands where %s stood", e.Name, before[i].Name)
		}
		if e != before[i] {
			fresh++
		}
	}
	if fresh != 1 || len(after) != len(before) {
		t.Errorf("%d of %d entries were read anew, %d before", fresh, len(after), len(before))
	}
}

// Any text is a search that is answered.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"", "食品", "spjy", "%", "\x00", "食 品", strings.Repeat("a", 300), "许可(新", "\xff\xfe"} {
		f.Add(q)
	}
	list := index{{ID: "1", Name: "食品经营许可(新办)", name: "食品经营许可(新办)", nameEn: "food", sounds: newReader().read("食品经营许可(新办)")}}
	f.Fuzz(func(t *testing.T, q string) {
		found := list.find(q, all)
		if strings.TrimSpace(q) == "" && len(found) != 1 {
			t.Errorf("%q finds nothing", q)
		}
		if _, err := json.Marshal(found); err != nil {
			t.Error(err)
		}
	})
}

// Signs are read as people type them: by their syllable, by the first letter, by either
// of two sounds, and by nothing where nobody types letters.
func TestSoundsOfNames(t *testing.T) {
	r := newReader()
	for _, c := range []struct {
		name, letters string
		want          bool
	}{
		{"食品经营许可", "spjyxk", true}, {"食品经营许可", "shipinjingyingxuke", true}, {"食品经营许可", "jingying", true}, {"食品经营许可", "spjingying", true},
		{"食品经营许可", "shipinj", true}, {"食品经营许可", "shipinjingyi", true}, {"食品经营许可", "spxk", false}, {"食品经营许可", "pinshi", false},
		{"殡葬服务", "binzang", true}, {"殡葬服务", "bzfw", true}, {"癌症救助", "aizheng", true},
		{"银行预约开户", "yinhang", true}, {"银行预约开户", "yhyykh", true}, {"老年人长期照护", "changqi", true}, {"校长任命", "xiaozhang", true},
		{"女职工保护", "nvzhigong", true}, {"律师执业", "lvshi", true}, {"侵略", "qinlve", true}, {"重新登记", "chongxin", true}, {"重要事项", "zhongyao", true},
		{"ABC公司3号", "abcgs3", false}, {"ABC公司", "abcgs", true}, {"（新办）", "xinban", true}, {"", "a", false}, {"啊啊啊啊啊啊啊啊啊啊", strings.Repeat("a", 100), false},
	} {
		if got := isLetters(c.letters) && sounds(c.letters, r.read(c.name)); got != c.want {
			t.Errorf("%s by %s: %t", c.name, c.letters, got)
		}
	}
	for sign, other := range secondSounds {
		if first := r.read(string(sign))[0][0]; first == other {
			t.Errorf("%c is read %s anyway", sign, other)
		}
	}
	if len(r.bounds) != 401 {
		t.Errorf("%d syllables", len(r.bounds))
	}
	for i := 1; i < len(r.bounds); i++ {
		if bytes.Compare(r.bounds[i-1], r.bounds[i]) >= 0 {
			t.Errorf("%s does not stand behind %s", r.names[i], r.names[i-1])
		}
	}
}

func all(*entry) bool { return true }
