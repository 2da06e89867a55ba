package vault

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"filippo.io/age"
)

// Manifest says what one backup holds.
type Manifest struct {
	House      string            `json:"house"`
	Seq        int               `json:"seq"` // 1, 2, 3 … : the order of backups, whatever a clock says
	At         time.Time         `json:"at"`  // before the first byte was read
	Version    string            `json:"version"`
	Migrations []string          `json:"migrations"` // of the schema, in order
	Database   Database          `json:"database"`
	Beside     map[string][]byte `json:"beside"` // small files beside the data folder, by what their names end in
	Records    []Record          `json:"records"`
	Counts     map[string]int64  `json:"counts"` // rows by collection
	Trail      Head              `json:"trail"`
	Gone       []string          `json:"gone,omitempty"`    // files deleted with good reason while the backup ran
	Missing    []string          `json:"missing,omitempty"` // files that a record names and that are not there
}

// Database is the copy of data.db: the object holds it compressed by gzip.
type Database struct {
	Object Object `json:"object"`
	Sum    string `json:"sha256"` // of the database, hex
	Size   int64  `json:"size"`   // of the database, bytes
}

// Record is the folder of a record's files in the storage: the object holds it as a tar.
type Record struct {
	Folder string   `json:"folder"` // collection/record
	Names  []string `json:"names"`  // of its files
	Object Object   `json:"object"`
}

// Head is the end of the trail at the time of the backup.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// errManifest is what foreign or damaged bytes are: they are nothing, in any respect.
var errManifest = errors.New("this is no manifest of these backups")

const (
	manifestLimit = 512 << 20 // bytes, unpacked
	signatureSize = 64        // hex
)

// writeManifest encrypts a manifest and its signature.
func writeManifest(dst io.Writer, m *Manifest, keys Keys) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return seal(dst, keys, func(w io.Writer) error {
		packed := gzip.NewWriter(w)
		_, err := io.WriteString(packed, keys.sign("manifest", text)+"\n"+string(text))
		return errors.Join(err, packed.Close())
	})
}

// readManifest decrypts a manifest, checks that it was signed by whoever has the phrase
// and that nothing in it leads outside.
func readManifest(src io.Reader, identity *Identity) (*Manifest, error) {
	opened, err := age.Decrypt(src, identity.age)
	if err != nil {
		return nil, errManifest
	}
	packed, err := gzip.NewReader(opened)
	if err != nil {
		return nil, errManifest
	}
	text, err := io.ReadAll(io.LimitReader(packed, manifestLimit))
	if err != nil || len(text) <= signatureSize {
		return nil, errManifest
	}
	signature, text := text[:signatureSize], text[signatureSize+1:]
	if !hmac.Equal(signature, []byte(identity.Keys().sign("manifest", text))) {
		return nil, errManifest
	}
	return parseManifest(text)
}

func parseManifest(text []byte) (*Manifest, error) {
	m := &Manifest{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil || !m.sound() {
		return nil, errManifest
	}
	return m, nil
}

var (
	folderForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,100}/[A-Za-z0-9_]{1,100}$`)
	besideForm = regexp.MustCompile(`^\.[a-z]{1,20}$`)
)

// sound tells whether a manifest can be followed without leaving the folder.
func (m *Manifest) sound() bool {
	folders := map[string]bool{}
	for _, r := range m.Records {
		if !folderForm.MatchString(r.Folder) || folders[r.Folder] || len(r.Names) == 0 || !r.Object.sound() || slices.ContainsFunc(r.Names, func(n string) bool { return !plainName(n) }) {
			return false
		}
		folders[r.Folder] = true
	}
	for ending := range m.Beside {
		if !besideForm.MatchString(ending) {
			return false
		}
	}
	d := m.Database
	return m.Seq > 0 && m.House != "" && !m.At.IsZero() && d.Object.sound() && d.Size > 0 && hex64.MatchString(d.Sum)
}

func (o Object) sound() bool {
	return hex64.MatchString(o.Name) && hex64.MatchString(o.Sum) && o.Size >= 0 && o.Stored > 0
}

// objects are all objects that the backup needs.
func (m *Manifest) objects() []Object {
	list := make([]Object, 0, 1+len(m.Records))
	list = append(list, m.Database.Object)
	for _, r := range m.Records {
		list = append(list, r.Object)
	}
	return list
}

// Bytes is the room that the restored backup takes, roughly.
func (m *Manifest) Bytes() int64 {
	total := m.Database.Size
	for _, r := range m.Records {
		total += r.Object.Size
	}
	return total
}
