package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"filippo.io/age"

	"onestop/hooks/appliance/refusal"
)

// Object is one encrypted piece of a backup. Pieces never change, and backups share them.
type Object struct {
	Name   string `json:"name"`   // keyed hash of the content, hex
	Sum    string `json:"sha256"` // of the content, hex
	Size   int64  `json:"size"`   // of the content, bytes
	Stored int64  `json:"stored"` // of the encrypted file, bytes
}

var hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)

const (
	objectExt = ".age"
	incoming  = "incoming-"
)

// shelfOf is the folder of an object, and fileOf its name.
func shelfOf(name string) string { return objectsName + "/" + name[:2] }

func fileOf(name string) string { return shelfOf(name) + "/" + name + objectExt }

// meter counts and hashes what passes.
type meter struct {
	hash hash.Hash
	size int64
}

func newMeter() *meter { return &meter{hash: sha256.New()} }

func (m *meter) Write(p []byte) (int, error) {
	m.size += int64(len(p))
	return m.hash.Write(p)
}

func (m *meter) sum() string { return hex.EncodeToString(m.hash.Sum(nil)) }

// put writes what fill writes as an object, stored when it returns.
func (s *Store) put(keys Keys, fill func(io.Writer) error) (o Object, err error) {
	content, stored := newMeter(), newMeter()
	err = s.shelf.Put(func(dst io.Writer) error {
		return seal(io.MultiWriter(dst, stored), keys, func(w io.Writer) error { return fill(io.MultiWriter(w, content)) })
	}, func() string {
		o = Object{Sum: content.sum(), Size: content.size, Stored: stored.size}
		o.Name = keys.sign("object", []byte(o.Sum))
		return fileOf(o.Name)
	})
	return o, err
}

// seal encrypts what fill writes.
func seal(dst io.Writer, keys Keys, fill func(io.Writer) error) error {
	recipient, err := age.ParseX25519Recipient(keys.Recipient)
	if err != nil {
		return err
	}
	w, err := age.Encrypt(dst, recipient)
	if err != nil {
		return err
	}
	return errors.Join(fill(w), w.Close())
}

// Get decrypts an object to dst and says so if it is not, to the byte, what was put there
// by whoever has the phrase. What went to dst before the error is worthless.
func (s *Store) Get(identity *Identity, o Object, dst io.Writer) error {
	if !hex64.MatchString(o.Name) || identity.Keys().sign("object", []byte(o.Sum)) != o.Name {
		return damaged(o.Name)
	}
	file, err := s.shelf.Open(fileOf(o.Name))
	if errors.Is(err, fs.ErrPermission) {
		return explainRead(err, s.shelf.String())
	}
	if err != nil {
		return unread(err, o.Name)
	}
	defer file.Close()
	content, err := age.Decrypt(file, identity.age)
	if err != nil {
		return unread(err, o.Name)
	}
	m := newMeter()
	source := &source{Reader: content}
	if _, err := io.Copy(io.MultiWriter(m, dst), io.LimitReader(source, o.Size+1)); err != nil {
		if source.err != nil {
			return unread(source.err, o.Name)
		}
		return err
	}
	if m.size != o.Size || m.sum() != o.Sum {
		return damaged(o.Name)
	}
	return nil
}

// source remembers its own error, to tell it from that of the other end.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// unread is why a part of a backup could not be read: what a shelf says in words, or damage.
func unread(err error, name string) error {
	if _, ok := refusal.Known(err); ok {
		return err
	}
	return damaged(name)
}

func damaged(name string) error {
	return refusal.New("A part of this backup is damaged or missing (%[1]s). Take another backup.", "这份备份有一部分已损坏或丢失（%[1]s），请换另一份备份。", name[:min(len(name), 12)])
}

// stored are the objects that lie in the store.
func (s *Store) stored() (map[string]Thing, error) {
	list, err := s.shelf.List(objectsName)
	if err != nil {
		return nil, err
	}
	found := map[string]Thing{}
	for _, thing := range list {
		shelf, file, _ := strings.Cut(thing.Name, "/")
		name, ok := strings.CutSuffix(file, objectExt)
		if ok && hex64.MatchString(name) && name[:2] == shelf {
			found[name] = thing
		}
	}
	return found, nil
}

// settle waits until the names of new objects are on the disk.
func (s *Store) settle(names []string) error {
	shelves := map[string]bool{objectsName: true}
	for _, name := range names {
		shelves[shelfOf(name)] = true
	}
	return s.shelf.Settle(slices.Collect(maps.Keys(shelves))...)
}
