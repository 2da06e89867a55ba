//go:build linux

package hooks

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// powerRun is how long people work before the power is cut;
// `go test ./hooks -run TestAPowerCut -args -power 60s` is the long run.
var powerRun = flag.Duration("power", 5*time.Second, "how long people work before the power is cut")

// A power cut: the house works on an ext4 in a file behind a loop device, is killed, and at
// that moment the file is copied. What the file system of the house still held in memory and
// had not sent to its disk is not in the copy, as after a power cut on a disk without a cache
// of its own; ext4 writes data that nobody asked it to flush up to 30 s later (the commit of
// its journal is put off to ten minutes here, or the copy could catch it half-way). What a
// disk would lose that lies about its flushes is not tried: only the disk can tell.
//
// The house of the copy starts, so nothing acknowledged is missing to its witness either, and
// holds every acknowledged act and file; with synchronous=NORMAL and without the flushing of
// files it does not.
func TestAPowerCutLosesNothingAcknowledged(t *testing.T) {
	unwatched(t)
	for name, load := range map[string]struct {
		writers int
		pause   time.Duration
	}{"busy": {crashWriters, 0}, "slow": {1, 500 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) { cutPower(t, load.writers, load.pause) })
	}
}

func cutPower(t *testing.T, writers int, pause time.Duration) {
	disk, image := smallDisk(t, "1500")
	shell(t, true, "mount", "-o", "remount,commit=600", disk)
	x := houseOn(t, disk).unlimited()
	c := newCrash(t, x, writers)
	c.pause, c.run = pause, *powerRun
	shell(t, true, "sync", "-f", disk) // what was there before counts as old
	after := filepath.Join(t.TempDir(), "after.img")
	var copied time.Duration
	c.cut = func() {
		began := time.Now()
		shell(t, true, "cp", "--sparse=always", image, after)
		copied = time.Since(began)
	}
	c.round(1)

	mounted := filepath.Join(t.TempDir(), "after")
	if err := os.Mkdir(mounted, 0o700); err != nil {
		t.Fatal(err)
	}
	mount(t, after, mounted)
	y := &house{t: t, at: morning}
	y.open(filepath.Join(mounted, "data"))
	t.Cleanup(y.close)
	records := y.all("documents", "id != ''")
	t.Logf("%d writers for %s: %d documents and %d submissions acknowledged, %d documents there; the disk was copied in %s",
		writers, c.run, len(c.files), len(c.acts), len(records), copied.Round(time.Millisecond))
	c.nothingIsLost(y, records)
	c.nothingIsLeftOver(y, records)
}
