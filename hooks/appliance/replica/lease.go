package replica

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"onestop/hooks/appliance/witness"
)

// Lease says who writes into a place.
type Lease struct {
	Tenure   int64     `json:"tenure"`             // from 1; each taking over is the next
	From     int64     `json:"from,omitempty"`     // the tenure whose pages it went on from; 0: none
	Folder   string    `json:"folder"`             // the data folder that has it, by the word in its marker
	Process  string    `json:"process"`            // who of them; another one at each start
	Owner    string    `json:"owner"`              // for people: machine and folder
	Beats    int64     `json:"beats"`              // counts the changes
	Released bool      `json:"released,omitempty"` // nobody writes
	Moved    string    `json:"moved,omitempty"`    // the place in which the house goes on: nobody takes over from it here
	Yields   bool      `json:"yields,omitempty"`   // the holder stops by himself where he cannot change it
	Seq      int64     `json:"seq"`                // the last row of his trail
	Hash     string    `json:"hash,omitempty"`     // and its hash
	House    string    `json:"house,omitempty"`    // the hash of the first row of his trail, by which two houses are told apart
	At       time.Time `json:"at"`                 // by the holder's clock, for people alone
}

func (l Lease) head() witness.Head { return witness.Head{Seq: l.Seq, Hash: l.Hash} }

// word draws a word that nobody else has.
func word() string { return rand.Text() }

// Elapsed is a clock that nobody sets: what has passed on this machine, asleep or awake.
type Elapsed func() time.Duration

// watcher sees how long a lease has not changed, by its own clock.
type watcher struct {
	place *Place
	since Elapsed
	mark  string
	seen  time.Duration
	any   bool
}

// look reads the lease and answers how long it has been unchanged as far as this one saw.
func (w *watcher) look(ctx context.Context) (l Lease, mark string, still time.Duration, err error) {
	l, mark, err = w.place.read(ctx)
	if err != nil {
		return l, mark, 0, err
	}
	now := w.since()
	if !w.any || mark != w.mark {
		w.any, w.mark, w.seen = true, mark, now
	}
	return l, mark, now - w.seen, nil
}

// free waits until nobody holds the lease: it was given back, there is none, or it did not
// change for ttl. It answers at once, with alive, where it changes meanwhile.
func free(ctx context.Context, p *Place, since Elapsed) (l Lease, mark string, alive bool, err error) {
	w := &watcher{place: p, since: since}
	first := ""
	for {
		l, mark, still, err := w.look(ctx)
		switch {
		case err != nil:
			return l, mark, false, err
		case mark == "" || l.Released:
			return l, mark, false, nil
		case first != "" && mark != first:
			return l, mark, true, nil
		case still >= ttl:
			return l, mark, false, nil
		}
		first = mark
		select {
		case <-ctx.Done():
			return l, mark, false, ctx.Err()
		case <-time.After(renew / 4):
		}
	}
}

// Standing is how a holder stands to his lease.
type Standing int

// The standings. Lapsed ends by itself when the place is there again; Lost never does.
const (
	Held   Standing = iota
	Lapsed          // not changed for so long that somebody else may have it
	Lost            // somebody else has it
)

// tenancy is a lease that is held.
type tenancy struct {
	place *Place
	since Elapsed
	head  func() (witness.Head, error) // the end of the trail
	first func() (string, error)       // the hash of its first row; nil where the lease has it

	mu    sync.Mutex
	lease Lease
	mark  string
	until time.Duration // by since
	lost  *Lease        // whose it is now
	err   error         // of the last change
}

// take makes the lease that has the mark this one's.
func take(ctx context.Context, p *Place, since Elapsed, l Lease, mark string) (*tenancy, error) {
	began := since()
	l.Process, l.Released, l.Beats, l.At = word(), false, l.Beats+1, time.Now().UTC()
	next, err := p.write(ctx, l, mark)
	if errors.Is(err, errTaken) { // perhaps by this very write, whose answer was lost
		there, stands, readErr := p.read(ctx)
		if readErr == nil && there.Process == l.Process {
			next, err = stands, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return &tenancy{place: p, since: since, lease: l, mark: next, until: began + trust}, nil
}

// now is the standing at this moment.
func (t *tenancy) now() Standing {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.lost != nil:
		return Lost
	case t.since() >= t.until:
		return Lapsed
	}
	return Held
}

// change renews the lease. A change that was made and whose answer was lost is found by the
// word of the process; since when it stands nobody knows, so that it is renewed once more.
func (t *tenancy) change(ctx context.Context, with func(*Lease)) error {
	t.mu.Lock()
	l, mark := t.lease, t.mark
	lost := t.lost != nil
	t.mu.Unlock()
	if lost {
		return errTaken
	}
	began := t.since()
	l.Beats, l.At = l.Beats+1, time.Now().UTC()
	if with != nil {
		with(&l)
	}
	next, err := t.place.write(ctx, l, mark)
	if errors.Is(err, errTaken) {
		if mark, err = t.recognize(ctx, &l); err == nil {
			began = t.since()
			l.Beats++
			if with != nil {
				with(&l)
			}
			next, err = t.place.write(ctx, l, mark)
		}
		if errors.Is(err, errTaken) && t.successor() == nil {
			err = t.place.away(errUnsure)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = err
	if err == nil {
		t.lease, t.mark, t.until = l, next, began+trust
	}
	return err
}

// errUnsure is a lease of which nobody can tell by its mark whether it is still the one that was read.
var errUnsure = errors.New("the lease changes, but nobody else has it")

// recognize reads the lease that stands there instead: our own change, or another's.
func (t *tenancy) recognize(ctx context.Context, l *Lease) (string, error) {
	there, mark, err := t.place.read(ctx)
	if err != nil {
		return "", err
	}
	if there.Process == l.Process {
		*l = there
		return mark, nil
	}
	t.mu.Lock()
	t.lost = &there
	t.mu.Unlock()
	return "", errTaken
}

// beat renews the lease with the end of the trail as it stands now.
func (t *tenancy) beat(ctx context.Context) error {
	write, err := t.trail()
	if err != nil {
		t.mu.Lock()
		t.err = err // which the check-up tells
		t.mu.Unlock()
		return err
	}
	return t.change(ctx, write)
}

// trail reads the trail, for a change of the lease.
func (t *tenancy) trail() (func(*Lease), error) {
	head, err := t.head()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	house := t.lease.House
	t.mu.Unlock()
	if house == "" && head.Seq > 0 && t.first != nil {
		house, err = t.first()
	}
	return func(l *Lease) { l.Seq, l.Hash, l.House = head.Seq, head.Hash, house }, err
}

// keep renews until the context ends or the lease is lost, and does what else is to be done
// after each time.
func (t *tenancy) keep(ctx context.Context, after func()) {
	tick := time.NewTicker(renew)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := t.beat(ctx); errors.Is(err, errTaken) {
				return
			}
			after()
		}
	}
}

// release gives the lease back, so that nobody has to wait.
func (t *tenancy) release(ctx context.Context) error {
	write, err := t.trail()
	if err != nil {
		return err
	}
	return t.change(ctx, func(l *Lease) {
		write(l)
		l.Released = true
	})
}

// process is the word by which the lease knows this holder.
func (t *tenancy) process() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lease.Process
}

// successor is whose the lease is now, nil where it was not lost.
func (t *tenancy) successor() *Lease {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lost
}
