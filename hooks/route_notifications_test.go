package hooks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

const postbox = "/api/collections/notifications/records"

func (r reply) ids() []string {
	var ids []string
	for _, item := range r.body["items"].([]any) {
		ids = append(ids, item.(map[string]any)["id"].(string))
	}
	return ids
}

func (x *house) unread(who *core.Record) float64 {
	x.t.Helper()
	n, _ := x.call("GET", "/api/onestop/notifications/unread", who, nil).ok().body["unread"].(float64)
	return n
}

// Everybody lists and views the own rows only, and nobody writes one by the API.
func TestOnlyTheOwnerReadsNotifications(t *testing.T) {
	x := newHouse(t)
	zhang, li, clerk := x.person("zhang"), x.person("li"), x.person("clerk")
	x.write(zhang, x.handIn(zhang, "M-ID"), "在吗？")
	x.handIn(li, "M-ID")
	his, hers, theirs := x.call("GET", postbox, zhang, nil).ok().ids(), x.call("GET", postbox, li, nil).ok().ids(), x.call("GET", postbox, clerk, nil).ok().ids()
	if len(his) != 1 || len(hers) != 1 || len(theirs) != 1 || his[0] == hers[0] {
		t.Fatalf("%v %v %v", his, hers, theirs)
	}
	for _, c := range []struct {
		who    *core.Record
		id     string
		status int
	}{
		{zhang, his[0], 200}, {li, his[0], 404}, {clerk, his[0], 404}, {nil, his[0], 404}, {x.person("auditor"), his[0], 404},
		{clerk, theirs[0], 200}, {x.person("examiner"), theirs[0], 404}, {zhang, theirs[0], 404},
	} {
		if got := x.call("GET", postbox+"/"+c.id, c.who, nil); got.status != c.status {
			t.Errorf("%v reads %s: %d", c.who, c.id, got.status)
		}
	}
	if got := x.call("GET", postbox+"?filter=text!=''", nil, nil); got.status/100 == 2 && len(got.ids()) != 0 {
		t.Errorf("a guest reads %s", got.text)
	}
	for _, who := range []*core.Record{zhang, clerk, x.person("admin")} {
		for _, try := range []reply{
			x.call("PATCH", postbox+"/"+his[0], who, map[string]any{"read_at": "2026-03-02 01:00:00.000Z"}),
			x.call("POST", postbox, who, map[string]any{"applicant": zhang.Id, "kind": "grant", "channel": "inbox", "state": "sent", "text": "假"}),
		} {
			if try.status/100 != 4 {
				t.Errorf("%s writes: %d %s", who.Collection().Name, try.status, try.text)
			}
		}
	}
	if got := x.call("DELETE", postbox+"/"+his[0], zhang, nil); got.status/100 != 4 {
		t.Errorf("deleted: %d", got.status)
	}
	if x.find("notifications", "id='%s'", his[0]).GetString("read_at") != "" {
		t.Error("marked as read")
	}
}

func TestMarkingAsRead(t *testing.T) {
	x := newHouse(t)
	zhang, li := x.person("zhang"), x.person("li")
	for range 3 {
		x.handIn(zhang, "M-ID")
	}
	x.handIn(li, "M-ID")
	ids := x.call("GET", postbox+"?sort=created", zhang, nil).ok().ids()
	foreign := x.call("GET", postbox, li, nil).ok().ids()[0]
	read := func(who *core.Record, body any) reply {
		return x.call("POST", "/api/onestop/notifications/read", who, body)
	}
	if n := x.unread(zhang); n != 3 {
		t.Fatalf("%v unread", n)
	}
	if left := read(zhang, map[string]any{"ids": []string{ids[0], ids[0]}}).ok().body["unread"]; left != 2.0 {
		t.Errorf("%v left", left)
	}
	x.on("2026-03-04")
	read(zhang, map[string]any{"ids": ids[:2]}).ok()
	if first, second := x.find("notifications", "id='%s'", ids[0]), x.find("notifications", "id='%s'", ids[1]); !first.GetDateTime("read_at").Time().Equal(morning) || chinaDate(second, "read_at") != "2026-03-04" {
		t.Errorf("read at %s and %s: the first reading counts", first.GetString("read_at"), second.GetString("read_at"))
	}
	read(zhang, map[string]any{"ids": []string{ids[2], foreign}}).refused("ids", "record_foreign", "")
	read(zhang, map[string]any{"ids": []string{ids[2], "nowhere12345678"}}).refused("ids", "record_foreign", "")
	if zhangs, lis := x.unread(zhang), x.unread(li); zhangs != 1 || lis != 1 {
		t.Errorf("a refused request changed something: %v and %v unread", zhangs, lis)
	}
	if left := read(zhang, map[string]any{"all": true}).ok().body["unread"]; left != 0.0 || x.unread(li) != 1 {
		t.Errorf("%v left, %v of the other", left, x.unread(li))
	}
	read(zhang, map[string]any{"all": true}).ok()
}

func TestMarkingAsReadRefusesNonsense(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	x.handIn(zhang, "M-ID")
	for _, body := range []any{
		nil, map[string]any{}, map[string]any{"ids": []string{}}, map[string]any{"ids": "all"}, map[string]any{"ids": []any{1, 2}},
		map[string]any{"ids": []any{map[string]any{"a": 1}}}, map[string]any{"all": "yes"}, map[string]any{"all": true, "ids": []string{"x"}},
		[]any{1}, "text", map[string]any{"ids": slices.Repeat([]string{"x"}, readAtOnce+1)},
	} {
		if got := x.call("POST", "/api/onestop/notifications/read", zhang, body); got.status != 400 {
			t.Errorf("%s: %d %s", fmt.Sprint(body)[:min(40, len(fmt.Sprint(body)))], got.status, got.text)
		}
	}
	for _, id := range []string{"", "' OR 1=1 --", "\x00", "%", "张"} {
		x.call("POST", "/api/onestop/notifications/read", zhang, map[string]any{"ids": []string{id}}).refused("ids", "record_foreign", "")
	}
	if x.unread(zhang) != 1 {
		t.Error("nonsense marked something as read")
	}
	for _, who := range []*core.Record{nil, x.person("admin")} {
		for _, got := range []reply{x.call("GET", "/api/onestop/notifications/unread", who, nil), x.call("POST", "/api/onestop/notifications/read", who, map[string]any{"all": true})} {
			if got.status != 401 && got.status != 403 {
				t.Errorf("%d %s", got.status, got.text)
			}
		}
	}
}

// Counting what is unread stays fast in a full inbox: what was read is not walked.
func BenchmarkUnread(b *testing.B) {
	x := newHouse(b).real(nil)
	clerk := x.person("clerk")
	if _, err := x.app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO notifications (id, officer, kind, channel, state, read_at) SELECT printf('n%014d', i), '` + clerk.Id + `', 'assigned', 'inbox', 'sent', '2026-03-02 01:00:00.000Z' FROM n`).Execute(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n := x.unread(clerk); n != 0 {
			b.Fatal(n)
		}
	}
}
