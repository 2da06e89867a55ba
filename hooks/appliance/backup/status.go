package backup

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
)

// LateAfter is the age at which the newest good backup is too old.
const LateAfter = 26 * time.Hour

// Grace is how long a backup may take that is made by itself every hour: after a machine was
// off over a night or a holiday, and the first one on a disk.
const Grace = 3 * time.Hour

// Overdue is the one judgement whether somebody must see to the backups: the newest good one,
// of `made`, is too old or was never made (zero), although the house has been served since
// `served` (zero: it is not) and its disk is named since `named` for longer than the grace.
func Overdue(made, named, served, now time.Time) bool {
	if now.Sub(served) < Grace || made.IsZero() && now.Sub(named) < Grace {
		return false
	}
	return made.IsZero() || now.Sub(made) > LateAfter
}

// Result is what became of one backup.
type Result struct {
	At       time.Time         `json:"at"`
	Seq      int               `json:"seq"`
	Seconds  float64           `json:"seconds"`
	Database int64             `json:"database"` // bytes
	Records  int               `json:"records"`  // that have files
	Files    int               `json:"files"`
	New      int               `json:"new"`     // records that the backups before did not hold
	Written  int64             `json:"written"` // bytes
	Warnings []refusal.Refusal `json:"warnings,omitempty"`
	Problem  *refusal.Refusal  `json:"problem,omitempty"`  // why there is none
	Key      bool              `json:"key,omitempty"`      // the key of the numbers is to blame for it
	ShutOut  bool              `json:"shut_out,omitempty"` // another installation makes its backups there: it stays so
}

// Drill is what became of one trial of restoring.
type Drill struct {
	At      time.Time        `json:"at"`
	Backup  time.Time        `json:"backup"` // the time of the backup that was tried
	Seq     int              `json:"seq"`
	Seconds float64          `json:"seconds"`
	Records int              `json:"records"` // that have files
	Opened  int              `json:"opened"`  // of them, decrypted and compared
	Files   int              `json:"files"`   // restored and read
	Problem *refusal.Refusal `json:"problem,omitempty"`
	Key     bool             `json:"key,omitempty"` // the key of the numbers is to blame for it
}

// Status is how the backups of a house stand. It holds nothing that opens them.
type Status struct {
	Set       bool             `json:"set"`      // a disk was named
	Restored  bool             `json:"restored"` // none was, since the house was brought back from the backups of another machine
	Target    string           `json:"target"`
	Named     time.Time        `json:"-"`                 // when the disk was
	Reachable bool             `json:"reachable"`         // what lies on the disk, or in the bucket, is known
	Problem   *refusal.Refusal `json:"problem,omitempty"` // why the disk cannot be used
	OtherDisk bool             `json:"other_disk"`
	Bucket    bool             `json:"bucket"`   // in an object storage, of which the room is not known
	Free      uint64           `json:"free"`     // bytes on the backup disk
	KeyKept   bool             `json:"key_kept"` // the drill can run by itself
	Backups   []time.Time      `json:"backups"`  // that lie on the disk, the oldest first
	Busy      string           `json:"busy"`     // "backup" or "drill" while the served house is at one
	history
}

// history is what is kept of earlier runs.
type history struct {
	Last      *Result `json:"last,omitempty"`       // the newest attempt
	Good      *Result `json:"good,omitempty"`       // the newest that was made
	Drill     *Drill  `json:"drill,omitempty"`      // the newest attempt
	GoodDrill *Drill  `json:"good_drill,omitempty"` // the newest that succeeded
}

// Unset is why there are no backups of a house for which no disk was named.
func (s Status) Unset() error {
	if s.Restored {
		return ErrRestored
	}
	return ErrUnset
}

// Age is how old the newest good backup is; false where there is none.
func (s Status) Age(now time.Time) (time.Duration, bool) {
	if s.Good == nil {
		return 0, false
	}
	return max(now.Sub(s.Good.At), 0), true
}

// Overdue judges by the status (see Overdue).
func (s Status) Overdue(served, now time.Time) bool {
	var made time.Time
	if s.Good != nil {
		made = s.Good.At
	}
	return Overdue(made, s.Named, served, now)
}

// ErrSameDisk is what is wrong with backups on the disk of the data.
var ErrSameDisk = refusal.New("The backups lie on the same disk as the data: when it breaks, both are gone. Name another disk.", "备份和数据在同一块磁盘上，磁盘损坏时会一起丢失。请换另一块磁盘。")

// ErrLate is what stands in the way of a good night where the newest good backup is too old.
var ErrLate = refusal.New("The newest good backup is older than %[1]d hours, or there is none.", "最近一次成功的备份已超过 %[1]d 小时，或还没有备份。", int(LateAfter.Hours()))

// Newest is the time of the newest good backup, zero where none was made; it fails where no
// place is named (Unset). It asks this machine alone, not the backup disk, which may be slow to answer.
func (b *Backups) Newest() (at time.Time, err error) {
	if _, err := b.aimed(); err != nil {
		return at, err
	}
	kept, err := b.history()
	if err == nil && kept.Good != nil {
		at = kept.Good.At
	}
	return at, err
}

// Failed tells whether the newest attempt, of this house at its place, made no backup.
func (b *Backups) Failed() bool {
	kept, err := b.history()
	return err == nil && kept.Last != nil && kept.Last.Problem != nil
}

// Named is when the disk was named, zero where none was.
func (b *Backups) Named() time.Time {
	file, err := os.Stat(b.place(settingsName))
	if err != nil {
		return time.Time{} // which gives no grace; Newest says what is wrong
	}
	return file.ModTime()
}

// Status looks at the disk, or into the bucket, and at what is kept of earlier runs.
func (b *Backups) Status(ctx context.Context) (Status, error) {
	s, set, err := b.remembered()
	if err != nil || !s.Set {
		return s, err
	}
	s.Problem = refusal.Maybe(s.look(ctx, b, set))
	s.Reachable = s.Problem == nil
	return s, nil
}

// remembered is as much of the status as this machine knows without asking the place of the
// backups, with the settings where they are set.
func (b *Backups) remembered() (Status, *settings, error) {
	set, err := b.aimed()
	if Unset(err) {
		return Status{Restored: errors.Is(err, ErrRestored)}, nil, nil
	}
	if err != nil {
		return Status{}, nil, err
	}
	s := Status{Set: true, Target: set.Target, Named: b.Named(), Bucket: vault.InBucket(set.Target)}
	if busy := b.busy.Load(); busy != nil {
		s.Busy = *busy
	}
	s.history, err = b.history()
	_, keyErr := b.identity()
	s.KeyKept = keyErr == nil
	return s, set, err
}

// look reads what the backup disk itself says.
func (s *Status) look(ctx context.Context, b *Backups, set *settings) error {
	store, err := b.open(ctx, set)
	if err != nil {
		return err
	}
	entries, err := store.Entries()
	if err != nil {
		return err
	}
	for _, entry := range entries {
		s.Backups = append(s.Backups, entry.At)
	}
	same, err := sameDisk(b.Dir, set.Target)
	if err != nil {
		return err
	}
	s.OtherDisk = !same
	if s.Bucket {
		return nil // it does not say how much room it has
	}
	s.Free, err = disk.Free(set.Target)
	return err
}

// history is empty before the first run and where it cannot be understood.
func (b *Backups) history() (h history, err error) {
	text, err := os.ReadFile(b.place(statusName))
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err == nil && json.Unmarshal(text, &h) != nil {
		return history{}, nil
	}
	return h, err
}

func (b *Backups) noteBackup(r Result, failed error) error {
	return b.note(func(h *history) {
		if failed != nil {
			r.Problem, r.Key, r.ShutOut = refusal.Maybe(failed), keyToBlame(failed), isShutOut(failed)
		} else {
			h.Good = &r
		}
		h.Last = &r
	})
}

func (b *Backups) noteDrill(d Drill, failed error) error {
	return b.note(func(h *history) {
		if failed != nil {
			d.Problem, d.Key = refusal.Maybe(failed), keyToBlame(failed)
		} else {
			h.GoodDrill = &d
		}
		h.Drill = &d
	})
}

func (b *Backups) note(change func(*history)) error {
	h, err := b.history()
	if err != nil {
		return err
	}
	change(&h)
	return b.keep(statusName, h)
}
