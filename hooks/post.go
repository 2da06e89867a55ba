package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// The post carries queued e-mail and SMS rows out of the house, never inside a
// transaction. A carrier takes a letter in one short write that counts the attempt and
// leases the letter, sends it, and marks what became of it. If the process dies between
// taking and marking, the lease ends and the letter is taken up again: every letter goes
// out at least once. Each try carries the same key (the id of the row: Idempotency-Key of
// the webhook, Message-ID of the mail), by which the receiver drops a second copy; at
// least once with a key is what "exactly once" means between two machines.

const (
	carriers    = 4                      // letters of one channel under way at a time
	lease       = 2 * time.Minute        // longer than any try; then a dead carrier's letter is taken up again
	lookEvery   = 15 * time.Second       // for retries whose time has come
	farewell    = 900 * time.Millisecond // what the post may take to stop
	errorLength = 300                    // characters kept of the reason of a failure
)

// backoff are the waits between the tries of a letter; after the last one it has failed.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// errUndeliverable is a letter that no retry can deliver.
var errUndeliverable = errors.New("the recipient cannot be reached this way")

// outbox is the post at work.
type outbox struct {
	channels []*channel // none in the training mode
	life     context.Context
	stop     context.CancelFunc
	done     sync.WaitGroup
}

// channel is one way out of the house.
type channel struct {
	name    string
	open    func() bool               // whether letters may be queued now
	address func(*core.Record) string // of a recipient, "" where the channel does not reach
	send    func(context.Context, *letter, string) error
	limit   time.Duration // of one try
	wake    chan struct{}
}

// letter is a row of the outbox that a carrier has taken.
type letter struct {
	ID        string `db:"id"`
	Applicant string `db:"applicant"`
	Officer   string `db:"officer"` // one of the two
	Kind      string `db:"kind"`
	Text      string `db:"text"`
	Link      string `db:"link"`
	Attempts  int    `db:"attempts"`
}

// bindPost opens the post when the house serves and closes it when it stops. In the
// training mode there is no post: nothing leaves a house whose cases are not real, and
// only inboxes are written.
func (h *Hall) bindPost() {
	if h.demo {
		return
	}
	refused := h.openPost(os.Getenv("ONESTOP_SMS_WEBHOOK"), os.Getenv("ONESTOP_SMS_SECRET"))
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if refused != nil {
			return refused
		}
		h.startPost()
		return e.Next()
	})
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		h.stopPost()
		return e.Next()
	})
}

// openPost sets up the channels. A wrong setting of the webhook refuses the start of the
// server, so that nobody believes that citizens are told when they are not.
func (h *Hall) openPost(address, secret string) error {
	h.post.life, h.post.stop = context.WithCancel(context.Background())
	h.post.channels = []*channel{h.mailChannel()}
	hook, err := openWebhook(address, secret)
	if hook != nil {
		h.post.channels = append(h.post.channels, h.smsChannel(hook))
	}
	if err != nil {
		err = fmt.Errorf("ONESTOP_SMS_WEBHOOK, ONESTOP_SMS_SECRET: %w", err)
	}
	return err
}

// startPost sets the carriers to work.
func (h *Hall) startPost() {
	for _, c := range h.post.channels {
		for range carriers {
			h.post.done.Go(func() { h.carry(h.post.life, c) })
		}
		h.post.done.Go(func() { c.look(h.post.life) })
	}
}

// stopPost calls the carriers back. A letter under way is given back to the queue.
func (h *Hall) stopPost() {
	h.post.stop()
	gone := make(chan struct{})
	go func() { h.post.done.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(farewell): // the lease brings back what is still under way
	}
}

// look rouses a carrier now and then, because retries fall due without an act.
func (c *channel) look(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		c.rouse()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// rouse wakes a carrier; where all are awake the next one to look finds the letter.
func (c *channel) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// rouseAfter wakes a carrier once the transaction that queued a letter is committed.
func (c *channel) rouseAfter(tx core.App) {
	if !tx.IsTransactional() {
		c.rouse()
		return
	}
	tx.TxInfo().OnComplete(func(err error) error {
		if err == nil {
			c.rouse()
		}
		return nil
	})
}

// carry delivers letters of a channel, one at a time, until the house stops.
func (h *Hall) carry(ctx context.Context, c *channel) {
	for ctx.Err() == nil {
		if h.carryOne(ctx, c) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		}
	}
}

// carryOne takes and delivers the next letter; false where none is due.
func (h *Hall) carryOne(ctx context.Context, c *channel) (found bool) {
	defer func() {
		if p := recover(); p != nil {
			found = false
			h.app.Logger().Error("the post stumbled", "channel", c.name, "panic", fmt.Sprint(p))
		}
	}()
	l, err := h.takeLetter(c)
	if err != nil {
		h.app.Logger().Error("the outbox could not be read", "channel", c.name, "error", err)
	}
	if err != nil || l == nil {
		return false
	}
	c.rouse() // where one letter lay there may be more
	if err := h.settleLetter(ctx, c, l, h.deliverLetter(ctx, c, l)); err != nil {
		h.app.Logger().Error("a letter could not be marked; it is sent again with the same key", "notification", l.ID, "error", err)
	}
	return true
}

// takeLetter takes the letter that waits longest, counts the attempt and leases it, in
// one statement, so that no two carriers ever hold the same one; nil where none is due.
func (h *Hall) takeLetter(c *channel) (*letter, error) {
	var taken []*letter
	err := h.app.NonconcurrentDB().NewQuery(`UPDATE notifications SET attempts = attempts + 1, due_at = {:lease}, updated = {:now}
		WHERE id = (SELECT id FROM notifications WHERE state = 'queued' AND channel = {:channel} AND due_at <= {:now} ORDER BY due_at LIMIT 1)
		RETURNING id, applicant, officer, kind, text, link, attempts`).
		Bind(dbx.Params{"channel": c.name, "now": h.stamp(), "lease": dateTime(h.Now().Add(lease)).String()}).All(&taken)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	return taken[0], nil
}

// recipientOf is whom a letter is for.
func (h *Hall) recipientOf(l *letter) (*core.Record, error) {
	if l.Officer != "" {
		return h.app.FindRecordById("officers", l.Officer)
	}
	return h.app.FindRecordById("applicants", l.Applicant)
}

// deliverLetter sends a letter to where its recipient is reached now: the outbox itself
// holds no address. A panic of a sender is a failure of this letter alone.
func (h *Hall) deliverLetter(ctx context.Context, c *channel, l *letter) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	recipient, err := h.recipientOf(l)
	if errors.Is(err, errNoRows) {
		return errUndeliverable
	}
	if err != nil {
		return err
	}
	to := c.address(recipient)
	if to == "" {
		return errUndeliverable
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	return c.send(ctx, l, to)
}

// settleLetter marks what became of a letter: sent; given back when the house stops; to
// be tried again; or failed for good, which stays visible. A carrier whose lease ended
// meanwhile changes nothing but "sent".
func (h *Hall) settleLetter(ctx context.Context, c *channel, l *letter, failure error) error {
	mine := dbx.HashExp{"id": l.ID, "state": "queued", "attempts": l.Attempts}
	set := dbx.Params{"updated": h.stamp()}
	switch {
	case failure == nil:
		delete(mine, "attempts")
		set["state"], set["sent_at"], set["error"] = "sent", h.stamp(), ""
	case ctx.Err() != nil:
		set["due_at"] = h.stamp()
	case errors.Is(failure, errUndeliverable) || l.Attempts > len(backoff):
		set["state"], set["error"] = "failed", reason(failure)
		h.app.Logger().Error("a letter failed for good", "notification", l.ID, "channel", c.name, "attempts", l.Attempts, "error", reason(failure))
	default:
		set["due_at"], set["error"] = dateTime(h.Now().Add(backoff[l.Attempts-1])).String(), reason(failure)
	}
	_, err := h.app.NonconcurrentDB().Update("notifications", set, mine).Execute()
	return err
}

// reason is what is kept of a failure: never the words of a foreign server, which may
// repeat an address or a number.
func reason(err error) string {
	var smtp *textproto.Error
	var call *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &smtp):
		return fmt.Sprintf("SMTP %d", smtp.Code)
	case errors.As(err, &call):
		err = call.Err
	}
	text := []rune(err.Error())
	return string(text[:min(len(text), errorLength)])
}
