package backup

import (
	"context"
	"os/exec"
	"testing"
	"time"
)

// A backup disk that runs full keeps the backups it has, says so in words, and takes the next
// one when there is room again.
func TestAFullDisk(t *testing.T) {
	x := newHouse(t)
	// A disk of 3 MB, where this user may attach one.
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", x.disk).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be attached here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", x.disk).CombinedOutput(); err != nil {
			t.Errorf("%s", out)
		}
	})
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	bulk(t, x, 6)
	x.at = x.at.Add(time.Hour)
	_, err := x.Run(context.Background())
	refused(t, err, "is full")
	status, err := x.Status(t.Context())
	if err != nil || status.Last.Problem == nil || len(status.Backups) != 1 || status.Free == 0 || !status.OtherDisk {
		t.Fatalf("%+v, %v", status, err)
	}
	if _, err := x.Drill(context.Background(), nil); err != nil {
		t.Fatal("the backup that is there cannot be opened:", err)
	}
	if _, err := x.app.NonconcurrentDB().NewQuery("DELETE FROM papers WHERE id LIKE 'bulk%'").Execute(); err != nil {
		t.Fatal(err)
	}
	if result := x.run(); result.Seq != 2 {
		t.Fatalf("%+v", result)
	}
	if _, err := x.restore(t.TempDir()+"/data", phrase); err != nil {
		t.Fatal(err)
	}
}
