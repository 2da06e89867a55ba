package chain

import "fmt"

// Cause says how a trail is broken.
type Cause string

const (
	Removed Cause = "removed" // a row is missing before this one, or rows were moved
	Severed Cause = "severed" // this row does not hang on the one before it: one of the two was replaced
	Edited  Cause = "edited"  // the content of this row is not what was written
	Unread  Cause = "unread"  // from this row on the trail is hashed by an algorithm that nobody brought along

	Rewritten Cause = "rewritten" // the row is not the one whose hash was kept outside the database
	Cut       Cause = "cut"       // the trail ends before a row that was kept outside the database
)

// Break is the first row at which a trail does not hold. Row counts the rows that were
// fed from 1; Seq is the number that the row itself bears.
type Break struct {
	Row   int64
	Seq   int64
	Cause Cause
}

var sentences = map[Cause]string{
	Removed: "rows are missing before it or were moved",
	Severed: "it does not continue the row before it: one of the two was replaced",
	Edited:  "its content was changed after it was written",
	Unread:  "it names an algorithm that this program does not know",

	Rewritten: "it is not the row whose head was kept outside the database; the trail was written anew",
	Cut:       "a head that was kept outside the database names it, but the trail ends before it",
}

func (b *Break) Error() string {
	return fmt.Sprintf("The trail is broken at row %d (seq %d): %s.", b.Row, b.Seq, sentences[b.Cause])
}

// Verifier checks a trail row by row. The zero value begins at the first row ever
// written, so a trail whose head was cut off is broken at its first row.
type Verifier struct {
	rows   int64
	head   string
	broken *Break

	sums  map[Hash]Sum // what Know was told
	by    Hash         // "" is SHA-256
	since int64        // the row from which on it is by

	anchors map[int64]Anchor // what Expect was told
	last    Anchor
}

// Know brings an algorithm along beside SHA-256.
func (v *Verifier) Know(name Hash, sum Sum) {
	if v.sums == nil {
		v.sums = map[Hash]Sum{}
	}
	v.sums[name] = sum
}

// Hash is the algorithm of the last row, and the first row that it chains.
func (v *Verifier) Hash() (by Hash, since int64) {
	if v.by == "" {
		return SHA256, max(v.since, 1)
	}
	return v.by, v.since
}

// turn follows a row that changes the algorithm; false where nobody knows it.
func (v *Verifier) turn(e Entry) bool {
	to, turns := e.TurnsTo()
	if !turns {
		return true
	}
	v.by, v.since = to, e.Seq
	if to == SHA256 {
		v.by = ""
	}
	return v.by == "" || v.sums[v.by] != nil
}

func (v *Verifier) link(prev string, e Entry) string {
	if v.by == "" {
		return Link(prev, e)
	}
	return LinkBy(v.sums[v.by], prev, e)
}

// Feed takes the next row with the hashes stored with it. It answers nil while the trail
// holds and the first *Break from then on.
func (v *Verifier) Feed(e Entry, prev, hash string) error {
	if v.broken != nil {
		return v.broken
	}
	cause := Cause("")
	switch {
	case e.Seq != v.rows+1:
		cause = Removed
	case prev != v.head:
		cause = Severed
	case !v.turn(e):
		cause = Unread
	case v.link(prev, e) != hash:
		cause = Edited
	case v.anchors[e.Seq].Seq != 0 && v.anchors[e.Seq].Hash != hash:
		cause = Rewritten
	}
	if cause != "" {
		v.broken = &Break{Row: v.rows + 1, Seq: e.Seq, Cause: cause}
		return v.broken
	}
	v.rows, v.head = e.Seq, hash
	return nil
}

// Head is the number of rows that hold and the hash of the last of them: what belongs on
// paper every day.
func (v *Verifier) Head() (rows int64, hash string) { return v.rows, v.head }
