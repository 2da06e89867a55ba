package hooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/service"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/appliance/where"
)

// backedUp is a house with a case and its papers, and the disk and phrase of its backups.
func backedUp(t *testing.T) (x *house, disk, phrase string) {
	t.Helper()
	x = newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	disk = filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	answer := x.call("POST", "/api/onestop/appliance/backup", x.person("admin"), map[string]any{"target": disk}).ok()
	phrase, _ = answer.body["phrase"].(string)
	if !vault.Complete(phrase) || answer.header.Get("Cache-Control") != "no-store" {
		t.Fatal(answer.text)
	}
	if _, err := x.backups.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return x, disk, phrase
}

// After a fire: a new machine, the disk and the card. Cases, papers, numbers and trail are
// there, and everybody signs in again.
func TestTheHouseComesBackOnAnotherMachine(t *testing.T) {
	x, disk, phrase := backedUp(t)
	slip := x.call("POST", "/api/onestop/applicants/"+x.person("li").Id+"/code", x.person("clerk"), map[string]any{"checked": true}).ok().body["code"].(string)
	if _, err := x.backups.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	cases, rows := x.count("applications"), x.rows()
	zhang := x.person("zhang")
	token, err := zhang.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	y, out := restored(t, disk, phrase)
	if out.Files < 3 {
		t.Fatalf("%+v", out)
	}
	if n := y.count("applications"); n != cases || len(changed(rows, y.rows())) > 0 {
		t.Fatalf("%d cases of %d; other rows: %v", n, cases, changed(rows, y.rows()))
	}
	if _, _, err := VerifyTrail(y.app); err != nil {
		t.Fatal(err)
	}
	if err := y.inspectRestored(y.app); err != nil {
		t.Fatal(err)
	}
	if _, err := y.app.FindAuthRecordByToken(token); err == nil {
		t.Error("an old session still opens")
	}
	y.call("POST", toRecovery, nil, renewalOf(slip, nil)).refused("code", "recovery_wrong", "R-SEC-02") // it may have been used since
	y.call("GET", toApplications, y.person("zhang"), nil).ok()
	if told := y.call("GET", "/api/onestop/appliance", y.person("admin"), nil).ok().body["dir"]; told != ` --dir "`+y.app.DataDir()+`"` {
		t.Error(told)
	}
}

func TestTheDrillLooksTheHouseOver(t *testing.T) {
	x, _, _ := backedUp(t)
	drill, err := x.backups.Drill(context.Background(), nil)
	if err != nil || drill.Files < 3 || drill.Opened != drill.Records {
		t.Fatalf("%+v, %v", drill, err)
	}
	answer := x.call("GET", "/api/onestop/appliance", x.person("admin"), nil).ok()
	status, _ := answer.body["backups"].(map[string]any)
	for _, key := range []string{"good", "drill", "good_drill", "backups", "target", "free", "other_disk"} {
		if status[key] == nil {
			t.Errorf("%s is not told: %s", key, answer.text)
		}
	}
	if strings.Contains(answer.text, "AGE-SECRET") || strings.Contains(answer.text, "names\":\"") {
		t.Error("the answer holds a key")
	}
}

// What the house would refuse after a fire, the drill finds before.
func TestTheDrillFindsWhatIsWrongInTheHouse(t *testing.T) {
	document := "SELECT id FROM documents WHERE file != '' LIMIT 1"
	for want, harm := range map[string]func(x *house){
		"restored trail is broken": func(x *house) { x.sql("UPDATE audit SET actor = 'somebody' WHERE seq = 3") },
		"does not open the identity numbers": func(x *house) {
			x.sql("UPDATE identities SET cipher = 'bm90IHRoZSBzYW1lIGFzIGl0IHdhcyBhdCBhbGwgbmV2ZXI='")
		},
		"is not the one that was taken in": func(x *house) { x.sql("UPDATE documents SET stored_sha256 = 'x' WHERE id IN (" + document + ")") },
		"is not whole":                     func(x *house) { x.sql("DELETE FROM applicants") },
	} {
		x, _, _ := backedUp(t)
		harm(x)
		x.backups.Opens = nil // as an earlier version, which did not ask
		if _, err := x.backups.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := x.backups.Drill(context.Background(), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func (x *house) sql(change string) {
	x.t.Helper()
	if _, err := x.app.NonconcurrentDB().NewQuery(change).Execute(); err != nil {
		x.t.Fatal(err)
	}
}

// The backups of the platform are closed on every way.
func TestTheBackupsOfThePlatformAreClosed(t *testing.T) {
	x := newHouse(t)
	admin := x.person("admin")
	for method, path := range map[string]string{"GET": "/api/backups", "POST": "/api/backups", "DELETE": "/api/backups/a.zip"} {
		answer := x.call(method, path, admin, map[string]any{"name": "a.zip"})
		answer.refused("name", "schema_locked", "R-SEC-05")
		if !strings.Contains(answer.text, `"subject":"backups"`) {
			t.Errorf("%s %s: %s", method, path, answer.text)
		}
	}
	x.call("PATCH", "/api/settings", admin, map[string]any{"backups": map[string]any{"cron": "0 0 * * *"}}).refused("backups", "schema_locked", "R-SEC-05")
	if err := x.app.CreateBackup(context.Background(), "a.zip"); err == nil || !strings.Contains(err.Error(), "command backup") {
		t.Error(err)
	}
	if err := x.app.RestoreBackup(context.Background(), "a.zip"); err == nil {
		t.Error("an archive was put in place of the house")
	}
}

// A plan that an earlier version kept ends with the next start.
func TestAnEarlierPlanOfBackupsEnds(t *testing.T) {
	x := newHouse(t)
	settings := x.app.Settings()
	settings.Backups.Cron = "0 0 * * *"
	if err := x.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	x.close()
	x.reopen()
	if cron := x.app.Settings().Backups.Cron; cron != "" {
		t.Errorf("an earlier plan goes on: %s", cron)
	}
}

// command runs one of the commands of a house as the console does.
func (x *house) command(cmd *cobra.Command, in string, args ...string) (string, error) {
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetIn(strings.NewReader(in))
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(context.Background())
	return out.String(), err
}

// The card of a house that runs as a service names its commands in their order, by whom they are
// given and what starts it, on a new machine and on one that has the service.
func TestTheCardOfAService(t *testing.T) {
	admin, user, stop := "sudo ./", "sudo -u onestop ", "systemctl stop onestop"
	if filepath.Separator != '/' {
		t.Skip("a service of systemd")
	}
	dir := where.Flag(service.Usual().Dir)
	rest := recoveryCard("ABCD", "/mnt/usb", service.Usual().Dir)
	for _, words := range []string{"2. " + admin + "onestop restore" + dir + ` --from "/mnt/usb"`, "4. " + admin + "onestop service install\n", stop, "chown -R onestop", user + "onestop backup" + dir + ` --to "/mnt/usb" --take-over`} {
		_, after, found := strings.Cut(rest, words)
		if !found {
			t.Errorf("the card lacks %q there:\n%s", words, rest)
		}
		rest = after
	}
	var out strings.Builder
	sayRestored(&out, &backup.Restored{}, service.Usual().Dir)
	if card := recoveryCard("ABCD", "s3://copies/x?endpoint=https://s3.example.gov.cn", service.Usual().Dir); strings.Contains(card, "chown") || !strings.Contains(card, "sudo -E -u onestop onestop backup") {
		t.Error(card)
	}
	if !strings.Contains(out.String(), "onestop service install") || strings.Contains(out.String(), "serve") {
		t.Error(out.String())
	}
}

// A clerk's way: name the disk, keep the card, and later, on another machine, restore.
func TestBackupAndRestoreOnTheConsole(t *testing.T) {
	x := newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	if _, err := x.command(x.backupCommand(), "", "show"); err == nil || !strings.Contains(err.Error(), `onestop backup --dir "`+x.app.DataDir()+`" --to`) || !errors.Is(err, backup.ErrUnset) {
		t.Fatal(err)
	}
	disk := t.TempDir()
	said, err := x.command(x.backupCommand(), "", "--to", disk)
	if err != nil || !strings.Contains(said, "恢复短语") || !strings.Contains(said, "Backup 1 was made") || !strings.Contains(said, "第 1 份备份已完成") || !strings.Contains(said, "same disk") {
		t.Fatal(said, err)
	}
	phrase, err := x.backups.Phrase()
	if err != nil || !strings.Contains(said, strings.Split(phrase, "\n")[0]) {
		t.Fatal("the card has another phrase:", err)
	}
	for _, words := range []string{`onestop restore --dir "` + x.app.DataDir() + `" --from "` + disk + `"`, `onestop backup --dir "` + x.app.DataDir() + `" --to "` + disk + `" --take-over`, `onestop serve --dir "` + x.app.DataDir() + `"`} {
		if !strings.Contains(said, words) {
			t.Errorf("the card lacks %s: %s", words, said)
		}
	}
	for words, args := range map[string][]string{"恢复短语": {"card"}, "is good": {"drill"}, "Backup 2": nil} {
		if said, err := x.command(x.backupCommand(), "", args...); err != nil || !strings.Contains(said, words) {
			t.Errorf("%v: %s %v", args, said, err)
		}
	}
	if said, err := x.command(x.backupCommand(), "", "show"); !strings.Contains(said, "last good") || !strings.Contains(said, "最近一次成功") || !errors.Is(err, backup.ErrSameDisk) { // as in every test
		t.Errorf("backups on the disk of the data: %s %v", said, err)
	}
	_, err = x.command(x.restoreCommand(), "", "--from", disk)
	if err == nil || !strings.Contains(err.Error(), "in use by another Onestop") {
		t.Fatal(err)
	}
	y := &house{t: t, at: morning, Hall: &Hall{backups: &backup.Backups{Dir: filepath.Join(t.TempDir(), "data"), Now: time.Now}}}
	if _, err := y.command(y.restoreCommand(), "something else\n", "--from", disk); err == nil || !strings.Contains(err.Error(), "58") {
		t.Fatal(err)
	}
	said, err = y.command(y.restoreCommand(), strings.ToLower(phrase)+"\n", "--from", disk)
	if err != nil || !strings.Contains(said, "Everybody signs in again") || !strings.Contains(said, "所有人须重新登录") {
		t.Fatal(said, err)
	}
	if folder := `data folder ` + y.backups.Dir; !strings.Contains(said, folder) || strings.Index(said, folder) > strings.Index(said, "is back") {
		t.Error("the folder is not named beforehand:", said)
	}
	y.open(y.backups.Dir)
	t.Cleanup(y.close)
	if y.count("applications") != x.count("applications") {
		t.Error("cases are missing")
	}
	if said, err := y.command(y.backupCommand(), "", "--to", disk); err == nil || !strings.Contains(err.Error(), "--take-over") {
		t.Fatal("two houses in one series:", said, err)
	}
	y.call("POST", "/api/onestop/appliance/backup", y.person("admin"), map[string]any{"target": disk}).refused("target", "backup_refused", "")
	if said, err := y.command(y.backupCommand(), "", "--take-over"); err == nil || !strings.Contains(err.Error(), "--to") {
		t.Fatal(said, err)
	}
	other := t.TempDir() // what it names of its own is not asked about
	if said, err := y.command(y.backupCommand(), "", "--to", other); err != nil {
		t.Fatal(said, err)
	}
	if said, err := y.command(y.backupCommand(), "", "--to", disk, "--take-over"); err != nil || !strings.Contains(said, "Backup 3") {
		t.Fatal(said, err)
	}
	if said, err := x.command(x.backupCommand(), ""); err == nil || !strings.Contains(err.Error(), "Another copy of this house") {
		t.Fatal("it goes on where it was taken over:", said, err)
	}
	y.call("POST", "/api/onestop/appliance/backup", y.person("admin"), map[string]any{"target": other, "take_over": true}).ok()
	x.close()
	said, err = x.command(x.restoreCommand(), "", "--from", disk, "--at", "2020-01-01T00:00")
	if err == nil || !strings.Contains(err.Error(), "No backup is as old") {
		t.Fatal(said, err)
	}
	said, err = x.command(x.restoreCommand(), "", "--from", disk) // the phrase that this machine keeps
	if err != nil || !strings.Contains(said, ".replaced-") {
		t.Fatal(said, err)
	}
	x.reopen()
}

// The status of the command ends well where nobody has to see to anything, with the grace of
// health for the first backup on a new disk.
func TestHowTheStatusOfBackupsEnds(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		change func(*backup.Status)
		want   error
	}{
		"well":                    {func(*backup.Status) {}, nil},
		"named a moment ago":      {func(s *backup.Status) { s.Good, s.Named = nil, now.Add(-time.Minute) }, nil},
		"named and never made":    {func(s *backup.Status) { s.Good = nil }, backup.ErrLate},
		"old":                     {func(s *backup.Status) { s.Good.At = now.Add(-27 * time.Hour) }, backup.ErrLate},
		"on the disk of the data": {func(s *backup.Status) { s.OtherDisk = false }, backup.ErrSameDisk},
	} {
		s := backup.Status{Set: true, Named: now.Add(-90 * 24 * time.Hour), Reachable: true, OtherDisk: true}
		s.Good = &backup.Result{At: now.Add(-time.Hour)}
		c.change(&s)
		if err := showBackups(io.Discard, s, now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A place that cannot be looked into, without its key or because it is away, is not said to be
// empty and full; where nothing tries the backups, that is said as well.
func TestTheStatusOfBackupsThatAreNotSeen(t *testing.T) {
	x := newHouse(t)
	disk := t.TempDir()
	if _, err := x.backups.Aim(disk, false); err != nil {
		t.Fatal(err)
	}
	if _, err := x.backups.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if said, _ := x.console("backup", "show"); !strings.Contains(said, "1 backup") || !strings.Contains(said, "Whether they open is not known") {
		t.Error(said)
	}
	if err := os.Rename(disk, disk+".away"); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(x.app.DataDir()+".backup", "settings.json")
	for target, why := range map[string]string{disk: "backup disk plugged in", "s3://county?endpoint=https://s3.example.gov.cn": "ONESTOP_BACKUP_S3_KEY"} {
		if err := os.WriteFile(settings, bytes.ReplaceAll(mustReadFile(t, settings), []byte(strconv.Quote(x.target())), []byte(strconv.Quote(target))), 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := x.console("backup", "show")
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(said, target+": what lies there cannot be seen") || !strings.Contains(said, "无法查看其中的备份") || !strings.Contains(said, "The last good one") {
			t.Error(said, err)
		}
		if strings.Contains(said, "0 backups") || strings.Contains(said, "0.0 MB") || strings.Contains(said, "Disk:") {
			t.Error(said)
		}
	}
}

// target is where the backups of a house go.
func (x *house) target() string {
	x.t.Helper()
	s, err := x.backups.Status(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	return s.Target
}

// restored is the house that comes out of the newest backup at a place, on a machine of its own.
func restored(t *testing.T, from, phrase string) (*house, *backup.Restored) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	r := backup.Restore{Dir: dir, From: from, Now: time.Now, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
	out, err := r.Run(t.Context())
	if err != nil {
		t.Fatalf("%+v, %v", out, err)
	}
	y := &house{t: t, at: morning}
	y.open(dir)
	t.Cleanup(y.close)
	return y, out
}
