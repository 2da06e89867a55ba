package service

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
)

func TestPlansThatCannotRunAreRefused(t *testing.T) {
	good := Plan{Binary: "/usr/local/bin/onestop", Dir: "/var/lib/onestop/pb_data", HTTP: "0.0.0.0:8090"}
	for name, change := range map[string]func(*Plan){
		"an address without a port": func(p *Plan) { p.HTTP = "0.0.0.0" }, "a port that there is not": func(p *Plan) { p.HTTPS = "0.0.0.0:99999" }, "port 0": func(p *Plan) { p.HTTP = ":0" },
		"another line": func(p *Plan) { p.HTTP = "0.0.0.0:80\nExecStart=/bin/evil:1" }, "half a path": func(p *Plan) { p.Dir = "pb_data" }, "a line in a path": func(p *Plan) { p.Dir = "/a\nUser=root" },
		"a quotation mark": func(p *Plan) { p.Dir = `/a"b` }, "a specifier": func(p *Plan) { p.Dir = "/a%n" }, "a variable": func(p *Plan) { p.Disks = []string{"/a$HOME"} }, "a flag as a name": func(p *Plan) { p.Domains = []string{"--plain"} },
		"two names in one": func(p *Plan) { p.Domains = []string{"a b"} }, "a standby of nothing": func(p *Plan) { p.Standby = true }, "a primary that takes over": func(p *Plan) { p.Auto, p.Replica = true, "file:///mnt/replica" },
	} {
		p := good
		change(&p)
		var said refusal.Refusal
		if err := p.Check(); !errors.As(err, &said) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

// What is given to the service is a house, never the folder of somebody else around it.
func TestAHouseHasAFolderOfItsOwn(t *testing.T) {
	root := t.TempDir()
	for _, path := range []string{"others/letters", "house/pb_data/data.db", "house/pb_data.key", "near/pb_data/data.db", "near/pb_database"} {
		full := filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	rows := map[string]bool{root + "/others/pb_data": false, root + "/near/pb_data": false, root + "/house/pb_data": true, root + "/new/pb_data": true, root + "/others/letters/pb_data": false}
	if runtime.GOOS == "windows" {
		rows[`D:\pb_data`], rows[`D:/pb_data`], rows[`C:\Windows\pb_data`] = false, false, false
	} else {
		for _, dir := range []string{"/data", "/pb_data", "/var/pb_data", "/data-that-is-new/pb_data", "/proc/self/pb_data", "/usr/share/pb_data", "/var/lib/pb_data", "/tmp/../pb_data"} {
			rows[dir] = false
		}
		if err := os.Symlink("/", filepath.Join(root, "link")); err != nil {
			t.Fatal(err)
		}
		rows[root+"/link/pb_data"] = false
	}
	for dir, fits := range rows {
		p := Usual()
		p.Dir = filepath.FromSlash(dir)
		var said refusal.Refusal
		err := p.Check()
		if (err == nil) != fits || err != nil && (!errors.As(err, &said) || !strings.Contains(said.EN, Usual().Dir) || !strings.Contains(said.ZH, Usual().Dir)) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// A standby is not installed without the key that it needs, nor over a house of which there is
// no second copy.
func TestAStandbyIsInstalledWhereItCanFollow(t *testing.T) {
	root := t.TempDir()
	self, dir := filepath.Join(root, "hand", "onestop"), filepath.Join(root, "house", "pb_data")
	p := Plan{Dir: dir, Replica: "file:///mnt/replica", Standby: true}
	refused := func(words string, there ...string) {
		t.Helper()
		err := p.checkMachine(self, there)
		if words == "" && err == nil {
			return
		}
		var said refusal.Refusal
		if !errors.As(err, &said) || words == "" || !strings.Contains(said.EN, words) || said.ZH == "" {
			t.Errorf("%v is not about %q", err, words)
		}
	}
	put := func(path, content string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	refused(dir + ".key is missing")
	put(filepath.Join(root, "hand", "pb_data.key"), "key")
	refused(dir + ".key is missing") // which does not move without a house
	put(filepath.Join(root, "hand", "pb_data", "data.db"), "")
	refused(dir + ".key is missing") // nor with one that a first start began and did not end
	put(filepath.Join(root, "hand", "pb_data", "data.db"), "cases")
	refused("") // a backup that was brought back beside the program moves with its key
	put(filepath.Join(dir, "data.db"), "cases")
	refused(dir + ".key is missing") // which is one that stays
	put(dir+".key", "key")
	refused("")
	refused("serves a house without a replica", "/usr/local/bin/onestop", "serve", "--dir", dir)
	refused("", "/usr/local/bin/onestop", "serve", "--dir", dir, "--replica", "file:///mnt/replica") // a primary that was fenced
	refused("", "/usr/local/bin/onestop", "standby", "--dir", dir, "--replica", "file:///mnt/replica")
	refused("", "/usr/local/bin/onestop", "standby", "--dir", dir, "--replica", "file:///mnt/new") // one that only follows
	put(filepath.Join(dir, ".replica.json"), "")
	for _, how := range []string{"serve", "standby"} { // a house, which the lease of another place does not know
		refused("without --standby", "/usr/local/bin/onestop", how, "--dir", dir, "--replica", "file:///mnt/old")
		refused("without --standby", "/usr/local/bin/onestop", how, "--dir", dir, "--replica=file:///mnt/old")
		refused("", "/usr/local/bin/onestop", how, "--dir", dir, "--replica", "file:///mnt/replica")
		refused("without --standby", "/usr/local/bin/onestop", how, "--dir", dir, "--replica", "file:///mnt/replica/")
	}
	p.Same = func(a, b string) bool { return a == "file:///mnt/replica/" && b == "file:///mnt/replica" } // written in another way
	refused("", "/usr/local/bin/onestop", "serve", "--dir", dir, "--replica", "file:///mnt/replica/")
	p.Replica = "s3://county/replica?endpoint=https://s3.example.gov.cn&region=cn-1"
	refused("--replica "+where.Quoted(p.Replica), "/usr/local/bin/onestop", "serve", "--dir", dir, "--replica", "file:///mnt/replica/")
	refused("")
	p.Standby = false
	refused("", "/usr/local/bin/onestop", "serve", "--dir", dir)
}

func TestPortsOfAPlan(t *testing.T) {
	for _, c := range []struct {
		plan Plan
		want []int
	}{
		{Plan{HTTP: "0.0.0.0:8090"}, []int{8090}}, {Plan{HTTP: ":80", HTTPS: ":443"}, []int{80, 443}},
		{Plan{Domains: []string{"hall.gov.cn"}}, []int{80, 443}}, {Plan{HTTP: ":8443", HTTPS: ":8443"}, []int{8443}},
	} {
		if got := c.plan.ports(); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.plan, got)
		}
	}
}

func TestMovingAHouse(t *testing.T) {
	root := t.TempDir()
	from, to := filepath.Join(root, "hand", "pb_data"), filepath.Join(root, "service", "pb_data")
	for path, content := range map[string]string{from + "/data.db": "cases", from + ".key": "key", from + ".ca": "ca", from + ".backup/settings.json": "{}"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	held, err := disk.Lock(from + "/.lock")
	if err != nil {
		t.Fatal(err)
	}
	var said refusal.Refusal
	if err := moveData(from, to); !errors.As(err, &said) || !strings.Contains(said.EN, "still runs") || !used(from) {
		t.Errorf("a house that runs is moved: %v", err)
	}
	held.Close()
	if err := os.WriteFile(to+".key", []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := moveData(from, to); !errors.As(err, &said) || !used(from) {
		t.Errorf("a key is written over: %v", err)
	}
	if key, _ := os.ReadFile(to + ".key"); string(key) != "another" {
		t.Error("the key of another house is gone")
	}
	os.Remove(to + ".key")
	if _, err := os.Stat(to + ".ca"); err == nil {
		t.Error("half of it was moved")
	}
	if err := moveData(from, to); err != nil || !used(to) || used(from) {
		t.Fatalf("%v", err)
	}
	for path, want := range map[string]string{"/data.db": "cases", ".key": "key", ".ca": "ca", ".backup/settings.json": "{}"} {
		if got, err := os.ReadFile(to + path); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", path, got, err)
		}
	}
}

func TestCopyingTheProgram(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for _, content := range []string{"one", "another one"} {
		if err := os.WriteFile(from, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := copyBinary(from, to); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(to); string(got) != content {
			t.Errorf("%q", got)
		}
	}
	if left, _ := filepath.Glob(to + ".*"); len(left) > 0 || copyBinary(filepath.Join(dir, "absent"), to) == nil {
		t.Error(left)
	}
}

// A dry run says everything and does nothing.
func TestDryRun(t *testing.T) {
	var out bytes.Buffer
	done := false
	steps := []step{{"first", func() error { done = true; return nil }}, {"second", func() error { return errors.New("broken") }}}
	if err := (Work{&out, true}).all(steps); err != nil || done || out.String() != "first\nsecond\n" {
		t.Errorf("%v %v %q", err, done, out.String())
	}
	if err := (Work{&out, false}).all(steps); err == nil || !done || !strings.Contains(err.Error(), "second: broken") {
		t.Errorf("%v %v", err, done)
	}
}
