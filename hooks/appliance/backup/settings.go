// Package backup copies a served data folder to another disk or into a bucket, brings it back, and tries
// every night whether that would work. What it needs to know lies beside the data folder,
// in <folder>.backup, where a start that finds the database damaged can still read it.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/appliance/where"
)

const (
	settingsName = "settings.json"
	identityName = "recovery.key"
	indexName    = "index.json"
	statusName   = "status.json"
	lockName     = "lock"
	workName     = "work"
)

// Backups are those of one data folder.
type Backups struct {
	Dir     string                      // the data folder
	Version string                      // of the program, written into each backup
	Now     func() time.Time            // the clock of the machine
	Inspect func(core.App) error        // how the house looks over a restored folder; may be nil
	Opens   Opens                       // whether a key is that of the house; nil: it is not asked
	Over    func(context.Context) error // why no backup is to be made any more, as where another machine has taken over; may be nil

	asked chan string            // what somebody asked the served house for
	busy  atomic.Pointer[string] // what the served house is at
}

// settings say where the backups of a house go.
type settings struct {
	House  string     `json:"house"`
	Maker  string     `json:"maker"`  // this installation of the house, "" before its first backup
	Target string     `json:"target"` // "" for nowhere yet (ErrRestored)
	Keys   vault.Keys `json:"keys"`
}

// place is a file of ours beside the data folder.
func (b *Backups) place(name string) string {
	return filepath.Join(filepath.Clean(b.Dir)+".backup", name)
}

// ErrUnset is what everything answers until somebody has named a disk.
var ErrUnset = refusal.New("No backup disk has been named yet. Name one with: onestop backup --to FOLDER", "还没有设置备份磁盘。请运行：onestop backup --to 文件夹")

// ErrRestored is what a house answers that was brought back on another machine, until somebody
// names a place. The house of the backup may be alive and backed up there: two in one series thin
// each other's backups out, and one removes what the other is about to name.
var ErrRestored = refusal.New("This house was brought back from backups to which the house it is a copy of may still add, and is not backed up itself. Name a place to go on: onestop backup --to PLACE (the same place only if the other house has ended, with --take-over).",
	"本系统是从备份恢复的，原来的系统可能仍在那里备份，因此本系统目前没有备份。请设置备份位置：onestop backup --to 位置（原系统已停用时，才可加上 --take-over 用同一个位置）。")

// Unset tells that something was not done because no place of the backups is named.
func Unset(err error) bool { return errors.Is(err, ErrUnset) || errors.Is(err, ErrRestored) }

// Named has the command in ErrUnset and ErrRestored, which are told of any folder, name the one it
// is about; other errors stay as they are.
func Named(err error, dir string) error {
	if !Unset(err) {
		return err
	}
	return unset{err, where.Flag(dir)}
}

type unset struct {
	error
	flag string
}

func (u unset) Unwrap() error { return u.error }

func (u unset) Error() string { return u.Said().Error() }

// Said is the reason with the folder in its command.
func (u unset) Said() refusal.Refusal {
	said := refusal.Of(u.error)
	told := func(text string) string {
		return strings.ReplaceAll(text, "onestop backup --to", "onestop backup"+u.flag+" --to")
	}
	return refusal.Refusal{EN: told(said.EN), ZH: told(said.ZH)}
}

// aimed are the settings of a house whose backups go somewhere.
func (b *Backups) aimed() (*settings, error) {
	s, err := b.settings()
	if err == nil && s.Target == "" {
		return nil, ErrRestored
	}
	return s, err
}

func (b *Backups) settings() (*settings, error) {
	return readSettings(b.place(settingsName))
}

func readSettings(path string) (*settings, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnset
	}
	if err != nil {
		return nil, err
	}
	s := &settings{}
	if err := json.Unmarshal(text, s); err != nil || s.House == "" || s.Keys.Recipient == "" || s.Keys.Names == "" {
		return nil, refusal.New("The settings of the backups %s are damaged; restore that file or name the disk anew in a fresh folder.", "备份设置 %s 已损坏，请恢复该文件，或删除它后重新设置备份磁盘。", path)
	}
	return s, nil
}

func (b *Backups) keep(name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return disk.WriteFile(b.place(name), append(text, '\n'))
}

// Aim sends the backups to a folder, or a part of a bucket, from now on. The first time it draws the recovery
// phrase and answers it; with keepKey it stays on this machine, too, for the nightly drill.
// Where another installation of the house makes its backups, it refuses.
func (b *Backups) Aim(target string, keepKey bool) (phrase string, err error) {
	return b.aim(target, keepKey, false)
}

// TakeOver is Aim to where another installation made its backups, which has ended: from then on
// it is refused there.
func (b *Backups) TakeOver(target string, keepKey bool) (phrase string, err error) {
	return b.aim(target, keepKey, true)
}

func (b *Backups) aim(target string, keepKey, over bool) (phrase string, err error) {
	ctx := context.Background() // cut off between the place and the settings, it would leave a place of nobody
	target, err = settled(target)
	if err != nil {
		return "", err
	}
	if !vault.InBucket(target) {
		if err := b.outside(target); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(b.place(""), 0o700); err != nil {
		return "", err
	}
	held, err := b.lock()
	if err != nil {
		return "", err
	}
	defer held.Close()
	known, err := b.settings()
	if errors.Is(err, ErrUnset) {
		return b.begin(ctx, target, keepKey)
	}
	if err != nil {
		return "", err
	}
	if err := b.create(ctx, target, known.House, known.Keys); err != nil {
		return "", err
	}
	if err := b.claim(ctx, target, known, over); err != nil {
		return "", err
	}
	if known.Target != target { // what was made and tried at another place says nothing of this one
		if err := b.keep(statusName, history{}); err != nil {
			return "", err
		}
	}
	known.Target = target
	return "", b.keep(settingsName, known)
}

// begin draws the keys of a house. The settings come last: until they are there, nothing is.
func (b *Backups) begin(ctx context.Context, target string, keepKey bool) (phrase string, err error) {
	identity, err := vault.NewIdentity()
	if err != nil {
		return "", err
	}
	s := &settings{House: core.GenerateDefaultRandomId(), Target: target, Keys: identity.Keys()}
	if err := b.create(ctx, target, s.House, s.Keys); err != nil {
		return "", err
	}
	if keepKey {
		if err := disk.WriteFile(b.place(identityName), []byte(identity.String()+"\n")); err != nil {
			return "", err
		}
	}
	return identity.Phrase(), b.keep(settingsName, s)
}

// outside refuses a target in the data folder itself: what takes the one takes the other.
func (b *Backups) outside(target string) error {
	dir, err := filepath.Abs(b.Dir)
	if err != nil {
		return err
	}
	for _, own := range []string{dir, dir + ".backup"} {
		if rel, err := filepath.Rel(own, target); err == nil && filepath.IsLocal(rel) && !strings.HasPrefix(rel, "..") {
			return refusal.New("%[1]s lies in the data folder. Choose a folder on another disk.", "%[1]s 位于数据文件夹之内，请选择另一块磁盘上的文件夹。", target)
		}
	}
	return nil
}

// Identity is the key that this machine keeps for the drill; errKeyAbsent where it keeps none.
func (b *Backups) identity() (*vault.Identity, error) {
	text, err := os.ReadFile(b.place(identityName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errKeyAbsent
	}
	if err != nil {
		return nil, err
	}
	return vault.ParseIdentity(strings.TrimSpace(string(text)))
}

var errKeyAbsent = refusal.New("The recovery phrase is not kept on this machine, so the backups cannot be tried here by themselves.", "本机没有保存恢复短语，无法自动演练恢复。")

// Phrase is the recovery phrase, where this machine keeps it.
func (b *Backups) Phrase() (string, error) {
	if _, err := b.settings(); err != nil {
		return "", err
	}
	identity, err := b.identity()
	if err != nil {
		return "", err
	}
	return identity.Phrase(), nil
}

// lock sees to it that one backup or drill runs at a time, in whatever process.
func (b *Backups) lock() (*disk.Held, error) {
	held, err := disk.Lock(b.place(lockName))
	var taken disk.Taken
	if errors.As(err, &taken) {
		return nil, refusal.New("A backup or a restore drill is running (process %[1]s). Try again when it is done.", "正在备份或演练恢复（进程 %[1]s），请稍后再试。", taken.Process)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnset
	}
	return held, err
}
