package hooks

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// clientID is an id as a browser draws it, fifteen signs.
func clientID(n int) string { return fmt.Sprintf("client%09d", n) }

// creates are one create of each kind with an id of its sender, and who sends it.
func (w *world) creates() map[string]struct {
	collection string
	as         *core.Record
	id         string
	send       func() reply
	other      func() reply // the same id with another body
} {
	type create = struct {
		collection string
		as         *core.Record
		id         string
		send       func() reply
		other      func() reply
	}
	n := 0
	list := map[string]create{}
	add := func(name, collection, by string, body, change map[string]any) {
		n++
		id, as := clientID(n), w.named(by)
		body["id"] = id
		another := maps.Clone(body)
		maps.Copy(another, change)
		path := "/api/collections/" + collection + "/records"
		list[name] = create{collection, as, id, func() reply { return w.call("POST", path, as, body) }, func() reply { return w.call("POST", path, as, another) }}
	}
	food := w.find("services", "name ~ '食品'").Id
	add("a draft", "applications", "zhang", map[string]any{"service": food, "form": map[string]any{"premises": "示例路1号"}}, map[string]any{"form": map[string]any{"premises": "示例路2号"}})
	add("a counter draft", "applications", "clerk", map[string]any{"service": food, "applicant": w.person("li").Id}, map[string]any{"applicant": w.person("zhang").Id})
	add("an act", "actions", "zhang", map[string]any{"subject": "application", "application": w.own, "act": "submit"}, map[string]any{"reason": "快一点"})
	add("an officer's act", "actions", "clerk", map[string]any{"subject": "application", "application": w.submitted, "act": "accept"}, map[string]any{"reason": "齐全"})
	add("a message", "messages", "zhang", map[string]any{"application": w.running, "text": "何时核查？"}, map[string]any{"text": "别的话"})
	add("a sign-up", "applicants", "", map[string]any{"kind": "person", "name": "王爷爷", "id_type": "resident_id", "id_number": "510799194203050111",
		"phone": "13900000001", "password": password, "passwordConfirm": password}, map[string]any{"password": "another-one-2026", "passwordConfirm": "another-one-2026"})
	add("a registration", "applicants", "clerk", map[string]any{"kind": "person", "name": "赵奶奶", "id_type": "resident_id", "id_number": "510799193501180286"}, map[string]any{"name": "赵"})
	add("a row of a list", "fees", "cataloguer", map[string]any{"service": w.list, "name": "工本费", "standard": "10元", "basis": "文件"}, map[string]any{"standard": "20元"})
	add("a day off", "calendar", "admin", map[string]any{"date": "2026-03-09", "kind": "off"}, map[string]any{"date": "2026-03-10"})
	n++
	id := clientID(n)
	upload := func(seed int, name string) func() reply {
		return func() reply {
			return w.upload(w.person("li"), w.foreign, w.material("M-AP"), name, picture(seed), map[string]string{"id": id})
		}
	}
	list["an upload"] = create{"documents", w.person("li"), id, upload(70, "申请表.png"), upload(71, "申请表.png")}
	return list
}

// Whoever sends a create again with the same id, because the line broke or the button was
// pressed twice, gets the stored record; it is stored once.
func TestRetriesStoreOnce(t *testing.T) {
	w := newWorld(t)
	stranger := w.person("restaurant")
	for name, c := range w.creates() {
		first := c.send().ok()
		if first.id() != c.id {
			t.Fatalf("%s: the id of the sender is not kept: %s", name, first.text)
		}
		before, rows := w.photograph(), w.rows()
		w.seen.moved()
		again := c.send()
		if again.status != 200 || again.id() != c.id {
			t.Errorf("%s again: %d %s", name, again.status, again.text)
		}
		if again.text != first.text {
			t.Errorf("%s is answered otherwise the second time:\n%s\n%s", name, first.text, again.text)
		}
		c.other().refused("id", "request_reused", "")
		for caller, as := range map[string]*core.Record{"a stranger": stranger, "a guest": nil} {
			if c.as == nil && as == nil {
				continue
			}
			answer := w.call("POST", "/api/collections/"+c.collection+"/records", as, map[string]any{"id": c.id, "service": w.find("services", "name ~ '食品'").Id})
			if answer.status/100 != 4 {
				t.Errorf("%s with the id of %s: %d %s", caller, name, answer.status, answer.text)
			}
			for _, word := range []string{"示例路1号", "王爷爷", "赵奶奶", "何时核查", "申请表"} {
				if strings.Contains(answer.text, word) {
					t.Errorf("%s learns %q of %s", caller, word, name)
				}
			}
		}
		if w.seen.moved() || len(difference(before, w.photograph())) > 0 || len(changed(rows, w.rows())) > 0 {
			t.Errorf("%s was stored more than once", name)
		}
	}
	if _, _, err := VerifyTrail(w.app); err != nil {
		t.Error(err)
	}
}

// Five at the same time are one.
func TestRetriesAtTheSameTime(t *testing.T) {
	w := newWorld(t)
	for name, c := range w.creates() {
		rows := w.count(c.collection)
		files := len(w.stored())
		answers := make([]reply, 5)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = c.send() })
		}
		all.Wait()
		for _, a := range answers {
			if a.status != 200 || a.id() != c.id {
				t.Errorf("%s: %d %s", name, a.status, a.text)
			}
		}
		want := files
		if c.collection == "documents" {
			want += 2 // the copy and its thumbnail
		}
		if n := w.count(c.collection); n != rows+1 || len(w.stored()) != want {
			t.Errorf("%s: %d rows, %d files for one", name, n-rows, len(w.stored())-files)
		}
	}
	if _, _, err := VerifyTrail(w.app); err != nil {
		t.Error(err)
	}
}

// The answer to a repeated act is the act that was done, though the case went on.
func TestRetryAfterTheCaseWentOn(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, id := x.person("zhang"), x.caseIn("draft")
	body := map[string]any{"id": clientID(1), "subject": "application", "application": id, "act": "submit"}
	first := x.call("POST", toActions, zhang, body).ok()
	x.act(x.person("clerk"), id, "request_correction").ok()
	if again := x.call("POST", toActions, zhang, body).ok(); again.text != first.text || again.body["to"] != "submitted" {
		t.Errorf("the second answer differs: %s", again.text)
	}
	if x.state(id) != "correcting" || x.count("actions") != 2 {
		t.Error("the act was done again")
	}
}

// What was refused holds no id: the corrected request may use the same.
func TestRefusedRequestsHoldNoID(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, food := x.person("zhang"), x.find("services", "name ~ '食品'").Id
	id := clientID(1)
	x.call("POST", toApplications, zhang, map[string]any{"id": id, "service": food, "channel": "counter"}).refused("channel", "role_required", "R-PL-20")
	x.call("POST", toApplications, zhang, map[string]any{"id": id, "service": food}).ok()
	x.call("DELETE", toApplications+"/"+id, zhang, nil).ok()
	watch := x.witness()
	if answer := x.call("POST", toApplications, zhang, map[string]any{"id": id, "service": food}); answer.status/100 != 4 || watch.moved() {
		t.Errorf("a removed draft came back: %d %s", answer.status, answer.text)
	}
}

// An id that the house drew for somebody else's record is refused without a word of it.
func TestIDsOfOthersTellNothing(t *testing.T) {
	w := newWorld(t)
	zhang := w.person("zhang")
	food := w.find("services", "name ~ '食品'").Id
	for path, c := range map[string]struct {
		id   string
		body map[string]any
	}{
		toApplications: {w.foreign, map[string]any{"service": food}},
		toActions:      {w.find("actions", "application='%s'", w.foreignCase).Id, map[string]any{"subject": "application", "application": w.own, "act": "submit"}},
		toMessages:     {w.anyOf("messages"), map[string]any{"application": w.running, "text": "x"}},
	} {
		c.body["id"] = c.id
		answer := w.call("POST", path, zhang, c.body)
		if answer.status != 400 || answer.code("id") == "" || w.seen.moved() {
			t.Errorf("%s: %d %s", path, answer.status, answer.text)
		}
		if strings.Contains(answer.text, w.person("li").Id) || strings.Contains(answer.text, "示例路") {
			t.Errorf("%s tells of another's record: %s", path, answer.text)
		}
	}
	for _, id := range []string{"short", "UPPERCASE000001", "with space 0001", "sixteen000000001", "../../0000000001", "'; DROP TABLE--"} {
		answer := w.call("POST", toApplications, zhang, map[string]any{"id": id, "service": food})
		if answer.status != 400 || answer.code("id") == "" || w.seen.moved() {
			t.Errorf("the id %q: %d %s", id, answer.status, answer.text)
		}
	}
}

// A whole batch that is sent again is stored once, also where it puts rather than posts.
func TestRetriedBatch(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, food := x.person("zhang"), x.find("services", "name ~ '食品'").Id
	request := func(method string, n int) map[string]any {
		return map[string]any{"method": method, "url": toApplications, "body": map[string]any{"id": clientID(n), "service": food, "form": map[string]any{"premises": "示例路"}}}
	}
	posts := map[string]any{"requests": []any{request("POST", 1), request("POST", 2)}}
	first := x.call("POST", "/api/batch", zhang, posts).ok()
	rows, watch := x.rows(), x.witness()
	if again := x.call("POST", "/api/batch", zhang, posts).ok(); again.text != first.text {
		t.Errorf("a batch that is sent again is answered\n%s\nnot\n%s", again.text, first.text)
	}
	if names := changed(rows, x.rows()); len(names) > 0 || watch.moved() {
		t.Errorf("the batch was stored twice: %v", names)
	}
	puts := map[string]any{"requests": []any{request("PUT", 3), request("PUT", 4)}}
	x.call("POST", "/api/batch", zhang, puts).ok()
	if n := x.count("applications"); n != 4 {
		t.Fatalf("%d drafts", n)
	}
	x.call("POST", "/api/batch", zhang, puts).ok() // puts what is there already
	if n := x.count("applications"); n != 4 {
		t.Errorf("%d drafts", n)
	}
	twice := map[string]any{"requests": []any{request("POST", 5), request("POST", 5)}}
	x.call("POST", "/api/batch", zhang, twice).bad(t)
	if n := x.count("applications"); n != 4 {
		t.Errorf("one id for two in a batch: %d drafts", n)
	}
}
