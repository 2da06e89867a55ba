package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/user"
	"runtime"
	"strings"

	"github.com/benbjohnson/litestream"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/where"
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
		if runtime.GOOS == "windows" && len(u.Host) == 2 && u.Host[1] == ':' { // as earlier versions wrote D:/replica
			u.Host, u.Path = "", "/"+u.Host+u.Path
		}
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") || u.Path == "/" {
			return nil, refuse("%q names no folder; write file:///mnt/other/replica, with three slashes.", "%q 没有指明文件夹，请写成 file:///mnt/other/replica（三个斜杠）。", address)
		}
		return &Place{openFolder(localPath(u.Path))}, nil
	case "s3":
		return openBucket(address)
	}
	return nil, refuse("A replica goes to file:///folder or s3://bucket?endpoint=…; %q is neither.", "副本地址应为 file:///文件夹 或 s3://存储桶?endpoint=…，%q 不是。", address)
}

// Same tells whether two addresses are those of one place, however they are written.
func Same(a, b string) bool {
	if store.Same(a, b) {
		return true
	}
	one, ok := folderAt(a)
	two, too := folderAt(b)
	if !ok || !too || one == two {
		return ok && too
	}
	first, err := os.Stat(one)
	if err != nil {
		return false
	}
	second, err := os.Stat(two)
	return err == nil && os.SameFile(first, second)
}

// folderAt is the folder that an address names, false where it names none.
func folderAt(address string) (string, bool) {
	if !strings.HasPrefix(address, "file:") {
		return "", false
	}
	p, err := Open(address)
	if err != nil {
		return "", false
	}
	f, ok := p.place.(folder)
	return f.root, ok
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

// away says that the place cannot be used, in words, and what to do where that is known.
func (p *Place) away(err error) error {
	if err == nil {
		return nil
	}
	why, ok := refusal.Known(store.Said(err))
	if !ok {
		why = refusal.Refusal{EN: err.Error(), ZH: err.Error()}
	}
	do := p.remedy(err, os.Geteuid() == 0)
	return &awayError{refuse("The place of the replica %[1]s cannot be used (%[2]s).%[4]s", "副本位置 %[1]s 不可用（%[3]s）。%[5]s", p, strings.TrimSuffix(why.EN, "."), strings.TrimSuffix(why.ZH, "。"), do.EN, do.ZH), err}
}

// remedy is what to do about a folder that is not there, or that this user may not use: in English
// with the blank before it. It is empty where nobody knows. What root may not do, the share decides.
func (p *Place) remedy(err error, root bool) (none refusal.Refusal) {
	f, ok := p.place.(folder)
	if !ok {
		return none
	}
	if _, gone := os.Stat(f.root); errors.Is(gone, fs.ErrNotExist) {
		return refusal.Of(refuse(" Plug in the disk or mount the share on which the folder lies, or make the folder where the replica is to begin there, and try again.",
			"请接好或挂载该文件夹所在的磁盘或共享；如副本要在那里新建，请先建好文件夹，然后再试。"))
	}
	if !errors.Is(err, fs.ErrPermission) {
		return none
	}
	if root {
		return refusal.Of(refuse(" Not even the administrator may use it: the share or disk on which it lies decides that (an NFS share takes root for nobody). Allow it there, or run the command as the user to whom the folder belongs.",
			"本机管理员也无权使用：这由文件夹所在的共享或磁盘决定（NFS 共享会把 root 当作无权的用户）。请在那里放开权限，或以文件夹所属的用户运行命令。"))
	}
	me, sudo := "onestop", "sudo"
	if who, err := user.Current(); err == nil {
		me = who.Username
	}
	if owner := disk.Owner(f.root); owner != "" && owner != "root" && owner != me {
		sudo += " -u " + owner
	}
	return refusal.Of(refuse(" The user %[1]s may not use it: put %[2]s before the command; or, where the service says so, give the folder and all that lies in it to the user of the service (on Linux: sudo chown -R %[1]s %[3]s; on a share of another machine the number of the user counts).",
		"用户 %[1]s 无权使用：请在命令前加 %[2]s；如是服务提示，请把文件夹及其中的内容交给服务的用户（Linux：sudo chown -R %[1]s %[3]s；另一台机器的共享以用户编号为准）。", me, sudo, where.Quoted(f.root)))
}

// awayError keeps the cause beside the words.
type awayError struct {
	error
	cause error
}

func (e *awayError) Unwrap() []error { return []error{e.error, e.cause} }
