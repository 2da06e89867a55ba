package chain

import "fmt"

// Cause says how a trail is broken.
type Cause string

const (
	Removed Cause = "removed" // a row is missing before this one, or rows were moved
	Severed Cause = "severed" // this row does not hang on the one before it: one of the two was replaced
	Edited  Cause = "edited"  // the content of this row is not what was written

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

	anchors map[int64]Anchor // what Expect was told
	last    Anchor
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
	case Link(prev, e) != hash:
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
