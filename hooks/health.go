package hooks

import (
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
)

// healthKept is how long a look at the machine is good for: whoever asks more often is
// answered from it, so that nobody wears the disk by asking.
const healthKept = 5 * time.Second

// wellness is the newest look at the machine.
type wellness struct {
	mu    sync.Mutex
	taken time.Time
	last  checkup
}

// checkup is what one look at the machine found. Problems make the answer 503: something that
// people need does not work, or what is stored is in danger. Warnings do not.
type checkup struct {
	Problems []probe.Finding `json:"problems,omitempty"`
	Warnings []probe.Finding `json:"warnings,omitempty"`
	Disk     probe.Room      `json:"disk"`
	WriteMS  float64         `json:"write_ms"`         // how long a page took to the disk; 0 where it failed
	Backup   *backupAge      `json:"backup,omitempty"` // not in the training mode
	Replica  *replicaHealth  `json:"replica,omitempty"`
}

// replicaHealth is of a replica what everybody may know; where it lies and what it failed with
// the check-up tells.
type replicaHealth struct {
	Tenure  int64   `json:"tenure"`
	Confirm bool    `json:"confirm"`
	Behind  float64 `json:"behind_seconds"`
	Fenced  bool    `json:"fenced,omitempty"`
	Unheld  bool    `json:"unheld,omitempty"`
}

type backupAge struct {
	Set   bool     `json:"set"`
	Hours *float64 `json:"hours"` // since the newest good one; null where there is none
}

// health says whether the house works; "now" is the instant it goes by, which the
// training mode moves. The training county needs no backup.
func (h *Hall) health(e *core.RequestEvent) error {
	found, status := h.wellness.of(h.lookAround), http.StatusOK
	if len(found.Problems) > 0 {
		status = http.StatusServiceUnavailable
	}
	return e.JSON(status, struct {
		OK bool `json:"ok"`
		dayHere
		checkup
	}{status == http.StatusOK, h.dayHere(), found})
}

// dayHere tells the pages what day it is in the house, whatever else is the matter with it.
type dayHere struct {
	Version string `json:"version"`
	Now     string `json:"now"`
	Today   string `json:"today"`
	Demo    bool   `json:"demo"`
}

func (h *Hall) dayHere() dayHere {
	return dayHere{Version, chinaTime(h.Now()), h.today().String(), h.demo}
}

func (h *Hall) viewToday(e *core.RequestEvent) error { return e.JSON(http.StatusOK, h.dayHere()) }

// of answers the look that is kept, or takes a new one; one at a time.
func (w *wellness) of(around func() checkup) checkup {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.taken.IsZero() || time.Since(w.taken) >= healthKept {
		w.last, w.taken = around(), time.Now()
	}
	return w.last
}

// lookAround asks the machine.
func (h *Hall) lookAround() checkup {
	var l checkup
	l.ask("database_unreadable", h.readsDatabase())
	took, err := probe.Write(h.app.DataDir())
	l.WriteMS = float64(took.Microseconds()) / 1000
	l.ask(probe.DiskFails, err)
	l.room(h.app.DataDir())
	l.ask("clock_wrong", appliance.Clock(h.app))
	if f := h.storageTrouble(); f != nil {
		l.ask("storage_"+string(f.Kind), store.Said(f))
	}
	l.ask(probe.PagesDamaged, appliance.Damage(h.app))
	l.replicated(h.replica)
	if !h.demo {
		l.backups(h.backups, h.servedSince())
	}
	return l
}

// ask notes a problem under its own code, or under the given one where it has none.
func (l *checkup) ask(code string, err error) {
	if err != nil {
		l.Problems = append(l.Problems, findingOf(code, err))
	}
}

func (l *checkup) warn(code string, err error) {
	l.Warnings = append(l.Warnings, findingOf(code, err))
}

func findingOf(code string, err error) probe.Finding {
	if f := probe.Of(err); f != nil {
		return *f
	}
	return probe.Finding{Code: code, Refusal: refusal.Of(err)}
}

// readsDatabase fails where the database cannot be read.
func (h *Hall) readsDatabase() error {
	if _, err := h.app.CountRecords("regions"); err != nil {
		h.app.Logger().Error("The database cannot be read.", "error", err)
		return refusal.New("The database cannot be read. Restart the service; if that does not help, restore a backup.", "数据库无法读取。请重启服务；如仍不行，请恢复备份。")
	}
	return nil
}

func (l *checkup) room(dir string) {
	room, err := probe.RoomOf(dir)
	if err != nil {
		l.ask(probe.DiskFails, err)
		return
	}
	l.Disk = room
	below := room.Below()
	l.ask(probe.DiskLow, below)
	if below == nil && room.Scarce() {
		l.warn("disk_scarce", refusal.New("Less than a tenth of the disk is free (%[1]d MB). Look for more room in time.", "磁盘剩余空间不足十分之一（%[1]d MB），请及早清理或扩容。", room.Free>>20))
	}
}

// servedSince is when the house began to serve, zero where it does not.
func (h *Hall) servedSince() (at time.Time) {
	if since := h.practice.since.Load(); since != nil {
		at = *since
	}
	return at
}

// errBackupFailed says to everybody that a backup failed; the reason names machines and folders.
var errBackupFailed = refusal.New("The last backup failed. The check-up and the page of the backups say why.", "上一次备份失败，原因见“体检”和“备份”页面。")

// backups are judged as the doctor does, with the same grace.
func (l *checkup) backups(b *backup.Backups, served time.Time) {
	at, err := b.Newest()
	l.Backup = &backupAge{Set: err == nil}
	switch {
	case backup.Unset(err):
		l.warn("backup_unset", err)
	case err != nil:
		l.ask("backup_unknown", err)
	case backup.Overdue(at, b.Named(), served, time.Now()):
		l.ask("backup_late", backup.ErrLate)
	case b.Failed():
		l.warn("backup_failed", errBackupFailed)
	}
	if !at.IsZero() {
		hours := max(time.Since(at).Hours(), 0)
		l.Backup.Hours = &hours
	}
}
