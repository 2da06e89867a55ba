package vault

import (
	"errors"
	"io"
	"sync"

	"onestop/hooks/appliance/refusal"
)

// Writing is one backup on its way to the disk. Until Commit it is none.
type Writing struct {
	store *Store
	keys  Keys
	Seq   int
	Last  Entry // the backup before it, the zero Entry for the first

	mu     sync.Mutex
	stored map[string]Thing
	fresh  []string
	bytes  int64
}

// Begin begins a backup. The caller sees to it that only one is written at a time.
func (s *Store) Begin(keys Keys) (*Writing, error) {
	w := &Writing{store: s, keys: keys}
	err := s.shelf.Sweep()
	if err == nil {
		w.stored, err = s.stored()
	}
	if err != nil {
		return nil, explain(err, s.shelf.String())
	}
	w.Seq, w.Last, err = s.next()
	return w, err
}

// next is the number of the next backup, and the one before it.
func (s *Store) next() (seq int, last Entry, err error) {
	seq = 1
	for _, ext := range []string{manifestExt, listExt} { // also of one that was cut off at its end
		list, err := s.entriesWith(ext)
		if err != nil {
			return 0, last, err
		}
		if n := len(list); n > 0 {
			seq = max(seq, list[n-1].Seq+1)
			if ext == manifestExt {
				last = list[n-1]
			}
		}
	}
	return seq, last, nil
}

// Has tells whether an object of an earlier backup lies in the store, whole by its size.
func (w *Writing) Has(o Object) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	there, ok := w.stored[o.Name]
	return ok && there.Size == o.Stored
}

// Put stores what fill writes. Several may be put at the same time.
func (w *Writing) Put(fill func(io.Writer) error) (Object, error) {
	var own error // fill's errors are not those of the backup disk
	o, err := w.store.put(w.keys, func(dst io.Writer) error {
		sink := &sink{Writer: dst}
		if err := fill(sink); sink.err == nil {
			own = err
			return err
		}
		return sink.err
	})
	if own != nil {
		return o, own
	}
	if err != nil {
		return o, explain(err, w.store.shelf.String())
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stored[o.Name] = Thing{Size: o.Stored}
	w.fresh = append(w.fresh, o.Name)
	w.bytes += o.Stored
	return o, nil
}

// sink remembers its own error.
type sink struct {
	io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.err = errors.Join(s.err, err)
	return n, err
}

// Bytes is what was written to the disk.
func (w *Writing) Bytes() int64 { return w.bytes }

// Commit makes the backup one: first the objects, then their list, then the manifest, each
// on the disk before the next.
func (w *Writing) Commit(m *Manifest) error {
	m.House, m.Seq = w.store.mark.House, w.Seq
	if !m.sound() {
		return errManifest
	}
	if _, err := w.store.mine(); err != nil { // taken over while it was made
		return err
	}
	entry := Entry{m.Seq, m.At}
	err := w.store.settle(w.fresh)
	if err == nil {
		err = write(w.store.shelf, entry.file(listExt), writeList(m.objects()))
	}
	if err == nil {
		err = w.store.writeManifest(entry, m, w.keys)
	}
	return explain(err, w.store.shelf.String())
}

func (s *Store) writeManifest(entry Entry, m *Manifest, keys Keys) error {
	err := s.shelf.Put(func(dst io.Writer) error { return writeManifest(dst, m, keys) }, func() string { return entry.file(manifestExt) })
	if err != nil {
		return err
	}
	return s.shelf.Settle(backupsName)
}

// Load reads what a backup holds.
func (s *Store) Load(identity *Identity, entry Entry) (*Manifest, error) {
	file, err := s.shelf.Open(entry.file(manifestExt))
	if err != nil {
		return nil, explainRead(err, s.shelf.String())
	}
	defer file.Close()
	in := &source{Reader: file}
	m, err := readManifest(in, identity)
	if _, ok := refusal.Known(in.err); ok { // the shelf, not the manifest
		return nil, in.err
	}
	if err != nil || m.House != s.mark.House || m.Seq != entry.Seq || m.At.UTC().Format(stampForm) != entry.At.UTC().Format(stampForm) {
		return nil, damaged(entry.name())
	}
	return m, nil
}

// Whole tells, without opening anything, whether all objects of a backup lie in the store
// with their sizes; it names one that does not.
func (s *Store) Whole(m *Manifest) error {
	stored, err := s.stored()
	if err != nil {
		return explain(err, s.shelf.String())
	}
	for _, o := range m.objects() {
		if there, ok := stored[o.Name]; !ok || there.Size != o.Stored {
			return damaged(o.Name)
		}
	}
	return nil
}
