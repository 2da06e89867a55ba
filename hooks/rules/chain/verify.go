package chain

import "fmt"

// Cause says how a trail is broken.
type Cause string

const (
	Removed Cause = "removed" // a row is missing before this one, or rows were moved
	Severed Cause = "severed" // this row does not hang on the one before it: one of the two was replaced
	Edited  Cause = "edited"  // the content of this row is not what was written
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
