package replica

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/benbjohnson/litestream"

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
	Auto    bool             `json:"auto"`              // it takes over by itself, where the primary yields
	Problem *refusal.Refusal `json:"problem,omitempty"` // why it cannot follow
	Running bool             `json:"-"`
}

// noter writes down how a standby stands, by and by: sooner while there is no copy yet.
type noter struct {
	s    *Standby
	next time.Time
}

func (n *noter) look(l Lease, failed error) {
	now := time.Now()
	if now.Before(n.next) && n.next.Sub(now) <= noting { // a clock that was set back puts nothing off
		return
	}
	n.next = now.Add(noting)
	if !n.s.note(l, failed) {
		n.next = now.Add(following)
	}
}

// note writes down how this standby stands, and answers whether there is a copy.
func (s *Standby) note(l Lease, failed error) bool {
	f := Followed{Place: s.Place.String(), At: time.Now(), Primary: l.Owner, Auto: s.Auto}
	if failed != nil {
		problem := refusal.Of(failed)
		f.Problem = &problem
	}
	_, err := litestream.ReadTXIDFile(s.copy())
	f.Copied = err == nil && s.tenure() > 0
	text, err := json.Marshal(f)
	if err == nil {
		err = disk.WriteFile(filepath.Join(s.work(), followedFile), text)
	}
	if err != nil {
		s.Log.Warn("How the standby stands could not be written down.", "error", err)
	}
	return f.Copied
}

// LookFollowed tells how the standby of a data folder stands; nil where it follows nothing.
func LookFollowed(dir string) (*Followed, error) {
	work := (&Standby{Dir: dir}).work()
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
	f.Running, err = disk.InUse(filepath.Join(work, "lock"))
	return f, err
}

// Silent tells whether a standby that runs did not look at its place for too long.
func (f Followed) Silent(now time.Time) bool { return now.Sub(f.At).Abs() > silent }
