package appliance

import (
	"errors"
	"os"
	"path/filepath"
)

// TrialFolder is where the replica of a data folder is brought back on trial: the whole database
// in the clear, with its key beside. Nothing else belongs there.
func TrialFolder(dir string) string { return filepath.Clean(dir) + ".trial" }

// ForgetTrial removes what a trial left that was cut off. It is for whoever holds the data folder:
// another process may be at a trial. A house of that name is none, and stays.
func ForgetTrial(dir string) error {
	if around := TrialFolder(dir); Empty(around) {
		return os.RemoveAll(around)
	}
	return nil
}

// ForgetTrialOf is ForgetTrial for a data folder that nobody holds.
func ForgetTrialOf(dir string) error {
	held, err := Lock(dir)
	if err != nil {
		return err
	}
	return errors.Join(ForgetTrial(dir), held.Close())
}
