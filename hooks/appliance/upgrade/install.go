package upgrade

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// tryLimit bounds how long a new version may take to change and open a copy of the data.
const tryLimit = 30 * time.Minute

// Install puts a new version in the place of the running binary, after it has changed,
// checked and opened a copy of the data. The service may run meanwhile: nothing of its
// folder is touched, and the new version comes to it with the next start.
type Install struct {
	File    string // the new binary, beside its SHA256SUMS
	Self    string // the binary that is replaced
	Dir     string // the data folder
	Version string // of the binary that is replaced
	Say     func(refusal.Refusal)
}

// Installed is what was put in place.
type Installed struct {
	Version  string
	Previous string // where the earlier binary lies now
}

// Run installs. Until everything has been tried nothing is changed.
func (i *Install) Run(ctx context.Context) (*Installed, error) {
	staged := i.Self + ".new"
	defer os.Remove(staged)
	if err := stage(i.File, staged); err != nil {
		return nil, err
	}
	if err := verify(i.File, staged, PublicKey); err != nil {
		return nil, err
	}
	version, err := ask(ctx, staged, "version")
	if err != nil {
		return nil, refusal.New("%[1]s does not run on this machine (%[2]v).", "%[1]s 无法在这台电脑上运行（%[2]v）。", i.File, err)
	}
	if semver.Compare("v"+version, "v"+i.Version) <= 0 {
		return nil, refusal.New("%[1]s is version %[2]s, which is not newer than this one (%[3]s). To go back, use upgrade back.",
			"%[1]s 的版本是 %[2]s，并不比当前版本（%[3]s）新。如需退回，请用 upgrade back。", i.File, version, i.Version)
	}
	if err := i.try(ctx, staged, version); err != nil {
		return nil, err
	}
	previous := Previous(i.Self)
	if err := exchange(staged, i.Self, previous); err != nil {
		return nil, err
	}
	return &Installed{Version: version, Previous: previous}, nil
}

// Previous is where the binary lies that was there before a new one was installed.
func Previous(self string) string {
	bare := strings.TrimSuffix(self, ".exe")
	return bare + ".previous" + strings.TrimPrefix(self, bare)
}

// Swap puts the previous binary back in its place and the present one in that of the previous.
func Swap(self string) error {
	staged := self + ".new"
	if err := os.Rename(Previous(self), staged); err != nil {
		return err
	}
	return exchange(staged, self, Previous(self))
}

// exchange moves what runs out of the way, which Windows permits, and the new one in.
func exchange(staged, self, previous string) error {
	if err := os.Remove(previous); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := disk.Rename(self, previous); err != nil {
		return err
	}
	if err := disk.Rename(staged, self); err != nil {
		return errors.Join(err, disk.Rename(previous, self))
	}
	return nil
}

// try lets the new version change and open a copy of the data, as it would at its start.
func (i *Install) try(ctx context.Context, binary, version string) error {
	data := filepath.Join(i.Dir, dataName)
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing has been served yet
	}
	i.Say(refusal.Refusal{EN: "Trying " + version + " on a copy of the data …", ZH: "正在用数据的副本试运行 " + version + "……"})
	work := filepath.Clean(i.Dir) + ".upgrade"
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(filepath.Join(work, "data"), 0o700)); err != nil {
		return err
	}
	defer os.RemoveAll(work)
	copied := filepath.Join(work, "data")
	if err := appliance.CopyDatabase(ctx, data, filepath.Join(copied, dataName)); err != nil {
		return err
	}
	for _, ending := range []string{".key", ".heads"} {
		if err := copyFile(filepath.Clean(i.Dir)+ending, copied+ending); err != nil {
			return err
		}
	}
	if _, err := ask(ctx, binary, "upgrade", "try", "--dir", copied); err != nil {
		return refusal.New("Version %[1]s does not get on with the data (%[2]v). Nothing was changed; report this sentence.",
			"版本 %[1]s 无法使用现有数据（%[2]v）。没有做任何更改，请把这句话反馈给我们。", version, err)
	}
	return nil
}

// Knows asks a binary which migrations it knows.
func Knows(ctx context.Context, binary string) ([]string, error) {
	out, err := ask(ctx, binary, "upgrade", "knows")
	return strings.Fields(out), err
}

// Known are the migrations of this binary, one a line.
func Known() string { return strings.Join(known(), "\n") + "\n" }

// ask runs another binary of ours and answers what it prints; what it complains of is the error.
func ask(ctx context.Context, binary string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil && complaint.Len() > 0 {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(out)), err
}

// stage copies a binary beside the one that it will replace, so that the exchange is only a
// renaming.
func stage(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755) // a program has to be one
	if err != nil {
		return refusal.New("The folder of the program %[1]s cannot be written (%[2]v). Run this as administrator.", "程序所在文件夹无法写入 %[1]s（%[2]v），请以管理员身份运行。", to, err)
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
