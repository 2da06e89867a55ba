package chain

import (
	"crypto/sha512"
	"math/rand"
	"testing"
)

// stand is another algorithm of 32 bytes, in the place of SM3, which the library lacks.
func stand(b []byte) [32]byte { return sha512.Sum512_256(b) }

// turned is a trail of n rows that goes over to SM3 in its middle.
func turned(n int) []row {
	rows := write(n, rand.New(rand.NewSource(5)))
	at := n / 2
	rows[at].Entry = Turn(SHA256, SM3)
	rows[at].Seq = int64(at + 1)
	head := rows[at].prev
	for i := at; i < n; i++ {
		rows[i].prev, rows[i].hash = head, LinkBy(stand, head, rows[i].Entry)
		head = rows[i].hash
	}
	return rows
}

func follow(v *Verifier, rows []row) *Break {
	for _, x := range rows {
		if err := v.Feed(x.Entry, x.prev, x.hash); err != nil {
			return err.(*Break)
		}
	}
	return nil
}

// A chain goes over to another algorithm at a row that says so, and nowhere else; who does
// not know the algorithm says so and calls nothing broken (R-SEC-20).
func TestTurn_R_SEC_20(t *testing.T) {
	knowing := func() *Verifier {
		v := &Verifier{}
		v.Know(SM3, stand)
		return v
	}
	v := knowing()
	if b := follow(v, turned(100)); b != nil {
		t.Fatalf("broken: %v", b)
	}
	if by, since := v.Hash(); by != SM3 || since != 51 {
		t.Errorf("hashed by %s since %d", by, since)
	}
	if b := follow(&Verifier{}, turned(100)); b == nil || b.Cause != Unread || b.Row != 51 {
		t.Errorf("without the algorithm: %v", b)
	}
	for name, spoil := range map[string]func([]row){
		"a row edited behind the turn":        func(r []row) { r[80].Actor = "x" },
		"a row edited before it":              func(r []row) { r[20].Actor = "x" },
		"the turn made one to SHA-256":        func(r []row) { r[50].Changes = Turn(SM3, SHA256).Changes },
		"the turn made another row":           func(r []row) { r[50].Event = "update" },
		"a row before it hashed by the other": func(r []row) { r[20].hash = LinkBy(stand, r[20].prev, r[20].Entry) },
		"a row behind it hashed by SHA-256":   func(r []row) { r[80].hash = Link(r[80].prev, r[80].Entry) },
		"a turn to nothing":                   func(r []row) { r[50].Changes = []byte(`{}`) },
	} {
		rows := turned(100)
		spoil(rows)
		if follow(knowing(), rows) == nil {
			t.Errorf("%s is not found", name)
		}
	}
	plain := &Verifier{}
	if follow(plain, write(3, rand.New(rand.NewSource(6)))) != nil {
		t.Error("a plain trail is broken")
	}
	if by, since := plain.Hash(); by != SHA256 || since != 1 {
		t.Errorf("a plain trail is hashed by %s since %d", by, since)
	}
}
