//go:build !windows

package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// openModes names the secrets of a folder that other users of the machine may use.
func openModes(dir string) (known bool, open []string, err error) {
	paths, err := secrets(dir)
	if err != nil {
		return true, nil, err
	}
	for _, path := range paths {
		info, statErr := os.Stat(path)
		if errors.Is(statErr, fs.ErrNotExist) {
			continue
		}
		if statErr != nil {
			return true, open, statErr
		}
		if info.Mode().Perm()&0o077 != 0 {
			open = append(open, filepath.Base(path))
		}
	}
	return true, open, nil
}
