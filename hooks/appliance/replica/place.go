package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/benbjohnson/litestream"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
)

// errTaken is a change of the lease that came after somebody else's.
var errTaken = errors.New("the lease was changed by somebody else")

// place is where a replica lies.
type place interface {
	fmt.Stringer
	// lease reads the newest lease and the mark by which a change of it is known; an empty
	// mark where there is none yet.
	lease(ctx context.Context) (text []byte, mark string, err error)
	// change replaces the lease that has the mark, or fails with errTaken.
	change(ctx context.Context, text []byte, mark string) (next string, err error)
	// fresh refuses to begin a replica of a data folder where none may begin.
	fresh(dir string) error
	// fit refuses a place that lets two change the same lease.
	fit(ctx context.Context) error
	// pages are those of one tenure.
	pages(tenure int64) litestream.ReplicaClient
}

// Check refuses what is no address of a place. It asks neither the place nor for a key.
func Check(address string) error {
	if strings.HasPrefix(address, "s3:") {
		_, err := store.Parse(address)
		return err
	}
	_, err := Open(address)
	return err
}

// Open opens the place that an address names: file:///mnt/other/replica, or a part of a bucket
// as store.Parse reads it.
func Open(address string) (*Place, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, refuse("%[1]q is no address of a replica (%[2]v).", "%[1]q 不是副本地址（%[2]v）。", address, err)
	}
	switch u.Scheme {
	case "file":
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") || u.Path == "/" {
			return nil, refuse("%q names no folder; write file:///mnt/other/replica, with three slashes.", "%q 没有指明文件夹，请写成 file:///mnt/other/replica（三个斜杠）。", address)
		}
		return &Place{openFolder(localPath(u.Path))}, nil
	case "s3":
		return openBucket(address)
	}
	return nil, refuse("A replica goes to file:///folder or s3://bucket?endpoint=…; %q is neither.", "副本地址应为 file:///文件夹 或 s3://存储桶?endpoint=…，%q 不是。", address)
}

// Place is where a replica lies.
type Place struct{ place }

// tenureName is the name of the folder of a tenure.
func tenureName(tenure int64) string { return fmt.Sprintf("g%08d", tenure) }

// read reads the lease; an empty one where there is none.
func (p *Place) read(ctx context.Context) (l Lease, mark string, err error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	text, mark, err := p.lease(ctx)
	if err != nil || mark == "" || len(text) == 0 {
		return l, mark, p.away(err)
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, mark, refuse("The lease in %[1]s cannot be read (%[2]v).", "%[1]s 中的租约无法读取（%[2]v）。", p, err)
	}
	return l, mark, nil
}

// sound refuses a place in which no lease can be held.
func (p *Place) sound(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	err := p.fit(ctx)
	if errors.Is(err, errUnfit) {
		return refuse("The storage of %s lets two writers change the same object unseen (it ignores If-Match or If-None-Match), so that no lease can be held there. Use another storage.", "%s 的存储不支持条件写入（忽略 If-Match 或 If-None-Match），无法保证只有一个主机，请改用其他存储。", p)
	}
	return p.away(err)
}

// errUnfit is a place that does not hold to conditions.
var errUnfit = errors.New("the storage ignores conditions")

// write replaces the lease that has the mark.
func (p *Place) write(ctx context.Context, l Lease, mark string) (next string, err error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	text, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	next, err = p.change(ctx, text, mark)
	if errors.Is(err, errTaken) {
		return "", err
	}
	return next, p.away(err)
}

// away says that the place cannot be used, in words.
func (p *Place) away(err error) error {
	if err == nil {
		return nil
	}
	why, ok := refusal.Known(store.Said(err))
	if !ok {
		why = refusal.Refusal{EN: err.Error(), ZH: err.Error()}
	}
	return &awayError{refuse("The place of the replica %[1]s cannot be used (%[2]s).", "副本位置 %[1]s 不可用（%[3]s）。", p, strings.TrimSuffix(why.EN, "."), strings.TrimSuffix(why.ZH, "。")), err}
}

// awayError keeps the cause beside the words.
type awayError struct {
	error
	cause error
}

func (e *awayError) Unwrap() []error { return []error{e.error, e.cause} }
