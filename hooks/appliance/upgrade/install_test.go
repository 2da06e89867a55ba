package upgrade

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onestop/hooks/appliance/refusal"
)

// parcel is a folder with a release in it, as it comes on a USB stick.
func parcel(t *testing.T) (file string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "onestop_2.0.0_linux_amd64")
	text, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text))
	sum, err := sumOf(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(filepath.Dir(file), sumsName), strings.Repeat("0", 64)+"  onestop_2.0.0_windows_amd64.exe\n"+sum+"  "+filepath.Base(file)+"\n")
	return file
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAReleaseIsTakenOnlyAsItWasReleased(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key := base64.StdEncoding.EncodeToString(public)
	sign := func(folder string) {
		sums, err := os.ReadFile(filepath.Join(folder, sumsName))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, signatureName), string(ed25519.Sign(private, sums)))
	}
	for _, row := range []struct {
		name, key, refusal string
		spoil              func(folder, file string)
	}{
		{"whole", "", "", nil},
		{"no checksums", "", "is missing", func(folder, _ string) { _ = os.Remove(filepath.Join(folder, sumsName)) }},
		{"another file", "", "damaged", func(_, file string) { write(t, file, "#!/bin/sh\n") }},
		{"not named", "", "does not name", func(folder, _ string) { write(t, filepath.Join(folder, sumsName), "") }},
		{"unsigned", key, "not signed", nil},
		{"signed", key, "", func(folder, _ string) { sign(folder) }},
		{"signed before it was changed", key, "not signed", func(folder, file string) {
			sign(folder)
			write(t, filepath.Join(folder, sumsName), strings.Repeat("1", 64)+"  "+filepath.Base(file)+"\n")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			file := parcel(t)
			if row.spoil != nil {
				row.spoil(filepath.Dir(file), file)
			}
			if err := verify(file, file, row.key); row.refusal != "" {
				refused(t, err, row.refusal)
			} else if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// What runs is the copy, so the copy is held against the checksums, whatever the file says
// when it is read once more.
func TestTheCopyOfAReleaseIsWhatIsVerified(t *testing.T) {
	file := parcel(t)
	staged := filepath.Join(t.TempDir(), "onestop.new")
	write(t, staged, "#!/bin/sh\n")
	refused(t, verify(file, staged, ""), "damaged")
	if err := stage(file, staged); err != nil {
		t.Fatal(err)
	}
	write(t, file, "#!/bin/sh\n")
	if err := verify(file, staged, ""); err != nil {
		t.Fatal(err)
	}
	write(t, staged, "")
	install := &Install{File: file, Self: strings.TrimSuffix(staged, ".new"), Version: "1.0.0"}
	_, err := install.Run(context.Background())
	refused(t, err, "damaged")
	if _, err := os.Stat(staged); err == nil {
		t.Fatal("the damaged copy was left behind")
	}
}

// A new version comes into the place of the old one when it is newer and gets on with a
// copy of the data; else nothing is changed.
func TestInstallingAVersion(t *testing.T) {
	for role, words := range map[string]string{"2.0.0": "", "10.0.0": "", "1.0.0": "not newer", "0.9.0": "not newer", "2.0.0!": "does not get on"} {
		t.Run(role, func(t *testing.T) {
			x := newHouse(t)
			self := filepath.Join(t.TempDir(), "onestop")
			write(t, self, "the old one")
			install := &Install{File: parcel(t), Self: self, Dir: x.dir, Version: "1.0.0", Say: func(refusal.Refusal) {}}
			t.Setenv(childRole, role)
			done, err := install.Run(context.Background())
			entries, _ := os.ReadDir(filepath.Dir(self))
			text, _ := os.ReadFile(self)
			if words != "" {
				refused(t, err, words)
				if len(entries) != 1 || string(text) != "the old one" {
					t.Fatalf("left behind: %v", entries)
				}
				return
			}
			if err != nil || done.Version != role || len(entries) != 2 || len(text) < 1000 {
				t.Fatalf("%v: %+v, %v", err, done, entries)
			}
			if old, err := os.ReadFile(done.Previous); err != nil || string(old) != "the old one" {
				t.Fatalf("the previous one is %q (%v)", old, err)
			}
			if _, err := os.Stat(x.dir + ".upgrade"); err == nil {
				t.Fatal("the copy was left behind")
			}
			x.is(3, 5, "1_first.go")
			if err := Swap(self); err != nil {
				t.Fatal(err)
			}
			if text, _ = os.ReadFile(self); string(text) != "the old one" {
				t.Fatal("the swap did not bring the old one back")
			}
		})
	}
}
