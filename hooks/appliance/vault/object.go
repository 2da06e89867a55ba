package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"filippo.io/age"

	"onestop/hooks/appliance/disk"
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

func (s *Store) objectPath(name string) string {
	return filepath.Join(s.dir, objectsName, name[:2], name+objectExt)
}

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

// put writes what fill writes as an object, on the disk when it returns.
func (s *Store) put(keys Keys, fill func(io.Writer) error) (Object, error) {
	temp, err := s.newIncoming()
	if err != nil {
		return Object{}, err
	}
	content, stored := newMeter(), newMeter()
	err = seal(io.MultiWriter(temp, stored), keys, func(w io.Writer) error { return fill(io.MultiWriter(w, content)) })
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return Object{}, errors.Join(err, os.Remove(temp.Name()))
	}
	o := Object{Sum: content.sum(), Size: content.size, Stored: stored.size}
	o.Name = keys.sign("object", []byte(o.Sum))
	path := s.objectPath(o.Name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Object{}, errors.Join(err, os.Remove(temp.Name()))
	}
	return o, os.Rename(temp.Name(), path)
}

func (s *Store) newIncoming() (*os.File, error) {
	name := filepath.Join(s.dir, objectsName, incoming+rand.Text())
	return os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
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
	file, err := os.Open(s.objectPath(o.Name))
	if err != nil {
		return damaged(o.Name)
	}
	defer file.Close()
	content, err := age.Decrypt(file, identity.age)
	if err != nil {
		return damaged(o.Name)
	}
	m := newMeter()
	source := &source{Reader: content}
	if _, err := io.Copy(io.MultiWriter(m, dst), io.LimitReader(source, o.Size+1)); err != nil {
		if source.err != nil {
			return damaged(o.Name)
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

func damaged(name string) error {
	return refusal.New("A part of this backup is damaged or missing (%[1]s). Take another backup.", "这份备份有一部分已损坏或丢失（%[1]s），请换另一份备份。", name[:min(len(name), 12)])
}

// stored are the objects that lie in the store with their sizes.
func (s *Store) stored() (map[string]int64, error) {
	root := filepath.Join(s.dir, objectsName)
	shelves, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	found := map[string]int64{}
	for _, shelf := range shelves {
		if !shelf.IsDir() {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(root, shelf.Name()))
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			name, ok := strings.CutSuffix(entry.Name(), objectExt)
			info, err := entry.Info()
			if ok && err == nil && hex64.MatchString(name) && name[:2] == shelf.Name() {
				found[name] = info.Size()
			}
		}
	}
	return found, nil
}

// sweep removes what an interrupted backup left half-written.
func (s *Store) sweep() error {
	left, err := filepath.Glob(filepath.Join(s.dir, objectsName, incoming+"*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// syncShelves waits until the names of new objects are on the disk.
func (s *Store) syncShelves(names []string) error {
	shelves := map[string]bool{filepath.Join(s.dir, objectsName): true}
	for _, name := range names {
		shelves[filepath.Dir(s.objectPath(name))] = true
	}
	for shelf := range shelves {
		if err := disk.SyncDir(shelf); err != nil {
			return err
		}
	}
	return nil
}
