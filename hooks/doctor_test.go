package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/doctor"
)

// saidOf is what the newest report says of one check, the zero one where it is silent.
func saidOf(r doctor.Report, code string) doctor.Finding {
	for _, f := range r.Findings {
		if f.Code == code {
			return f
		}
	}
	return doctor.Finding{}
}

// night looks the whole house over and answers what was found.
func (x *house) night(all bool) doctor.Report {
	x.t.Helper()
	x.lookOver(context.Background(), all)
	r := x.practice.last.Load()
	if r == nil {
		x.t.Fatal("nothing was found")
	}
	return *r
}

// sickHouse is a house of the county with a case and its papers.
func sickHouse(t *testing.T) *house {
	x := newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	return x
}

// Over night every line is looked at, and a house of the test is not damaged.
func TestTheDoctorLooksTheWholeHouseOver(t *testing.T) {
	x := sickHouse(t)
	x.demo = false
	r := x.night(true)
	for _, code := range []string{"database_quick", "database_full", "trail", "files_whole", "files_protected", "rules_shipped", "room", "folder_writable", "records_kept", "queue_whole", "folder_lock", "post", "batch_bounds", "leftovers"} {
		if f := saidOf(r, code); f.Level != doctor.Green {
			t.Errorf("%s: %+v", code, f)
		}
	}
	if f := saidOf(r, "files_whole"); f.Figure != "3/3" {
		t.Errorf("%+v", f)
	}
	if f := saidOf(r, "limits_on"); f.Level != doctor.Red { // the test took them away
		t.Errorf("%+v", f)
	}
	for _, f := range r.Findings {
		if f.Code == "not_seen" {
			t.Errorf("%+v", f)
		}
	}
	seen := []string{}
	for _, f := range r.Findings {
		seen = append(seen, f.Code)
	}
	// What a house in a test cannot have: no door, no certificate, no second server, nothing swept, no object storage, no list of libraries in the program, and no replica.
	absent := []string{"backup_age", "backup_drill", "clock_peer", "certificate", "door_ports", "door_secret", "files_orphaned", "platform_version", "replica", "replica_drill", "storage"}
	for _, code := range doctor.Codes() {
		if !slices.Contains(seen, code) && !slices.Contains(absent, code) {
			t.Errorf("%s is not looked at", code)
		}
	}
}

// What goes wrong in a house is found.
func TestTheDoctorFindsWhatIsWrong(t *testing.T) {
	x := sickHouse(t)
	x.demo = false
	x.noteJobs(nil)
	harms := map[string]func(){
		"trail":         func() { x.sql("UPDATE audit SET actor = 'somebody' WHERE seq = 3") },
		"rules_shipped": func() { x.sql("UPDATE _collections SET listRule = '' WHERE name = 'identities'") },
		"files_protected": func() {
			x.sql(`UPDATE _collections SET fields = replace(fields, '"protected":true', '"protected":false') WHERE name = 'documents'`)
		},
		"files_whole":    func() { x.spoil(x.storedPapers()[0]) },
		"administrators": func() { x.sql("DELETE FROM _superusers") },
		"post": func() {
			x.sql("UPDATE notifications SET state = 'queued', created = '2026-01-01 00:00:00.000Z' WHERE id IN (SELECT id FROM notifications LIMIT 1)")
		},
		"calendar": func() { x.sql("DELETE FROM calendar WHERE date >= '" + time.Now().UTC().Format("2006") + "'") },
		"jobs":     func() { x.noteJobs(errors.New("the disk is full")) },
	}
	r := x.night(true)
	for code := range harms {
		if f := saidOf(r, code); f.Level == doctor.Red {
			t.Errorf("%s is red before anything happened: %+v", code, f)
		}
	}
	for _, harm := range harms {
		harm()
	}
	r = x.night(true)
	for code := range harms {
		want := doctor.Red
		if code == "jobs" { // they failed once
			want = doctor.Amber
		}
		if f := saidOf(r, code); f.Level != want {
			t.Errorf("%s was not found: %+v", code, f)
		}
	}
}

// spoil puts something else in the place of a file.
func (x *house) spoil(path string) {
	x.t.Helper()
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		x.t.Fatal(err)
	}
}

// An account that a password opens which everybody tries first is found by its id, and well
// again with a better one.
func TestTheDoctorTriesPasswords(t *testing.T) {
	x := newHouse(t)
	x.demo = false
	x.sql("DELETE FROM officers") // whose passwords in the test are those of the training
	admin := x.person("admin")
	for password, level := range map[string]doctor.Level{"12345678": doctor.Red, "three words of the county": doctor.Green} {
		admin.SetPassword(password)
		if err := x.app.SaveNoValidate(admin); err != nil {
			t.Fatal(err)
		}
		if f := saidOf(x.night(false), "passwords_known"); f.Level != level || (level == doctor.Red) != strings.Contains(f.EN, admin.Id) || strings.Contains(f.EN, "@") {
			t.Errorf("%s: %+v", password, f)
		}
	}
}

// Who decides, supervises or administers and has no second step is counted; others are not.
func TestTheDoctorCountsMissingSecondSteps(t *testing.T) {
	x := newHouse(t)
	x.demo = false
	must := 0
	for _, collection := range twoSteps {
		rows, err := findAll(x.app, collection, "id", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if needsSecondStep(r) && (r.IsSuperuser() || r.GetBool("active")) {
				must++
			}
		}
	}
	count := func() string {
		x.lookNow(context.Background())
		return saidOf(*x.checkedUp(), "second_factors").Figure
	}
	if got := count(); must == 0 || got != strconv.Itoa(must) {
		t.Fatalf("%s are counted of %d", got, must)
	}
	step, err := newRecord(x.app, "second_steps", map[string]any{"holder": holderKey(x.person("admin")), "cipher": "x"})
	if err == nil {
		err = x.as(x.app, system, func(tx core.App) error { return write(tx, step) })
	}
	if got := count(); err != nil || got != strconv.Itoa(must-1) {
		t.Fatalf("%s are counted of %d (%v)", got, must-1, err)
	}
}

// checkedUp is the newest report.
func (x *house) checkedUp() *doctor.Report { return x.practice.last.Load() }

// storedPapers are the files of all documents.
func (x *house) storedPapers() []string {
	x.t.Helper()
	rows, err := findAll(x.app, "documents", "id", nil)
	if err != nil {
		x.t.Fatal(err)
	}
	var paths []string
	for _, d := range rows {
		paths = append(paths, filepath.Join(x.app.DataDir(), core.LocalStorageDirName, d.BaseFilesPath(), d.GetString("file")))
	}
	return paths
}

// Every stored file is read once in thirty nights; one that was bad is read every night, and
// is good again when it is back.
func TestEveryFileIsReadInThirtyNights(t *testing.T) {
	x := sickHouse(t)
	path := x.storedPapers()[0]
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	nights, found := 0, doctor.Finding{}
	for ; nights < doctor.Rounds && found.Level != doctor.Red; nights++ {
		found = saidOf(x.night(false), "files_whole")
	}
	if found.Level != doctor.Red {
		t.Fatalf("a missing file was not found in %d nights: %+v", nights, found)
	}
	if again := saidOf(x.night(false), "files_whole"); again.Level != doctor.Red {
		t.Fatalf("forgotten the night after: %+v", again)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if again := saidOf(x.night(false), "files_whole"); again.Level != doctor.Green {
		t.Fatalf("it is back: %+v", again)
	}
	for range doctor.Rounds {
		x.night(false)
	}
	if f := saidOf(*x.practice.last.Load(), "files_whole"); f.Figure != "3/3" {
		t.Errorf("%+v", f)
	}
}

// The console looks at a folder that nobody serves and beside the service, leaves nothing
// behind and keeps nobody from working.
func TestTheDoctorOnTheConsole(t *testing.T) {
	x := sickHouse(t)
	said, err := x.command(x.doctorCommand(), "", "--full")
	if err != nil && !strings.Contains(err.Error(), "red") || !strings.Contains(said, "rules_shipped") || !strings.Contains(said, "操作日志链完整") {
		t.Fatal(said, err)
	}
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY") // the service goes on
	x.close()
	before := namesIn(t, filepath.Dir(x.app.DataDir()))
	said, err = x.command(x.doctorCommand(), "", "--json")
	var r doctor.Report
	if json.Unmarshal([]byte(said), &r) != nil || len(r.Findings) < 12 || (err != nil) != (r.Level == doctor.Red) {
		t.Fatal(said, err)
	}
	if after := namesIn(t, filepath.Dir(x.app.DataDir())); !slices.Equal(before, after) {
		t.Errorf("the doctor left something: %v, before %v", after, before)
	}
	x.reopen()
}

// What does not start any more can be looked at all the same.
func TestTheDoctorOnWhatDoesNotStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	x := &house{t: t, Hall: Register(app, Options{DueByHand: true})}
	defer x.examiner.Close()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if said, _ := x.command(x.doctorCommand(), "", "--http", taken.Addr().String()); !strings.Contains(said, "占用了 "+taken.Addr().String()) {
		t.Error(said)
	}
	damage := filepath.Join(dir, "data.db")
	content, err := os.ReadFile(damage)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i += 7 {
		content[i] = 0xEE
	}
	if err := os.WriteFile(damage, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := x.command(x.doctorCommand(), ""); err == nil || !strings.Contains(said, "已损坏") {
		t.Fatal(said, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if said, err := x.command(x.doctorCommand(), ""); err == nil || !strings.Contains(said, "--dir") {
		t.Fatal(said, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the doctor made a folder")
	}
}

func namesIn(t *testing.T, root string) (names []string) {
	t.Helper()
	if err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		names = append(names, path)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

// Administrators see the report, have everything looked over, and say where alarms go.
func TestThePageOfTheDoctor(t *testing.T) {
	x := newHouse(t)
	admin, page := x.person("admin"), "/api/onestop/appliance/doctor"
	answer := x.call("GET", page, admin, nil).ok()
	report, _ := answer.body["report"].(map[string]any)
	if list, _ := report["findings"].([]any); len(list) < 15 || answer.body["night"] != nil {
		t.Fatal(answer.text)
	}
	x.call("POST", page, admin, map[string]any{}).ok()
	x.practice.running.Wait()
	if answer = x.call("GET", page, admin, nil).ok(); answer.body["night"] == nil {
		t.Fatal(answer.text)
	}
	set := func(body map[string]any) reply { return x.call("POST", "/api/onestop/appliance/alarms", admin, body) }
	set(map[string]any{"mail": "it@county.gov.cn，head@county.gov.cn", "webhook": "https://alarm.example.gov.cn/in", "secret": hookSecret, "peer": "https://www.gov.cn"}).ok()
	answer = x.call("GET", page, admin, nil).ok()
	alarms, _ := answer.body["alarms"].(map[string]any)
	if alarms["secret"] != true || alarms["webhook"] != "https://alarm.example.gov.cn/in" || strings.Contains(answer.text, hookSecret) || len(alarms["mail"].([]any)) != 2 {
		t.Fatal(answer.text)
	}
	set(map[string]any{"webhook": "https://alarm.example.gov.cn/in"}).ok() // the secret stays
	set(map[string]any{"webhook": "https://elsewhere.example.cn/in"}).refused("webhook", "alarm_refused", "")
	set(map[string]any{"webhook": "http://10.0.0.1/in", "secret": hookSecret}).refused("webhook", "alarm_refused", "")
	set(map[string]any{"mail": "nobody"}).refused("mail", "alarm_refused", "")
	set(map[string]any{"peer": "ftp://x"}).refused("peer", "alarm_refused", "")
	x.call("POST", "/api/onestop/appliance/alarms/trial", admin, map[string]any{}).refused("mail", "alarm_refused", "") // a training house
}

// What turns red is told once, by mail and webhook, and once when it is mended. Neither says
// anything about a person.
func TestAlarmsGoOutOnce(t *testing.T) {
	unwatched(t)
	g := newGateway(t)
	x := sickHouse(t).real(nil)
	sack := x.mails(nil)
	alarms := doctor.Alarms{Webhook: g.URL, Secret: hookSecret}
	if err := alarms.Keep(x.app.DataDir()); err != nil {
		t.Fatal(err)
	}
	x.night(true) // tells of what a house in a test lacks
	x.sendAlarms(context.Background())
	mails, calls := len(sack.got()), len(g.got())
	x.night(true)
	x.sendAlarms(context.Background())
	if mails != 1 || calls != 1 || len(sack.got()) != mails || len(g.got()) != calls {
		t.Fatalf("told %d and %d times, then %d and %d", mails, calls, len(sack.got()), len(g.got()))
	}
	x.sql("UPDATE audit SET actor = 'somebody' WHERE seq = 3")
	x.night(true)
	x.night(true)
	x.sendAlarms(context.Background())
	if len(sack.got()) != 2 || len(g.got()) != 2 {
		t.Fatalf("told %d and %d times", len(sack.got()), len(g.got()))
	}
	last := sack.got()[1]
	if !strings.Contains(last.Text, "操作日志链校验不通过") || strings.Contains(last.Text, "备份磁盘") || last.To[0].Address != "admin@demo.test" {
		t.Errorf("%+v", last)
	}
	for _, c := range g.got() {
		if strings.Contains(c.body, "demo.test") || strings.Contains(c.body, "张") || c.signature != "sha256="+(&webhook{secret: []byte(hookSecret)}).sign([]byte(c.body)) || !strings.Contains(c.body, `"kind":"alarm"`) {
			t.Errorf("%+v", c)
		}
	}
	x.sql("UPDATE audit SET actor = '' WHERE seq = 3")
	x.sql("UPDATE audit SET actor = (SELECT actor FROM audit WHERE seq = 2) WHERE seq = 3")
	if f := saidOf(x.night(true), "trail"); f.Level != doctor.Green {
		t.Fatalf("not mended: %+v", f)
	}
	x.sendAlarms(context.Background())
	if mails := sack.got(); len(mails) != 3 || !strings.Contains(mails[2].Subject, "已恢复") {
		t.Fatalf("%d mails", len(mails))
	}
}

// An alarm that does not get out by one way goes out by the other, and is tried again by the
// first alone.
func TestAlarmsAreTriedAgain(t *testing.T) {
	unwatched(t)
	g := newGateway(t)
	g.answers(func(call) int { return http.StatusBadGateway })
	x := sickHouse(t).real(nil)
	sack := x.mails(nil)
	if err := (doctor.Alarms{Webhook: g.URL, Secret: hookSecret, Mail: []string{"it@county.gov.cn"}}).Keep(x.app.DataDir()); err != nil {
		t.Fatal(err)
	}
	x.night(false)
	x.sendAlarms(context.Background())
	x.sendAlarms(context.Background()) // not due yet
	memory, err := doctor.Remember(x.app.DataDir(), time.Now())
	if err != nil || len(memory.Letters) != 1 || memory.Letters[0].Mail || !memory.Letters[0].Hook || memory.Letters[0].Failed != "HTTP 502" || len(g.got()) != 1 || len(sack.got()) != 1 {
		t.Fatalf("%+v %v, %d calls", memory.Letters, err, len(g.got()))
	}
	g.answers(func(call) int { return http.StatusNoContent })
	memory.Letters[0].Due = time.Now()
	if err := memory.Keep(x.app.DataDir()); err != nil {
		t.Fatal(err)
	}
	x.sendAlarms(context.Background())
	memory, err = doctor.Remember(x.app.DataDir(), time.Now())
	if err != nil || len(memory.Letters) != 0 || len(sack.got()) != 1 || len(g.got()) != 2 || g.got()[0].key != g.got()[1].key {
		t.Fatalf("%+v %v", memory.Letters, err)
	}
	if sack.got()[0].To[0].Address != "it@county.gov.cn" {
		t.Error(sack.got()[0].To)
	}
}

// The console tries the address of a house that nobody serves; that of a standby, which is in the
// words of its service, it does not know.
func TestTheDoctorTriesNoAddressOfAStandby(t *testing.T) {
	for house, want := range map[doctor.House]bool{doctor.InUse: true, doctor.Follows: false} {
		p, f := &patient{dir: t.TempDir(), address: "127.0.0.1:0"}, doctor.Facts{House: house}
		if p.lookPorts(&f); (f.Door != nil) != want {
			t.Errorf("%s: %+v", house, f.Door)
		}
	}
}
