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

	Elsewhere *refusal.Refusal // that the service names another place; nil where it does not
}

// LookStorage does once in the bucket what the house does there; nil where the files are on
// the disk, and should be by elsewhere, which is nil or why they should not.
func LookStorage(ctx context.Context, files store.Files, elsewhere error) *Storage {
	s, began := &Storage{Place: "disk", Elsewhere: refusal.Maybe(elsewhere)}, time.Now()
	b, ok := files.(store.Bucket)
	if !ok && elsewhere == nil {
		return nil
	}
	if !ok {
		return s
	}
	s.Place = b.String()
	err := b.Try(ctx)
	s.Took = time.Since(began)
	if err == nil {
		err = b.Ours(ctx)
	}
	s.Problem = refusal.Maybe(store.Said(err))
	return s
}

func storageThere(f Facts) Finding {
	switch s := f.Storage; {
	case s == nil:
		return Finding{}
	case s.Problem != nil:
		return red(s.Place, "%[1]s", "%[2]s", s.Problem.EN, s.Problem.ZH)
	case s.Elsewhere != nil:
		return amber(s.Place, "%[1]s", "%[2]s", s.Elsewhere.EN, s.Elsewhere.ZH)
	}
	return green(millis(f.Storage.Took), "The object storage takes files, gives them back and deletes them.", "对象存储可以存入、取回和删除文件。")
}
