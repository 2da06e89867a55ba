package replica

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/benbjohnson/litestream"
	"github.com/benbjohnson/litestream/file"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// folder is a place in a file system: of another disk, or of another machine.
type folder struct {
	root string
	// newest is the number of the newest change of the lease that was read or made here, 0
	// before the first. Where it is not, the place is another one than before: the mount point of
	// a disk that was unplugged, or a folder that somebody made anew.
	newest *atomic.Int64
	turn   chan struct{} // of the one who asks for the lease, or changes it
}

func openFolder(path string) folder {
	return folder{filepath.Clean(path), new(atomic.Int64), make(chan struct{}, 1)}
}

// leased is what a folder answers.
type leased struct {
	text []byte
	mark string
	err  error
}

// ask does not wait for a folder for longer than the context: a share whose server is gone answers
// nothing, not even an error. One question hangs there at a time; what it still does is found by
// the next, as after an answer that was lost.
func (f folder) ask(ctx context.Context, question func() leased) leased {
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		return leased{err: ctx.Err()}
	}
	done := make(chan leased, 1)
	go func() {
		defer func() { <-f.turn }()
		done <- question()
	}()
	select {
	case l := <-done:
		return l
	case <-ctx.Done():
		return leased{err: ctx.Err()}
	}
}

func (f folder) lease(ctx context.Context) (text []byte, mark string, err error) {
	l := f.ask(ctx, func() (l leased) {
		l.text, l.mark, l.err = f.readLease()
		return l
	})
	return l.text, l.mark, l.err
}

func (f folder) change(ctx context.Context, text []byte, mark string) (string, error) {
	l := f.ask(ctx, func() (l leased) {
		l.mark, l.err = f.makeLease(text, mark)
		return l
	})
	return l.mark, l.err
}

// errOther is a folder in the place of that where the replica lay.
var errOther = refusal.New("it is not the folder that it was; is the disk plugged in?", "已不是原来的文件夹，磁盘是否已接好？")

// leaseFolder holds the lease: each change is a file of the next number, which only one can
// make. File systems promise that much, those of other machines too.
const leaseFolder = "lease"

// keptLeases is how many changes of the lease stay: ten minutes of them, for a machine whose
// network share shows it an old list finds the number taken that it wants to make.
const keptLeases = 600

// localPath is the path of an address: on Windows /D:/replica is D:/replica.
func localPath(path string) string {
	if runtime.GOOS == "windows" && len(path) > 2 && path[2] == ':' {
		path = path[1:]
	}
	return filepath.FromSlash(path)
}

// String is the address in the form that Open reads; letters of any language stay as they are.
func (f folder) String() string {
	path := filepath.ToSlash(f.root)
	if !strings.HasPrefix(path, "/") { // D:/replica
		path = "/" + path
	}
	return "file://" + inAddress.Replace(path)
}

var inAddress = strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F")

func (f folder) pages(tenure int64) litestream.ReplicaClient {
	return filePages{file.NewReplicaClient(filepath.Join(f.root, tenureName(tenure))), f}
}

// filePages are pages that lie in the place or nowhere: the client makes each folder that it
// does not find, also below a disk that is not plugged in.
type filePages struct {
	*file.ReplicaClient
	place folder
}

// WriteLTXFile stores pages. What is not in the place before and after is not stored.
func (p filePages) WriteLTXFile(ctx context.Context, level int, first, last ltx.TXID, pages io.Reader) (*ltx.FileInfo, error) {
	if err := p.place.same(); err != nil {
		return nil, err
	}
	info, err := p.ReplicaClient.WriteLTXFile(ctx, level, first, last, pages)
	if err == nil {
		err = p.place.same()
	}
	return info, err
}

// same tells that the place is the one where the lease lay.
func (f folder) same() error {
	n := f.newest.Load()
	if n == 0 {
		return nil
	}
	_, err := os.Stat(f.path(n))
	if errors.Is(err, fs.ErrNotExist) {
		return errOther
	}
	return err
}

// saw remembers the newest change of the lease.
func (f folder) saw(n int64) {
	for old := f.newest.Load(); n > old && !f.newest.CompareAndSwap(old, n); old = f.newest.Load() {
	}
}

// fit: a file system makes a file once.
func (f folder) fit(context.Context) error { return nil }

// fresh refuses to begin a replica in the data folder, which it would fill, and in a folder that
// holds other things: beside backups, which are encrypted, the database would lie in the clear.
func (f folder) fresh(dir string) error {
	if list, err := f.numbers(); err != nil || len(list) > 0 {
		return nil // it was begun, or cannot be looked at: who takes the lease says so
	}
	data, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if inside, err := filepath.Rel(data, f.root); err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return refuse("%[1]s lies in the data folder. Name a folder of another machine or disk.", "%[1]s 在数据文件夹中。请指定另一台机器或另一块磁盘上的文件夹。", f)
	}
	entries, err := os.ReadDir(f.root)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if name := e.Name(); name != leaseFolder && !strings.HasPrefix(name, ".") && !slices.Contains(ofSystems, name) {
			return refuse("%[1]s holds other things (%[2]s). Name an empty folder for the replica.", "%[1]s 中有其他内容（%[2]s）。请为副本指定一个空文件夹。", f, name)
		}
	}
	return nil
}

// ofSystems are what systems put onto every disk.
var ofSystems = []string{"lost+found", "System Volume Information", "$RECYCLE.BIN"}

// numbers are the changes of the lease that are there, the newest last; errOther where those
// are not that were. A missing folder is no place: made by itself, it would lie on the disk
// below a disk that is not plugged in.
func (f folder) numbers() (list []int64, err error) {
	last := f.newest.Load() // before the look: what is made meanwhile need not be seen
	if _, err := os.Stat(f.root); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Join(f.root, leaseFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if n, err := strconv.ParseInt(strings.TrimSuffix(e.Name(), ".json"), 10, 64); err == nil {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	if last > 0 && (len(list) == 0 || list[len(list)-1] < last) {
		return nil, errOther
	}
	return list, nil
}

func (f folder) path(n int64) string {
	return filepath.Join(f.root, leaseFolder, fmt.Sprintf("%012d.json", n))
}

func (f folder) readLease() (text []byte, mark string, err error) {
	list, err := f.numbers()
	if err != nil || len(list) == 0 {
		return nil, "", err
	}
	for _, n := range slices.Backward(list) { // one whose writer was cut off is empty
		if text, err = os.ReadFile(f.path(n)); err == nil && len(text) > 0 && text[len(text)-1] == '}' {
			break
		}
	}
	last := list[len(list)-1]
	f.saw(last)
	return text, strconv.FormatInt(last, 10), err
}

func (f folder) makeLease(text []byte, mark string) (string, error) {
	n := int64(1)
	if mark != "" {
		before, err := strconv.ParseInt(mark, 10, 64)
		if err != nil {
			return "", err
		}
		n = before + 1
	}
	list, err := f.numbers()
	if err != nil {
		return "", err
	}
	switch {
	case len(list) > 0 && list[len(list)-1] >= n:
		return "", errTaken
	case len(list) > 0: // as it was left
	case n > 1:
		return "", errOther
	default:
		if err := os.Mkdir(filepath.Join(f.root, leaseFolder), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	out, err := os.OpenFile(f.path(n), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", errTaken
	}
	if err != nil {
		return "", err
	}
	_, err = out.Write(text)
	if err = errors.Join(err, out.Sync(), out.Close(), disk.SyncDir(filepath.Dir(f.path(n)))); err != nil {
		return "", err
	}
	switch list, err = f.numbers(); {
	case err != nil:
		return "", err
	case len(list) == 0:
		return "", errOther
	case list[len(list)-1] > n:
		return "", errTaken
	case len(list) == 1 && n > 1: // the folder was exchanged between the two looks
		return "", errOther
	}
	f.saw(n)
	for i, old := range list {
		if i+keptLeases < len(list) {
			_ = os.Remove(f.path(old)) // the next change tries again
		}
	}
	return strconv.FormatInt(n, 10), nil
}
