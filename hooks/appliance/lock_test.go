package appliance

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
)

// holdUntilStdinEnds is the other process: it takes the folder and says so.
func holdUntilStdinEnds(dir string) error {
	held, err := Lock(dir)
	if err != nil {
		return err
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return held.Close()
}

func TestSecondProcessIsRefusedAndTold(t *testing.T) {
	dir := t.TempDir()
	holder := child(t, "holder", dir)
	stdin, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("the other process says %q (%v)", line, err)
	}

	_, err = Lock(dir)
	want := fmt.Sprintf("The folder %s is in use by another Onestop (process %d). Stop that one first: a service by systemctl stop onestop, and start it again afterwards by systemctl start onestop; one in a window by Ctrl+C.", dir, holder.Process.Pid)
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "请先停止") {
		t.Fatalf("got %v\nwant %s", err, want)
	}

	stdin.Close()
	if err := holder.Wait(); err != nil {
		t.Fatal(err)
	}
	held, err := Lock(dir)
	if err != nil {
		t.Fatalf("the folder is free again, yet: %v", err)
	}
	held.Close()
}

func TestKilledProcessLeavesTheFolderFree(t *testing.T) {
	dir := t.TempDir()
	holder := child(t, "holder", dir)
	if _, err := holder.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // says "killed"
	held, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	held.Close()
}

// A collected *os.File closes itself and would give the lock away.
func TestLockOutlivesTheGarbageCollector(t *testing.T) {
	dir := t.TempDir()
	held, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		runtime.GC()
	}
	if _, err := Lock(dir); err == nil {
		t.Fatal("the lock was lost")
	}
	if first, second := held.Close(), held.Close(); first != nil || second != nil {
		t.Fatal("closing twice must be harmless")
	}
	again, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestUnwritableFolderIsRefusedInWords(t *testing.T) {
	_, err := Lock(t.TempDir() + "/absent")
	if err == nil || !strings.Contains(err.Error(), "cannot be written") || !strings.Contains(err.Error(), "写入权限") {
		t.Fatalf("got %v", err)
	}
}
