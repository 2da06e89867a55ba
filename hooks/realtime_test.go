package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// window is a client that is subscribed as a person.
func (x *house) window(as *core.Record, topics ...string) (*subscriptions.DefaultClient, reply) {
	x.t.Helper()
	client := subscriptions.NewDefaultClient()
	x.live.broker.Register(client)
	return client, x.call("POST", "/api/realtime", as, map[string]any{"clientId": client.Id(), "subscriptions": topics})
}

// byHand leaves the rounds of tellings to whoever calls tell.
func (x *house) byHand() *house {
	x.live.every = time.Hour
	return x
}

// hears tells everybody what changed and answers what a window is sent, "" for nothing.
func (x *house) hears(client *subscriptions.DefaultClient) string {
	x.t.Helper()
	x.tell()
	l, ok := client.Get(liveLetters).(*letters)
	if !ok {
		return ""
	}
	var heard []string
	for l.busy() {
		select {
		case m := <-client.Channel():
			heard = append(heard, m.Name+" "+string(m.Data))
		case <-time.After(time.Millisecond): // the sender sees that nothing waits any more
		}
	}
	slices.Sort(heard)
	return strings.Join(heard, "\n")
}

func (l *letters) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sending
}

func withOptions(topic string, query map[string]any) string {
	text, _ := json.Marshal(map[string]any{"query": query})
	return topic + "?options=" + url.QueryEscape(string(text))
}

func TestWhatASubscriptionMayAsk(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	one := "applications/" + id
	many := make([]string, liveTopics+1)
	for i := range many {
		many[i] = fmt.Sprintf("applications/nothing%08d", i)
	}
	zhang := x.person("zhang")
	clerk := x.person("clerk")
	for _, c := range []struct {
		what   string
		by     *core.Record
		topics []string
		code   string
	}{
		{"one record", zhang, []string{one}, ""},
		{"one record, by a guest", nil, []string{"services/" + x.find("services", "id != ''").Id}, ""},
		{"fifty", zhang, many[:liveTopics], ""},
		{"one more", zhang, many, "quota_exceeded"},
		{"what is mine", zhang, []string{"mine"}, ""},
		{"what is mine, by an officer", clerk, []string{"mine", "department"}, ""},
		{"what is mine, by a guest", nil, []string{"mine"}, "role_required"},
		{"a department, by a citizen", zhang, []string{"department"}, "role_required"},
		{"a department, by a guest", nil, []string{"department"}, "role_required"},
		{"another department", clerk, []string{"department?id=" + clerk.GetString("department")}, "filter_costly"},
		{"a collection", clerk, []string{"applications"}, "filter_costly"},
		{"all records of one", clerk, []string{"applications/*"}, "filter_costly"},
		{"a filter", zhang, []string{withOptions(one, map[string]any{"filter": "state='submitted'", "expand": "service"})}, "filter_costly"},
		{"an excerpt", zhang, []string{withOptions(one, map[string]any{"fields": "number:excerpt(-1,true)"})}, "filter_costly"},
		{"a long topic", zhang, []string{one + strings.Repeat("x", 100)}, "filter_costly"},
		{"no word", zhang, []string{""}, "filter_costly"},
	} {
		_, answer := x.window(c.by, c.topics...)
		if c.code == "" && answer.status != 204 || c.code != "" && (answer.status != 400 || answer.code("subscriptions") != c.code) {
			t.Errorf("%s: %d %s", c.what, answer.status, answer.text)
		}
	}
}

func TestWindowsOfAnAccount(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, topic := x.person("zhang"), "applications/"+x.caseIn("submitted")
	var last *subscriptions.DefaultClient
	for n := range liveOfAccount {
		client, answer := x.window(zhang, topic)
		if answer.status != 204 {
			t.Fatalf("window %d: %s", n+1, answer.text)
		}
		last = client
	}
	_, answer := x.window(zhang, topic)
	answer.refused("clientId", "quota_exceeded", "")
	if again := x.call("POST", "/api/realtime", zhang, map[string]any{"clientId": last.Id(), "subscriptions": []string{topic}}); again.status != 204 {
		t.Errorf("a window that asks again: %s", again.text)
	}
	x.live.broker.Unregister(last.Id())
	if _, answer := x.window(zhang, topic); answer.status != 204 {
		t.Errorf("after one was closed: %s", answer.text)
	}
	if _, answer := x.window(x.person("li"), topic); answer.status != 204 {
		t.Errorf("another person: %s", answer.text)
	}
}

func TestListenersHaveBounds(t *testing.T) {
	var l live
	for n := range liveOfAddress {
		if !l.enter("203.0.113.7") {
			t.Fatalf("number %d of one address", n)
		}
	}
	if l.enter("203.0.113.7") || !l.enter("203.0.113.8") {
		t.Error("each address has its bound")
	}
	for l.all < liveOfAll {
		if !l.enter("127.0.0.1") {
			t.Fatalf("this machine may be a proxy: %d", l.all)
		}
	}
	if l.enter("127.0.0.1") || l.enter("203.0.113.9") {
		t.Error("all together have a bound")
	}
	l.leave("203.0.113.8")
	if !l.enter("203.0.113.9") || len(l.of) != 3 {
		t.Errorf("a place that was left is free: %v", l.of)
	}
}

// Over the bound the door says so; a place is given back when the line ends.
func TestAListenerWithoutAPlace(t *testing.T) {
	x := newHouse(t).unlimited()
	door := httptest.NewServer(x.mux)
	defer door.Close()
	x.live.all = liveOfAll - 1
	first, err := http.Get(door.URL + "/api/realtime")
	if err != nil || first.StatusCode != 200 || first.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v %v", first, err)
	}
	second, err := http.Get(door.URL + "/api/realtime")
	if err != nil || second.StatusCode != 503 || second.Header.Get("Retry-After") == "" {
		t.Errorf("%v %v", second, err)
	}
	first.Body.Close()
	for until := time.Now().Add(5 * time.Second); x.listening() >= liveOfAll && time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
	}
	if x.listening() != liveOfAll-1 {
		t.Errorf("%d are counted", x.listening())
	}
}

// The addresses of one network of IPv6 share its places.
func TestListenersOfANetworkOfIPv6(t *testing.T) {
	x := newHouse(t).unlimited()
	x.live.all, x.live.of = liveOfAddress, map[string]int{"2001:db8:1:2::": liveOfAddress}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	r := httptest.NewRequest("GET", "/api/realtime", nil).WithContext(ctx)
	r.RemoteAddr = "[2001:db8:1:2:ffff::9]:1"
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	if w.Code != 503 {
		t.Errorf("one more of the network: %d", w.Code)
	}
}

func (x *house) listening() int {
	x.live.mu.Lock()
	defer x.live.mu.Unlock()
	return x.live.all
}

// Nobody hears of a record that he may not see, and not from the moment on in which he may
// no more: the role is taken, the account closed, the sign-in ended.
func TestNoNewsOfWhatOneMayNotSee(t *testing.T) {
	for _, c := range []struct {
		what   string
		by     string
		before bool           // hears of the case before the change
		change map[string]any // of the account
		after  bool
	}{
		{"the owner", "zhang", true, nil, true},
		{"another citizen", "li", false, nil, false},
		{"another department", "clerk.police", false, nil, false},
		{"the department", "clerk", true, nil, true},
		{"a clerk who goes to another department", "clerk", true, map[string]any{"department": "police"}, false},
		{"a clerk whose account is closed", "clerk", true, map[string]any{"active": false}, false},
		{"a supervisor", "supervisor", true, nil, true},
		{"a supervisor who is one no more", "supervisor", true, map[string]any{"roles": []string{"cataloguer"}}, false},
		{"a citizen with a new password", "zhang", true, map[string]any{"password": "another password of mine"}, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			x := newHouse(t).unlimited().byHand()
			id := x.caseIn("submitted")
			person := x.person(c.by)
			client, answer := x.window(person, "applications/"+id)
			if answer.status != 204 {
				t.Fatal(answer.text)
			}
			x.touch(id)
			if x.hears(client) != "" != c.before {
				t.Errorf("before: %v", !c.before)
			}
			if change := c.change; change != nil {
				if change["department"] == "police" {
					change["department"] = x.person("clerk.police").GetString("department")
				}
				if err := x.as(x.app, system, func(tx core.App) error {
					r, err := tx.FindRecordById(person.Collection(), person.Id)
					if err != nil {
						return err
					}
					r.Load(change)
					return write(tx, r)
				}); err != nil {
					t.Fatal(err)
				}
			}
			x.hears(client) // what was under way
			x.touch(id)
			if x.hears(client) != "" != c.after {
				t.Errorf("after: %v", !c.after)
			}
		})
	}
}

// touch changes a case by the house's own pen.
func (x *house) touch(id string) {
	x.t.Helper()
	if err := x.as(x.app, system, func(tx core.App) error {
		r, err := tx.FindRecordById("applications", id)
		if err != nil {
			return err
		}
		return write(tx, r)
	}); err != nil {
		x.t.Fatal(err)
	}
}
