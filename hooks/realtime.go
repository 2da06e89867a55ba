package hooks

import (
	"net"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"onestop/hooks/rules/fault"
)

// Bounds of live updates: each change is judged for every subscriber inside the request of
// whoever made it, who waits for that.
const (
	liveOfAll     = 2000
	liveOfAddress = 50 // not of this machine, from which a proxy brings everybody
	liveOfAccount = 10 // windows of one person
	liveTopics    = 50 // records that one window looks at
	liveTopic     = 1000
)

// live counts the connections that listen, by the address that they come from.
type live struct {
	mu  sync.Mutex
	all int
	of  map[string]int
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

// bindRealtime bounds who listens and to what. Subscriptions to whole collections are for
// administrators alone; one record at a time is fine for whoever may see it.
func (h *Hall) bindRealtime() {
	h.app.OnRealtimeConnectRequest().BindFunc(func(e *core.RealtimeConnectRequestEvent) error {
		address := networkOf(e.RealIP())
		if !h.live.enter(address) {
			return busy(e.RequestEvent, "clientId")
		}
		defer h.live.leave(address)
		return e.Next()
	})
	h.app.OnRealtimeSubscribeRequest().BindFunc(func(e *core.RealtimeSubscribeRequestEvent) error {
		if e.HasSuperuserAuth() {
			return e.Next()
		}
		if len(e.Subscriptions) > liveTopics {
			return answer(refuse("subscriptions", fault.New(fault.QuotaExceeded, "", "Subscribe to at most %d records at once.", liveTopics).With("limit", liveTopics)))
		}
		for _, topic := range e.Subscriptions {
			if err := h.mayListen(e, topic); err != nil {
				return answer(err)
			}
		}
		if e.Auth != nil && windowsOf(e) >= liveOfAccount {
			return answer(refuse("clientId", fault.New(fault.QuotaExceeded, "", "This account listens in %d windows already; close some of them.", liveOfAccount).With("limit", liveOfAccount)))
		}
		return e.Next()
	})
}

// mayListen judges one subscription, "collection/id" with options behind a question mark.
func (h *Hall) mayListen(e *core.RealtimeSubscribeRequestEvent, topic string) error {
	name, _, _ := strings.Cut(topic, "?")
	if !strings.Contains(name, "/") || strings.HasSuffix(name, "/*") {
		return e.BadRequestError("Subscribe to single records (collection/id).", nil)
	}
	if len(topic) > liveTopic {
		return refuse("subscriptions", fault.New(fault.FilterCostly, "", "A subscription has at most %d characters.", liveTopic))
	}
	asked := optionsOf(topic)
	if strings.Contains(asked["fields"], ":") { // its modifiers cut texts anew at each change, and one of them once ended the process
		return refuse("subscriptions", fault.New(fault.FilterCostly, "", "A subscription names fields without modifiers."))
	}
	return costOf(e.Auth, asked["filter"], "", asked["expand"], asked["fields"])
}

// optionsOf reads the options of a subscription by the platform's own hand.
func optionsOf(topic string) map[string]string {
	client := subscriptions.NewDefaultClient()
	client.Subscribe(topic)
	return client.Subscriptions()[topic].Query
}

// windowsOf counts the other connections on which the caller listens.
func windowsOf(e *core.RealtimeSubscribeRequestEvent) (n int) {
	for id, client := range e.App.SubscriptionsBroker().Clients() {
		if person, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record); person != nil && person.Id == e.Auth.Id && id != e.Client.Id() {
			n++
		}
	}
	return n
}
