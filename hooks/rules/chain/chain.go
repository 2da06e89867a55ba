// Package chain is the hash chain of the trail: each row carries the hash of the row
// before it, so that whoever edits, removes or moves a row later must rewrite every row
// behind it. A trail that was rewritten to its end, or cut at its end, is only found by a
// head that was kept outside the database (printed or mailed every day).
package chain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Entry is one row of the trail. Seq counts from 1 without gaps. At is the instant as it
// is stored. Changes are the stored bytes; personal values stand in them as digests.
type Entry struct {
	Seq        int64
	At         string
	Actor      string
	ActorKind  string
	Collection string
	Record     string
	Event      string
	Changes    []byte
}

// form names the byte form, so that another one later cannot be mistaken for it.
const form = "onestop/trail/1"

// Hash names the algorithm that chains the rows.
type Hash string

// The algorithms. A chain begins with SHA-256; SM3 (GB/T 32905-2016, R-SEC-20) is not in the
// standard library, so whoever reads or writes such a chain brings it along.
const (
	SHA256 Hash = "sha256"
	SM3    Hash = "sm3"
)

// Sum is an algorithm at work: 32 bytes of any number of them.
type Sum func([]byte) [32]byte

// A chain changes its algorithm at a row of its own, which says so and is the first that is
// hashed by the new one; what lies before it stays as it was.
const (
	turnCollection = "audit"
	turnEvent      = "rehash"
)

// Turn makes the row by which a chain goes over to an algorithm. Seq, At and who does it
// are the caller's to fill in.
func Turn(from, to Hash) Entry {
	return Entry{Collection: turnCollection, Record: "trail", Event: turnEvent, Changes: fmt.Appendf(nil, `{"hash":[%q,%q]}`, from, to)}
}

// TurnsTo is the algorithm that a row turns the chain to; turns is false for other rows. No
// other row is about the trail itself.
func (e Entry) TurnsTo() (to Hash, turns bool) {
	if e.Collection != turnCollection || e.Event != turnEvent {
		return "", false
	}
	var changes struct {
		Hash [2]Hash `json:"hash"`
	}
	if json.Unmarshal(e.Changes, &changes) != nil {
		return "", true
	}
	return changes.Hash[1], true
}

// LinkBy is the hash of a row by another algorithm than Link's.
func LinkBy(sum Sum, prev string, e Entry) string {
	digest := sum(e.append(make([]byte, 0, 512), prev))
	return hex.EncodeToString(digest[:])
}

// Link is the hash of a row behind the row with the hash prev ("" for the first): the
// SHA-256, in hex, of its parts, each with its length before it, so that no two
// different rows have the same bytes.
func Link(prev string, e Entry) string {
	var scratch [512]byte
	sum := sha256.Sum256(e.append(scratch[:0], prev))
	return hex.EncodeToString(sum[:])
}

func (e Entry) append(b []byte, prev string) []byte {
	b = append(b, form...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	for _, part := range [...]string{prev, e.At, e.Actor, e.ActorKind, e.Collection, e.Record, e.Event} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.Changes)))
	return append(b, e.Changes...)
}

// Digest stands for a personal value in the trail: the keyed hash of the value under a
// salt, in hex. Equal values of one salt are seen to be equal; without the salt nothing
// is learnt, and when the value is erased the chain still holds (R-PI-06).
func Digest(salt, value string) string {
	key := sha256.Sum256([]byte(salt)) // HMAC itself pads short keys, so that two salts could be one
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(value))
	return hex.EncodeToString(m.Sum(nil))
}
