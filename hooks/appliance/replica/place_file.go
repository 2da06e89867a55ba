package replica

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/benbjohnson/litestream"
	"github.com/benbjohnson/litestream/file"

	"onestop/hooks/appliance/disk"
)

// folder is a place in a file system: of another disk, or of another machine.
type folder string

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

func (f folder) String() string { return "file://" + filepath.ToSlash(string(f)) }

func (f folder) pages(tenure int64) litestream.ReplicaClient {
	return file.NewReplicaClient(filepath.Join(string(f), tenureName(tenure)))
}

// fit: a file system makes a file once.
func (f folder) fit(context.Context) error { return nil }

// numbers are the changes of the lease that are there, the newest last. A missing folder is
// no place: made by itself, it would lie on the disk below a disk that is not plugged in.
func (f folder) numbers() (list []int64, err error) {
	if _, err := os.Stat(string(f)); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Join(string(f), leaseFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if n, err := strconv.ParseInt(strings.TrimSuffix(e.Name(), ".json"), 10, 64); err == nil {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list, err
}

func (f folder) path(n int64) string {
	return filepath.Join(string(f), leaseFolder, fmt.Sprintf("%012d.json", n))
}

func (f folder) lease(context.Context) (text []byte, mark string, err error) {
	list, err := f.numbers()
	if err != nil || len(list) == 0 {
		return nil, "", err
	}
	for _, n := range slices.Backward(list) { // one whose writer was cut off is empty
		if text, err = os.ReadFile(f.path(n)); err == nil && len(text) > 0 && text[len(text)-1] == '}' {
			break
		}
	}
	return text, strconv.FormatInt(list[len(list)-1], 10), err
}

func (f folder) change(_ context.Context, text []byte, mark string) (string, error) {
	if err := os.MkdirAll(filepath.Join(string(f), leaseFolder), 0o700); err != nil {
		return "", err
	}
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
	if len(list) > 0 && list[len(list)-1] >= n {
		return "", errTaken
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
	if list, err = f.numbers(); err != nil || list[len(list)-1] > n {
		return "", errors.Join(err, errTaken)
	}
	for i, old := range list {
		if i+keptLeases < len(list) {
			_ = os.Remove(f.path(old)) // the next change tries again
		}
	}
	return strconv.FormatInt(n, 10), nil
}
