package replica

import (
	"context"
	"errors"
	"path"

	"github.com/benbjohnson/litestream"

	"onestop/hooks/appliance/store"
)

// bucket is a place in an object storage. The lease is one object; it is written on the
// condition that it is still the one that was read.
type bucket struct {
	where store.Place
	store.Bucket
}

const (
	leaseObject = "lease.json"
	probeObject = "lease-probe"
	nobodys     = `"00000000000000000000000000000000"` // a mark that no object has
)

// openBucket opens a part of a bucket by the credentials of the environment.
func openBucket(address string) (*Place, error) {
	where, err := store.Parse(address)
	if err != nil {
		return nil, err
	}
	keys, err := store.Credentials()
	if err != nil {
		return nil, err
	}
	return &Place{&bucket{where, store.InBucket(where, keys, "")}}, nil
}

func (b *bucket) String() string { return b.where.String() }

func (b *bucket) key(name string) string { return path.Join(b.where.Prefix, name) }

func (b *bucket) pages(tenure int64) litestream.ReplicaClient {
	return &objects{b.Bucket, b.key(tenureName(tenure))}
}

// fresh: no part of a bucket lies in a data folder, and what else is in the bucket fit has seen to.
func (b *bucket) fresh(string) error { return nil }

// fit refuses a bucket of files, which are moved away whole, and a storage that ignores one of
// the conditions: an object is made that is there already on the condition that it is not, and
// on the condition that it is another.
func (b *bucket) fit(ctx context.Context) error {
	if claimed, err := b.Claimed(ctx); err != nil {
		return err
	} else if claimed != "" {
		return refuse("the bucket holds the files of a house; name another one for the replica", "这个存储桶存放着系统的文件，请为副本另设一个存储桶")
	}
	if _, err := b.WriteMarked(ctx, b.key(probeObject), nil, ""); err != nil && !errors.Is(err, store.ErrChanged) {
		return err
	}
	for _, mark := range []string{"", nobodys} {
		_, err := b.WriteMarked(ctx, b.key(probeObject), nil, mark)
		if err == nil {
			return errUnfit
		}
		if !errors.Is(err, store.ErrChanged) {
			return err
		}
	}
	return nil
}

// lease reads the object; its tag is the mark.
func (b *bucket) lease(ctx context.Context) (text []byte, mark string, err error) {
	return b.ReadMarked(ctx, b.key(leaseObject))
}

// change writes the object if it is still the one that has the mark.
func (b *bucket) change(ctx context.Context, text []byte, mark string) (string, error) {
	next, err := b.WriteMarked(ctx, b.key(leaseObject), text, mark)
	if errors.Is(err, store.ErrChanged) {
		return "", errTaken
	}
	return next, err
}
