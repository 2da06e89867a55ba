// Package probe asks the machine, one question at a time, whether a data folder is safe
// on it: does the disk take a write, how much room is left, what kind of disk is it, is
// the clock right, are the pages of the database whole. The start asks, health asks, and
// so does whoever looks over the machine. Nothing here changes the folder but Write,
// which takes its file away again.
package probe

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// Finding is what a probe holds against the machine: a stable code for programs and what
// to do in both languages.
type Finding struct {
	Code string `json:"code"`
	refusal.Refusal
}

// The codes of findings. Programs outside are written against them: add, never rename.
const (
	DiskReadonly   = "disk_readonly"   // the disk takes no writes
	FolderReadonly = "folder_readonly" // this user may not write in the folder
	DiskFull       = "disk_full"       // no room left for a write
	DiskFails      = "disk_fails"      // a write failed for another reason
	DiskLow        = "disk_low"        // too little room: uploads are refused
	FolderShared   = "folder_shared"   // on another computer
	FolderSynced   = "folder_synced"   // copied to a cloud behind our back
	FolderFAT      = "folder_fat"      // on a file system without a journal
	ClockBack      = "clock_back"      // before what was last seen
	ClockAhead     = "clock_ahead"     // long after what was last seen
	ClockUnset     = "clock_unset"     // before the program was built
	ClockLeapt     = "clock_leapt"     // ahead, while the service ran
	PagesDamaged   = "pages_damaged"   // the database
)

func found(code, en, zh string, args ...any) Finding {
	return Finding{code, refusal.Of(refusal.New(en, zh, args...))}
}

// Of is the finding in an error, nil where it holds none.
func Of(err error) *Finding {
	if f, ok := errors.AsType[Finding](err); ok {
		return &f
	}
	return nil
}

// probeBytes is what Write writes: one page of most disks.
const probeBytes = 4096

// Write writes a page into the folder, waits until it is on the disk, and takes it away.
// It answers how long the disk took: more than 50 ms is slow, every acknowledged act
// waits for it once or more. A write that fails is a Finding.
func Write(dir string) (took time.Duration, err error) {
	began := time.Now()
	file, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return 0, writeFinding(dir, err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, probeBytes))
	if err = errors.Join(err, file.Sync()); err == nil {
		took = time.Since(began)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return 0, writeFinding(dir, err)
	}
	return took, nil
}

// writeFinding says in words why a write into a folder failed.
func writeFinding(dir string, err error) error {
	switch {
	case disk.Full(err):
		return found(DiskFull, "The disk of %[1]s is full. Delete what is not needed from it, or move the data to a bigger one.",
			"%[1]s 所在磁盘已满，请清理磁盘，或把数据移到更大的磁盘。", dir)
	case disk.ReadOnly(err):
		return found(DiskReadonly, "The disk of %[1]s takes no writes any more: it may be failing. Make a backup, restart the computer, and have the disk looked at.",
			"%[1]s 所在磁盘已变为只读，可能出现故障。请先备份，再重启电脑，并请人检查磁盘。", dir)
	case errors.Is(err, fs.ErrPermission):
		return found(FolderReadonly, "The folder %[1]s cannot be written by this user (%[2]v). Give this user the right to write there.",
			"当前用户无法写入文件夹 %[1]s（%[2]v），请给当前用户写入权限。", dir, err)
	}
	return found(DiskFails, "A write into %[1]s failed (%[2]v). Make a backup and have the disk looked at.",
		"写入 %[1]s 失败（%[2]v）。请先备份，并请人检查磁盘。", dir, err)
}
