//go:build linux

package service

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestTheUnit(t *testing.T) {
	text := Usual().Unit()
	for _, want := range []string{mark, `ExecStart="/usr/local/bin/onestop" serve --dir /var/lib/onestop/pb_data --http 0.0.0.0:8090` + "\n", "User=onestop\n", "UMask=0077", "ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes",
		"LimitNOFILE=65536", "MemoryMax=", "OOMPolicy=continue", "Restart=always", "StartLimitIntervalSec=0\n", "RestartSec=5\n", "StateDirectory=onestop\n", "ReadWritePaths=-/mnt -/media", "AmbientCapabilities=\n", "CapabilityBoundingSet=\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the unit lacks %q", want)
		}
	}
	for name, p := range map[string]Plan{
		"its own ports": {Binary: "/a/b", Dir: "/srv/one stop/pb_data", HTTP: "0.0.0.0:80", HTTPS: "0.0.0.0:443", Disks: []string{"/backup disk"}},
		"a public name": {Binary: "/a/b", Dir: "/srv/one stop/pb_data", Domains: []string{"hall.gov.cn"}, Disks: []string{"/backup disk"}},
	} {
		text := p.Unit()
		for _, want := range []string{"AmbientCapabilities=CAP_NET_BIND_SERVICE\n", `--dir "/srv/one stop/pb_data"`, `ReadWritePaths="/srv/one stop" "-/backup disk" -/mnt `} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the unit lacks %q:\n%s", name, want, text)
			}
		}
		if strings.Contains(text, "StateDirectory") {
			t.Errorf("%s: the data do not lie there", name)
		}
	}
}

// Folders that are not there are told before anything is done, also of what is only said; a disk
// that is mounted later keeps no house down, so none of them is refused.
func TestFoldersThatAreNotThereAreTold(t *testing.T) {
	root := t.TempDir()
	here, gone := filepath.Join(root, "here"), filepath.Join(root, "gone")
	if err := os.Mkdir(here, 0o700); err != nil {
		t.Fatal(err)
	}
	said := func(disk, place string) string {
		t.Helper()
		var out bytes.Buffer
		p := Usual()
		p.Disks, p.Replica = []string{disk}, "file://"+place
		if err := (Work{&out, true}).Install(p, "/tmp/onestop"); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if text := said(here, here); strings.Contains(text, "there is no folder") {
		t.Error(text)
	}
	text := said(gone, gone+"/replica")
	for _, want := range []string{"there is no folder " + gone + " now: see", "文件夹 " + gone + " 目前不存在", "there is no folder " + gone + "/replica now, in which", "存放副本的文件夹 " + gone + "/replica 目前不存在", "ReadWritePaths=-" + gone + " "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
}

// The words of serve that speak of a second copy and of the files stand in the unit, which may
// write into the place and reads the key from where root alone can.
func TestTheUnitOfAReplica(t *testing.T) {
	p := Usual()
	p.Storage, p.Replica, p.Confirm = "s3://files?endpoint=https://s3.example.gov.cn&region=cn-1", "file:///backup disk/replica", true
	wants(t, p.Check(), "without blanks")
	p.Replica = "file:///replica"
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	text := p.Unit()
	for _, want := range []string{" --storage s3://files?endpoint=https://s3.example.gov.cn&region=cn-1 --replica file:///replica --confirm\n", " -/replica\n", "EnvironmentFile=-/etc/onestop.env\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the unit lacks %q:\n%s", want, text)
		}
	}
	var out bytes.Buffer
	if err := (Work{&out, true}).Install(p, "/tmp/onestop"); err != nil || !strings.Contains(out.String(), "root alone read /etc/onestop.env") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if os.Geteuid() == 0 {
		if _, err := os.Stat(environment); err != nil {
			wants(t, (Work{Out: &out}).Install(p, "/tmp/onestop"), "ONESTOP_S3_SECRET")
		}
	}
}

// The unit of a standby follows by the words of the command, with all that the house needs when it
// serves, and waits for the file systems of its place without depending on them.
func TestTheUnitOfAStandby(t *testing.T) {
	p := Plan{Binary: "/usr/local/bin/onestop", Dir: defaultDir, HTTP: "0.0.0.0:80", HTTPS: "0.0.0.0:443", Domains: []string{"hall.gov.cn"},
		Replica: "file:///mnt/nas-2/replica", Confirm: true, Standby: true, Auto: true}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	text := p.Unit()
	for _, want := range []string{
		`ExecStart="/usr/local/bin/onestop" standby hall.gov.cn --dir /var/lib/onestop/pb_data --http 0.0.0.0:80 --https 0.0.0.0:443 --replica file:///mnt/nas-2/replica --confirm --auto` + "\n",
		"Wants=mnt.mount mnt-nas\\x2d2.mount mnt-nas\\x2d2-replica.mount\nAfter=mnt.mount mnt-nas\\x2d2.mount mnt-nas\\x2d2-replica.mount\n",
		" -/mnt/nas-2/replica\n", "Restart=always\n", "StartLimitIntervalSec=0\n", "EnvironmentFile=-/etc/onestop.env\n", "AmbientCapabilities=CAP_NET_BIND_SERVICE\n", "StateDirectory=onestop\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the unit lacks %q:\n%s", want, text)
		}
	}
	if words := startWords(text); words[0] != p.Binary || !slices.Equal(words[1:], p.arguments()) {
		t.Errorf("the words of the unit are read as %q", words)
	}
	p.Dir = "/srv/one stop/pb_data"
	if words := startWords(p.Unit()); !slices.Contains(words, p.Dir) {
		t.Errorf("the words of the unit are read as %q", words)
	}
	p.Replica = "s3://copies/x?endpoint=https://s3.example.gov.cn"
	if text := p.Unit(); strings.Contains(text, ".mount") || !p.keyed() {
		t.Errorf("a bucket is no folder:\n%s", text)
	}
	var out bytes.Buffer
	p.Dir = filepath.Join(t.TempDir(), "house", "pb_data")
	wants(t, (Work{&out, true}).Install(p, "/tmp/onestop"), p.Dir+".key is missing") // what would be refused is not promised
	if out.Len() > 0 {
		t.Errorf("steps are said of what is refused:\n%s", out.String())
	}
	keyOf(t, p)
	if err := (Work{&out, true}).Install(p, "/tmp/onestop"); err != nil || !strings.Contains(out.String(), " standby hall.gov.cn ") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// The units of file systems have the names that systemd gives them.
func TestTheNamesOfMounts(t *testing.T) {
	tool, err := exec.LookPath("systemd-escape")
	if err != nil {
		t.Skip("this machine has no systemd-escape")
	}
	for _, path := range []string{"/mnt", "/mnt/nas", "/srv/a-b/.c/d.e", "/媒体/副本 1", "/a_b:c/~x"} {
		out, err := exec.Command(tool, "--path", "--suffix=mount", path).Output()
		list := mountsOf(path)
		if want := strings.TrimSpace(string(out)); err != nil || list[len(list)-1] != want || len(list) != strings.Count(path, "/") {
			t.Errorf("%s: %q, systemd says %q, %v", path, list, want, err)
		}
	}
}

// keyOf puts the key of the numbers where a plan has its data.
func keyOf(t *testing.T, p Plan) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(p.Dir), 0o700), os.WriteFile(p.Dir+".key", nil, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%v does not say %q", err, words)
	}
}

// exposed is the highest exposure (0 to 10, less is better) that systemd may find.
const exposed = 2.0

// systemd itself reads the unit, finds nothing to complain of and little to attack.
func TestSystemdTakesTheUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("this machine has no systemd-analyze")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]Plan{"usual": {Binary: self, Dir: defaultDir, HTTP: "0.0.0.0:8090"}, "low ports": {Binary: self, Dir: "/srv/one stop/pb_data", HTTP: ":80", HTTPS: ":443"},
		"a replica": {Binary: self, Dir: defaultDir, HTTP: "0.0.0.0:8090", Replica: "file:///replica", Storage: "s3://files?endpoint=https://s3.example.gov.cn&region=cn-1"},
		"a standby": {Binary: self, Dir: defaultDir, HTTP: "0.0.0.0:8090", Replica: "file:///mnt/nas-2/replica", Standby: true, Auto: true}} {
		file := filepath.Join(t.TempDir(), Name+".service")
		if err := writeUnit(file, p.Unit()); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(analyze, "verify", "--man=no", "--recursive-errors=no", file).CombinedOutput()
		if err != nil || len(bytes.TrimSpace(out)) > 0 {
			t.Errorf("%s: verify: %v\n%s", name, err, out)
		}
		out, err = exec.Command(analyze, "security", "--offline=true", "--no-pager", file).CombinedOutput()
		found := regexp.MustCompile(`Overall exposure level for \S+: ([\d.]+)`).FindSubmatch(out)
		if err != nil || found == nil {
			t.Fatalf("%s: security: %v\n%s", name, err, out)
		}
		level, _ := strconv.ParseFloat(string(found[1]), 64)
		t.Logf("%s: exposure %.1f", name, level)
		if level > exposed {
			t.Errorf("%s: exposure %.1f\n%s", name, level, out)
		}
	}
}

// At its installation and at each start, the service is given its data and what lies beside
// them under their name, and nothing else.
func TestOnlyTheHouseIsGivenAway(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	const uid = 12345
	for name, act := range map[string]func(dir string) error{
		"at the installation": func(dir string) error { return give(dir, uid, uid) },
		"at a start": func(dir string) error {
			words := Plan{Dir: dir}.takeOver()
			for i, word := range words {
				words[i] = strings.ReplaceAll(word, Name+":"+Name, "12345:12345")
			}
			out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
			t.Logf("%s", out)
			return err
		},
	} {
		root := t.TempDir()
		dir := filepath.Join(root, "pb_data")
		given := map[string]bool{"pb_data/data.db": true, "pb_data/storage/a": true, "pb_data.key": true, "pb_data.backup/settings.json": true, "pb_database": false, "letters/pb_data": false, "letters/pb_data.key": false}
		for path := range given {
			full := filepath.Join(root, path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		if err := act(dir); err != nil {
			t.Fatal(name, err)
		}
		for path, want := range given {
			info, err := os.Stat(filepath.Join(root, path))
			if err != nil || (info.Sys().(*syscall.Stat_t).Uid == uid) != want {
				t.Errorf("%s: %s is given away: %v (%v)", name, path, !want, err)
			}
		}
	}
}

// The folder of a replica and the replica in it are given to the service, nothing else in it
// and nothing above it; a folder with other things in it stays as it is. The installation says so.
func TestOnlyTheReplicaIsGivenAway(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "share", "replica")
	given := map[string]bool{".": true, "lease/000000000001.json": true, "lease": true, "g00000001/ltx/0/a.ltx": true, "g00000001": true, "..": false, "../letters": false, "lost+found": false}
	for path := range given {
		if full := filepath.Join(folder, path); filepath.Ext(path) != "" && !strings.HasPrefix(filepath.Base(path), ".") || path == "../letters" {
			if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "lost+found"), 0o700); err != nil {
		t.Fatal(err)
	}
	says := func(named string) string {
		t.Helper()
		var out bytes.Buffer
		p := Usual()
		p.Replica = "file://" + named
		if err := (Work{&out, true}).Install(p, "/tmp/onestop"); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	link := filepath.Join(root, "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	for _, named := range []string{folder, link} {
		if said := says(named); !strings.Contains(said, "give "+folder+" and the replica in it to onestop") {
			t.Errorf("%s: it does not say so:\n%s", named, said)
		}
	}
	var out bytes.Buffer
	p := Usual()
	p.Dir, p.Replica, p.Standby = filepath.Join(t.TempDir(), "house", "pb_data"), "file://"+folder, true
	keyOf(t, p)
	if err := (Work{&out, true}).Install(p, "/tmp/onestop"); err != nil || strings.Contains(out.String(), "replica in it") || !strings.Contains(out.String(), "leave "+folder+" as it is, for the primary") {
		t.Errorf("the primary is shut out: %v\n%s", err, out.String())
	}
	if said := says(filepath.Join(root, "absent")); strings.Contains(said, "replica in it") {
		t.Error(said)
	}
	for _, named := range []string{filepath.Join(root, "share"), "/etc", "/"} {
		if said := says(named); strings.Contains(said, "replica in it") || !strings.Contains(said, "leave "+named+" as it is") {
			t.Errorf("%s would be given away:\n%s", named, said)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	const uid = 12345
	if err := os.WriteFile(filepath.Join(folder, "g-letter"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	given["g-letter"] = false
	if err := giveReplica(folder, uid, uid); err != nil {
		t.Fatal(err)
	}
	for path, want := range given {
		info, err := os.Stat(filepath.Join(folder, path))
		if err != nil || (info.Sys().(*syscall.Stat_t).Uid == uid) != want {
			t.Errorf("%s is given away: %v (%v)", path, !want, err)
		}
	}
}

// Whatever it was written for, root alone reads the file of keys.
func TestTheKeysAreRootsAlone(t *testing.T) {
	usual := environment
	t.Cleanup(func() { environment = usual })
	environment = filepath.Join(t.TempDir(), "onestop.env")
	says := func() []step {
		list := Work{Dry: true}.steps(Usual(), "/tmp/onestop")
		return slices.DeleteFunc(list, func(s step) bool {
			return !strings.Contains(s.what, environment) || strings.HasPrefix(s.what, "write ")
		})
	}
	if list := says(); len(list) != 0 {
		t.Errorf("it is not there: %v", list[0].what)
	}
	if err := os.WriteFile(environment, []byte("ONESTOP_BACKUP_S3_SECRET=x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	list := says()
	if len(list) != 1 || list[0].what != "let root alone read "+environment+"\n只让 root 读取 "+environment {
		t.Fatal(list)
	}
	if err := list[0].do(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(environment); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// Files are not replicated: who installs a standby is told, unless they are in object storage.
func TestAStandbyWithoutPapersIsSaid(t *testing.T) {
	says := func(change func(*Plan)) int {
		p := Usual()
		p.Replica, p.Standby = "file:///mnt/replica", true
		change(&p)
		n := 0
		for _, s := range (Work{Dry: true}).steps(p, "/tmp/onestop") {
			if strings.Contains(s.what, "uploaded files are not in the replica") && strings.Contains(s.what, "上传的文件不在副本中") {
				n++
			}
		}
		return n
	}
	if n := says(func(*Plan) {}); n != 1 {
		t.Errorf("a standby: said %d times", n)
	}
	if n := says(func(p *Plan) { p.Storage = "s3://county-files?endpoint=https://s3.example.gov.cn" }); n != 0 {
		t.Error("said of files in object storage")
	}
	if n := says(func(p *Plan) { p.Standby = false }); n != 0 {
		t.Error("said of a primary")
	}
}

func TestInstallationIsSaidBeforeItIsDone(t *testing.T) {
	var out bytes.Buffer
	if err := (Work{&out, true}).Install(Usual(), "/tmp/onestop"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"copy /tmp/onestop to /usr/local/bin/onestop", "write /etc/systemd/system/onestop.service", "systemctl enable onestop"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	if _, err := os.Stat(unitFile); err == nil {
		t.Error("it was done")
	}
	// in both languages, but for commands, which are said as they are typed
	commands := []string{"useradd", "systemctl"}
	for _, s := range (Work{Dry: true}).steps(Usual(), "/tmp/onestop") {
		en, zh, both := strings.Cut(s.what, "\n")
		if !both != slices.Contains(commands, strings.Fields(s.what)[0]) || both && (!regexp.MustCompile(`\p{Han}`).MatchString(zh) || regexp.MustCompile(`\p{Han}`).MatchString(en)) {
			t.Errorf("said in one language: %q", s.what)
		}
	}
	home := Usual()
	home.Dir = "/home/clerk/pb_data"
	if err := (Work{&out, true}).Install(home, "/tmp/onestop"); err == nil {
		t.Error("a service is to use the home of a person")
	}
}
