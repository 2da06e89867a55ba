package witness

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Testimony is what was acknowledged in a data folder, as far as it is still written down.
type Testimony struct{ lines []line }

// Read reads the testimony of a folder; an empty one where nobody witnessed.
func Read(dir string) (t Testimony, err error) {
	for _, name := range []string{fileName + ".1", fileName} {
		text, readErr := os.ReadFile(filepath.Join(dir, name))
		if readErr != nil && !errors.Is(readErr, fs.ErrNotExist) {
			err = errors.Join(err, readErr)
		}
		for text := range strings.Lines(string(text)) {
			if l, ok := parse(strings.TrimSuffix(text, "\n")); ok {
				t.lines = append(t.lines, l)
			}
		}
	}
	return t, err
}

// Last is the time of the machine when the last line was written; zero where none was.
func (t Testimony) Last() time.Time {
	if len(t.lines) == 0 {
		return time.Time{}
	}
	return t.lines[len(t.lines)-1].at
}

// Loss is what a database lacks of what was acknowledged.
type Loss struct {
	Entries int64     // rows of the trail; 0 where another row stands in the place of one
	Cases   int       // that these rows touched, as far as they are known
	From    time.Time // when the first of them was acknowledged
}

// Missing holds the end of a trail against the testimony; nil where nothing is missing.
// hashAt answers the hash of a row, "" where there is none.
func (t Testimony) Missing(end Head, hashAt func(seq int64) (string, error)) (*Loss, error) {
	loss, known, cases := Loss{}, line{}, map[string]bool{}
	more := 0
	for _, l := range t.lines {
		if l.head.Seq <= end.Seq {
			if l.head.Seq >= known.head.Seq {
				known = l
			}
			continue
		}
		if loss.Entries == 0 || l.at.Before(loss.From) {
			loss.From = l.at
		}
		loss.Entries = max(loss.Entries, l.head.Seq-end.Seq)
		more += l.more
		for _, id := range l.cases {
			cases[id] = true
		}
	}
	loss.Cases = len(cases) + more
	if loss.Entries > 0 {
		return &loss, nil
	}
	if known.head.Hash == "" {
		return nil, nil
	}
	hash, err := hashAt(known.head.Seq)
	if err != nil || strings.HasPrefix(hash, known.head.Hash) {
		return nil, err
	}
	return &Loss{From: known.at}, nil
}

// PutAside renames the testimony, for a start that goes on without what was lost: what it
// names stays to be looked up. It answers the new name, "" where there was none.
func PutAside(dir string, now time.Time) (string, error) {
	aside := ""
	for _, name := range []string{fileName + ".1", fileName} {
		path := filepath.Join(dir, name)
		to := path + ".lost-" + now.UTC().Format("20060102T150405")
		err := os.Rename(path, to)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		aside = to
	}
	return aside, nil
}
