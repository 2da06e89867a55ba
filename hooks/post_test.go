package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"onestop/hooks/appliance"
)

func TestReceiptGoesToInboxMailAndMobile(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	mails := x.mails(nil)
	id := x.handIn(x.person("zhang"), "M-ID")
	if n := x.number("email", "queued") + x.number("sms", "queued"); n != 2 || len(g.got()) != 0 {
		t.Fatalf("%d letters queued, %d sent within the act", n, len(g.got()))
	}
	x.drain()
	sms, mail := x.letters("sms", "sent"), x.letters("email", "sent")
	if len(g.got()) != 1 || len(mails.got()) != 1 || len(sms) != 1 || len(mail) != 1 {
		t.Fatalf("%d messages, %d mails, %d and %d marked", len(g.got()), len(mails.got()), len(sms), len(mail))
	}
	c, want := g.got()[0], map[string]string{"key": sms[0].Id, "kind": "submit", "to": "13800000001",
		"text": "办件510799-20260302-0001已收件。是否受理最迟于2026-03-09告知。\nCase 510799-20260302-0001 was received. Whether it is accepted is told by 2026-03-09.",
		"link": "https://ymb.example.gov.cn/status.html?id=" + id}
	if fmt.Sprint(c.message) != fmt.Sprint(want) || c.key != sms[0].Id {
		t.Errorf("message %v, key %s", c.message, c.key)
	}
	m := hmac.New(sha256.New, []byte(hookSecret))
	m.Write([]byte(c.body))
	if c.signature != "sha256="+hex.EncodeToString(m.Sum(nil)) {
		t.Errorf("signature %q", c.signature)
	}
	letter := mails.got()[0]
	if letter.To[0].Address != "zhang@demo.test" || letter.Subject != "办件510799-20260302-0001已收件" || letter.Headers["Message-ID"] != "<"+mail[0].Id+"@example.gov.cn>" ||
		letter.Text != want["text"]+"\n"+want["link"] {
		t.Errorf("mail %+v", letter)
	}
	if r := sms[0]; r.GetInt("attempts") != 1 || !r.GetDateTime("sent_at").Time().Equal(morning) || r.GetString("error") != "" || r.GetString("application") != id {
		t.Errorf("row %v", r.PublicExport())
	}
}

func TestChannelsThatDoNotReach(t *testing.T) {
	for _, c := range []struct {
		name, field, phone string
		verified           bool
		sms, email         int
	}{
		{"reached by both", "phone", "13800000009", true, 1, 1},
		{"a fixed line", "phone", "0816-1234567", true, 0, 1},
		{"an address that nobody confirmed", "verified", "13800000009", false, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newHouse(t).real(newGateway(t))
			x.mails(nil)
			zhang := x.person("zhang")
			zhang.Set("phone", c.phone)
			zhang.SetVerified(c.verified)
			if err := write(x.app, zhang); err != nil {
				t.Fatal(err)
			}
			x.handIn(x.person("zhang"), "M-ID")
			if sms, email := x.number("sms", "queued"), x.number("email", "queued"); sms != c.sms || email != c.email || x.number("inbox", "sent") != 1 {
				t.Errorf("%d SMS, %d mails", sms, email)
			}
		})
	}
}

func TestWithoutMailServerAndGatewayOnlyTheInbox(t *testing.T) {
	x := newHouse(t).real(nil)
	x.handIn(x.person("zhang"), "M-ID")
	if n := x.count("notifications"); n != 1 || x.number("inbox", "sent") != 1 {
		t.Fatalf("%d rows", n)
	}
}

func TestTrainingSendsNothing(t *testing.T) {
	t.Setenv("ONESTOP_SMS_WEBHOOK", "ftp://nonsense")
	x := newHouse(t) // a house of the training: it opens whatever the setting says
	mails := x.mails(nil)
	x.handIn(x.person("zhang"), "M-ID")
	x.drain()
	if len(x.post.channels) != 0 || x.count("notifications") != 1 || len(mails.got()) != 0 {
		t.Fatalf("%d channels, %d rows, %d mails", len(x.post.channels), x.count("notifications"), len(mails.got()))
	}
}

// An act that is taken back tells nobody.
func TestActsTakenBackTellNobody(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	x.startPost()
	zhang := x.person("zhang")
	id := x.draft(zhang)
	requests := []any{
		map[string]any{"method": "POST", "url": "/api/collections/actions/records", "body": map[string]any{"subject": "application", "application": id, "act": "submit"}},
		map[string]any{"method": "POST", "url": "/api/collections/nowhere/records", "body": map[string]any{}},
	}
	if answer := x.call("POST", "/api/batch", zhang, map[string]any{"requests": requests}); answer.status != 400 {
		t.Fatalf("%d %s", answer.status, answer.text)
	}
	x.act(zhang, id, "withdraw").refused("act", "state_moved", "")
	if x.state(id) != "draft" || x.count("notifications") != 0 {
		t.Fatalf("%s, %d notifications", x.state(id), x.count("notifications"))
	}
	x.act(zhang, id, "submit").ok()
	x.until("the act that stands is told", func() bool { return x.number("sms", "sent") == 1 })
	if len(g.got()) != 1 {
		t.Fatalf("%d messages", len(g.got()))
	}
}

// Carriers are roused when an act is stored, not when it is taken back; a carrier who
// finds a letter rouses the next one, because there may be more.
func TestRousing(t *testing.T) {
	x := newHouse(t).real(newGateway(t))
	way := x.way("sms")
	roused := func() bool {
		select {
		case <-way.wake:
			return true
		default:
			return false
		}
	}
	err := x.as(x.app, system, func(tx core.App) error {
		way.rouseAfter(tx)
		if roused() {
			t.Error("roused inside the transaction")
		}
		return errors.New("taken back")
	})
	if err == nil || roused() {
		t.Errorf("roused for nothing: %v", err)
	}
	x.handIn(x.person("zhang"), "M-ID")
	if !roused() {
		t.Error("nobody was roused by an act")
	}
	if !x.carryOne(t.Context(), way) || !roused() {
		t.Error("the next carrier was not roused")
	}
	if x.carryOne(t.Context(), way) || roused() {
		t.Error("roused though nothing lay there")
	}
}

// The waits are those of the table; in between nothing is tried; then the letter has
// failed and stays visible.
func TestRetriesWaitLongerEachTime(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	g.answers(func(call) int { return 503 })
	x.queue(1, x.person("zhang").Id, "sms")
	at := morning
	for i, wait := range append([]time.Duration{0}, backoff...) {
		if wait > 0 {
			x.freeze(at.Add(wait - time.Second))
			x.drain()
		}
		if n := len(g.got()); n != i {
			t.Fatalf("try %d came %s after the one before, too early", n, wait-time.Second)
		}
		at = at.Add(wait)
		x.freeze(at)
		x.drain()
		if n := len(g.got()); n != i+1 {
			t.Fatalf("%d tries %s after the one before", n, wait)
		}
		r := x.find("notifications", "channel='sms'")
		if want := map[bool]string{true: "failed", false: "queued"}[i == len(backoff)]; r.GetString("state") != want || r.GetString("error") != "HTTP 503" || r.GetInt("attempts") != i+1 {
			t.Fatalf("after try %d: %v", i+1, r.PublicExport())
		}
	}
	x.freeze(at.AddDate(1, 0, 0))
	x.drain()
	if n := slices.Collect(maps.Values(g.perKey())); len(n) != 1 || n[0] != len(backoff)+1 {
		t.Fatalf("tries by key %v", n)
	}
}

func TestRecoveredGatewayGetsTheLetter(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	g.answers(func(call) int { return 500 })
	x.queue(1, x.person("zhang").Id, "sms")
	x.drain()
	g.answers(func(call) int { return 200 })
	x.freeze(morning.Add(time.Minute))
	x.drain()
	if r := x.find("notifications", "channel='sms'"); r.GetString("state") != "sent" || r.GetString("error") != "" || r.GetInt("attempts") != 2 {
		t.Fatalf("%v", r.PublicExport())
	}
}

// A carrier that dies between taking and marking loses nothing: when its lease is over
// the letter is taken again, with the same key and the same words.
func TestCrashBetweenTakingAndMarking(t *testing.T) {
	for _, sent := range []bool{false, true} {
		t.Run(fmt.Sprintf("after sending %t", sent), func(t *testing.T) {
			g := newGateway(t)
			x := newHouse(t).real(g)
			x.queue(1, x.person("zhang").Id, "sms")
			sms := x.way("sms")
			dead, err := x.takeLetter(sms)
			if err != nil || dead == nil {
				t.Fatal(dead, err)
			}
			if sent {
				if err := x.deliverLetter(t.Context(), sms, dead); err != nil {
					t.Fatal(err)
				}
			}
			x.freeze(morning.Add(lease - time.Second))
			x.drain()
			if n := len(g.got()); n != x.number("sms", "sent")+map[bool]int{true: 1}[sent] || n > 1 {
				t.Fatalf("taken up before the lease was over: %d messages", n)
			}
			x.freeze(morning.Add(lease))
			x.drain()
			calls := g.got()
			if x.number("sms", "sent") != 1 || len(g.perKey()) != 1 || len(calls) != 1+map[bool]int{true: 1}[sent] {
				t.Fatalf("%d messages by key %v", len(calls), g.perKey())
			}
			if last := calls[len(calls)-1]; last.body != calls[0].body || last.signature != calls[0].signature {
				t.Errorf("the second copy differs: %s %s", calls[0].body, last.body)
			}
		})
	}
}

// A carrier that was only slow may still say "sent"; its failure undoes nothing.
func TestSlowCarrierAfterItsLease(t *testing.T) {
	x := newHouse(t).real(newGateway(t))
	sms := x.way("sms")
	for _, c := range []struct {
		failure error
		state   string
	}{{errors.New("late"), "queued"}, {errUndeliverable, "queued"}, {nil, "sent"}} {
		x.queue(1, x.person("zhang").Id, "sms")
		slow, err := x.takeLetter(sms)
		if err != nil {
			t.Fatal(err)
		}
		x.freeze(x.at.Add(lease))
		second, err := x.takeLetter(sms)
		if err != nil || second == nil || second.ID != slow.ID {
			t.Fatal(second, err)
		}
		if err := x.settleLetter(t.Context(), sms, slow, c.failure); err != nil {
			t.Fatal(err)
		}
		if got := x.find("notifications", "id='%s'", slow.ID).GetString("state"); got != c.state {
			t.Errorf("%v makes it %s", c.failure, got)
		}
		if err := x.settleLetter(t.Context(), sms, second, nil); err != nil {
			t.Fatal(err)
		}
		if got := x.find("notifications", "id='%s'", slow.ID).GetString("state"); got != "sent" {
			t.Errorf("the second carrier could not mark it: %s", got)
		}
	}
}

// Two posts over one outbox, and many rousings at once, send every letter once.
func TestTwoPostsSendEveryLetterOnce(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	x.startPost()
	x.startPost()
	zhang, li := x.person("zhang").Id, x.person("li").Id
	var crowd sync.WaitGroup
	for range 4 {
		crowd.Go(func() {
			for range 50 {
				x.way("sms").rouse()
				time.Sleep(time.Millisecond)
			}
		})
	}
	for i := range 20 {
		x.queue(5, []string{zhang, li}[i%2], "sms")
	}
	crowd.Wait()
	x.until("all are sent", func() bool { return x.number("sms", "sent") == 100 })
	x.stopPost()
	for key, n := range g.perKey() {
		if n != 1 {
			t.Errorf("%s was sent %d times", key, n)
		}
	}
	if len(g.perKey()) != 100 {
		t.Errorf("%d letters", len(g.perKey()))
	}
}

// A thousand letters of one transaction go out, never more than the carriers at once,
// while clerks go on working.
func TestThousandLettersDrain(t *testing.T) {
	letters := 1000
	if watched {
		letters = 200
	}
	g := newGateway(t)
	x := newHouse(t).real(g)
	x.startPost()
	began := time.Now()
	x.queue(letters, x.person("zhang").Id, "sms")
	slowest := time.Duration(0)
	for range 20 {
		start := time.Now()
		x.draft(x.person("li"))
		slowest = max(slowest, time.Since(start))
	}
	x.until("all are sent", func() bool { return x.number("sms", "sent") == letters })
	t.Logf("%d letters in %s; a draft meanwhile waited %s at most", letters, time.Since(began).Round(time.Millisecond), slowest.Round(time.Millisecond))
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.calls) != letters || g.max > carriers {
		t.Errorf("%d messages, %d at once", len(g.calls), g.max)
	}
}

// Whoever cannot be reached holds nobody else up, neither by an error nor by silence.
func TestOneRecipientHoldsUpNobodyElse(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	silent := make(chan struct{})
	defer close(silent)
	g.answers(func(c call) int {
		if c.message["to"] == "13800000001" {
			<-silent
		}
		return map[bool]int{true: 400, false: 200}[c.message["to"] == "13800000003"]
	})
	for range carriers - 1 {
		x.queue(1, x.person("zhang").Id, "sms") // silent for all of their time
	}
	x.queue(5, x.person("restaurant").Id, "sms")
	x.queue(50, x.person("li").Id, "sms")
	x.startPost()
	x.until("the others have theirs", func() bool { return x.number("sms", "sent") == 50 })
	if waiting := len(x.all("notifications", "error = 'HTTP 400' && state = 'queued'")); waiting != 5 {
		t.Errorf("%d wait for another try", waiting)
	}
}

// The house stops soon though neither the gateway nor the mail server answers: what that takes on
// a busy machine is less than either may take. What was under way is back in the queue for the
// next start.
func TestPostStopsWithinASecond(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	silent := make(chan struct{})
	defer close(silent)
	g.answers(func(call) int { <-silent; return 200 })
	mails := make(chan struct{}, 1)
	x.mails(func(*mailer.Message) error { mails <- struct{}{}; <-silent; return nil })
	x.queue(1, x.person("zhang").Id, "sms")
	x.queue(1, x.person("zhang").Id, "email")
	x.startPost()
	<-mails
	x.until("the gateway was called", func() bool { return len(g.got()) == 1 })
	began := time.Now()
	x.stopPost()
	if took := time.Since(began); took > smsLimit/2 || farewell > time.Second {
		t.Errorf("it took %s, granted are %s", took, farewell)
	}
	for _, channel := range []string{"sms", "email"} {
		r := x.find("notifications", "channel='%s'", channel)
		if r.GetString("state") != "queued" || r.GetDateTime("due_at").Time().After(morning) {
			t.Errorf("%v", r.PublicExport())
		}
	}
}

func TestWhoCannotBeReachedFailsAtOnce(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	zhang := x.person("zhang")
	x.queue(1, zhang.Id, "sms")
	zhang.Set("phone", "0816-1234567")
	if err := write(x.app, zhang); err != nil {
		t.Fatal(err)
	}
	x.queue(1, "", "sms") // whose account was erased
	x.drain()
	if n := len(x.all("notifications", "state='failed' && error='%s' && attempts=1", errUndeliverable)); n != 2 || len(g.got()) != 0 {
		t.Fatalf("%d failed, %d sent", n, len(g.got()))
	}
}

// What an earlier run of the house left in the outbox goes out at the next start; a wrong
// setting of the gateway refuses the start and says what to change.
func TestNextStartTakesUpTheOutbox(t *testing.T) {
	g := newGateway(t)
	x := newHouse(t).real(g)
	x.queue(3, x.person("zhang").Id, "sms")
	if l, err := x.takeLetter(x.way("sms")); err != nil || l == nil { // and dies with it in hand
		t.Fatal(l, err)
	}
	x.end(x.app)
	for _, c := range []struct {
		address, refused string
		at               time.Time
		sent             int
	}{
		{"http://sms.example.gov.cn/", "must be https", morning, 0},
		{g.URL, "", morning.Add(time.Minute), 2},
		{g.URL, "", morning.Add(lease), 3},
	} {
		t.Setenv("ONESTOP_SMS_WEBHOOK", c.address)
		t.Setenv("ONESTOP_SMS_SECRET", hookSecret)
		app := core.NewBaseApp(core.BaseAppConfig{DataDir: x.app.DataDir(), DBConnect: appliance.Connect})
		y := &house{t: t, Hall: Register(app, Options{Now: func() time.Time { return c.at }, DueByHand: true})}
		if err := app.Bootstrap(); err != nil {
			t.Fatal(err)
		}
		router, err := apis.NewRouter(app)
		if err != nil {
			t.Fatal(err)
		}
		err = app.OnServe().Trigger(&core.ServeEvent{App: app, Router: router, Server: &http.Server{}}, func(*core.ServeEvent) error {
			y.until(fmt.Sprintf("%d letters are sent", c.sent), func() bool { return y.number("sms", "sent") == c.sent })
			return nil
		})
		if (err == nil) != (c.refused == "") || (err != nil && !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %v", c.address, err)
		}
		began := time.Now()
		y.end(app)
		if took := time.Since(began); took > smsLimit/2 || y.post.life.Err() == nil {
			t.Errorf("it took %s to stop", took)
		}
	}
	for key, n := range g.perKey() {
		if n != 1 {
			t.Errorf("%s was sent %d times", key, n)
		}
	}
}

// end stops a house as a signal does.
func (x *house) end(app core.App) {
	x.t.Helper()
	event := new(core.TerminateEvent)
	event.App = app
	if err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() }); err != nil {
		x.t.Error(err)
	}
}

// BenchmarkPost is one letter through the outbox: taken, sent to a gateway on this
// machine and marked.
func BenchmarkPost(b *testing.B) {
	x := newHouse(b).real(newGateway(b))
	x.queue(b.N, x.person("zhang").Id, "sms")
	b.ResetTimer()
	x.drain()
	b.StopTimer()
	if n := x.number("sms", "sent"); n != b.N {
		b.Fatalf("%d of %d sent", n, b.N)
	}
}
