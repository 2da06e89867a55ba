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
