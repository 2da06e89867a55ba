package doctor

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/rules/workday"
)

var now = time.Date(2026, 10, 14, 3, 0, 0, 0, time.UTC) // 11:00 in China

func ago(d time.Duration) time.Time { return now.Add(-d) }

const aDay = 24 * time.Hour

// well are the facts of a house in which everything is in order.
func well() Facts {
	return Facts{
		Now: now, Served: true,
		Folder:      &Folder{Path: "/srv/pb_data", Fsync: 4 * time.Millisecond, Place: probe.Place{Kind: probe.Local, Name: "disk"}, Modes: true, Held: true},
		Database:    &Database{Quick: &Exam{At: ago(aDay), Verdict: "ok"}, Full: &Exam{At: ago(5 * aDay), Verdict: "ok"}},
		Kept:        &Kept{},
		Trail:       &Trail{At: ago(aDay), Rows: 9000, Anchor: ago(11 * time.Hour)},
		Queue:       &QueueRead{At: ago(aDay)},
		Files:       &Files{Since: ago(31 * aDay), Total: 900, Checked: 900},
		Orphans:     &Orphans{At: ago(aDay), Removed: 3},
		Storage:     &Storage{Place: "s3://county", Took: 12 * time.Millisecond},
		Room:        &Room{Room: probe.Room{Free: 300 << 30, Total: 500 << 30}, Data: 20 << 30, Grown: 6 << 30, Over: 60 * aDay},
		Backup:      wellBackedUp(),
		Trial:       &replica.Trial{At: ago(9 * time.Hour)},
		Replica:     &replica.Status{Place: "file:///mnt/other", Behind: 0.2},
		Clock:       &Clock{Stored: ago(time.Minute), Built: ago(90 * aDay), Peer: "https://time.example.gov.cn", PeerAt: ago(time.Second), Asked: now, Zone: "CST", Offset: chinaOffset},
		Certificate: &Certificate{Until: now.Add(200 * aDay)},
		Door:        &Door{Address: "0.0.0.0:443", TLS: true},
		Schema:      &Schema{},
		Settings:    &Settings{RateLimits: true, Rules: 5, Batch: true, BatchMost: 500, BatchSeconds: 60, AdminFrom: []string{"127.0.0.1"}, Address: "https://ywt.example.gov.cn"},
		Accounts:    &Accounts{Administrators: 2, TOTP: true, Tried: true},
		Machine:     &Machine{System: "linux", Updated: ago(20 * aDay), Memory: 8 << 30, Available: 4 << 30, OpenFiles: 65536},
		Platform:    "v0.39.11",
		Leftovers:   []Leftover{},
		Work:        &Work{Queued: 1, Oldest: ago(time.Minute), Years: []int{2025, 2026}, Jobs: ago(10 * time.Minute), Started: ago(40 * aDay)},
	}
}

// following is how a standby stands with which all is well.
func following() *replica.Followed {
	return &replica.Followed{Place: "file:///mnt/other", At: ago(5 * time.Second), Primary: "a /srv/pb_data", Copied: true, Yields: true, Running: true}
}

func wellBackedUp() *backup.Status {
	s := &backup.Status{Set: true, Target: "/mnt/usb", Reachable: true, OtherDisk: true, Free: 100 << 30, KeyKept: true}
	s.Good = &backup.Result{At: ago(40 * time.Minute), Database: 1 << 30, Files: 900}
	s.Last = s.Good
	s.Drill = &backup.Drill{At: ago(9 * time.Hour)}
	return s
}

var found = &probe.Finding{Code: "found", Refusal: refusal.Refusal{EN: "It is so. Do this.", ZH: "是这样。请这样做。"}}

// ills are what can be the matter: for every check each level that it can say, by what is
// changed of a house that is well.
var ills = []struct {
	code  string
	level Level
	how   func(f *Facts)
}{
	{"house", Red, func(f *Facts) { f.House = Absent }},
	{"house", Amber, func(f *Facts) { f.House = Fresh }},
	{"house", Amber, func(f *Facts) { f.House = New }},
	{"folder_writable", Red, func(f *Facts) { f.Folder.Refuse = found }},
	{"folder_writable", Amber, func(f *Facts) { f.Folder.Fsync = 51 * time.Millisecond }},
	{"folder_writable", Green, func(f *Facts) { f.Folder.Fsync = 50 * time.Millisecond }},
	{"folder_place", Red, func(f *Facts) { f.Folder.Unfit = found }},
	{"folder_place", Red, func(f *Facts) { f.Folder.Place.Kind = probe.Memory }},
	{"folder_modes", Red, func(f *Facts) { f.Folder.Open = []string{"pb_data", "pb_data.key"} }},
	{"folder_modes", Red, func(f *Facts) { f.Folder.Open, f.Machine.System = []string{"pb_data"}, "windows" }},
	{"folder_lock", Red, func(f *Facts) { f.Folder.Held = false }},
	{"database_quick", Red, func(f *Facts) { f.Database.Quick.Verdict, f.Database.Quick.Damage = "page 7", found.Refusal }},
	{"database_quick", Amber, func(f *Facts) { f.Database.Quick.At = ago(3*aDay + time.Hour) }},
	{"database_full", Red, func(f *Facts) { f.Database.Full.Verdict, f.Database.Full.Damage = "row 7", found.Refusal }},
	{"database_full", Amber, func(f *Facts) { f.Database.Full.At = ago(16 * aDay) }},
	{"records_kept", Red, func(f *Facts) { f.Kept = &Kept{Lost: true, Entries: 4, Cases: 2, From: ago(aDay)} }},
	{"records_kept", Red, func(f *Facts) { f.Kept = &Kept{Lost: true, From: ago(aDay)} }},
	{"trail", Red, func(f *Facts) { f.Trail.Broken = "row 8 does not follow" }},
	{"trail", Amber, func(f *Facts) { f.Trail.At = ago(4 * aDay) }},
	{"trail_anchor", Amber, func(f *Facts) { f.Trail.Anchor = ago(4 * aDay) }},
	{"trail_anchor", Red, func(f *Facts) { f.Trail.Anchor = ago(15 * aDay) }},
	{"trail_anchor", Red, func(f *Facts) { f.Trail.Anchor = time.Time{} }},
	{"queue_whole", Red, func(f *Facts) { f.Queue.Wrong = 2 }},
	{"queue_whole", Amber, func(f *Facts) { f.Queue.At = ago(4 * aDay) }},
	{"files_whole", Red, func(f *Facts) { f.Files.Bad = []string{"a", "b", "c", "d", "e"} }},
	{"storage", Green, func(f *Facts) { f.Storage = &Storage{Place: "s3://county", Took: time.Millisecond} }},
	{"storage", Red, func(f *Facts) {
		f.Storage = &Storage{Place: "s3://county", Problem: &refusal.Refusal{EN: "The bucket is not there: see its name.", ZH: "存储桶不存在：请核对名称。"}}
	}},
	{"storage", Amber, func(f *Facts) {
		f.Storage = &Storage{Place: "disk", Elsewhere: &refusal.Refusal{EN: "The files are elsewhere: move them.", ZH: "文件在别处：请迁移。"}}
	}},
	{"files_whole", Amber, func(f *Facts) { f.Files.Since = ago(46 * aDay) }},
	{"files_orphaned", Amber, func(f *Facts) { f.Orphans.Removed = 101 }},
	{"files_orphaned", Amber, func(f *Facts) { f.Orphans.Problem = "denied" }},
	{"room", Red, func(f *Facts) { f.Room.Free = 1 << 30 }},
	{"room", Amber, func(f *Facts) { f.Room.Free = 49 << 30 }},
	{"room", Red, func(f *Facts) { f.Room.Grown = 60 * 25 << 30 }},  // 12 days
	{"room", Amber, func(f *Facts) { f.Room.Grown = 60 * 6 << 30 }}, // 50 days
	{"room", Green, func(f *Facts) { f.Room.Over = 6 * aDay }},      // too short to tell
	{"room", Green, func(f *Facts) { f.Room.Grown = -1 << 30 }},     // it shrinks
	{"room", Green, func(f *Facts) { f.Room.Grown = 60 * 3 << 30 }}, // 100 days
	{"backup_disk", Red, func(f *Facts) { f.Backup.Set = false }},
	{"backup_disk", Red, func(f *Facts) { f.Backup = &backup.Status{Restored: true} }},
	{"backup_disk", Red, func(f *Facts) { f.Backup.Problem = &found.Refusal }},
	{"backup_disk", Red, func(f *Facts) { f.Backup.OtherDisk = false }},
	{"backup_disk", Amber, func(f *Facts) { f.Backup.Free = 1 << 30 }},
	{"backup_age", Red, func(f *Facts) { f.Backup.Good = nil }},
	{"backup_age", Amber, func(f *Facts) { f.Backup.Good.At = ago(4 * time.Hour) }},
	{"backup_age", Red, func(f *Facts) { f.Backup.Good.At = ago(27 * time.Hour) }},
	{"backup_age", Red, func(f *Facts) { f.Backup.Last = &backup.Result{Problem: &found.Refusal, Key: true} }},
	{"backup_age", Red, func(f *Facts) { f.Backup.Last = &backup.Result{At: ago(0), Problem: &found.Refusal, ShutOut: true} }}, // however young the last good one is
	{"backup_age", Amber, func(f *Facts) { f.Backup.Last = &backup.Result{At: ago(0), Problem: &found.Refusal} }},
	{"backup_age", Amber, func(f *Facts) {
		f.Backup.Good, f.Backup.Named, f.Backup.Last = nil, ago(time.Hour), &backup.Result{At: ago(0), Problem: &found.Refusal}
	}},
	{"backup_age", Green, func(f *Facts) { // it is made up for after the machine was off
		f.Backup.Last, f.Work.Started = &backup.Result{At: ago(9 * time.Hour), Problem: &found.Refusal}, ago(time.Minute)
	}},
	{"backup_drill", Red, func(f *Facts) { f.Backup.Drill.Problem, f.Backup.Drill.Key = &found.Refusal, true }},
	{"replica", Red, func(f *Facts) { f.Replica.Fenced = "vm /srv/pb_data" }},
	{"replica", Red, func(f *Facts) { f.Replica.Confirm, f.Replica.Unheld = true, true }},
	{"replica", Red, func(f *Facts) { f.Replica.Behind = 601 }},
	{"replica", Amber, func(f *Facts) { f.Replica.Unheld = true }},
	{"replica", Red, func(f *Facts) { f.Replica.Looked, f.Replica.Fenced = true, "vm /srv/pb_data" }},
	{"replica", Red, func(f *Facts) {
		f.Replica.Looked, f.Replica.Problem = true, &refusal.Refusal{EN: "It is away.", ZH: "无法访问。"}
	}},
	{"replica", Amber, func(f *Facts) {
		f.Replica.Looked, f.Replica.Hidden, f.Replica.Problem = true, true, &refusal.Refusal{EN: "No key.", ZH: "没有密钥。"}
	}},
	{"replica_drill", Green, func(f *Facts) { f.Trial = nil }},
	{"replica_drill", Red, func(f *Facts) { f.Trial.Problem = &found.Refusal }},
	{"replica_drill", Amber, func(f *Facts) { f.Trial.At = ago(4 * aDay) }},
	{"replica_drill", Red, func(f *Facts) { f.Trial.At = ago(15 * aDay) }},
	{"replica_drill", Green, func(f *Facts) { f.Trial.At, f.Work.Started = ago(15*aDay), ago(time.Hour) }},
	{"replica", Amber, func(f *Facts) {
		f.Replica.Behind, f.Replica.Problem = 61, &refusal.Refusal{EN: "no route to host", ZH: "no route to host"}
	}},
	{"backup_drill", Red, func(f *Facts) { f.Backup.Drill.Problem = &found.Refusal }},
	{"backup_drill", Amber, func(f *Facts) { f.Backup.Drill.At = ago(4 * aDay) }},
	{"backup_drill", Red, func(f *Facts) { f.Backup.Drill.At = ago(15 * aDay) }},
	{"backup_drill", Amber, func(f *Facts) { f.Backup.Drill, f.Backup.KeyKept = nil, false }},
	{"backup_drill", Green, func(f *Facts) { f.Backup.Drill = nil }},
	{"backup_age", Green, func(f *Facts) { f.Backup.Good, f.Backup.Named = nil, ago(time.Hour) }},
	{"backup_age", Red, func(f *Facts) { f.Backup.Good, f.Backup.Named = nil, ago(4*time.Hour) }},
	{"backup_age", Green, func(f *Facts) { f.Backup.Good.At, f.Work.Started = ago(60*time.Hour), ago(time.Hour) }},
	{"backup_drill", Green, func(f *Facts) { f.Backup.Drill.At, f.Work.Started = ago(15*aDay), ago(time.Hour) }},
	{"clock_stored", Red, func(f *Facts) { f.Clock.Stored = now.Add(2 * probe.BackBy) }},
	{"clock_stored", Red, func(f *Facts) { f.Clock.Built = now.Add(400 * aDay) }},
	{"clock_stored", Amber, func(f *Facts) { f.Clock.Stored = ago(probe.AheadBy + aDay) }},
	{"clock_stored", Red, func(f *Facts) { f.Clock.Leapt = found }},
	{"clock_stored", Green, func(f *Facts) { f.Clock.Stored = now.Add(probe.BackBy / 2) }},
	{"clock_peer", Amber, func(f *Facts) { f.Clock.PeerAt = ago(2 * time.Minute) }},
	{"clock_peer", Red, func(f *Facts) { f.Clock.PeerAt = now.Add(11 * time.Minute) }},
	{"clock_zone", Amber, func(f *Facts) { f.Clock.Zone, f.Clock.Offset = "UTC", 0 }},
	{"certificate", Red, func(f *Facts) { f.Certificate.Until = ago(time.Hour) }},
	{"certificate", Red, func(f *Facts) { f.Certificate.Until = now.Add(6 * aDay) }},
	{"certificate", Amber, func(f *Facts) { f.Certificate.Until = now.Add(24 * aDay) }},
	{"door_ports", Red, func(f *Facts) { f.Door.Taken = []string{"127.0.0.1:8090"} }},
	{"door_secret", Red, func(f *Facts) { f.Door.TLS = false }},
	{"door_secret", Green, func(f *Facts) { f.Door.TLS, f.Door.Loopback = false, true }},
	{"files_protected", Red, func(f *Facts) { f.Schema.Unprotected = []string{"documents.file"} }},
	{"rules_shipped", Red, func(f *Facts) { f.Schema.Changed = []string{"documents"} }},
	{"limits_on", Red, func(f *Facts) { f.Settings.RateLimits = false }},
	{"limits_on", Red, func(f *Facts) { f.Settings.Rules = 0 }},
	{"batch_bounds", Amber, func(f *Facts) { f.Settings.BatchMost = 501 }},
	{"batch_bounds", Amber, func(f *Facts) { f.Settings.BatchSeconds = 61 }},
	{"batch_bounds", Green, func(f *Facts) { f.Settings.Batch, f.Settings.BatchMost = false, 5000 }},
	{"dev_off", Red, func(f *Facts) { f.Settings.Dev = true }},
	{"house_address", Amber, func(f *Facts) { f.Settings.Address = "" }},
	{"administrators", Red, func(f *Facts) { f.Accounts.Administrators = 0 }},
	{"administrators", Amber, func(f *Facts) { f.Accounts.Administrators = 6 }},
	{"second_factors", Amber, func(f *Facts) { f.Accounts.WithoutTOTP = 1 }},
	{"administrators_from", Amber, func(f *Facts) { f.Settings.AdminFrom = nil }},
	{"passwords_known", Red, func(f *Facts) { f.Accounts.Weak = []string{"abc"} }},
	{"system_updates", Amber, func(f *Facts) { f.Machine.Updated = ago(91 * aDay) }},
	{"platform_version", Red, func(f *Facts) { f.Platform = "v0.39.6" }},
	{"leftovers", Amber, func(f *Facts) { f.Leftovers = []Leftover{{"pb_data.replaced-1", 5 << 30}} }},
	{"memory", Red, func(f *Facts) { f.Machine.Memory = 512 << 20 }},
	{"memory", Amber, func(f *Facts) { f.Machine.Memory = 1536 << 20 }},
	{"memory", Amber, func(f *Facts) { f.Machine.Available = 200 << 20 }},
	{"open_files", Red, func(f *Facts) { f.Machine.OpenFiles = 256 }},
	{"open_files", Amber, func(f *Facts) { f.Machine.OpenFiles = 4096 }},
	{"post", Amber, func(f *Facts) { f.Work.Oldest = ago(25 * time.Hour) }},
	{"post", Red, func(f *Facts) { f.Work.Oldest = ago(73 * time.Hour) }},
	{"post", Amber, func(f *Facts) { f.Work.Failed = 2 }},
	{"post", Green, func(f *Facts) { f.Work.Queued, f.Work.Oldest = 0, ago(99*time.Hour) }},
	{"calendar", Amber, func(f *Facts) { f.Now = time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC) }}, // 1 November in China
	{"calendar", Green, func(f *Facts) { f.Now = time.Date(2026, 10, 31, 15, 59, 0, 0, time.UTC) }},
	{"calendar", Red, func(f *Facts) { f.Work.Years = []int{2025} }},
	{"calendar", Red, func(f *Facts) { f.Work.Years = nil }},
	{"jobs", Amber, func(f *Facts) { f.Work.Jobs = ago(3 * time.Hour) }},
	{"jobs", Red, func(f *Facts) { f.Work.Jobs = ago(25 * time.Hour) }},
	{"jobs", Amber, func(f *Facts) { f.Work.Stopped = "no room" }},
	{"jobs", Green, func(f *Facts) { f.Work.Jobs, f.Work.Started = time.Time{}, ago(time.Minute) }},
}

func TestAHouseThatIsWell(t *testing.T) {
	r := Examine(well())
	if r.Level != Green || len(r.Findings) != len(checks) || len(r.Pressing()) != 0 {
		t.Fatalf("%s, %d findings of %d checks: %+v", r.Level, len(r.Findings), len(checks), r.Pressing())
	}
}

// Whoever reads from the top reads what is pressing first, and everything once.
func TestRankedByHowPressing(t *testing.T) {
	f := well()
	f.Work.Failed, f.Trail.Broken, f.Clock.Offset = 2, "row 8", 0
	r := Examine(f)
	ranked := r.Ranked()
	if len(ranked) != len(r.Findings) || ranked[0].Code != "trail" || ranked[1].Level != Amber || ranked[2].Level != Amber || ranked[3].Level != Green {
		t.Errorf("%+v", ranked[:4])
	}
}

// Every check says each of its levels for what it is made for, and no other check speaks up.
func TestEveryCheckAtEveryLevel(t *testing.T) {
	tried := map[string]bool{}
	for _, c := range ills {
		tried[c.code] = true
		f := well()
		c.how(&f)
		r := Examine(f)
		at := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == c.code })
		if at < 0 || r.Findings[at].Level != c.level {
			t.Errorf("%s is not %s: %+v", c.code, c.level, r.Findings)
			continue
		}
		sound(t, r.Findings[at])
		related := c.code == "backup_disk" || c.code == "backup_age" || c.code == "calendar" // more follows from it
		for _, other := range r.Pressing() {
			if other.Code != c.code && !related {
				t.Errorf("%s: %s speaks up, too: %s", c.code, other.Code, other.EN)
			}
		}
		if c.level != Green && r.Level != c.level && !related {
			t.Errorf("%s: the house is %s", c.code, r.Level)
		}
	}
	for _, code := range Codes() {
		if !tried[code] {
			t.Errorf("nothing is tried on %s", code)
		}
	}
}

// Of a standby is said whether it would take over, and what keeps it from that first.
func TestHowAStandbyStands(t *testing.T) {
	for _, c := range []struct {
		level Level
		words string
		how   func(*replica.Followed)
	}{
		{Green, "takes over when somebody runs onestop promote", func(*replica.Followed) {}},
		{Green, "takes over by itself", func(s *replica.Followed) { s.Auto = true }},
		{Amber, "does not take over by itself", func(s *replica.Followed) { s.Auto, s.Yields = true, false }},
		{Green, "takes over when somebody", func(s *replica.Followed) { s.Yields = false }},
		{Red, "does not run", func(s *replica.Followed) { s.Running = false }},
		{Red, "could not take over. " + found.EN, func(s *replica.Followed) { s.Problem = &found.Refusal }},
		{Red, found.EN, func(s *replica.Followed) { s.Asks = &found.Refusal }},
		{Red, "has not looked at its place", func(s *replica.Followed) { s.At = ago(2 * time.Minute) }},
		{Amber, "no whole copy", func(s *replica.Followed) { s.Copied, s.Primary = false, "" }},
		{Red, "place of the replica is empty", func(s *replica.Followed) { s.Primary = "" }},
		{Green, "follows a /srv/pb_data", func(s *replica.Followed) { s.Stays = replica.Soon }},
		{Amber, "stood still for 3 minutes", func(s *replica.Followed) { s.Stays = 3 * time.Minute }},
		{Amber, "leave it alone", func(s *replica.Followed) { s.Taking, s.At = true, ago(5*time.Minute) }},
		{Amber, "leave it alone", func(s *replica.Followed) { s.Taking, s.Running = true, false }}, // by onestop promote alone
	} {
		f := well()
		f.House, f.Standby = Follows, following()
		c.how(f.Standby)
		r := Examine(f)
		at := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == "replica" })
		if said := r.Findings[at]; said.Level != c.level || !strings.Contains(said.EN, c.words) {
			t.Errorf("not %s of %q: %+v", c.level, c.words, said)
		}
		sound(t, r.Findings[at])
		if !strings.Contains(r.Findings[0].EN, "is a standby") || r.Level != c.level {
			t.Errorf("of %q the check-up is %s: %+v", c.words, r.Level, r.Pressing())
		}
	}
}

// A house that was brought back is told why nothing is backed up, and what to name.
func TestARestoredHouseIsToldToNameAPlace(t *testing.T) {
	f := well()
	f.Backup = &backup.Status{Restored: true}
	at := slices.IndexFunc(Examine(f).Findings, func(f Finding) bool { return f.Code == "backup_disk" })
	if said := Examine(f).Findings[at]; !strings.Contains(said.EN, "brought back from backups") || !strings.Contains(said.ZH, "从备份恢复") {
		t.Errorf("%+v", said)
	}
}

// A drill that failed for the key asks for no disk, nor does one in a bucket, which may have been
// out of reach; one that failed otherwise does. It names the time of the drill, for what it could
// not open has none.
func TestADrillBlamesTheRightThing(t *testing.T) {
	for _, c := range []struct {
		key, bucket bool
		en, zh      string
	}{
		{false, false, "name a new disk", "新的磁盘"},
		{true, false, "put the key file back", "密钥文件"},
		{true, true, "put the key file back", "密钥文件"},
		{false, true, "see to the network", "检查网络"},
	} {
		f := well()
		f.Backup.Bucket = c.bucket
		f.Backup.Drill.Problem, f.Backup.Drill.Key = &found.Refusal, c.key
		at := slices.IndexFunc(Examine(f).Findings, func(f Finding) bool { return f.Code == "backup_drill" })
		said, disk := Examine(f).Findings[at], !c.key && !c.bucket
		sound(t, said)
		if said.Level != Red || !strings.Contains(said.EN, c.en) || !strings.Contains(said.ZH, c.zh) || strings.Contains(said.EN, "new disk") != disk || strings.Contains(said.ZH, "新的磁盘") != disk {
			t.Errorf("%+v: %+v", c, said)
		}
		if when := workday.Minute(f.Backup.Drill.At); !c.key && (!strings.Contains(said.EN, when) || !strings.Contains(said.ZH, when)) {
			t.Errorf("not when it was: %+v", said)
		}
	}
}

// sound: a finding says in both languages what to do, in one sentence without a gap.
func sound(t *testing.T, f Finding) {
	t.Helper()
	for _, text := range []string{f.EN, f.ZH} {
		if text == "" || strings.Contains(text, "%!") || strings.Contains(text, "EXTRA") || regexp.MustCompile(`%[\[a-z]`).MatchString(text) {
			t.Errorf("%s: %q", f.Code, text)
		}
	}
	if f.Level != Green && (!strings.ContainsAny(f.EN, ":.") || !strings.Contains(f.ZH, "请")) {
		t.Errorf("%s does not say what to do: %s %s", f.Code, f.EN, f.ZH)
	}
	if !regexp.MustCompile(`\p{Han}`).MatchString(f.ZH) || regexp.MustCompile(`\p{Han}`).MatchString(f.EN) {
		t.Errorf("%s is in another language: %s %s", f.Code, f.EN, f.ZH)
	}
}

// What is not known is not judged, and what failed is said.
func TestWhatIsNotKnown(t *testing.T) {
	r := Examine(Facts{Now: now, Missed: []Missed{{"room", "The room on the disk", "磁盘空间", "no such disk"}}})
	if len(r.Findings) != 2 || r.Level != Amber || r.Findings[1].Code != "not_seen" || !strings.Contains(r.Findings[1].ZH, "no such disk") {
		t.Fatalf("%+v", r)
	}
	sound(t, r.Findings[1])
}

// The training county has known passwords, an own clock and no backups, and nothing of it is
// a fault.
func TestTheTrainingCounty(t *testing.T) {
	f := well()
	f.Training, f.Backup = true, &backup.Status{}
	f.Accounts.Weak, f.Settings.RateLimits, f.Settings.Dev, f.Settings.AdminFrom, f.Settings.Address = []string{"x"}, false, true, nil, ""
	f.Clock.Stored, f.Door.TLS, f.Work.Years = now.Add(9*aDay), false, nil
	if r := Examine(f); len(r.Pressing()) > 0 {
		t.Errorf("%+v", r.Pressing())
	}
}

func TestWhatAlarms(t *testing.T) {
	for _, c := range []struct {
		f    Finding
		want bool
	}{
		{Finding{Code: "trail", Level: Red}, true},
		{Finding{Code: "trail", Level: Amber}, false},
		{Finding{Code: "room", Level: Amber}, true},
		{Finding{Code: "backup_age", Level: Amber}, true},
		{Finding{Code: "room", Level: Green}, false},
	} {
		if c.f.Alarms() != c.want {
			t.Errorf("%+v", c.f)
		}
	}
	for _, code := range urgent {
		if !slices.Contains(Codes(), code) {
			t.Errorf("%s is no check", code)
		}
	}
}

func TestSomeOfMany(t *testing.T) {
	if got := some([]string{"a", "b", "c", "d", "e"}); got != "a, b, c +2" {
		t.Error(got)
	}
	if got := fmt.Sprint(bytesOf(3<<30), " ", bytesOf(5<<20), " ", millis(1234*time.Microsecond)); got != "3.0 GB 5.0 MB 1.2 ms" {
		t.Error(got)
	}
}
