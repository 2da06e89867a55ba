// Package totp is the second step of a sign-in: the six digits that a telephone shows and
// that change every thirty seconds (RFC 6238 over RFC 4226 with HMAC-SHA-1, which every
// such app speaks). It needs no network and no mail (R-SEC-02 d).
package totp

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the apps know no other; HMAC does not lean on collisions
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	Digits     = 6
	Period     = 30 * time.Second
	SecretSize = 20 // bytes, as RFC 4226 recommends
	window     = 1  // steps that a telephone's clock may be early or late
)

// Step is the count of periods at an instant.
func Step(at time.Time) int64 { return at.Unix() / int64(Period/time.Second) }

// Code is what the telephone shows in a step.
func Code(secret []byte, step int64) string {
	return fmt.Sprintf("%0*d", Digits, truncate(secret, step)%1_000_000)
}

// truncate is the dynamic truncation of RFC 4226, 5.3.
func truncate(secret []byte, step int64) uint32 {
	m := hmac.New(sha1.New, secret)
	var count [8]byte
	binary.BigEndian.PutUint64(count[:], uint64(step))
	m.Write(count[:])
	sum := m.Sum(nil)
	return binary.BigEndian.Uint32(sum[sum[len(sum)-1]&15:]) & 0x7fffffff
}

// Accept answers the step to which a typed code belongs. Each code is taken once: those of
// the step `last`, which was used last, and of earlier ones are not.
func Accept(secret []byte, typed string, now time.Time, last int64) (step int64, ok bool) {
	typed, here := Normal(typed), Step(now)
	for s := here - window; s <= here+window; s++ {
		if subtle.ConstantTimeCompare([]byte(Code(secret, s)), []byte(typed)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// Normal is a code as it was typed, without spaces and with plain digits.
func Normal(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune(" -　\t\n", r):
			return -1
		}
		return r
	}, typed)
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Spell is the secret as people type it into an app that reads no QR code.
func Spell(secret []byte) string { return letters.EncodeToString(secret) }

// Address is what the QR code says to the app (the Key URI format that all apps read).
func Address(secret []byte, issuer, account string) string {
	q := url.Values{"secret": {Spell(secret)}, "issuer": {issuer}, "digits": {fmt.Sprint(Digits)}, "period": {fmt.Sprint(int(Period / time.Second))}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
