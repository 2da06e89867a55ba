package hooks

import (
	"encoding/json"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// changedRecord is one change in a message: which record, and nothing of what it holds.
type changedRecord struct {
	Kind string `json:"kind"` // the collection
	ID   string `json:"id"`
}

// liveMessage is the message of a topic; more says that more changed than it names.
type liveMessage struct {
	Changed []changedRecord `json:"changed"`
	More    bool            `json:"more"`
}

// recordMessage is the message of a topic of one record, in the platform's form.
type recordMessage struct {
	Action string            `json:"action"`
	Record map[string]string `json:"record"`
}

const liveLetters = "onestopLetters"

// letters are what a connection is still to be sent. Whoever reads slowly keeps one sender
// waiting, and finds what came meanwhile in one message.
type letters struct {
	mu      sync.Mutex
	sending bool
	waiting map[string][]change // by topic
}

// send tells a connection of changes under a topic, beside the caller.
func send(client subscriptions.Client, topic string, changes []change) {
	if len(changes) == 0 {
		return
	}
	l, ok := client.Get(liveLetters).(*letters)
	if !ok { // one round at a time sends
		l = &letters{waiting: map[string][]change{}}
		client.Set(liveLetters, l)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting[topic] = append(l.waiting[topic], changes[:min(len(changes), liveNamed+1)]...)
	l.waiting[topic] = l.waiting[topic][:min(len(l.waiting[topic]), liveNamed+1)]
	if !l.sending {
		l.sending = true
		routine.FireAndForget(func() { l.deliver(client) })
	}
}

// deliver sends until nothing waits.
func (l *letters) deliver(client subscriptions.Client) {
	for {
		l.mu.Lock()
		waiting := l.waiting
		l.waiting = map[string][]change{}
		l.sending = len(waiting) > 0
		l.mu.Unlock()
		if len(waiting) == 0 {
			return
		}
		for topic, changes := range waiting {
			client.Send(subscriptions.Message{Name: topic, Data: messageOf(topic, changes)}) // returns where the connection is gone
		}
	}
}

func messageOf(topic string, changes []change) []byte {
	var message any
	if topicOfRecord.MatchString(topic) {
		c := changes[len(changes)-1]
		message = recordMessage{c.action, map[string]string{core.FieldNameId: c.id, core.FieldNameCollectionName: c.kind}}
	} else {
		m := liveMessage{More: len(changes) > liveNamed}
		for _, c := range changes[:min(len(changes), liveNamed)] {
			m.Changed = append(m.Changed, changedRecord{c.kind, c.id})
		}
		message = m
	}
	text, _ := json.Marshal(message) // plain texts
	return text
}
