package chain

import (
	"errors"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

// row is a stored row: the entry with the hashes beside it.
type row struct {
	Entry
	prev, hash string
}

// write makes a trail of n rows as the house writes it.
func write(n int, r *rand.Rand) []row {
	rows, head := make([]row, n), ""
	for i := range rows {
		e := Entry{Seq: int64(i + 1), At: fmt.Sprintf("2026-03-02 01:%02d:00.000Z", i%60), Actor: fmt.Sprint("officer", r.Intn(5)), ActorKind: "officer",
			Collection: "applications", Record: fmt.Sprint("case", r.Intn(9)), Event: "update", Changes: fmt.Appendf(nil, `{"state":["a",%d]}`, r.Intn(99))}
		rows[i] = row{e, head, Link(head, e)}
		head = rows[i].hash
	}
	return rows
}

func verify(rows []row) (int64, *Break) {
	var v Verifier
	for _, x := range rows {
		if err := v.Feed(x.Entry, x.prev, x.hash); err != nil {
			var b *Break
			errors.As(err, &b)
			n, _ := v.Head()
			return n, b
		}
	}
	n, _ := v.Head()
	return n, nil
}

func TestWholeTrailHolds(t *testing.T) {
	rows := write(100, rand.New(rand.NewSource(1)))
	if n, b := verify(rows); n != 100 || b != nil {
		t.Fatalf("%d rows hold: %v", n, b)
	}
	if n, b := verify(nil); n != 0 || b != nil {
		t.Fatalf("an empty trail: %d %v", n, b)
	}
	var v Verifier
	for _, x := range rows {
		if err := v.Feed(x.Entry, x.prev, x.hash); err != nil {
			t.Fatal(err)
		}
		if n, head := v.Head(); n != x.Seq || head != x.hash {
			t.Fatalf("head %d %s", n, head)
		}
	}
}

// The byte form is part of what was promised: trails that were written must verify for
// as long as they are kept.
func TestLinkNeverChanges(t *testing.T) {
	e := Entry{Seq: 1, At: "2026-03-02 01:00:00.000Z", Actor: "officer00000001", ActorKind: "officer", Collection: "applications", Record: "case00000000001", Event: "create", Changes: []byte(`{"state":[null,"draft"]}`)}
	first := Link("", e)
	e.Seq = 2
	second := Link(first, e)
	if first != "3eae869d65921b18153f11cdb26d912f5f7f8bcf16f777e1c9154879c551e5a3" || second != "3c987e0f5961af87f2d26a841f5fbd7e36d73cf0416453127f06de8782d45355" {
		t.Errorf("got %s and %s", first, second)
	}
	if d := Digest("salt", "510799198706110137"); d != "e3290e1ad1c204653f4677f139b9390252b78d35a824ceeda36cdf1033008c70" {
		t.Errorf("digest %s", d)
	}
}

func TestBreaksAreNamed(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func([]row) []row
		row    int64
		seq    int64
		cause  Cause
	}{
		{"an edited row", func(r []row) []row { r[4].Event = "delete"; return r }, 5, 5, Edited},
		{"an edited hash", func(r []row) []row { r[4].hash = strings.Repeat("0", 64); return r }, 5, 5, Edited},
		{"a row edited with its hash made anew", func(r []row) []row { r[4].Event = "delete"; r[4].hash = Link(r[4].prev, r[4].Entry); return r }, 6, 6, Severed},
		{"an edited link", func(r []row) []row { r[4].prev = r[2].hash; return r }, 5, 5, Severed},
		{"a deleted row", func(r []row) []row { return slices.Delete(r, 4, 5) }, 5, 6, Removed},
		{"a deleted row and the rest renumbered", func(r []row) []row {
			r = slices.Delete(r, 4, 5)
			for i := range r {
				r[i].Seq = int64(i + 1)
			}
			return r
		}, 5, 5, Severed},
		{"two rows swapped", func(r []row) []row { r[4], r[5] = r[5], r[4]; return r }, 5, 6, Removed},
		{"the head cut off", func(r []row) []row { return r[3:] }, 1, 4, Removed},
		{"the head cut off and the rest renumbered", func(r []row) []row {
			r = r[3:]
			for i := range r {
				r[i].Seq = int64(i + 1)
			}
			return r
		}, 1, 1, Severed},
		{"a row twice", func(r []row) []row { return slices.Insert(r, 4, r[4]) }, 6, 5, Removed},
		{"a row put in between", func(r []row) []row {
			x := row{Entry: Entry{Seq: 5, Event: "forged"}, prev: r[3].hash}
			x.hash = Link(x.prev, x.Entry)
			return slices.Insert(r, 4, x)
		}, 6, 5, Removed},
		{"the first row edited", func(r []row) []row { r[0].Actor = "nobody"; return r }, 1, 1, Edited},
		{"the last row edited", func(r []row) []row { r[9].Changes = nil; return r }, 10, 10, Edited},
	} {
		rows := c.change(write(10, rand.New(rand.NewSource(2))))
		n, b := verify(rows)
		if b == nil || b.Row != c.row || b.Seq != c.seq || b.Cause != c.cause || n != c.row-1 {
			t.Errorf("%s: %d rows hold, then %+v", c.name, n, b)
			continue
		}
		if !strings.Contains(b.Error(), fmt.Sprintf("row %d (seq %d)", c.row, c.seq)) || strings.HasSuffix(b.Error(), ": .") {
			t.Errorf("%s: %s", c.name, b)
		}
	}
}

func TestBreakStays(t *testing.T) {
	rows := write(3, rand.New(rand.NewSource(3)))
	var v Verifier
	first := v.Feed(rows[1].Entry, rows[1].prev, rows[1].hash)
	if first == nil || v.Feed(rows[0].Entry, rows[0].prev, rows[0].hash) != first {
		t.Error("after a break nothing holds any more")
	}
}

// Any change of any field of any row, any removal and any swap is found, at the row
// itself or, where the forger made its hash anew, right behind it.
func TestAnyTamperingIsFoundProperty(t *testing.T) {
	found := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		rows := write(2+r.Intn(20), r)
		i := r.Intn(len(rows) - 1) // a change of the last row with its hash needs the head on paper
		want := int64(i + 1)
		switch kind := r.Intn(4); kind {
		case 0, 1:
			alter(&rows[i].Entry, r)
			if kind == 1 {
				rows[i].hash = Link(rows[i].prev, rows[i].Entry)
				want++
				if rows[i].Seq != int64(i+1) {
					want--
				}
			}
		case 2:
			rows = slices.Delete(rows, i, i+1)
		case 3:
			j := i + 1 + r.Intn(len(rows)-i-1)
			rows[i], rows[j] = rows[j], rows[i]
		}
		_, b := verify(rows)
		return b != nil && b.Row == want
	}
	if err := quick.Check(found, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// alter changes one field of the entry, whichever fields it has.
func alter(e *Entry, r *rand.Rand) {
	v := reflect.ValueOf(e).Elem()
	switch f := v.Field(r.Intn(v.NumField())); f.Kind() {
	case reflect.Int64:
		f.SetInt(f.Int() + 1 + r.Int63n(5))
	case reflect.String:
		f.SetString(f.String() + string(rune('a'+r.Intn(26))))
	default:
		f.SetBytes(append(slices.Clone(f.Bytes()), byte(r.Intn(256))))
	}
}

// Bytes cannot wander from one field into its neighbour unseen.
func TestFieldsDoNotRunTogetherProperty(t *testing.T) {
	if Link("", Entry{Actor: "ab", ActorKind: "c"}) == Link("", Entry{Actor: "a", ActorKind: "bc"}) {
		t.Error("two rows have one hash")
	}
	differs := func(p, q string, a, b Entry) bool {
		same := p == q && reflect.DeepEqual(normal(a), normal(b))
		return (Link(p, a) == Link(q, b)) == same
	}
	if err := quick.Check(differs, nil); err != nil {
		t.Error(err)
	}
	moved := func(e Entry, cut uint8) bool {
		at := int(cut) % (len(e.Actor) + 1)
		f := e
		f.Actor, f.ActorKind = e.Actor[:at], e.Actor[at:]+e.ActorKind
		return (Link("", e) == Link("", f)) == (at == len(e.Actor))
	}
	if err := quick.Check(moved, nil); err != nil {
		t.Error(err)
	}
}

// normal makes no difference between no changes and an empty list of them.
func normal(e Entry) Entry {
	e.Changes = append([]byte{}, e.Changes...)
	return e
}

func TestDigest_R_PI_06(t *testing.T) {
	hides := func(salt, other, value string) bool {
		d := Digest(salt, value)
		return len(d) == 64 && d == Digest(salt, value) && (salt == other) == (d == Digest(other, value)) && d != Digest(salt, value+"x")
	}
	if err := quick.Check(hides, nil); err != nil {
		t.Error(err)
	}
	if Digest("a", "v") == Digest("a\x00", "v") || Digest("ab", "c") == Digest("a", "bc") {
		t.Error("two salts are one")
	}
}

func FuzzLink(f *testing.F) {
	f.Add("", int64(1), "2026-03-02", "actor", "kind", []byte(`{}`))
	f.Fuzz(func(t *testing.T, prev string, seq int64, at, actor, kind string, changes []byte) {
		e := Entry{Seq: seq, At: at, Actor: actor, ActorKind: kind, Changes: changes}
		hash := Link(prev, e)
		var v Verifier
		if err := v.Feed(e, prev, hash); (err == nil) != (seq == 1 && prev == "") {
			t.Fatalf("%+v behind %q: %v", e, prev, err)
		}
		e.Actor += "|"
		if Link(prev, e) == hash {
			t.Fatal("a change is not seen")
		}
	})
}

// BenchmarkVerifyMillion is the check of a trail of 1,000,000 rows: at most 10 s.
func BenchmarkVerifyMillion(b *testing.B) {
	rows := write(1000, rand.New(rand.NewSource(4)))
	for b.Loop() {
		for range 1000 {
			if n, bad := verify(rows); n != 1000 || bad != nil {
				b.Fatal(bad)
			}
		}
	}
}
