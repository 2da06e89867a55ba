package service

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// The places of a service by systemd.
const (
	unitFile      = "/etc/systemd/system/" + Name + ".service"
	defaultBinary = "/usr/local/bin/" + Name
	defaultDir    = stateRoot + Name + "/pb_data"
)

// Usual is the plan that an office gets without asking.
func Usual() Plan { return Plan{Binary: defaultBinary, Dir: defaultDir, HTTP: "0.0.0.0:8090"} }

// Install makes the service and starts it. self is the program that installs; what was
// started beside it by hand before moves to the data of the service.
func (w Work) Install(p Plan, self string) error {
	if err := p.Check(); err != nil {
		return err
	}
	if strings.HasPrefix(p.Dir, "/home/") || strings.HasPrefix(p.Dir, "/root/") {
		return refusal.New("A service cannot reach %[1]s, which is the home of a person. Leave --dir out.", "服务无法使用个人目录 %[1]s，请不要加 --dir。", p.Dir)
	}
	if err := mayInstall(w.Dry); err != nil {
		return err
	}
	if old, err := os.ReadFile(unitFile); err == nil && !strings.HasPrefix(string(old), mark) {
		return refusal.New("%[1]s was written by somebody else; it is left as it is. Remove it first.", "%[1]s 不是本程序写的，未改动。请先移除它。", unitFile)
	}
	if _, err := os.Stat(environment); p.keyed() && errors.Is(err, fs.ErrNotExist) && !w.Dry {
		return refusal.New("The key of the object storage is missing. Write it into %[1]s in two lines, ONESTOP_S3_KEY=… and ONESTOP_S3_SECRET=…, and try again; root alone will be able to read it.",
			"缺少对象存储的密钥。请在 %[1]s 中写两行 ONESTOP_S3_KEY=… 和 ONESTOP_S3_SECRET=…，然后再试；该文件将只有 root 能读。", environment)
	}
	if err := w.mayFollow(p, self); err != nil {
		return err
	}
	return w.all(w.steps(p, self))
}

func mayInstall(dry bool) error {
	if !dry && os.Geteuid() != 0 {
		return refusal.New("Only the administrator of the machine may do this: put sudo before the command.", "只有系统管理员能做这件事：请在命令前加 sudo。")
	}
	return nil
}

func (w Work) steps(p Plan, self string) []step {
	home := filepath.Dir(p.Dir)
	var list []step
	if _, err := user.Lookup(Name); err != nil {
		list = append(list, running("useradd", "--system", "--user-group", "--home-dir", home, "--no-create-home", "--shell", "/usr/sbin/nologin", Name))
	}
	if !same(self, p.Binary) {
		list = append(list, doing(func() error { return copyBinary(self, p.Binary) }, "copy %[1]s to %[2]s", "把 %[1]s 复制到 %[2]s", self, p.Binary))
	}
	list = append(list, doing(func() error { return os.MkdirAll(home, 0o700) }, "make %[1]s", "建立文件夹 %[1]s", home))
	if beside := byHand(self); used(beside) && !used(p.Dir) && !same(beside, p.Dir) {
		list = append(list, doing(func() error { return moveData(beside, p.Dir) }, "move %[1]s to %[2]s", "把 %[1]s 移动到 %[2]s", beside, p.Dir))
	}
	if _, err := os.Stat(environment); err == nil || p.keyed() { // it may hold the key of the backups alone
		list = append(list, doing(func() error { return os.Chmod(environment, 0o600) }, "let root alone read %[1]s", "只让 root 读取 %[1]s", environment))
	}
	list = slices.Concat(list, p.replicaSteps(), p.paperSteps(), p.absentSteps())
	return append(list,
		doing(func() error { return giveHouse(p.Dir) }, "give %[1]s, %[2]s and %[2]s.* to %[3]s", "把 %[1]s、%[2]s 和 %[2]s.* 交给用户 %[3]s", home, p.Dir, Name),
		doing(func() error { return writeUnit(unitFile, p.Unit()) }, "write %[1]s", "写入 %[1]s\n%[2]s", unitFile, p.Unit()),
		running("systemctl", "daemon-reload"), running("systemctl", "enable", Name), running("systemctl", "restart", Name))
}

func running(words ...string) step {
	return step{strings.Join(words, " "), func() error {
		out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	}}
}

func writeUnit(path, text string) error {
	return errors.Join(disk.WriteFile(path, []byte(text)), os.Chmod(path, 0o644))
}

// giveHouse makes the data those of the user of the service.
func giveHouse(dir string) error {
	uid, gid, err := account()
	if err != nil {
		return err
	}
	return give(dir, uid, gid)
}

// replicaSteps give the folder of a replica to the user of the service, if it is there and
// nobody else's. That of a standby is the primary's, who would be shut out.
func (p Plan) replicaSteps() []step {
	named := p.replicaFolder()
	folder, err := filepath.EvalSymlinks(named)
	if named == "" || err != nil { // the house refuses a place that is not there, in words
		return nil
	}
	if p.Standby && !owned(folder) {
		return []step{doing(func() error { return nil }, "leave %[1]s as it is, for the primary writes there: %[2]s must be able to write there, too (on NFS, its user has the same number on both machines)", "不改动 %[1]s，主机在那里写入：用户 %[2]s 也须能写入（NFS 上两台机器的用户编号须相同）", folder, Name)}
	}
	if !owned(folder) && !replicaAlone(folder) {
		return []step{doing(func() error { return nil }, "leave %[1]s as it is, for other things lie or may lie there: %[2]s must be able to write there", "不改动 %[1]s，那里存放着或可能存放其他内容：用户 %[2]s 须能写入", folder, Name)}
	}
	return []step{doing(func() error {
		uid, gid, err := account()
		if err == nil {
			err = giveReplica(folder, uid, gid)
		}
		if errors.Is(err, fs.ErrPermission) {
			return nil // a share of another machine, which says itself who may write there; the house refuses one where it may not
		}
		return err
	}, "give %[1]s and the replica in it to %[2]s, where its file system knows owners", "把 %[1]s 及其中的副本交给用户 %[2]s（文件系统支持属主时）", folder, Name)}
}

// giveReplica gives the folder of a replica away and what of a replica lies in it. Links are
// given, not followed.
func giveReplica(folder string, uid, gid int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ofReplica(e.Name()) {
			if err := giveWhole(filepath.Join(folder, e.Name()), uid, gid); err != nil {
				return err
			}
		}
	}
	return os.Lchown(folder, uid, gid)
}

func giveWhole(path string, uid, gid int) error {
	return filepath.WalkDir(path, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}

// account is the user of the service.
func account() (uid, gid int, err error) {
	who, err := user.Lookup(Name)
	if err != nil {
		return 0, 0, err
	}
	uid, errUID := strconv.Atoi(who.Uid)
	gid, errGID := strconv.Atoi(who.Gid)
	return uid, gid, errors.Join(errUID, errGID)
}

// give gives a house away: its folder and what lies beside that under its name, whole, and
// of the folder above it nothing else. Links are given, not followed.
func give(dir string, uid, gid int) error {
	list, err := parts(dir)
	if err != nil {
		return err
	}
	for _, part := range list {
		if err := giveWhole(part, uid, gid); err != nil {
			return err
		}
	}
	return os.Lchown(filepath.Dir(dir), uid, gid)
}

// owned tells whether a folder belongs to the user of the service.
func owned(path string) bool {
	uid, _, err := account()
	var info unix.Stat_t
	return err == nil && unix.Stat(path, &info) == nil && int(info.Uid) == uid
}

// mountPoint tells whether a folder is where a file system begins.
func mountPoint(path string) bool {
	var here, above unix.Stat_t
	return unix.Stat(path, &here) == nil && unix.Stat(filepath.Dir(path), &above) == nil && here.Dev != above.Dev
}

// Uninstall ends the service and removes it. Program and data stay.
func (w Work) Uninstall() error {
	if err := mayInstall(w.Dry); err != nil {
		return err
	}
	old, err := os.ReadFile(unitFile)
	if errors.Is(err, fs.ErrNotExist) {
		return errAbsent
	}
	if err != nil {
		return err
	}
	if !strings.HasPrefix(string(old), mark) {
		return refusal.New("%[1]s was written by somebody else; it is left as it is.", "%[1]s 不是本程序写的，未改动。", unitFile)
	}
	return w.all([]step{running("systemctl", "disable", "--now", Name),
		doing(func() error { return os.Remove(unitFile) }, "remove %[1]s", "删除 %[1]s", unitFile), running("systemctl", "daemon-reload")})
}

var errAbsent = refusal.New("There is no service yet: onestop service install", "还没有安装服务：onestop service install")

// Installed are the words with which the service runs the program, none without a service.
func Installed() ([]string, error) {
	text, err := os.ReadFile(unitFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return startWords(string(text)), err
}

// startWords are the words of a unit that start the program, without their quotation marks.
func startWords(unit string) []string {
	for line := range strings.Lines(unit) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "ExecStart="); ok {
			return unquoted(rest)
		}
	}
	return nil
}

// unquoted takes words apart that quoted put together.
func unquoted(line string) (words []string) {
	open := false
	for _, field := range strings.FieldsFunc(line, func(c rune) bool {
		if c == '"' {
			open = !open
		}
		return c == ' ' && !open
	}) {
		words = append(words, strings.Trim(field, `"`))
	}
	return words
}

// Status says how the service stands; it fails where it does not run.
func (w Work) Status() error {
	if _, err := os.Stat(unitFile); errors.Is(err, fs.ErrNotExist) {
		return errAbsent
	}
	out, err := exec.Command("systemctl", "show", Name, "--property=ActiveState,SubState,MainPID,NRestarts,ActiveEnterTimestamp,MemoryCurrent").CombinedOutput()
	if err != nil {
		return fmt.Errorf("systemctl: %w: %s", err, strings.TrimSpace(string(out)))
	}
	if _, err := w.Out.Write(out); err != nil {
		return err
	}
	if !strings.Contains(string(out), "ActiveState=active") {
		return refusal.New("The service does not run. Its last words: journalctl -u %[1]s -n 50", "服务没有运行。查看原因：journalctl -u %[1]s -n 50", Name)
	}
	return nil
}

// Run does the work; systemd ends it by a signal.
func Run(work func() error, _ func()) error { return work() }
