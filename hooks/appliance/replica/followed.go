package replica

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// followedFile says beside the copy how the standby stands, for whoever looks the machine over.
const followedFile = "followed.json"

const (
	noting = 10 * time.Second // how often it is written
	silent = time.Minute      // unwritten for so long, the standby does nothing any more
)

// Followed is how a standby stands that follows. What it follows is not in its data folder.
type Followed struct {
	Place   string           `json:"place"`
	At      time.Time        `json:"at"`                // when it looked last, by its clock
	Primary string           `json:"primary"`           // whose the lease is, for people; "" where there is none yet
	Copied  bool             `json:"copied"`            // there is a whole copy that is brought on
	Stays   time.Duration    `json:"stays"`             // for how long the copy has not moved although the primary works
	Auto    bool             `json:"auto"`              // it takes over by itself, where the primary yields
	Yields  bool             `json:"yields"`            // the primary does
	Problem *refusal.Refusal `json:"problem,omitempty"` // why it cannot follow, or could not take over
	Asks    *refusal.Refusal `json:"asks,omitempty"`    // why somebody has to do something although it follows
	Running bool             `json:"-"`
	Taking  bool             `json:"-"` // it takes over at this moment
}

// noter writes down how a standby stands, by and by: sooner while there is no copy yet.
type noter struct {
	s    *Standby
	next time.Time
	pace pace
}

// pace compares the copy with the trail of the primary, which stands in the lease. A copy that a
// page keeps from going on is tried for ever, and looks like one of a house in which nobody works.
type pace struct {
	has     ltx.TXID
	settled bool  // the copy stayed for a note
	seq     int64 // of the trail by then; what comes after it is not in the copy
	since   time.Time
}

// look answers for how long the copy has not moved although the trail did.
func (p *pace) look(has ltx.TXID, seq int64, now time.Time) time.Duration {
	switch {
	case has != p.has:
		*p = pace{has: has}
	case !p.settled:
		p.settled, p.seq = true, seq
	case p.since.IsZero() && seq > p.seq:
		p.since = now
	}
	if p.since.IsZero() {
		return 0
	}
	return max(now.Sub(p.since), 0)
}

func (n *noter) look(l Lease, failed, asks error) {
	now := time.Now()
	if now.Before(n.next) && n.next.Sub(now) <= noting { // a clock that was set back puts nothing off
		return
	}
	n.next = now.Add(noting)
	if !n.note(l, failed, asks, now) {
		n.next = now.Add(following)
	}
}

// note writes down how the standby stands, and answers whether there is a copy.
func (n *noter) note(l Lease, failed, asks error, now time.Time) bool {
	s := n.s
	f := Followed{Place: s.Place.String(), At: now, Primary: l.Owner, Auto: s.Auto, Yields: l.Yields}
	f.Problem, f.Asks = refusal.Maybe(failed), refusal.Maybe(asks)
	has, err := litestream.ReadTXIDFile(s.copy())
	if f.Copied = err == nil && has > 0 && s.tenure() > 0; f.Copied && l.Owner != "" {
		f.Stays = n.pace.look(has, l.Seq, now)
	}
	text, err := json.Marshal(f)
	if err == nil {
		err = disk.WriteFile(filepath.Join(s.work(), followedFile), text)
	}
	if err != nil {
		s.Log.Warn("How the standby stands could not be written down.", "error", err)
	}
	return f.Copied
}

// LookFollowed tells how the standby of a data folder stands; nil where it follows nothing, as
// where there is a database: what is said beside one is from before it took over.
func LookFollowed(dir string) (*Followed, error) {
	s := &Standby{Dir: dir}
	if s.whole() {
		return nil, nil
	}
	work := s.work()
	text, err := os.ReadFile(filepath.Join(work, followedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f := &Followed{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, err
	}
	if f.Running, err = disk.InUse(filepath.Join(work, "lock")); err == nil {
		f.Taking, err = disk.InUse(filepath.Join(work, takingFile))
	}
	return f, err
}

// Silent tells whether a standby that runs did not look at its place for too long.
func (f Followed) Silent(now time.Time) bool { return now.Sub(f.At).Abs() > silent }
