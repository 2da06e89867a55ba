package hooks

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

const hookSecret = "a secret of the county"

// gateway is the SMS gateway of a test: it notes what comes and answers as it is told.
type gateway struct {
	*httptest.Server
	mu       sync.Mutex
	calls    []call
	now, max int // calls under way
	answer   func(call) int
}

type call struct {
	key, signature, body string
	message              map[string]string
}

func newGateway(t testing.TB) *gateway {
	g := &gateway{answer: func(call) int { return 204 }}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c := call{key: r.Header.Get("Idempotency-Key"), signature: r.Header.Get("X-Onestop-Signature"), body: string(body)}
		json.Unmarshal(body, &c.message)
		g.mu.Lock()
		g.calls, g.now = append(g.calls, c), g.now+1
		g.max = max(g.max, g.now)
		answer := g.answer
		g.mu.Unlock()
		status := answer(c)
		g.mu.Lock()
		g.now--
		g.mu.Unlock()
		w.WriteHeader(status)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) answers(f func(call) int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer = f
}

func (g *gateway) got() []call {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.calls)
}

// perKey counts the calls by key.
func (g *gateway) perKey() map[string]int {
	n := map[string]int{}
	for _, c := range g.got() {
		n[c.key]++
	}
	return n
}

// real makes a house of the county, not of the training, with a gateway; its carriers
// are not yet at work.
func (x *house) real(g *gateway) *house {
	x.t.Helper()
	x.demo = false
	address, secret := "", ""
	if g != nil {
		address, secret = g.URL, hookSecret
	}
	if err := x.openPost(address, secret); err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(x.stopPost)
	x.freeze(morning)
	return x
}

// freeze sets the clock in a way that carriers at work may read.
func (x *house) freeze(at time.Time) {
	x.at = at
	x.setClock(func() time.Time { return at })
}

// sack holds the mails that were handed to the mail server of a test.
type sack struct {
	mu    sync.Mutex
	mails []*mailer.Message
}

func (s *sack) got() []*mailer.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// mails switches the mail server on and catches what is handed to it.
func (x *house) mails(send func(*mailer.Message) error) *sack {
	x.t.Helper()
	x.setMailServer("127.0.0.1", 1)
	s := &sack{}
	x.app.OnMailerSend().BindFunc(func(e *core.MailerEvent) error {
		s.mu.Lock()
		s.mails = append(s.mails, e.Message)
		s.mu.Unlock()
		if send == nil {
			return nil
		}
		return send(e.Message)
	})
	return s
}

func (x *house) setMailServer(host string, port int) {
	x.t.Helper()
	s, err := x.app.Settings().Clone()
	if err != nil {
		x.t.Fatal(err)
	}
	s.SMTP.Enabled, s.SMTP.Host, s.SMTP.Port = true, host, port
	s.Meta.AppURL, s.Meta.SenderName, s.Meta.SenderAddress = "https://ymb.example.gov.cn", "一门办", "ymb@example.gov.cn"
	if err := x.app.Save(s); err != nil {
		x.t.Fatal(err)
	}
}

// drain carries by one hand whatever is due now.
func (x *house) drain() {
	for _, c := range x.post.channels {
		for x.carryOne(x.post.life, c) {
		}
	}
}

func (x *house) way(name string) *channel {
	x.t.Helper()
	for _, c := range x.post.channels {
		if c.name == name {
			return c
		}
	}
	x.t.Fatalf("no channel %s", name)
	return nil
}

// queue puts n letters for an applicant into the outbox in one transaction.
func (x *house) queue(n int, applicant, channel string) {
	x.t.Helper()
	err := x.as(x.app, system, func(tx core.App) error {
		for i := range n {
			_, err := tx.DB().Insert("notifications", dbx.Params{"id": core.GenerateDefaultRandomId(), "applicant": applicant, "channel": channel, "state": "queued",
				"kind": "grant", "text": fmt.Sprintf("办件%d。\nCase %d.", i, i), "link": "/status.html", "due_at": x.stamp()}).Execute()
			if err != nil {
				return err
			}
		}
		x.way(channel).rouseAfter(tx)
		return nil
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) letters(channel, state string) []*core.Record {
	x.t.Helper()
	return x.all("notifications", "channel='%s' && state='%s'", channel, state)
}

// number counts the letters of a channel in a state.
func (x *house) number(channel, state string) int {
	n, err := x.app.CountRecords("notifications", dbx.HashExp{"channel": channel, "state": state})
	if err != nil {
		return -1
	}
	return int(n)
}

// until waits for what carriers at work will bring about.
func (x *house) until(what string, true func() bool) {
	x.t.Helper()
	for end := time.Now().Add(3 * time.Minute); !true(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("in vain: %s", what)
		}
	}
}
