package hooks

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// A life event is found by its name, its sounds, its English and by what people call the
// matter, which its description says; one that is not published is found by nothing.
func TestLifeEventsAreFoundByWhatPeopleCallThem_R_PKG_01(t *testing.T) {
	x := newPagedWorld(t)
	id := x.find("life_events", "state = 'published'").Id
	set := func(fields dbx.Params) {
		if _, err := x.app.DB().Update("life_events", fields, dbx.HashExp{"id": id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	set(dbx.Params{"name": "开办餐饮店一件事", "name_en": "Open a restaurant", "description": "开饭店、奶茶店。一次提交材料。"})
	for query, want := range map[string]bool{"餐饮": true, "开饭店": true, "奶茶": true, "cyd": true, "restaurant": true, "餐饮 一件事": true, "Open RESTAURANT": true,
		"婚姻": false, "餐饮 婚姻": false, "": false, "  ": false} {
		answer := x.call("GET", "/api/onestop/services?q="+url.QueryEscape(query), nil, nil).ok()
		if got := strings.Contains(answer.text, id); got != want {
			t.Errorf("%q: found %v, want %v: %s", query, got, want, answer.text)
		}
		if page := x.call("GET", "/?q="+url.QueryEscape(query), nil, nil).ok().text; query != "" && strings.TrimSpace(query) != "" && strings.Contains(page, "/life.html?id="+id) != want {
			t.Errorf("%q without JavaScript: want %v", query, want)
		}
	}
	set(dbx.Params{"state": "suspended"})
	if answer := x.call("GET", "/api/onestop/services?q="+url.QueryEscape("餐饮"), nil, nil).ok(); strings.Contains(answer.text, id) {
		t.Errorf("a suspended one: %s", answer.text)
	}
}
