package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// watchedEar is a connection that counts how often anybody looks at it.
type watchedEar struct {
	*subscriptions.DefaultClient
	looks atomic.Int64
	heard chan subscriptions.Message
}

func newWatchedEar() *watchedEar {
	return &watchedEar{DefaultClient: subscriptions.NewDefaultClient(), heard: make(chan subscriptions.Message, 10)}
}

func (c *watchedEar) Subscriptions(prefixes ...string) map[string]subscriptions.SubscriptionOptions {
	c.looks.Add(1)
	return c.DefaultClient.Subscriptions(prefixes...)
}

func (c *watchedEar) Get(key string) any {
	c.looks.Add(1)
	return c.DefaultClient.Get(key)
}

func (c *watchedEar) Send(m subscriptions.Message) { c.heard <- m }

// A person who writes looks at nobody who listens, and no rule is evaluated for one: all of
// it is done after the commit, beside the request, in one round for many changes.
func TestAWriterLooksAtNobodyWhoListens(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	zhang, id := x.person("zhang"), x.handedOver()
	ears := map[string][]*watchedEar{}
	for name, topic := range map[string]string{"zhang": topicMine, "clerk": topicDepartment, "supervisor": "applications/" + id} {
		for range liveOfAccount {
			ear := newWatchedEar()
			x.live.broker.Register(ear)
			if answer := x.call("POST", "/api/realtime", x.person(name), map[string]any{"clientId": ear.Id(), "subscriptions": []string{topic}}); answer.status != 204 {
				t.Fatal(answer.text)
			}
			ears[name] = append(ears[name], ear)
		}
	}
	looked := func() (n int64) {
		for _, list := range ears {
			for _, ear := range list {
				n += ear.looks.Swap(0)
			}
		}
		return n
	}
	looked()
	x.act(zhang, id, "submit").ok()
	for range 5 {
		x.touch(id)
	}
	if n := looked(); n != 0 || x.app.SubscriptionsBroker().TotalClients() != 0 {
		t.Errorf("the writer looked %d times; the platform knows %d listeners", n, x.app.SubscriptionsBroker().TotalClients())
	}
	round := x.round(x.live.take())
	round.tell()
	if len(round.seen) != 1 { // ten windows of one supervisor
		t.Errorf("%d rules were evaluated", len(round.seen))
	}
	for name, list := range ears {
		for _, ear := range list {
			if m := <-ear.heard; !strings.Contains(string(m.Data), id) {
				t.Errorf("%s hears %s", name, m.Data)
			}
		}
	}
	x.tell()
	for name, list := range ears {
		for _, ear := range list {
			if len(ear.heard) > 0 {
				t.Errorf("%s is told twice", name)
			}
		}
	}
}

// handedOver is a draft of zhang's with all that it needs.
func (x *house) handedOver() string {
	x.t.Helper()
	zhang := x.person("zhang")
	id := x.draft(zhang)
	for i, code := range []string{"M-AP", "M-ID", "M-LAY"} {
		x.upload(zhang, id, x.material(code), code+".png", picture(i+1)).ok()
	}
	return id
}

// Each role hears of the cases that the rule of the collection lets it see, and a person of
// the own ones: nothing else, and nothing that stands in a case.
func TestEachHearsOfWhatHeMaySee_R_PI_06(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	cases := map[string]string{"a draft": x.draft(x.person("zhang")), "a case": x.caseIn("submitted"), "a locked case": x.caseIn("closed")}
	x.set(x.find("applications", "id = '%s'", cases["a locked case"]), map[string]any{"locked": true})
	foreign := x.caseIn("submitted")
	x.set(x.find("applications", "id = '%s'", foreign), map[string]any{"departments": []string{x.person("clerk.police").GetString("department")}})
	cases["a case of the police"] = foreign
	rule := x.find("applications", "id = '%s'", foreign).Collection().ViewRule
	sees := map[string]int{}
	for _, collection := range []string{"applicants", "officers"} {
		everybody, err := findAll(x.app, collection, "email", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, person := range everybody {
			client, topics := subscriptions.NewDefaultClient(), []string{topicMine}
			if collection == "officers" {
				topics = append(topics, topicDepartment)
			}
			x.live.broker.Register(client)
			if answer := x.call("POST", "/api/realtime", person, map[string]any{"clientId": client.Id(), "subscriptions": topics}); answer.status != 204 {
				t.Fatalf("%s: %s", person.Email(), answer.text)
			}
			for what, id := range cases {
				x.touch(id)
				heard := x.hears(client)
				record := x.find("applications", "id = '%s'", id)
				may, err := x.app.CanAccessRecord(record, &core.RequestInfo{Context: core.RequestInfoContextRealtime, Method: "GET", Auth: person}, rule)
				if err != nil {
					t.Fatal(err)
				}
				want := ""
				if may {
					want = fmt.Sprintf(`%s {"changed":[{"kind":"applications","id":"%s"}],"more":false}`, topics[len(topics)-1], id)
					sees[what]++
				}
				if heard != want {
					t.Errorf("%s hears of %s: %q, not %q", person.Email(), what, heard, want)
				}
			}
			x.live.broker.Unregister(client.Id())
		}
	}
	for what := range cases {
		if sees[what] == 0 {
			t.Errorf("nobody sees %s, so that nothing is tried", what)
		}
	}
}

// What many changed at once is one message; it names some of them and says that there are more.
func TestManyChangesAreOneMessage(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	client, _ := x.window(x.person("zhang"), topicMine)
	for n := range liveNamed + 10 {
		x.note(change{kind: "applications", id: fmt.Sprint("n", n), action: "update", person: x.person("zhang").Id})
	}
	name, text, _ := strings.Cut(x.hears(client), " ")
	var m liveMessage
	if err := json.Unmarshal([]byte(text), &m); err != nil || name != topicMine || len(m.Changed) != liveNamed || !m.More {
		t.Errorf("%s %d of them, more %t: %v", name, len(m.Changed), m.More, err)
	}
}

// Whoever reads slowly holds up one sender, and finds what came meanwhile in one message.
func TestASlowListenerHoldsUpNobody(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	zhang := x.person("zhang")
	client, _ := x.window(zhang, topicMine)
	for n := range 20 {
		x.note(change{kind: "applications", id: fmt.Sprint("n", n), action: "update", person: zhang.Id})
		x.tell()
	}
	if lines := strings.Split(x.hears(client), "\n"); len(lines) > 2 || strings.Count(strings.Join(lines, ""), `"id"`) != 20 {
		t.Errorf("%d messages: %s", len(lines), lines)
	}
}

// The dashboard of an administrator listens to whole collections and is sent the records,
// by the platform and by it alone, until the line ends.
func TestTheDashboardListensToCollections(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	id := x.caseIn("submitted")
	client, answer := x.window(x.person("admin"), "applications/*", topicMine)
	if answer.status != 204 {
		t.Fatal(answer.text)
	}
	go x.touch(id)
	if m := soon(t, client); m.Name != "applications/*" || !strings.Contains(string(m.Data), `"state":"submitted"`) {
		t.Errorf("the dashboard hears %s %s", m.Name, m.Data)
	}
	if heard := x.hears(client); heard != "" {
		t.Errorf("the dashboard is told twice: %s", heard)
	}

	door := httptest.NewServer(x.mux)
	defer door.Close()
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	r, _ := http.NewRequestWithContext(ctx, "GET", door.URL+"/api/realtime", nil)
	line, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Body.Close()
	hello := make([]byte, 4<<10)
	n, _ := line.Body.Read(hello)
	_, rest, _ := strings.Cut(string(hello[:n]), "id:")
	lineID, _, _ := strings.Cut(rest, "\n")
	if answer := x.call("POST", "/api/realtime", x.person("admin"), map[string]any{"clientId": lineID, "subscriptions": []string{"applications/*"}}); answer.status != 204 {
		t.Fatal(answer.text)
	}
	if _, err := x.app.SubscriptionsBroker().ClientById(lineID); err != nil {
		t.Fatal(err)
	}
	before := x.app.SubscriptionsBroker().TotalClients()
	hangUp()
	for until := time.Now().Add(10 * time.Second); x.app.SubscriptionsBroker().TotalClients() == before && time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
	}
	if _, err := x.app.SubscriptionsBroker().ClientById(lineID); err == nil {
		t.Error("the platform goes on telling a line that ended")
	}
}

// A change that is taken back is told to nobody.
func TestWhatWasNotCommittedIsNotTold(t *testing.T) {
	x := newHouse(t).unlimited().byHand()
	id := x.caseIn("submitted")
	client, _ := x.window(x.person("zhang"), topicMine, "applications/"+id)
	failed := x.as(x.app, system, func(tx core.App) error {
		r, err := tx.FindRecordById("applications", id)
		if err == nil {
			err = write(tx, r)
		}
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Errorf("taken back")
	})
	if heard := x.hears(client); failed == nil || heard != "" {
		t.Errorf("told of what was not committed: %v %q", failed, heard)
	}
	x.act(x.person("clerk"), id, "no such act")
	if heard := x.hears(client); heard != "" {
		t.Errorf("told of an act that was refused: %q", heard)
	}
}

// Rounds begin by themselves, and end with the house.
func TestListenersAreToldByThemselves(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	client, _ := x.window(x.person("zhang"), "applications/"+id)
	x.touch(id)
	if m := soon(t, client); m.Name != "applications/"+id || string(m.Data) != `{"action":"update","record":{"collectionName":"applications","id":"`+id+`"}}` {
		t.Errorf("heard %s %s", m.Name, m.Data)
	}
	x.live.close()
	x.note(change{kind: "applications", id: id})
	if x.live.changes != nil || x.live.waiting != nil {
		t.Error("a house that ended begins a round")
	}
}

// soon is the next message on a line.
func soon(t *testing.T, client subscriptions.Client) subscriptions.Message {
	t.Helper()
	select {
	case m := <-client.Channel():
		return m
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is heard")
	}
	return subscriptions.Message{}
}
