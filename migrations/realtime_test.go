package migrations

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// listener is a client that keeps what it is sent.
type listener struct {
	*subscriptions.DefaultClient
	mu    sync.Mutex
	heard []subscriptions.Message
}

func (l *listener) Send(m subscriptions.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, m)
}

func (l *listener) messages() []subscriptions.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.heard)
}

// topic is a subscription with options, as the platform writes it.
func topic(t *testing.T, name string, query map[string]string) string {
	text, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	return name + "?options=" + url.QueryEscape(string(text))
}

// topics are a subscription to every collection, to every record of the world by its id
// with everything expanded, and to every collection with a filter through each relation.
func (w *world) topics(t *testing.T) []string {
	var list []string
	expands := map[string][]string{}
	for _, p := range w.paths() {
		expands[p.from] = append(expands[p.from], p.name())
		list = append(list, topic(t, p.from+"/*", map[string]string{"filter": p.name() + `.created ?> "2000-01-01"`}))
	}
	for _, c := range collections(t, w.app) {
		list = append(list, c.Name+"/*")
	}
	for _, r := range w.things {
		c := r.Collection().Name
		list = append(list, topic(t, c+"/"+r.Id, map[string]string{"expand": strings.Join(expands[c], ",")}))
	}
	return list
}

// listen subscribes a role to everything.
func (w *world) listen(t *testing.T, role string, topics []string) *listener {
	l := &listener{DefaultClient: subscriptions.NewDefaultClient()}
	w.app.SubscriptionsBroker().Register(l)
	if got := w.call(role, "POST", "/api/realtime", map[string]any{"clientId": l.Id(), "subscriptions": topics}); got.status != http.StatusNoContent {
		t.Fatalf("%s subscribes: %d %s", role, got.status, got.text)
	}
	return l
}

// Every record of the world changes while every role listens to everything. Nobody hears
// of a record that he may not see, finds one in what is expanded, learns by a filter that
// there is one, or is sent a hidden field; whoever may see a record hears of it.
func (w *world) eventsTellNothing(t *testing.T) {
	all, listeners, due := w.topics(t), map[string]*listener{}, map[string]map[string]bool{}
	for _, role := range roles {
		listeners[role], due[role] = w.listen(t, role, all), w.owed(role)
	}
	defer func() {
		for _, l := range listeners {
			w.app.SubscriptionsBroker().Unregister(l.Id())
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(w.things)) {
		r, err := w.app.FindRecordById(w.things[name].Collection().Name, w.things[name].Id)
		if err == nil {
			err = w.app.Save(r)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	time.Sleep(300 * time.Millisecond) // events are sent beside the change; here is the time for one too many
	for _, role := range roles {
		w.heardRight(t, role, listeners[role], due[role])
	}
}

// owed are the events that a role must hear: "collection/*" or "collection/id", and the id
// of the record.
func (w *world) owed(role string) map[string]bool {
	due, seen := map[string]bool{}, w.sight(role)
	for _, r := range w.things {
		c := r.Collection().Name
		if slices.Contains(seen[c], r.Id) {
			due[c+"/"+r.Id+" "+r.Id] = true
		}
		if slices.ContainsFunc(w.list(role, c).body.Items, func(x struct{ ID string }) bool { return x.ID == r.Id }) {
			due[c+"/* "+r.Id] = true
		}
	}
	return due
}

// event is what a subscriber was sent of a record, and by which subscription.
type event struct {
	topic, query string
	Record       map[string]any
}

// events are what the listener was sent so far.
func (l *listener) events(t *testing.T) (list []event) {
	for _, m := range l.messages() {
		var e event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			t.Fatal(err)
		}
		e.topic, e.query, _ = strings.Cut(m.Name, "?options=")
		e.query, _ = url.QueryUnescape(e.query)
		list = append(list, e)
	}
	return list
}

func (e event) id() string { return e.Record["id"].(string) }

func (w *world) heardRight(t *testing.T, role string, l *listener, due map[string]bool) {
	var events []event
	heard := map[string]bool{}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && len(heard) < len(due); time.Sleep(20 * time.Millisecond) {
		events = l.events(t)
		for _, e := range events {
			if !strings.Contains(e.query, `"filter"`) {
				heard[e.topic+" "+e.id()] = true
			}
		}
	}
	for what := range due {
		if !heard[what] {
			t.Errorf("%s does not hear %s", role, what)
		}
	}
	for what := range heard {
		if !due[what] {
			t.Errorf("%s hears %s, which he may not see", role, what)
		}
	}
	for _, e := range events {
		w.tellsNothing(t, role, e, due)
	}
}

// tellsNothing looks at what one event says beyond the record itself.
func (w *world) tellsNothing(t *testing.T, role string, e event, due map[string]bool) {
	collection, _, _ := strings.Cut(e.topic, "/")
	for _, field := range w.hiddenOf(collection) {
		if _, shown := e.Record[field]; shown {
			t.Errorf("%s is sent %s of %s", role, field, collection)
		}
	}
	seen := w.sight(role)
	expand, _ := e.Record["expand"].(map[string]any)
	for _, p := range w.paths() {
		if p.from != collection {
			continue
		}
		for _, other := range ids(expand[p.name()]) {
			if !slices.Contains(seen[p.to], other) {
				t.Errorf("%s is sent %s %s expanded by %s of %s", role, p.to, other, p.name(), p.from)
			}
		}
		asked := strings.Contains(e.query, `"filter":"`+p.name()+".created")
		if asked && (!due[collection+"/* "+e.id()] || !w.leadsToSeen(p, e.id(), seen[p.to])) {
			t.Errorf("%s learns by a filter of events through %s of %s that there is a record of %s", role, p.name(), p.from, p.to)
		}
	}
}
