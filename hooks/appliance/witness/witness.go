// Package witness keeps beside the database what was acknowledged, so that a start finds
// what the database has lost since. SQLite cannot tell: a write-ahead log that is gone, cut
// or damaged is to it one that ended earlier, and every page is in order.
//
// Each transaction that adds to the trail adds one line, after its commit and before its
// answer: the number and the hash of the last row, the time of the machine and the cases
// that it touched. The line is written, not flushed, so an act waits some microseconds for
// it; what was written in a second is flushed behind it.
//
// What this finds: every loss of acknowledged rows of the trail after a process ended in
// whatever way, as the system keeps what was written; after a power cut the loss of what was
// acknowledged a second before it or earlier; a database that was exchanged for an older copy
// or for that of another house. What it cannot find: a loss from within the last second
// before a power cut; changes that leave no row in the trail, such as a message marked as
// read; the loss of database and witness together. It is never ahead of a database that
// kept its promises, so it raises no false alarm; lines that a power cut spoiled are skipped.
package witness

import (
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"onestop/hooks/appliance/disk"
)

const (
	fileName  = ".acknowledged"
	mostBytes = 256 << 10   // of one file; the one before it is kept
	flushed   = time.Second // how often what was written is flushed
	heartbeat = 10 * time.Minute
	mostCases = 40 // named in one line
	hashChars = 16 // of the hash of a row
)

// Head is the last row of the trail: its number, from 1, and its hash. An empty trail is 0.
type Head struct {
	Seq  int64
	Hash string
}

// line is what one transaction, or a beat of the heart, adds.
type line struct {
	head  Head
	at    time.Time
	cases []string
	more  int // cases that are not named
}

// Witness writes the file of one data folder.
type Witness struct {
	dir   string
	now   func() time.Time // the clock of the machine
	mu    sync.Mutex
	file  *os.File
	size  int64
	torn  bool // the last line was not written whole
	dirty bool
	last  Head
	told  time.Time // when the last line was written
	stop  chan struct{}
	done  chan struct{}
}

// Open begins to witness in a data folder whose trail ends at head.
func Open(dir string, now func() time.Time, head Head) (*Witness, error) {
	w := &Witness{dir: dir, now: now, stop: make(chan struct{}), done: make(chan struct{})}
	if err := w.open(); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Note(head, nil), disk.SyncDir(dir)); err != nil {
		return nil, errors.Join(err, w.file.Close())
	}
	go w.flush()
	return w, nil
}

func (w *Witness) open() error {
	file, err := os.OpenFile(filepath.Join(w.dir, fileName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	w.file, w.size = file, info.Size()
	w.torn = w.size > 0 // whatever stands there may have been cut off
	return nil
}

// Note writes down that the trail now ends at head by a transaction that touched some cases.
// Of transactions that end at the same time the later row counts.
func (w *Witness) Note(head Head, cases []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil {
		return nil // closed
	}
	if head.Seq >= w.last.Seq {
		w.last = head
	}
	l := line{head: head, at: w.now(), cases: cases}
	if len(cases) > mostCases {
		l.cases, l.more = cases[:mostCases], len(cases)-mostCases
	}
	return w.add(l)
}

// add appends a line and turns to a fresh file where this one is long.
func (w *Witness) add(l line) error {
	text := l.String() + "\n"
	if w.torn {
		text = "\n" + text
	}
	n, err := w.file.WriteString(text)
	w.size, w.torn, w.dirty, w.told = w.size+int64(n), err != nil, true, l.at
	if err == nil && w.size > mostBytes {
		err = w.turn()
	}
	return err
}

// turn begins a fresh file with the end of the trail and keeps the one before it.
func (w *Witness) turn() error {
	path := filepath.Join(w.dir, fileName)
	err := errors.Join(w.file.Sync(), w.file.Close(), os.Rename(path, path+".1"))
	if err = errors.Join(err, w.open()); err != nil {
		return err
	}
	return w.add(line{head: w.last, at: w.told})
}

// flush brings what was written to the disk behind those who wrote it, and writes a line
// from time to time so that the time is known, too, when nobody works.
func (w *Witness) flush() {
	defer close(w.done)
	tick := time.NewTicker(flushed)
	defer tick.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-tick.C:
			if file := w.beat(); file != nil {
				_ = file.Sync() // outside the lock; one that was turned meanwhile is flushed already
			}
		}
	}
}

// beat answers the file where there is something to flush, nil where there is not.
func (w *Witness) beat() (dirty *os.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if since := w.now().Round(0).Sub(w.told.Round(0)); since >= heartbeat {
		_ = w.add(line{head: w.last, at: w.now()}) // a full disk: the next beat tries again
	}
	if w.dirty {
		dirty, w.dirty = w.file, false
	}
	return dirty
}

// Close flushes and ends.
func (w *Witness) Close() error {
	if w == nil {
		return nil
	}
	close(w.stop)
	<-w.done
	w.mu.Lock()
	defer w.mu.Unlock()
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	return err
}

// String is the line as it stands in the file: number, hash, milliseconds since 1970, cases
// and a checksum.
func (l line) String() string {
	hash, cases := l.head.Hash, strings.Join(l.cases, ",")
	if len(hash) > hashChars {
		hash = hash[:hashChars]
	}
	if hash == "" {
		hash = "-"
	}
	if l.more > 0 {
		cases += fmt.Sprintf("+%d", l.more)
	}
	if cases == "" {
		cases = "-"
	}
	body := fmt.Sprintf("%d %s %d %s", l.head.Seq, hash, l.at.UnixMilli(), cases)
	return fmt.Sprintf("%s %08x", body, crc32.ChecksumIEEE([]byte(body)))
}

// parse reads a line; false for what is none.
func parse(text string) (l line, ok bool) {
	body, sum, _ := cutLast(text, " ")
	fields := strings.Split(body, " ")
	if len(fields) != 4 || sum != fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(body))) {
		return line{}, false
	}
	seq, err := strconv.ParseInt(fields[0], 10, 64)
	ms, timeErr := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || timeErr != nil {
		return line{}, false
	}
	l = line{head: Head{Seq: seq, Hash: strings.Trim(fields[1], "-")}, at: time.UnixMilli(ms)}
	named, more, _ := strings.Cut(fields[3], "+")
	l.more, _ = strconv.Atoi(more)
	if named != "-" && named != "" {
		l.cases = strings.Split(named, ",")
	}
	return l, true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
