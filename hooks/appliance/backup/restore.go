package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/swap"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/rules/workday"
)

// Restore brings a backup back into a data folder, which may be there or not. Nothing of it
// is touched before everything has been read, compared and written to the disk beside it.
type Restore struct {
	Dir      string    // the data folder
	From     string    // the backup disk, or a part of a bucket
	At       time.Time // the newest backup up to then; zero: the newest of all
	Identity func(recipient string) (*vault.Identity, error)
	Now      func() time.Time
	Opens    Opens                 // whether a key is that of the house; nil: it is not asked
	Say      func(refusal.Refusal) // what is being done, for the person who waits; may be nil

	step func(string) // told before each step that changes something, for the tests that stop there
}

// Restored is what was brought back.
type Restored struct {
	At      time.Time // the time of the backup
	Records int       // that have files
	Files   int
	Missing []string // files that were lost before the backup was made
	Old     string   // where the earlier data folder lies now, "" where there was none
	Unaimed bool     // it is not backed up before somebody names a place (ErrRestored)
}

// Run restores. Whatever stops it, the house is the old one or the new one; a swap that was
// begun is finished by the next start.
func (r *Restore) Run(ctx context.Context) (*Restored, error) {
	if r.step == nil {
		r.step = func(string) {}
	}
	places, err := shelves(ctx, r.From, "") // nothing goes there
	if err != nil {
		return nil, err
	}
	store, err := vault.Open(places...)
	if err != nil {
		return nil, err
	}
	if err := r.placed(false); err != nil { // before anybody types
		return nil, err
	}
	identity, err := r.Identity(store.Recipient())
	if err != nil {
		return nil, err
	}
	if identity.Keys().Recipient != store.Recipient() {
		return nil, refusal.New("This recovery phrase belongs to other backups.", "这个恢复短语是另一套备份的，不能打开这里的备份。")
	}
	m, err := r.choose(store, identity)
	if err != nil {
		return nil, err
	}
	if err := r.placed(true); err != nil {
		return nil, err
	}
	right, err := swap.Open(r.Dir)
	if err != nil {
		return nil, err
	}
	defer right.Close()
	right.Watch(r.step)
	return r.exchange(ctx, right, &extraction{store: store, identity: identity, manifest: m, dir: filepath.Join(right.Work(), filepath.Base(right.Dir()))})
}

// placed has the folder there in which the data folder is to lie, if it is to be made, for this user
// alone: that of a service on a new machine. What lacks more of its path was mistyped, or lies on a
// disk that is not mounted.
func (r *Restore) placed(do bool) error {
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if there(parent) {
		return nil
	}
	if above := filepath.Dir(parent); !there(above) {
		return refusal.New("There is no folder %[1]s in which %[2]s could lie. See that its disk is mounted and the name is right, or make it first.",
			"文件夹 %[1]s 不存在，无法在其中建立 %[2]s。请检查磁盘是否已挂载、名称是否正确，或先建好文件夹。", above, dir)
	}
	if !do {
		return nil
	}
	return os.Mkdir(parent, 0o700)
}

// there tells whether something may lie at a path; of one that cannot be seen, nobody knows.
func there(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// choose finds the newest backup up to At.
func (r *Restore) choose(store *vault.Store, identity *vault.Identity) (*vault.Manifest, error) {
	entries, err := store.Entries()
	if err != nil {
		return nil, err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if r.At.IsZero() || !entries[i].At.After(r.At) {
			return store.Load(identity, entries[i])
		}
	}
	if len(entries) > 0 {
		return nil, refusal.New("No backup is as old as that; the oldest is of %s.", "没有那么早的备份，最早的一份是 %s。", workday.Minute(entries[0].At))
	}
	return nil, refusal.New("There is no finished backup in %s.", "%s 里没有已完成的备份。", r.From)
}

// exchange prepares the new folder beside the old one and puts it in its place.
func (r *Restore) exchange(ctx context.Context, right *swap.Swap, x *extraction) (*Restored, error) {
	held, err := r.hold()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	out, err := r.prepare(ctx, right.Work(), x)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(right.Work()))
	}
	names, err := r.names(right, x)
	if err != nil {
		return nil, err
	}
	r.step("synced")
	if err := disk.SyncTree(right.Work()); err != nil {
		return nil, err
	}
	// Windows renames no folder in which a file is open. Whoever starts now finds the restore
	// under way and is refused.
	if err := held.Close(); err != nil {
		return nil, err
	}
	r.say("Putting the data in place …", "正在就位……")
	if out.Old, err = right.Exchange(names, r.Now()); err != nil {
		return out, err
	}
	_, unaimed := (&Backups{Dir: right.Dir()}).aimed()
	out.Unaimed = errors.Is(unaimed, ErrRestored)
	return out, nil
}

// hold makes sure that nobody serves the folder.
func (r *Restore) hold() (*disk.Held, error) {
	if _, err := os.Stat(r.Dir); errors.Is(err, os.ErrNotExist) {
		return nil, nil //nolint:nilnil // there is nothing to hold, and closing nothing is harmless
	}
	return appliance.Lock(r.Dir)
}

// prepare writes the whole new state beside the old one and checks it.
func (r *Restore) prepare(ctx context.Context, work string, x *extraction) (*Restored, error) {
	if err := appliance.RoomFor(work, x.manifest.Bytes()+x.manifest.Bytes()/10); err != nil {
		return nil, err
	}
	r.step("prepare")
	r.say("Reading the database of %s …", "正在读取 %s 的数据库……", workday.Minute(x.manifest.At))
	if err := x.open(ctx); err != nil {
		return nil, err
	}
	if err := r.opened(x); err != nil {
		return nil, err
	}
	out := &Restored{At: x.manifest.At, Records: len(x.manifest.Records), Missing: x.manifest.Missing}
	r.say("Reading the files of %d records …", "正在读取 %d 条记录的文件……", out.Records)
	for i, record := range x.manifest.Records {
		if i == len(x.manifest.Records)/2 {
			r.step("half")
		}
		n, err := x.record(ctx, record)
		if err != nil {
			return nil, err
		}
		out.Files += n
	}
	r.step("rotate")
	return out, rotate(x.dir)
}

// names are what the swap exchanges. The settings of the backups come along to a machine
// that has none of this house.
func (r *Restore) names(right *swap.Swap, x *extraction) ([]string, error) {
	base := filepath.Base(right.Dir())
	if _, ok := x.manifest.Beside[".heads"]; !ok { // kept heads of another trail would not fit
		if err := os.WriteFile(x.dir+".heads", nil, 0o600); err != nil {
			return nil, err
		}
	}
	names := []string{base, base + ".heads"}
	for _, ending := range []string{appliance.KeyEnding, ".ca"} {
		if _, ok := x.manifest.Beside[ending]; ok {
			names = append(names, base+ending)
		}
	}
	own := &Backups{Dir: right.Dir()}
	if s, err := own.settings(); err == nil && s.House == x.store.House() {
		return names, nil
	}
	return append(names, base+".backup"), r.settle(x)
}

// settle writes the settings of the backups for a machine that has none. The phrase was
// typed there, so it is kept for the drill. From a bucket or a folder of the network, or by a
// trial with the disk itself, anybody may have brought back a copy of a house that is alive, so
// somebody has to say where the backups go.
func (r *Restore) settle(x *extraction) error {
	text, err := json.MarshalIndent(settings{House: x.store.House(), Keys: x.identity.Keys()}, "", "  ")
	if err != nil {
		return err
	}
	dir := x.dir + ".backup"
	return errors.Join(os.MkdirAll(dir, 0o700),
		os.WriteFile(filepath.Join(dir, settingsName), text, 0o600),
		os.WriteFile(filepath.Join(dir, identityName), []byte(x.identity.String()+"\n"), 0o600))
}

func (r *Restore) say(en, zh string, args ...any) {
	if r.Say != nil {
		r.Say(refusal.Refusal{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)})
	}
}
