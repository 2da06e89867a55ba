// Package service has the machine run the house by itself: from its start, as a user of its
// own with no other rights, and again whenever it ends. Linux does it by systemd, Windows by
// its service manager.
package service

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
)

// Name is that of the service, and on Linux of its user.
const Name = "onestop"

// Plan is how the house is to run.
type Plan struct {
	Binary  string   // that is run; a copy of the one that installs
	Dir     string   // the data folder, in a folder that is for it alone
	HTTP    string   // address
	HTTPS   string   // address; "" is the one of HTTP
	Domains []string // public names
	Disks   []string // for backups, beside the usual places

	Storage string // address of the object storage of the files; "" where they were
	Replica string // address of the replica of the database; "" for none
	Confirm bool   // with a replica: acts are acknowledged when they are there
	Yield   bool   // with a replica: no acts without it
	Standby bool   // follows the replica, and serves the house once it took over
	Auto    bool   // a standby: takes over by itself

	// Same tells whether two addresses of replicas are those of one place; without it, texts are
	// compared.
	Same func(a, b string) bool
}

// Check refuses a plan that could not run.
func (p Plan) Check() error {
	for _, address := range []string{p.HTTP, p.HTTPS} {
		if address == "" {
			continue
		}
		if _, port, err := net.SplitHostPort(address); err != nil || !isPort(port) || strings.ContainsAny(address, " \t\r\n\"'\\$%") {
			return refusal.New("%[1]q is no address. Write it as 0.0.0.0:8090.", "“%[1]s”不是地址，请写成 0.0.0.0:8090。", address)
		}
	}
	for _, path := range append([]string{p.Binary, p.Dir}, p.Disks...) {
		if !filepath.IsAbs(path) || strings.ContainsAny(path, "\r\n\"'\\$%:") && filepath.Separator == '/' {
			return refusal.New("%[1]q cannot be used: write the whole path of a folder, without quotation marks, colons, $ and %%.", "“%[1]s”不能使用：请写完整路径，不带引号、冒号、$ 和 %%。", path)
		}
	}
	for _, name := range p.Domains {
		if strings.HasPrefix(name, "-") || strings.ContainsAny(name, " \t\r\n\"'\\$%/:") {
			return refusal.New("%[1]q is no name.", "“%[1]s”不是域名。", name)
		}
	}
	for _, address := range []string{p.Storage, p.Replica} {
		if strings.ContainsAny(address, " \t\r\n\"'\\$%") {
			return refusal.New("%[1]q cannot be used: write the address without blanks, quotation marks, $ and %%.", "“%[1]s”不能使用：地址中不能有空格、引号、$ 和 %%。", address)
		}
	}
	switch {
	case p.Standby && p.Replica == "":
		return refusal.New("A standby needs to know what it follows: add --replica and the place of the primary.", "备机需要知道跟随什么：请加 --replica 和主机的副本位置。")
	case p.Auto && !p.Standby:
		return refusal.New("--auto is for a standby: add --standby, or leave it out.", "--auto 只用于备机：请加 --standby，或去掉它。")
	}
	return checkHome(p.Dir)
}

// checkMachine refuses a standby that would not begin: without the key of the numbers, and where
// the service that is there (its words, none without one) serves a house of which there is no
// replica, because a standby sets the database of its folder aside, or a database that is
// replicated to another place, because nothing there would say whose the house is.
func (p Plan) checkMachine(self string, there []string) error {
	if !p.Standby {
		return nil
	}
	at := placeIn(there)
	if slices.Contains(there, "serve") && at == "" {
		return refusal.New("On this machine a service serves a house without a replica, and a standby would set its database aside. Install the standby on another machine, or remove the service first (onestop service uninstall).",
			"本机的服务正在运行一套没有副本的系统，备机会把它的数据库移到一旁。请在另一台机器上安装备机，或先移除服务（onestop service uninstall）。")
	}
	if _, err := os.Stat(filepath.Join(p.Dir, ReplicaMarker)); err == nil && at != "" && at != p.Replica && (p.Same == nil || !p.Same(at, p.Replica)) {
		return refusal.New("The database in %[1]s is replicated to %[2]s; a standby that is given %[3]s would stop its house, because nothing there says whose it is. Nothing was changed. To go on from this database in the new place: onestop service install%[4]s --replica %[5]s, without --standby. To follow %[3]s instead, where another machine took over: onestop service uninstall first.",
			"%[1]s 中的数据库的副本在 %[2]s；改为以 %[3]s 安装备机会使系统停止，因为那里没有说明由谁服务。未作任何改动。要以本数据库为准启用新位置：onestop service install%[4]s --replica %[5]s（不带 --standby）；如另一台机器已经接替，要跟随 %[3]s，请先运行 onestop service uninstall。", p.Dir, at, p.Replica, where.Flag(p.Dir), where.Quoted(p.Replica))
	}
	beside := byHand(self)
	if !absent(p.Dir+".key") || used(beside) && !used(p.Dir) && !absent(beside+".key") {
		return nil
	}
	return refusal.New("The key %[1]s.key is missing, without which the numbers of people in the replica cannot be read: copy pb_data.key of the primary there, or bring a backup back first (onestop restore), and try again.",
		"缺少密钥文件 %[1]s.key，没有它副本中的证件号码无法读取：请从主机复制 pb_data.key，或先恢复一份备份（onestop restore），然后再试。", p.Dir)
}

// ReplicaMarker is in a data folder whose database is replicated, or was when it was served last.
const ReplicaMarker = ".replica.json"

// placeIn is the place of the replica that the words of a service name, "" where they name none.
func placeIn(words []string) string {
	for i, word := range words {
		if at, ok := strings.CutPrefix(word, "--replica="); ok {
			return at
		}
		if word == "--replica" && i+1 < len(words) {
			return words[i+1]
		}
	}
	return ""
}

// mayFollow is what an installation refuses of a standby; a dry run refuses the same, as far as
// whoever asks may see the machine.
func (w Work) mayFollow(p Plan, self string) error {
	there, err := Installed()
	if w.Dry && errors.Is(err, fs.ErrPermission) {
		err = nil
	}
	if err != nil {
		return err
	}
	return p.checkMachine(self, there)
}

// absent tells whether a file is not there; of one that cannot be seen, nobody knows.
func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// byHand is the data folder of a start by hand: it lies beside the program.
func byHand(self string) string { return filepath.Join(filepath.Dir(self), "pb_data") }

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// arguments are the words that the binary is run with.
func (p Plan) arguments() []string {
	list := []string{"serve"}
	if p.Standby {
		list = []string{"standby"}
	}
	list = append(append(list, p.Domains...), "--dir", p.Dir)
	if p.HTTP != "" {
		list = append(list, "--http", p.HTTP)
	}
	if p.HTTPS != "" {
		list = append(list, "--https", p.HTTPS)
	}
	if p.Storage != "" {
		list = append(list, "--storage", p.Storage)
	}
	if p.Replica != "" {
		list = append(list, "--replica", p.Replica)
	}
	if p.Confirm {
		list = append(list, "--confirm")
	}
	if p.Yield {
		list = append(list, "--yield")
	}
	if p.Auto {
		list = append(list, "--auto")
	}
	return list
}

// keyed tells whether the house needs the key of an object storage.
func (p Plan) keyed() bool {
	return p.Storage != "" || strings.HasPrefix(p.Replica, "s3:")
}

// replicaFolder is the folder of the replica, "" where it is none.
func (p Plan) replicaFolder() string {
	path, ok := strings.CutPrefix(p.Replica, "file://")
	if !ok {
		return ""
	}
	if filepath.Separator == '\\' { // file:///D:/replica
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}

// ports are those that the house listens on.
func (p Plan) ports() []int {
	addresses := []string{p.HTTP, p.HTTPS}
	if len(p.Domains) > 0 {
		for i, usual := range []string{":80", ":443"} {
			if addresses[i] == "" {
				addresses[i] = usual
			}
		}
	}
	var list []int
	for _, address := range addresses {
		if _, port, err := net.SplitHostPort(address); err == nil {
			if n, err := strconv.Atoi(port); err == nil && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// Answers tells whether something listens on this machine where the house is to.
func (p Plan) Answers() bool {
	for _, port := range p.ports() {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
		if err == nil {
			return conn.Close() == nil
		}
	}
	return false
}

// paperSteps say what a standby does not bring where the files lie on a disk. Where they lie, the
// database of the house knows, which is not here.
func (p Plan) paperSteps() []step {
	if !p.Standby || p.Storage != "" {
		return nil
	}
	return []step{doing(func() error { return nil }, "know that uploaded files are not in the replica: with files on the disk of the primary, this machine serves without those that were uploaded since the last backup was brought back here, and the two machines may change places only with the files in object storage (onestop storage move, on the primary)",
		"请注意：上传的文件不在副本中。如文件在主机的磁盘上，本机接替后没有上次在此恢复备份之后上传的文件；两台机器要互相接替，须把文件放在对象存储中（在主机上运行 onestop storage move）")}
}

// absentSteps say which folders for backups and the replica are not there: their disk or share may
// be mounted later, or the name is wrong.
func (p Plan) absentSteps() (list []step) {
	know := func(en, zh, path string) {
		list = append(list, doing(func() error { return nil }, en, zh, path))
	}
	for _, disk := range p.Disks {
		if absent(disk) {
			know("know that there is no folder %[1]s now: see that the name is right; as long as it is not mounted or made, no backup goes there. The service starts without it, and has to be restarted (systemctl restart onestop) where it may not write there later",
				"请注意：文件夹 %[1]s 目前不存在。请核对名称；在挂载或建好之前，不能备份到那里。服务照常启动；以后如不能写入那里，请重启服务（systemctl restart onestop）", disk)
		}
	}
	if place := p.replicaFolder(); place != "" && absent(place) {
		know("know that there is no folder %[1]s now, in which the replica is to lie: see that the name is right, and mount its disk or share, or make it. As long as it is not there, the service does not serve and tries again every five seconds",
			"请注意：存放副本的文件夹 %[1]s 目前不存在。请核对名称，挂载它所在的磁盘或共享，或建好文件夹。在此之前服务不能运行，每五秒重试一次", place)
	}
	return list
}

// Work does the steps of a plan one after the other, or only says them.
type Work struct {
	Out io.Writer
	Dry bool // say what would be done
}

// step is one thing that is done to the machine: a command as it is typed, or a sentence of both
// languages.
type step struct {
	what string
	do   func() error
}

// doing is a step that is no command.
func doing(do func() error, en, zh string, args ...any) step {
	return step{refusal.New(en, zh, args...).Error(), do}
}

func (w Work) all(steps []step) error {
	for _, s := range steps {
		fmt.Fprintln(w.Out, s.what)
		if w.Dry {
			continue
		}
		if err := s.do(); err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
	}
	return nil
}

// moveData brings a house that was started by hand, with everything that lies beside its
// folder, to where the service keeps it. One that is in use is refused.
func moveData(from, to string) error {
	held, err := disk.Lock(filepath.Join(from, ".lock"))
	var taken disk.Taken
	if errors.As(err, &taken) {
		return refusal.New("Onestop still runs on %[1]s (process %[2]s). Close its window first.", "一门办还在使用 %[1]s（进程 %[2]s），请先关闭它的窗口。", from, taken.Process)
	}
	if err != nil {
		return err
	}
	if err := held.Close(); err != nil { // Windows renames nothing that is open
		return err
	}
	parts, err := filepath.Glob(from + ".*")
	if err != nil {
		return err
	}
	parts = append(parts, from) // last: until the folder is there, the house has not moved
	for _, part := range parts {
		if _, err := os.Lstat(to + strings.TrimPrefix(part, from)); !errors.Is(err, fs.ErrNotExist) {
			return refusal.New("%[1]s is there already. Nothing was moved.", "%[1]s 已经存在，没有移动任何文件。", to+strings.TrimPrefix(part, from))
		}
	}
	for _, part := range parts {
		target := to + strings.TrimPrefix(part, from)
		if err := disk.Rename(part, target); err != nil {
			return refusal.New("%[1]s cannot be moved to %[2]s (%[3]v). Move it by hand, with all files whose names begin with %[1]s, and try again.",
				"%[1]s 无法移动到 %[2]s（%[3]v）。请手工移动（连同名称以 %[1]s 开头的所有文件），再试一次。", part, target, err)
		}
	}
	return nil
}

// used tells whether a folder holds a house; a first start that was cut off left an empty database.
func used(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "data.db"))
	return err == nil && info.Size() > 0
}

// copyBinary puts a copy of a program in place as one step; one that runs goes on running.
func copyBinary(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Chmod(0o755), out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(to+".new"))
	}
	return disk.Rename(to+".new", to)
}

func same(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
