package upgrade

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
)

// Bind makes the app change the schema of its folder only with a copy kept, when it opens
// it: inside the guard, which holds the folder, and around the platform, which opens the
// databases. version is that of this binary.
func Bind(app core.App, version string) {
	u := &upgrader{version: version, now: time.Now, say: tell}
	app.OnBootstrap().Bind(&hook.Handler[*core.BootstrapEvent]{Id: "onestopUpgrade", Func: u.open, Priority: -998})
}

type upgrader struct {
	version string
	now     func() time.Time
	say     func(refusal.Refusal)
}

func tell(r refusal.Refusal) { fmt.Fprintln(os.Stderr, r.Error()) }

func (u *upgrader) open(e *core.BootstrapEvent) error {
	dir := e.App.DataDir()
	has, err := migrationsIn(filepath.Join(dir, dataName))
	if err != nil {
		return err
	}
	switch way := apart(has, known()); {
	case len(way.unknown) > 0:
		return newer(dir, way.unknown)
	case len(has) == 0 || len(way.pending) == 0: // a new folder, or one of this version
		return u.finish(dir, e.Next())
	}
	return u.finish(dir, u.change(e, dir))
}

// newer refuses a folder that a later version has changed.
func newer(dir string, unknown []string) error {
	version := versionOf(dir)
	if version == "" {
		version = "?"
	}
	return refusal.New("The folder %[1]s was last served by a newer Onestop (%[2]s; %[3]s unknown here). Start that one, or go back with the command upgrade back.",
		"文件夹 %[1]s 最近由更新版本的 Onestop（%[2]s）使用过，本版本不认识其中 %[3]d 项变更。请启动那个版本，或用命令 upgrade back 退回。", dir, version, refusal.Many{N: len(unknown), One: "change is", More: "changes are"})
}

// change copies, migrates and checks; whatever fails, the folder is what it was.
func (u *upgrader) change(e *core.BootstrapEvent, dir string) error {
	u.say(refusal.Refusal{EN: "Copying the data before the upgrade to " + u.version + " …", ZH: "升级到 " + u.version + " 之前，正在复制数据……"})
	kept, err := keep(context.Background(), dir, u.version, u.now())
	if err != nil {
		return err
	}
	if err := kept.supersede(dir); err != nil {
		return err
	}
	if err = e.Next(); err == nil {
		err = e.App.RunAppMigrations()
	}
	if err == nil {
		err = kept.check(filepath.Join(dir, dataName))
	}
	if err == nil {
		u.say(refusal.Refusal{EN: "The upgrade is done. The copy is kept for two weeks in " + kept.dir + ".", ZH: "升级完成。升级前的数据保留两周：" + kept.dir + "。"})
		return nil
	}
	if back := errors.Join(e.App.ResetBootstrapState(), putBack(filepath.Join(dir, dataName), kept)); back != nil {
		return errors.Join(err, back)
	}
	// The folder is the copy again. A service that starts anew and anew must not fill the disk with more of them.
	if gone := os.RemoveAll(kept.dir); gone != nil {
		return errors.Join(err, gone)
	}
	return refusal.New("The upgrade to %[1]s failed (%[2]v). The data is as it was before; start the earlier version again and report this sentence.",
		"升级到 %[1]s 失败（%[2]v）。数据已恢复到升级前的状态，请启动原来的版本，并把这句话反馈给我们。", u.version, err)
}

// finish notes which version serves the folder and lets old copies go.
func (u *upgrader) finish(dir string, err error) error {
	if err != nil {
		return err
	}
	if versionOf(dir) != u.version {
		if err := disk.WriteFile(filepath.Join(dir, versionName), []byte(u.version)); err != nil {
			return err
		}
	}
	return forget(dir, u.now())
}

// checkLimit bounds the look at the pages of a changed database.
const checkLimit = time.Minute

// check holds a changed database against what it was: its pages are in order as far as a
// minute goes, the trail goes through the entry that was its last, and of what is evidence no row is missing.
func (k *Kept) check(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkLimit)
	defer cancel()
	if err := probe.Pages(ctx, path, false); err != nil && ctx.Err() == nil {
		return err
	}
	after, err := stateOf(path)
	if err != nil {
		return err
	}
	for name, n := range k.Counts {
		if after.Counts[name] < n {
			return fmt.Errorf("%s had %d rows and has %d", name, n, after.Counts[name])
		}
	}
	if k.Seq == 0 {
		return nil
	}
	return reading(path, func(db *dbx.DB) error {
		hash, err := appliance.HashAt(db, k.Seq)
		if err == nil && hash != k.Hash {
			err = fmt.Errorf("entry %d of the trail is another one than before", k.Seq)
		}
		return err
	})
}
