package hooks

import (
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"onestop/hooks/rules/flow"
)

const (
	liveEvery = 500 * time.Millisecond // what changes meanwhile is told at once
	liveNamed = 50                     // changes that one message names
)

// change is a record that was written: which, and what decides who hears of it.
type change struct {
	kind, id, action string
	person           string // whose it is, an applicant or an officer
	departments      []string
	county           bool // whoever oversees the county hears of it too
	locked           bool // in the archive, which auditors alone see (R-PI-06)
}

// changeOf reads from a record whom it concerns.
func changeOf(action string, r *core.Record) change {
	c := change{kind: r.Collection().Name, id: r.Id, action: action}
	switch c.kind {
	case "applications":
		c.person, c.departments = r.GetString("applicant"), r.GetStringSlice("departments")
		c.county, c.locked = r.GetString("state") != string(flow.Draft), r.GetBool("locked")
	case "notifications":
		if c.person = r.GetString("applicant"); c.person == "" {
			c.person = r.GetString("officer")
		}
	}
	return c
}

// isOfDepartment reports whether an officer sees the changed case, as the rule of the
// collection says it.
func (c change) isOfDepartment(who actor) bool {
	if c.kind != "applications" || who.kind != kindOfficer || c.locked && !who.has(flow.Auditor) {
		return false
	}
	own := who.department()
	return own != "" && slices.Contains(c.departments, own) || c.county && (who.has(flow.Supervisor) || who.has(flow.Auditor))
}

// tellings are the changes that listeners are not told of yet. The request of a writer adds
// to them after its commit, and does no more.
type tellings struct {
	every time.Duration // 0: liveEvery

	noting  sync.Mutex
	changes map[string]change // by kind and id: the last of each
	waiting *time.Timer       // until the next round
	closed  bool

	rounds sync.Mutex // one round at a time
}

// bindTellings notes what is written and keeps the sign-ins of listeners fresh.
func (h *Hall) bindTellings() {
	for action, success := range map[string]*hook.TaggedHook[*core.RecordEvent]{
		"create": h.app.OnRecordAfterCreateSuccess(), "update": h.app.OnRecordAfterUpdateSuccess(), "delete": h.app.OnRecordAfterDeleteSuccess(),
	} {
		success.BindFunc(func(e *core.RecordEvent) error {
			if h.live.broker.TotalClients() > 0 {
				if e.Record.Collection().IsAuth() {
					h.live.know(action, e.Record)
				}
				h.note(changeOf(action, e.Record))
			}
			return e.Next()
		})
	}
	for _, changed := range []*hook.TaggedHook[*core.CollectionEvent]{h.app.OnCollectionAfterUpdateSuccess(), h.app.OnCollectionAfterDeleteSuccess()} {
		changed.BindFunc(func(e *core.CollectionEvent) error {
			h.live.signOut(e.Collection)
			return e.Next()
		})
	}
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		h.live.close()
		return e.Next()
	})
}

// know gives the connections of a person the account as it is now, and takes the sign-in
// from them where its tokens hold no more.
func (l *live) know(action string, account *core.Record) {
	for _, client := range l.broker.Clients() {
		switch person := signedInAt(client); {
		case person == nil || person.Id != account.Id || person.Collection().Id != account.Collection().Id:
		case action == "delete" || person.TokenKey() != account.TokenKey():
			client.Unset(apis.RealtimeClientAuthKey)
		default:
			client.Set(apis.RealtimeClientAuthKey, account)
		}
	}
}

// signOut takes the sign-in from all connections of the accounts of a collection that was
// changed: its tokens may hold no more.
func (l *live) signOut(accounts *core.Collection) {
	for _, client := range l.broker.Clients() {
		if person := signedInAt(client); person != nil && person.Collection().Id == accounts.Id {
			client.Unset(apis.RealtimeClientAuthKey)
		}
	}
}

// note keeps a change for the next round.
func (h *Hall) note(c change) {
	t := &h.live.tellings
	t.noting.Lock()
	defer t.noting.Unlock()
	if t.closed {
		return
	}
	if t.changes == nil {
		t.changes = map[string]change{}
	}
	t.changes[c.kind+"/"+c.id] = c
	if t.waiting == nil {
		every := t.every
		if every == 0 {
			every = liveEvery
		}
		t.waiting = time.AfterFunc(every, func() { routine.FireAndForget(h.tell) })
	}
}

// take empties the tellings.
func (t *tellings) take() map[string]change {
	t.noting.Lock()
	defer t.noting.Unlock()
	taken := t.changes
	t.changes, t.waiting = nil, nil
	return taken
}

// close ends the rounds, and waits for the one that is under way.
func (t *tellings) close() {
	t.noting.Lock()
	t.closed, t.changes = true, nil
	if t.waiting != nil {
		t.waiting.Stop()
	}
	t.noting.Unlock()
	t.rounds.Lock()
	defer t.rounds.Unlock()
}

// tell is one round: each listener is told of what changed since the last one and concerns
// him, in one message a topic.
func (h *Hall) tell() {
	h.live.rounds.Lock()
	defer h.live.rounds.Unlock()
	if changes := h.live.take(); len(changes) > 0 {
		h.round(changes).tell()
	}
}

// round is the changes of a round, sorted by whom they concern.
type round struct {
	h       *Hall
	changes map[string]change
	mine    map[string][]change
	cases   []change
	seen    map[string]bool // collection/id and person -> may see it, by the rule
}

func (h *Hall) round(changes map[string]change) *round {
	r := &round{h: h, changes: changes, mine: map[string][]change{}, seen: map[string]bool{}}
	for _, c := range changes {
		if c.person != "" {
			r.mine[c.person] = append(r.mine[c.person], c)
		}
		if c.kind == "applications" {
			r.cases = append(r.cases, c)
		}
	}
	return r
}

func (r *round) tell() {
	for _, client := range r.h.live.broker.Clients() {
		if who := actorOf(signedInAt(client)); who.kind != kindSuperuser { // whom the platform tells
			r.tellOne(client, who)
		}
	}
}

func (r *round) tellOne(client subscriptions.Client, who actor) {
	for topic := range client.Subscriptions() {
		switch topic {
		case topicMine:
			send(client, topic, r.mine[who.id()])
		case topicDepartment:
			send(client, topic, r.ofDepartment(who))
		default:
			if c, ok := r.changes[topic]; ok && c.action != "delete" && r.sees(who, c) {
				send(client, topic, []change{c})
			}
		}
	}
}

// ofDepartment are the changed cases that concern an officer, as many as a message may need:
// an import changes thousands, and each of a crowd of officers is asked for.
func (r *round) ofDepartment(who actor) (list []change) {
	for _, c := range r.cases {
		if c.isOfDepartment(who) {
			if list = append(list, c); len(list) > liveNamed {
				break
			}
		}
	}
	return list
}

// sees reports whether somebody may see a record; its rule is evaluated once a round and
// person, and once for all guests.
func (r *round) sees(who actor, c change) bool {
	key := c.kind + "/" + c.id + " " + who.kind + who.id()
	if seen, known := r.seen[key]; known {
		return seen
	}
	record, err := r.h.app.FindRecordById(c.kind, c.id)
	if err == nil {
		asked := &core.RequestInfo{Context: core.RequestInfoContextRealtime, Method: "GET", Auth: who.record}
		r.seen[key], err = r.h.app.CanAccessRecord(record, asked, record.Collection().ViewRule)
	}
	if err != nil { // gone meanwhile, or it cannot be judged: nothing is said
		r.h.app.Logger().Debug("a change was not told", "collection", c.kind, "record", c.id, "error", err)
		r.seen[key] = false
	}
	return r.seen[key]
}
