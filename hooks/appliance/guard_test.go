package appliance

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func TestGuardTakesTheFolderAndGivesItBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "新数据", "pb_data")
	before := os.TempDir()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	Guard(app)
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v %v", info.Mode(), err)
	}
	if _, err := os.Stat(filepath.Join(dir, markerName)); err != nil {
		t.Error(err)
	}
	if os.TempDir() != filepath.Join(dir, tempName) {
		t.Errorf("half-received uploads would lie in %s", os.TempDir())
	}
	if err := app.Bootstrap(); err != nil {
		t.Errorf("the same app may bootstrap again: %v", err)
	}
	if _, err := Lock(dir); err == nil {
		t.Error("the folder is not locked")
	}

	terminate(t, app)
	if os.TempDir() != before {
		t.Errorf("the temporary folder is %s, was %s", os.TempDir(), before)
	}
	held, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	held.Close()
}

func TestGuardClearsHalfReceivedUploadsAtStart(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, tempName, "multipart-123")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, left, []byte("an identity card"))
	newApp(t, dir, Guard)
	if _, err := os.Stat(left); err == nil {
		t.Fatal("the half-received upload is still there")
	}
}

func TestGuardRefusesBeforeTheDatabaseIsOpened(t *testing.T) {
	dir := t.TempDir()
	first := newApp(t, dir, Guard)
	terminate(t, first)
	if err := os.Remove(filepath.Join(dir, dataName)); err != nil {
		t.Fatal(err)
	}

	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	Guard(app)
	err := app.Bootstrap()
	if err == nil || !strings.Contains(err.Error(), "The database is missing from") {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, dataName)); err == nil {
		t.Fatal("an empty database was made in its place")
	}
	held, err := Lock(dir)
	if err != nil {
		t.Fatalf("a refused start keeps the folder: %v", err)
	}
	held.Close()
}

func TestGuardStartsWithDamagedLogs(t *testing.T) {
	dir := t.TempDir()
	first := newApp(t, dir, Guard)
	terminate(t, first)
	harm(t, filepath.Join(dir, auxiliaryName), func(b []byte) []byte { return fill(b, 0, 100) })
	app := newApp(t, dir, Guard)
	if !app.AuxHasTable("_logs") {
		t.Fatal("there is no new log table")
	}
	found, err := filepath.Glob(filepath.Join(dir, auxiliaryName+".damaged-*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("the damaged logs are not kept: %v %v", found, err)
	}
}

func TestSecondAppOnTheSameFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	newApp(t, dir, Guard)
	second := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	Guard(second)
	if err := second.Bootstrap(); err == nil || !strings.Contains(err.Error(), "in use by another Onestop") {
		t.Fatalf("got %v", err)
	}
}
