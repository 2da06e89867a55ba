package appliance

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const crashWriters = 8

// kills is how often the writing process is killed; `go test ./hooks/appliance -run Kill -args -kills 100`
// is the long run.
var kills = flag.Int("kills", 20, "how often the crash test kills the writer")

// writeUntilKilled stores records with files from several writers and prints the id and
// the digest of each one after it was acknowledged.
func writeUntilKilled(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	Guard(app)
	Durable(app)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	collection, err := papers(app)
	if err != nil {
		return err
	}
	failed := make(chan error, crashWriters)
	var print sync.Mutex
	for range crashWriters {
		go func() {
			for {
				line, err := storeOne(app, collection)
				if err != nil {
					failed <- err
					return
				}
				print.Lock()
				fmt.Println(line)
				print.Unlock()
			}
		}()
	}
	return <-failed
}

func storeOne(app core.App, collection *core.Collection) (string, error) {
	content := strings.Repeat(fmt.Sprintf("%016x", rand.Uint64()), 1+rand.IntN(2000))
	record, err := paper(collection, core.GenerateDefaultRandomId(), content)
	if err != nil {
		return "", err
	}
	err = app.RunInTransaction(func(tx core.App) error { return tx.Save(record) })
	return record.Id + " " + digest([]byte(content)), err
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// killAfter lets a writing process run for a while and kills it; it answers what was
// acknowledged, by id.
func killAfter(t *testing.T, dir string, run time.Duration, acknowledged map[string]string) {
	t.Helper()
	writer := child(t, "writer", dir)
	stdout, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatal("the writer stored nothing")
	}
	time.AfterFunc(run, func() { writer.Process.Kill() })
	for ok := true; ok; ok = lines.Scan() {
		if id, sum, whole := strings.Cut(lines.Text(), " "); whole && len(sum) == 64 {
			acknowledged[id] = sum
		}
	}
	_ = writer.Wait() // says "killed"
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]string{}
	for round := range *kills {
		before := len(acknowledged)
		killAfter(t, dir, time.Duration(50+rand.IntN(350))*time.Millisecond, acknowledged)
		if len(acknowledged) == before {
			t.Fatalf("round %d acknowledged nothing", round)
		}
	}
	app := newApp(t, dir, Guard)
	collection := mustPapers(t, app)
	for id, sum := range acknowledged {
		record, err := app.FindRecordById(collection, id)
		if err != nil {
			t.Fatalf("acknowledged record %s is lost: %v", id, err)
		}
		content, err := os.ReadFile(filepath.Join(recordDir(app, record), record.GetString("file")))
		if err != nil || digest(content) != sum {
			t.Fatalf("the file of %s is lost or damaged: %v", id, err)
		}
	}
	t.Logf("%d acknowledged before %d kills, none lost", len(acknowledged), *kills)
	afterSweep(t, app, collection)
}

// afterSweep asserts that the storage then holds the files of the records alone.
func afterSweep(t *testing.T, app core.App, collection *core.Collection) {
	t.Helper()
	age(t, filepath.Join(app.DataDir(), core.LocalStorageDirName), 2*Grace)
	removed, err := Sweep(app)
	if err != nil {
		t.Fatal(err)
	}
	records, err := app.CountRecords(collection)
	if err != nil {
		t.Fatal(err)
	}
	if left := len(stored(t, app, collection)); left != 3*int(records) { // folder, file, attributes
		t.Errorf("%d entries for %d records", left, records)
	}
	t.Logf("%d left-overs of the kills swept", removed)
}
