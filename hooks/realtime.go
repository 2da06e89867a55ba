package hooks

import (
	"net"
	"regexp"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"onestop/hooks/rules/fault"
)

// Bounds of live updates.
const (
	liveOfAll     = 2000
	liveOfAddress = 50 // not of this machine, from which a proxy brings everybody
	liveOfAccount = 10 // windows of one person
	liveTopics    = 50 // records that one window looks at
)

// What a person listens to. Neither names whom or what it is about: both are read from the
// sign-in of the connection when there is something to tell, so that nobody asks for
// another's.
const (
	topicMine       = "mine"       // one's own cases and inbox
	topicDepartment = "department" // the cases of an officer's department, of the county for whoever oversees
)

// topicOfRecord is a topic of one record, which is heard of by whoever may see it.
var topicOfRecord = regexp.MustCompile(`^\w{1,64}/\w{1,64}$`)

// live is who listens. The platform judges each change for each listener that it knows of
// inside the request of whoever made it; so it is shown administrators alone, and all others
// are told by the house (tellings), after the change and beside it.
type live struct {
	broker *subscriptions.Broker // everybody, administrators too
	tellings

	mu  sync.Mutex
	all int
	of  map[string]int // by the address that they come from
}

func (l *live) enter(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= liveOfAll || l.of[address] >= liveOfAddress && !net.ParseIP(address).IsLoopback() {
		return false
	}
	if l.of == nil {
		l.of = map[string]int{}
	}
	l.all++
	l.of[address]++
	return true
}

func (l *live) leave(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.of[address]--; l.of[address] <= 0 {
		delete(l.of, address)
	}
}

// listening is the application as the platform's door of live updates is shown it: with the
// listeners of the house in place of its own.
type listening struct {
	core.App
	broker *subscriptions.Broker
}

func (l listening) SubscriptionsBroker() *subscriptions.Broker { return l.broker }

// bindRealtime bounds who listens and to what, and tells them.
func (h *Hall) bindRealtime() {
	h.live.broker = subscriptions.NewBroker()
	h.bindTellings()
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopListening", Func: func(e *core.RequestEvent) error {
			if e.Request.URL.Path == "/api/realtime" {
				e.App = listening{e.App, h.live.broker}
			}
			return e.Next()
		}})
		return se.Next()
	})
	h.app.OnRealtimeConnectRequest().BindFunc(func(e *core.RealtimeConnectRequestEvent) error {
		address := networkOf(e.RealIP())
		if !h.live.enter(address) {
			return busy(e.RequestEvent, "clientId")
		}
		defer h.live.leave(address)
		defer h.app.SubscriptionsBroker().Unregister(e.Client.Id()) // where an administrator listened
		return e.Next()
	})
	h.app.OnRealtimeSubscribeRequest().BindFunc(h.subscribe)
}

// subscribe takes the topics of a connection: any of an administrator's dashboard, which the
// platform serves, few and small ones of others.
func (h *Hall) subscribe(e *core.RealtimeSubscribeRequestEvent) error {
	if e.HasSuperuserAuth() {
		if err := e.Next(); err != nil {
			return err
		}
		h.app.SubscriptionsBroker().Register(e.Client)
		if e.Client.IsDiscarded() { // the line ended meanwhile, and nobody else would take it out
			h.app.SubscriptionsBroker().Unregister(e.Client.Id())
		}
		return nil
	}
	if len(e.Subscriptions) > liveTopics {
		return answer(refuse("subscriptions", fault.New(fault.QuotaExceeded, "", "Subscribe to at most %d records at once.", liveTopics).With("limit", liveTopics)))
	}
	for _, topic := range e.Subscriptions {
		if err := mayListen(actorOf(e.Auth), topic); err != nil {
			return answer(refuse("subscriptions", err))
		}
	}
	if e.Auth != nil && windowsOf(e) >= liveOfAccount {
		return answer(refuse("clientId", fault.New(fault.QuotaExceeded, "", "This account listens in %d windows already; close some of them.", liveOfAccount).With("limit", liveOfAccount)))
	}
	return e.Next()
}

// mayListen judges one subscription. Whether a record may be seen is judged when there is
// something to tell of it.
func mayListen(who actor, topic string) *fault.Fault {
	switch {
	case topic == topicMine && who.kind == kindGuest:
		return fault.New(fault.RoleRequired, "", "Sign in to hear of what is yours.")
	case topic == topicDepartment && who.kind != kindOfficer:
		return fault.New(fault.RoleRequired, "", "Sign in as an officer to hear of a department's cases.")
	case topic == topicMine, topic == topicDepartment, topicOfRecord.MatchString(topic):
		return nil
	}
	name, _, _ := strings.Cut(topic, "?")
	return fault.New(fault.FilterCostly, "", "Nobody listens to %.60q; subscribe to mine, to department or to a single record (collection/id), without options.", name)
}

// windowsOf counts the other connections on which the caller listens.
func windowsOf(e *core.RealtimeSubscribeRequestEvent) (n int) {
	for id, client := range e.App.SubscriptionsBroker().Clients() {
		if person := signedInAt(client); person != nil && person.Id == e.Auth.Id && id != e.Client.Id() {
			n++
		}
	}
	return n
}

// signedInAt is who listens on a connection, nil for a guest.
func signedInAt(client subscriptions.Client) *core.Record {
	person, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
	return person
}
