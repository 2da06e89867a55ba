// Package recovery says by which code somebody who cannot sign in gets back to the own
// account, and how long it is good (GB/T 22239, R-SEC-02: credentials belong to one person).
package recovery

import (
	"strings"
	"time"
)

// Channel is the way a code takes to its person.
type Channel string

const (
	Counter Channel = "counter" // printed at the counter, where the identity document was checked
	Email   Channel = "email"   // sent to the address that was verified
	SMS     Channel = "sms"     // sent to the mobile number of the account
)

// lives are how long codes are good: a slip is carried home, what was sent is read at once.
var lives = map[Channel]time.Duration{Counter: 24 * time.Hour, Email: 30 * time.Minute, SMS: 30 * time.Minute}

// Life is how long a code of the channel is good; 0 for a channel that does not exist.
func (c Channel) Life() time.Duration { return lives[c] }

// signs are those that people do not mistake for each other: 32 of them, five bits each.
const signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Length is the number of signs of a code, 50 bits, and so of the bytes that Spell needs.
const Length = 10

// Spell writes random bytes as signs, one for each byte.
func Spell(random []byte) string {
	b := make([]byte, len(random))
	for i, r := range random {
		b[i] = signs[int(r)%len(signs)]
	}
	return string(b)
}

// Grouped is a code as it is printed, in two halves.
func Grouped(code string) string { return code[:len(code)/2] + "-" + code[len(code)/2:] }

// Normal is a code as it was typed in the one form in which it is compared.
func Normal(typed string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–—　\t\n", r) {
			return -1
		}
		return r
	}, typed))
}

// Open reports whether a code that is good until then may still be used.
func Open(until, now time.Time) bool { return now.Before(until) }

// MaySend reports whether a code may be sent to somebody who has one that is good until
// then: it would end the other one, which a stranger could bring about.
func MaySend(until, now time.Time) bool { return !Open(until, now) }
