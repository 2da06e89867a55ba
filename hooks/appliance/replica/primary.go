package replica

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
	"onestop/hooks/appliance/witness"
)

// Patience is how long an act waits for its page to be in the place.
const Patience = 10 * time.Second

// The reasons why an act is not acknowledged.
var (
	ErrFenced = errors.New("another machine has taken over")                     // nothing is stored any more
	ErrAway   = errors.New("the place of the replica cannot be reached")         // nothing was stored
	ErrBehind = errors.New("the act is stored here, but not yet in the replica") // it may come again and is found then
)

// Options are what a primary needs to know.
type Options struct {
	Place    *Place
	Dir      string // the data folder
	Owner    string // for people
	Confirm  bool   // acts are acknowledged when they are in the place
	Yield    bool   // it stops by itself where the place cannot be reached, so that a standby may take over by itself
	Logger   *slog.Logger
	Head     func() (witness.Head, error)             // the end of the trail
	HashAt   func(seq int64) (hash string, err error) // of a row of it, "" where there is none
	Say      func(refusal.Refusal)                    // to whoever looks after the machine; nil: to nobody
	Since    Elapsed                                  // nil: that of the machine
	Patience time.Duration                            // 0: Patience
}

// Primary is a served house whose database is replicated.
type Primary struct {
	o      Options
	lease  *tenancy
	stream *stream
	stop   context.CancelFunc
	kept   chan struct{}
	had    marker                          // of the data folder
	untold atomic.Pointer[refusal.Refusal] // what is wrong with the places before
}

// Begin takes the lease and begins to replicate a database that is open. It refuses where
// another machine writes, where another one took over, and where the database is older than
// the replica or another one.
func Begin(ctx context.Context, o Options) (*Primary, error) {
	if o.Since == nil {
		o.Since = probe.Elapsed
	}
	if o.Patience == 0 {
		o.Patience = Patience
	}
	if there, _, err := o.Place.read(ctx); err != nil {
		return nil, err
	} else if err := o.replaced(there); err != nil {
		return nil, err // told at once, however the other one stands
	}
	if err := o.Place.sound(ctx); err != nil {
		return nil, err
	}
	if err := o.Place.fresh(o.Dir); err != nil {
		return nil, err
	}
	there, mark, alive, err := free(ctx, o.Place, o.Since)
	if err != nil {
		return nil, err
	}
	if alive {
		return nil, refuse("Another house writes into %[1]s just now: %[2]s. Two must not: start this one as a standby (onestop standby%[3]s --replica %[4]s), or name another place.",
			"另一套系统正在写入 %[1]s：%[2]s。同一位置不能有两个主机：请把本机作为备机启动（onestop standby%[3]s --replica %[4]s），或另设位置。", o.Place, there.Owner, where.Flag(o.Dir), where.Quoted(o.Place.String()))
	}
	before, err := readMarker(o.Dir)
	if err != nil {
		return nil, err
	}
	own, anew, err := o.claim(ctx, before, there)
	if err != nil {
		return nil, err
	}
	places := before.toLeave(o.Place)
	for _, place := range places {
		if _, err := o.tell(ctx, place, before.Folder, ""); err != nil {
			return nil, err
		}
	}
	if anew {
		if err := forgetSent(o.Dir); err != nil {
			return nil, err
		}
	}
	if before.Folder == "" { // the lease is to be known as ours, but no tenure was had yet
		if err := (marker{Folder: own.Folder}).write(markerOf(o.Dir)); err != nil {
			return nil, err
		}
	}
	lease, err := take(ctx, o.Place, o.Since, own, mark)
	if errors.Is(err, errTaken) {
		return nil, refuse("Another house began to write into %s at the same moment. Start again.", "另一套系统刚刚开始写入 %s，请重新启动。", o.Place)
	}
	if err != nil {
		return nil, err
	}
	lease.head = o.Head
	lease.first = func() (string, error) { return o.HashAt(1) }
	p := &Primary{o: o, lease: lease, kept: make(chan struct{})}
	p.had = marker{Folder: own.Folder, Tenure: own.Tenure, Place: o.Place.String()}
	if err = p.leave(ctx, places); err == nil {
		err = p.had.write(markerOf(o.Dir))
	}
	if err != nil {
		return nil, errors.Join(err, lease.release(ctx))
	}
	if p.stream, err = openStream(o.Dir, o.Place.pages(own.Tenure), o.Since, o.Logger); err != nil {
		return nil, errors.Join(err, lease.release(ctx))
	}
	keeping, stop := context.WithCancel(context.Background())
	p.stop = stop
	go p.keep(keeping)
	if own.From == 0 && anew { // nothing could be gone on from yet
		if err := p.first(ctx); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

// first waits until the place holds the whole database once. Until then nobody could take over.
func (p *Primary) first(ctx context.Context) error {
	select {
	case err := <-p.stream.sent():
		return p.o.Place.away(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// claim answers the lease that this folder may take, and whether it begins a tenure.
func (o Options) claim(ctx context.Context, m marker, there Lease) (own Lease, anew bool, err error) {
	end, err := o.Head()
	if err != nil {
		return own, false, err
	}
	own = there
	own.Moved = ""
	own.Owner, own.Yields, own.Seq, own.Hash = o.Owner, o.Confirm || o.Yield, end.Seq, end.Hash
	if there.Tenure == 0 { // nobody was here, or somebody whose first lease was cut off
		if err := m.emptied(o.Place, o.Dir); err != nil {
			return own, false, err
		}
		own.Tenure, own.From, own.Folder = m.Tenure+1, 0, m.Folder
		if own.Folder == "" {
			own.Folder = word()
		}
		return own, true, nil
	}
	if m.Folder != there.Folder && m.Tenure == 0 {
		return own, false, refuse("In %[1]s lies the replica of another data folder (%[2]s), and this one would write over it: a backup that was brought back is older than the replica. "+
			"To go on from the replica run onestop standby and onestop promote; to go on from this folder name an empty place.",
			"%[1]s 中是另一个数据文件夹（%[2]s）的副本，不能用本文件夹覆盖：恢复出来的备份比副本旧。要以副本为准，请运行 onestop standby 和 onestop promote；要以本文件夹为准，请另设一个空位置。", o.Place, there.Owner)
	}
	if err := o.replaced(there); err != nil {
		return own, false, err
	}
	if err := o.follows(there); err != nil {
		return own, false, err
	}
	if m.Tenure > there.Tenure { // it went on in another place, and comes back: what lies here is of before
		own.Tenure, own.From = m.Tenure+1, 0
		return own, true, nil
	}
	last, err := newest(ctx, o.Place.pages(there.Tenure))
	if err != nil {
		return own, false, o.Place.away(err)
	}
	switch known := position(o.Dir); {
	case known == 0 && last > 0: // what was sent is not known any more, but the trail goes on
		own.Tenure, own.From = there.Tenure+1, there.Tenure
		return own, true, nil
	case known < last:
		return own, false, o.older()
	}
	return own, last == 0, nil
}

func (o Options) say(en, zh string, args ...any) {
	if o.Say != nil {
		o.Say(refusal.Of(refusal.New(en, zh, args...)))
	}
}

// replaced refuses a folder from which another one has taken over.
func (o Options) replaced(there Lease) error {
	m, err := readMarker(o.Dir)
	if err != nil || m.Tenure == 0 || there.Tenure == 0 || m.Folder == there.Folder {
		return err
	}
	if err := m.setBack(o.Place, o.Dir, there); err != nil {
		return err
	}
	return refuse("Another machine has taken over from this folder: %[1]s. What it took in since is not here, so this one does not serve. Run onestop standby%[2]s --replica %[3]s (where it is a service, onestop service install --standby%[2]s --replica %[3]s): it sets the old database aside and follows.",
		"本机已被接替，现由 %[1]s 服务，其后的业务不在本机，因此不再启动。请运行 onestop standby%[2]s --replica %[3]s（安装为服务的，运行 onestop service install --standby%[2]s --replica %[3]s），它会把旧数据库移到一旁并作为备机跟随。", there.Owner, where.Flag(o.Dir), where.Quoted(o.Place.String()))
}

// follows refuses a database in which a row of the trail that the lease names is missing or
// another one.
func (o Options) follows(there Lease) error {
	if there.Seq == 0 {
		return nil
	}
	hash, err := o.HashAt(there.Seq)
	if err != nil {
		return err
	}
	if hash == "" || !strings.HasPrefix(hash, there.Hash) {
		return o.older()
	}
	return nil
}

func (o Options) older() error {
	return refuse("The database in %[2]s is older than its replica in %[1]s, or another one: a copy was put back. To go on from the replica run onestop standby and onestop promote; to go on from this database name an empty place.",
		"%[2]s 中的数据库比 %[1]s 中的副本旧，或不是同一个：曾被换回旧副本。要以副本为准，请运行 onestop standby 和 onestop promote；要以本数据库为准，请另设一个空位置。", o.Place, o.Dir)
}

// keep renews the lease; where it is lost nothing is sent any more, and the pages that were
// sent are left to whoever took over. When the place holds the
// whole database, it lets go of the tenures before the last.
func (p *Primary) keep(ctx context.Context) {
	defer close(p.kept)
	cleaned, stood, asked := false, Held, p.o.Since()
	p.lease.keep(ctx, func() {
		stood = p.stands(stood)
		if len(p.had.Left) > 0 && p.o.Since()-asked > toldAgain {
			asked = p.o.Since()
			p.leaveAgain(ctx)
		}
		if !cleaned && p.stream.begun() {
			cleaned = true
			p.forgetTenures(ctx)
		}
	})
	p.stands(stood)
	if p.lease.now() == Lost {
		_ = p.stream.close(false) // it answers nothing then
	}
}

// stands says once how this house stands to its lease now, where that has changed.
func (p *Primary) stands(before Standing) Standing {
	now := p.lease.now()
	switch {
	case now == before:
	case now == Lost:
		p.o.say("Another machine (%[1]s) has taken over: nothing is stored here any more. Stop this one and run onestop standby; as a service installed with --standby, restart it.", "本机已被 %[1]s 接替，不再保存任何内容。请停止本机并运行 onestop standby；以 --standby 安装为服务的，重启服务即可。", p.lease.successor().Owner)
	case now == Lapsed && (p.o.Confirm || p.o.Yield):
		p.o.say("The place of the replica %s cannot be reached: nothing is stored until it can. onestop doctor says why.", "副本位置 %s 无法访问：恢复之前不办理业务。原因请运行 onestop doctor。", p.o.Place)
	case now == Lapsed:
		p.o.say("The place of the replica %s cannot be reached: what is stored meanwhile has no second copy. onestop doctor says why.", "副本位置 %s 无法访问：其间保存的内容没有第二份副本。原因请运行 onestop doctor。", p.o.Place)
	default:
		p.o.say("The place of the replica %s is reached again.", "副本位置 %s 已恢复。", p.o.Place)
	}
	return now
}

// forgetTenures deletes the pages of tenures that nobody goes on from: all but this one and
// the one before it.
func (p *Primary) forgetTenures(ctx context.Context) {
	p.lease.mu.Lock()
	l := p.lease.lease
	p.lease.mu.Unlock()
	for old := max(1, l.From-3); old < l.From; old++ {
		if err := p.o.Place.pages(old).DeleteAll(ctx); err != nil {
			p.o.Logger.Warn("Old pages of the replica could not be deleted.", "error", err)
		}
	}
}

// Admit tells why nothing may be stored now; nil where it may.
func (p *Primary) Admit() error {
	switch standing := p.lease.now(); {
	case standing == Lost:
		return ErrFenced
	case standing == Lapsed && (p.o.Confirm || p.o.Yield):
		return ErrAway
	}
	return nil
}

// Holds tells whether nobody else can have taken over.
func (p *Primary) Holds() bool { return p.lease.now() == Held }

// Confirm waits until whatever was committed before may be acknowledged; everybody who waits
// meanwhile waits for one flush. It answers ErrBehind where it takes too long.
func (p *Primary) Confirm(ctx context.Context) error {
	if !p.o.Confirm {
		return p.held()
	}
	ctx, cancel := context.WithTimeout(ctx, p.o.Patience)
	defer cancel()
	for {
		err := p.flushed(ctx)
		if err == nil {
			err = p.held()
		}
		if err == nil || errors.Is(err, ErrFenced) {
			return err
		}
		select { // a line that was cut for a moment costs no answer
		case <-time.After(beat):
		case <-p.stream.done:
			return errors.Join(p.fenced(ErrBehind), err)
		case <-ctx.Done():
			return errors.Join(p.fenced(ErrBehind), err)
		}
	}
}

// flushed waits for one flush of whatever was committed before.
func (p *Primary) flushed(ctx context.Context) error {
	select {
	case err := <-p.stream.sent():
		return err
	case <-p.stream.done: // which nothing answers any more
		return p.fenced(ErrBehind)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// held refuses to acknowledge where somebody else may have the lease: what was sent is safe only
// where nobody had taken over before it was there.
func (p *Primary) held() error {
	if p.Admit() != nil {
		return p.fenced(ErrBehind)
	}
	return nil
}

// fenced is ErrFenced where the lease was lost, else the error.
func (p *Primary) fenced(err error) error {
	if p.lease.now() == Lost {
		return ErrFenced
	}
	return err
}

// Status is how a replica stands.
type Status struct {
	Place   string           `json:"place"`
	Tenure  int64            `json:"tenure"`
	Confirm bool             `json:"confirm"`
	Yields  bool             `json:"yields"`         // takes no acts without its replica although it does not confirm
	Behind  float64          `json:"behind_seconds"` // since the last flush that succeeded
	Fenced  string           `json:"fenced,omitempty"`
	Problem *refusal.Refusal `json:"problem,omitempty"` // of the machine
	Unheld  bool             `json:"unheld,omitempty"`  // the lease could not be renewed in time
	Untold  *refusal.Refusal `json:"untold,omitempty"`  // what is wrong with a place that the replica had before
	Looked  bool             `json:"looked,omitempty"`  // by Look, from outside the house
	Hidden  bool             `json:"hidden,omitempty"`  // the place could not be looked at from here, as without the key of a bucket
}

// Status looks how it stands.
func (p *Primary) Status() Status {
	behind, err := p.stream.behind()
	standing := p.lease.now()
	p.lease.mu.Lock()
	l, leaseErr := p.lease.lease, p.lease.err
	p.lease.mu.Unlock()
	s := Status{Place: p.o.Place.String(), Tenure: l.Tenure, Confirm: p.o.Confirm, Yields: p.o.Yield, Behind: behind.Seconds(), Unheld: standing == Lapsed}
	s.Problem = refusal.Maybe(cmp.Or(leaseErr, err)) // without the lease it matters little how the flush went
	s.Untold = p.untold.Load()
	if other := p.lease.successor(); other != nil {
		if s.Fenced = other.Owner; s.Fenced == "" {
			s.Fenced = "?" // the lease was taken away, by nobody
		}
	}
	return s
}

// Close sends what is left and gives the lease back; where not all was sent, it keeps it, so
// that nobody takes over without being told.
func (p *Primary) Close() error {
	p.stop()
	<-p.kept
	lost := p.lease.now() == Lost
	if err := p.stream.close(!lost); err != nil || lost {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastFlush)
	defer cancel()
	return p.lease.release(ctx)
}
