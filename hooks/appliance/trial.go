package appliance

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TrialFolder is where the replica of a data folder is brought back on trial: the whole database
// in the clear, with its key beside. Nothing else belongs there.
func TrialFolder(dir string) string { return filepath.Clean(dir) + ".trial" }

// ForgetTrial removes what a trial left that was cut off. It is for whoever holds the data folder:
// another process may be at a trial. A house of that name is none, and stays.
func ForgetTrial(dir string) error {
	around := TrialFolder(dir)
	entries, err := os.ReadDir(around)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != "data" && !strings.HasPrefix(e.Name(), "data.") || e.Name() == dataName {
			return nil
		}
	}
	return os.RemoveAll(around)
}

// ForgetTrialOf is ForgetTrial for a data folder that nobody holds.
func ForgetTrialOf(dir string) error {
	held, err := Lock(dir)
	if err != nil {
		return err
	}
	return errors.Join(ForgetTrial(dir), held.Close())
}
