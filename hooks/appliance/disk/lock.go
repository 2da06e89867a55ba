package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Held is the exclusive right to what a lock file stands for. It keeps the locked file
// referenced: a collected *os.File would close and give the lock away.
type Held struct{ file *os.File }

// Taken is the error of a lock that another process holds.
type Taken struct{ Process string } // its number, "unknown" before it wrote it

func (t Taken) Error() string { return "in use by process " + t.Process }

// Lock takes a lock file, made where it is missing, for this process, until Close or the
// end of the process. It fails with Taken where another holds it.
func Lock(path string) (*Held, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(file); err != nil {
		defer file.Close()
		return nil, Taken{holder(file)}
	}
	if err := writeHolder(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("write the lock %s: %w", path, err)
	}
	return &Held{file}, nil
}

// InUse tells whether somebody holds a lock file. It is looked at by a lock that others may
// share, for a moment: whoever takes the file just then is refused once.
func InUse(path string) (bool, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	return shareFile(file) != nil, nil
}

// Close gives the lock back. Closing twice is harmless.
func (h *Held) Close() error {
	if h == nil || h.file == nil {
		return nil
	}
	file := h.file
	h.file = nil
	return file.Close()
}

// LockFleeting is Lock of a file that its holder removes (Discard). One that was removed between
// being opened here and being locked stands for nothing, while another locks a new one under the
// name: what is locked is what lies there.
func LockFleeting(path string) (*Held, error) {
	for {
		held, err := Lock(path)
		if err != nil {
			return nil, err
		}
		mine, err := held.file.Stat()
		if err != nil {
			return nil, errors.Join(err, held.Close())
		}
		if there, err := os.Stat(path); err == nil && os.SameFile(mine, there) {
			return held, nil
		}
		if err := held.Close(); err != nil {
			return nil, err
		}
	}
}

// Discard removes a lock file that LockFleeting took and gives the lock back. Windows removes no
// open file: there it stays, which is harmless.
func (h *Held) Discard() error {
	if h != nil && h.file != nil {
		_ = os.Remove(h.file.Name())
	}
	return h.Close()
}

// holder reads the process number that the holder wrote.
func holder(file *os.File) string {
	content, err := io.ReadAll(io.LimitReader(file, 20))
	pid := strings.TrimSpace(string(content))
	if err != nil || pid == "" {
		return "unknown"
	}
	return pid
}

func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
