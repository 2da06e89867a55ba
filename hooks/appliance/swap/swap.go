// Package swap puts a restored data folder and the files beside it in place of the old
// ones. Two folders cannot change places in one step, so the renames are written down
// first and done in order: whoever starts next finishes what a crash cut off, and there is
// always the old state or the new one, never neither. Nothing is deleted: what was there
// keeps lying beside under a name with the date.
package swap

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

const journalName = "journal.json"

// move is one rename: of an old thing out of the way, to a name that nothing had, or of a
// new one to its place.
type move struct {
	From string `json:"from"`
	To   string `json:"to"`
	Away bool   `json:"away,omitempty"`
}

// done tells a rename that was done. Where the new thing has come, an old name is taken
// again, so only the name that the move alone gives or takes can tell.
func (m move) done() bool {
	if m.Away {
		return there(m.To)
	}
	return !there(m.From)
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Swap is the right to exchange one data folder; one process at a time has it.
type Swap struct {
	dir  string // the data folder, absolute
	held *disk.Held
	step func(string) // told before each step, for the tests that stop there
}

// Pending tells whether a restore of the data folder was begun and not ended.
func Pending(dir string) bool {
	return there(filepath.Clean(dir) + ".restore")
}

// Open takes the right to exchange the data folder, and ends what an earlier restore left:
// one that had begun to rename is finished, one that had not is forgotten.
func Open(dir string) (*Swap, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	held, err := lockOf(dir)
	if err != nil {
		return nil, err
	}
	s := &Swap{dir: dir, held: held, step: func(string) {}}
	if err := s.recover(); err != nil {
		return nil, errors.Join(err, held.Discard())
	}
	return s, nil
}

// lockOf takes the lock of a restore, which lies beside the folder: one inside would be in
// the way of renaming it.
func lockOf(dir string) (*disk.Held, error) {
	held, err := disk.LockFleeting(dir + ".restore.lock")
	var taken disk.Taken
	if errors.As(err, &taken) {
		return nil, refusal.New("A restore of %[1]s is running (process %[2]s). Wait until it is done.", "正在恢复 %[1]s（进程 %[2]s），请等它完成。", dir, taken.Process)
	}
	return held, err
}

// Watch has every step told before it is done.
func (s *Swap) Watch(step func(string)) { s.step = step }

// Close gives the right back.
func (s *Swap) Close() error { return s.held.Discard() }

// Dir is the data folder, as an absolute path.
func (s *Swap) Dir() string { return s.dir }

// Work is the folder beside the data folder in which the new state is prepared: under the
// names that it will have there.
func (s *Swap) Work() string { return s.dir + ".restore" }

// Exchange puts what lies in Work in place of what has the same names beside it. The old
// things are called name.replaced-<stamp> then; it answers the name of the old data
// folder, "" where there was none.
func (s *Swap) Exchange(names []string, now time.Time) (old string, err error) {
	parent, stamp := filepath.Dir(s.dir), now.UTC().Format("20060102T150405")
	var away, in []move
	for _, name := range names {
		place := filepath.Join(parent, name)
		if there(place) {
			away = append(away, move{place, place + ".replaced-" + stamp, true})
		}
		in = append(in, move{From: filepath.Join(s.Work(), name), To: place})
	}
	for _, m := range away {
		if there(m.To) {
			return "", refusal.New("%s is there already; try again in a second.", "%s 已经存在，请稍后重试。", m.To)
		}
		if m.From == s.dir {
			old = m.To
		}
	}
	s.step("written")
	journal, err := json.Marshal(append(away, in...))
	if err != nil {
		return "", err
	}
	if err := disk.WriteFile(filepath.Join(s.Work(), journalName), journal); err != nil {
		return "", err
	}
	return old, s.recover()
}

// recover ends what lies in Work.
func (s *Swap) recover() error {
	text, err := os.ReadFile(filepath.Join(s.Work(), journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(s.Work())
	}
	if err != nil {
		return err
	}
	var moves []move
	if err := json.Unmarshal(text, &moves); err != nil {
		return fmt.Errorf("read what is left of a restore in %s: %w", s.Work(), err)
	}
	if err := s.forward(moves); err != nil {
		failed := back(moves)
		if failed == nil { // else the next start tries again
			failed = os.Remove(filepath.Join(s.Work(), journalName))
		}
		return errors.Join(err, failed)
	}
	s.step("done")
	return errors.Join(os.RemoveAll(s.Work()), disk.SyncDir(filepath.Dir(s.dir)))
}

// forward does the renames that are not done yet.
func (s *Swap) forward(moves []move) error {
	for i, m := range moves {
		if m.done() {
			continue
		}
		s.step(fmt.Sprintf("move %d", i))
		if err := disk.Rename(m.From, m.To); err != nil {
			return refusal.New("The restored data could not be put in place (%[1]v). Close every program that uses %[2]s and try again.",
				"恢复的数据未能就位（%[1]v）。请关闭正在使用 %[2]s 的程序后重试。", err, m.From)
		}
	}
	return nil
}

// back takes the renames back, the last first, where one of them cannot be done.
func back(moves []move) error {
	var failed error
	for i := len(moves) - 1; i >= 0; i-- {
		if moves[i].done() {
			failed = errors.Join(failed, disk.Rename(moves[i].To, moves[i].From))
		}
	}
	return failed
}
