package hooks

import "testing"

// The pages of a material stand in the order in which they are named, while pages may be
// added; nothing but a whole order of the own pages is taken.
func TestOrderOfPages_R_AL_05(t *testing.T) {
	x := newHouse(t)
	zhang, clerk := x.person("zhang"), x.person("clerk")
	id := x.draft(clerk, map[string]any{"applicant": zhang.Id, "channel": "counter"})
	lay := x.material("M-LAY")
	var pages []string
	for i := range 3 {
		pages = append(pages, x.upload(clerk, id, lay, "page.png", picture(40+i)).ok().id())
	}
	x.upload(clerk, id, x.material("M-ID"), "id.png", picture(50)).ok()
	order := func(documents ...string) reply {
		return x.call("POST", "/api/onestop/applications/"+id+"/pages", clerk, map[string]any{"material": lay, "documents": documents})
	}
	order(pages[2], pages[0], pages[1]).ok()
	for i, p := range []string{pages[2], pages[0], pages[1]} {
		if got := x.find("documents", "id='%s'", p).GetInt("page"); got != i+1 {
			t.Errorf("%s is page %d, want %d", p, got, i+1)
		}
	}
	order().refused("documents", "items_invalid", "R-AL-05")
	order(pages[0], pages[1]).refused("documents", "items_invalid", "R-AL-05")
	order(pages[0], pages[0], pages[1]).refused("documents", "items_invalid", "R-AL-05")
	order(pages[0], pages[1], x.find("documents", "original_name='id.png'").Id).refused("documents", "record_foreign", "R-AL-05")
	x.act(clerk, id, "submit").ok()
	order(pages...).refused("documents", "state_moved", "R-AL-05")
}
