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

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
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
	file := appliance.KeyFile(dir)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return nil, backup.NewBadKeyFile("The key file %[1]s is missing, without which the numbers of people in %[2]s cannot be read.", "缺少密钥文件 %[1]s，没有它 %[2]s 中的证件号码无法读取。", file, dir)
		}
		return newSealFile(file)
	}
	if err != nil {
		return nil, err
	}
	if s, err := readSeal(text); s != nil || err != nil {
		return s, err
	}
	return nil, backup.NewBadKeyFile("The key file %[1]s is damaged.", "密钥文件 %[1]s 已损坏。", file)
}

// readSeal is the seal of what a key file holds, nil where that is no key.
func readSeal(text []byte) (*seal, error) {
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, nil //nolint:nilnil // whoever asks says it in words
	}
	return newSeal(key)
}

// sealedFirst are the fields that tell whose key is right, the first that holds anything: numbers
// of people are sealed from the beginning.
var sealedFirst = []struct{ table, field string }{{"identities", "cipher"}, {"second_steps", "cipher"}, {"problems", "contact_cipher"}}

// sealedTried is how many sealed values are tried: the oldest, of which one may be damaged. What
// was sealed while another key lay here is newer.
const sealedTried = 3

// fits tells whether the seal is that of a database: it opens one of its oldest sealed values, or
// nothing is sealed there.
func (s *seal) fits(db dbx.Builder) (bool, error) {
	for _, at := range sealedFirst {
		var ciphers []string
		err := db.Select(at.field).From(at.table).Where(dbx.NewExp("[[" + at.field + "]] != ''")).OrderBy("rowid").Limit(sealedTried).Column(&ciphers)
		if err != nil && strings.Contains(err.Error(), "no such") {
			continue // a schema from before it
		}
		if err != nil {
			return false, err
		}
		for _, cipher := range ciphers {
			if _, err := s.open(cipher); err == nil {
				return true, nil
			}
		}
		if len(ciphers) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// ofHouse refuses a data folder that holds what another key sealed: nobody could sign in with a
// second step or read a number, and new ones would be sealed by the wrong key.
func (s *seal) ofHouse(dir string) error {
	db, err := probe.OpenReadOnly(filepath.Join(dir, "data.db"))
	if err != nil {
		return err
	}
	fits, err := s.fits(db)
	if err = errors.Join(err, db.Close()); err != nil || fits {
		return err
	}
	return backup.NewBadKeyFile("The key file %[1]s is that of another house and does not open the numbers of people in %[2]s.", "密钥文件 %[1]s 属于另一套系统，打不开 %[2]s 中的证件号码。", appliance.KeyFile(dir), dir)
}

// sealOpens tells whether a key file with this content opens what is sealed in a database.
func sealOpens(text []byte, db dbx.Builder) (bool, error) {
	s, err := readSeal(text)
	if s == nil || err != nil {
		return false, err
	}
	return s.fits(db)
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
