// Package vault keeps backups on a disk that a thief may take: everything in it is
// encrypted, under names that tell nothing, and is opened by a recovery phrase alone. It
// knows files and bytes, neither databases nor PocketBase.
package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"filippo.io/age"
)

// Keys are what a machine needs to write backups. They open none.
type Keys struct {
	Recipient string `json:"recipient"` // what is written is encrypted to it; public
	Names     string `json:"names"`     // hex; names and seals what is written; secret
}

// Identity opens backups. On paper it is the recovery phrase.
type Identity struct{ age *age.X25519Identity }

// NewIdentity draws one by chance.
func NewIdentity() (*Identity, error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return &Identity{key}, nil
}

// ParseIdentity reads what String wrote.
func ParseIdentity(text string) (*Identity, error) {
	key, err := age.ParseX25519Identity(text)
	if err != nil {
		return nil, fmt.Errorf("read the key of the backups: %w", err)
	}
	return &Identity{key}, nil
}

// String is the identity in the form of the program age, which opens backups without us.
func (i *Identity) String() string { return i.age.String() }

// Keys are what belongs to the identity on the machine that writes. The key of the names
// follows from the phrase: whoever has only the public part can neither guess a name nor
// make a backup that we take for ours.
func (i *Identity) Keys() Keys {
	return Keys{i.age.Recipient().String(), hex.EncodeToString(mac([]byte(i.String()), "onestop/names"))}
}

// sign is the keyed hash of a text for one purpose, hex.
func (k Keys) sign(purpose string, text []byte) string {
	return hex.EncodeToString(mac([]byte(k.Names), purpose+"\x00"+string(text)))
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}
