package hooks

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onestop/hooks/appliance/disk"
)

// seal encrypts identity numbers and makes keyed digests for look-ups. The key lies
// beside the data folder, never in it, so that neither a copy of the database nor an
// archive of the folder opens a number (R-PI-07).
type seal struct {
	aead cipher.AEAD
	mac  []byte
}

// openSeal reads the key file <dir>.key, 32 random bytes in hex, and makes it on the
// first start of a folder. A folder that already holds data but lost its key is refused:
// a new key would make every stored number unreadable for ever.
func openSeal(dir string, fresh bool) (*seal, error) {
	file := strings.TrimRight(filepath.Clean(dir), string(filepath.Separator)) + ".key"
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return nil, fmt.Errorf("the key file %s is missing; put it back from the safe place where it was kept, the data in %s cannot be read without it", file, dir)
		}
		return newSealFile(file)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("the key file %s is damaged; put back the copy that was kept", file)
	}
	return newSeal(key)
}

func newSealFile(file string) (*seal, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = out.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, out.Sync(), out.Close(), disk.SyncDir(filepath.Dir(file))); err != nil {
		return nil, err
	}
	return newSeal(key)
}

func newSeal(key []byte) (*seal, error) {
	block, err := aes.NewCipher(derive(key, "identity"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &seal{aead: aead, mac: derive(key, "digest")}, nil
}

func derive(key []byte, purpose string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("onestop/" + purpose))
	return m.Sum(nil)
}

// close encrypts a text; the same text gives another cipher each time.
func (s *seal) close(text string) (string, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(text), nil)), nil
}

// open decrypts what close made.
func (s *seal) open(sealed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.aead.NonceSize() {
		return "", errors.New("a sealed value is damaged")
	}
	text, err := s.aead.Open(nil, b[:s.aead.NonceSize()], b[s.aead.NonceSize():], nil)
	return string(text), err
}

// digest is the keyed hash of the parts, hex; the parts cannot run into each other.
func (s *seal) digest(parts ...string) string {
	m := hmac.New(sha256.New, s.mac)
	for _, p := range parts {
		fmt.Fprintf(m, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(m.Sum(nil))
}
