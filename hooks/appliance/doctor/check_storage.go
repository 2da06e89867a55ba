package doctor

import (
	"context"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
)

// Storage is the object storage in which the files of the house are.
type Storage struct {
	Place   string
	Took    time.Duration // that writing, reading and deleting a small object took together
	Problem *refusal.Refusal
}

// LookStorage does once in the bucket what the house does there; nil where the files are on
// the disk.
func LookStorage(ctx context.Context, files store.Files) *Storage {
	b, ok := files.(store.Bucket)
	if !ok {
		return nil
	}
	s, began := &Storage{Place: b.String()}, time.Now()
	err := b.Try(ctx)
	s.Took = time.Since(began)
	if err == nil {
		err = b.Ours(ctx)
	}
	if err != nil {
		said := refusal.Of(store.Said(err))
		s.Problem = &said
	}
	return s
}

func storageThere(f Facts) Finding {
	switch s := f.Storage; {
	case s == nil:
		return Finding{}
	case s.Problem != nil:
		return red(s.Place, "%[1]s", "%[2]s", s.Problem.EN, s.Problem.ZH)
	}
	return green(millis(f.Storage.Took), "The object storage takes files, gives them back and deletes them.", "对象存储可以存入、取回和删除文件。")
}
