package chain

import (
	"fmt"
	"strconv"
	"strings"
)

// Anchor is a head of the trail as it stood on a day, kept outside the database: what is
// printed, mailed or written to another disk. Whoever rewrites the trail to its end, or
// cuts its end off, leaves a whole chain that no longer holds the anchors.
type Anchor struct {
	Date string // China date, YYYY-MM-DD
	Seq  int64
	Hash string
}

// String writes an anchor as the one line that is kept of it.
func (a Anchor) String() string { return fmt.Sprintf("%s %d %s", a.Date, a.Seq, a.Hash) }

// ReadAnchors reads lines as String writes them; empty lines and those that begin with #
// are passed over. A line that is none is named in the error.
func ReadAnchors(text string) ([]Anchor, error) {
	var list []Anchor
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Fields(line)
		if len(parts) != 3 || len(parts[2]) != 64 {
			return nil, fmt.Errorf("line %d is no head of the trail (date, row, hash)", i+1)
		}
		seq, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil || seq < 1 {
			return nil, fmt.Errorf("line %d names no row", i+1)
		}
		list = append(list, Anchor{parts[0], seq, parts[2]})
	}
	return list, nil
}

// Expect holds the trail against anchors as it is fed: a row that an anchor names must
// have its hash.
func (v *Verifier) Expect(anchors []Anchor) {
	v.anchors = map[int64]Anchor{}
	for _, a := range anchors {
		v.anchors[a.Seq] = a
		if a.Seq > v.last.Seq {
			v.last = a
		}
	}
}

// Close is called behind the last row: the trail must reach every anchor.
func (v *Verifier) Close() error {
	if v.broken != nil {
		return v.broken
	}
	if v.last.Seq > v.rows {
		v.broken = &Break{Row: v.rows + 1, Seq: v.last.Seq, Cause: Cut}
		return v.broken
	}
	return nil
}
