package intake

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"
)

// How a clamd is asked: in pieces of so many bytes, so many files at once, and no longer
// than so for one file.
const (
	scanPiece = 64 << 10
	scanners  = 4
	scanLimit = 30 * time.Second
)

// Scanner asks a clamd on this machine whether an upload holds something harmful, with
// its command INSTREAM. When it cannot be asked, nothing is taken.
type Scanner struct {
	network, address string
	limit            time.Duration
	slots            chan struct{}
}

// OpenScanner reads a setting like unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310. An
// empty one means that nothing is scanned, and answers nil. The files go over the
// connection as they are, so an address of another machine is an error.
func OpenScanner(setting string) (*Scanner, error) {
	if setting == "" {
		return nil, nil
	}
	network, address, _ := strings.Cut(setting, ":")
	switch network {
	case "unix":
		if !filepath.IsAbs(address) {
			return nil, fmt.Errorf("%q names no socket; write unix:/run/clamav/clamd.ctl", setting)
		}
	case "tcp":
		host, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			return nil, fmt.Errorf("%q is no address of this machine; write tcp:127.0.0.1:3310", setting)
		}
	default:
		return nil, fmt.Errorf("%q is neither a socket nor an address; write unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310", setting)
	}
	return &Scanner{network, address, scanLimit, make(chan struct{}, scanners)}, nil
}

// scan sends the whole file. The reason is isInfected or isUnscanned; the other error
// says what happened, for the log.
func (s *Scanner) scan(ctx context.Context, r io.ReadSeeker) (why reason, cause error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return isUnscanned, ctx.Err()
	}
	defer func() { <-s.slots }()
	answer, err := s.ask(ctx, r)
	switch {
	case err != nil:
		return isUnscanned, err
	case answer == "stream: OK":
		return "", nil
	case strings.HasSuffix(answer, " FOUND"):
		return isInfected, fmt.Errorf("clamd: %.200q", answer)
	}
	return isUnscanned, fmt.Errorf("clamd answers %.200q", answer)
}

func (s *Scanner) ask(ctx context.Context, r io.ReadSeeker) (string, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	conn, err := new(net.Dialer).DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	sent := sendPieces(conn, r)
	answer, err := bufio.NewReaderSize(io.LimitReader(conn, 4<<10), 512).ReadString(0)
	if err != nil { // clamd may answer before it has heard everything
		return "", errors.Join(sent, err, ctx.Err())
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

// sendPieces sends the pieces, each behind its length, and a length of nothing.
func sendPieces(w io.Writer, r io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+scanPiece)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		binary.BigEndian.PutUint32(piece, uint32(n))
		if _, failed := w.Write(piece[:4+n]); failed != nil || n == 0 {
			return failed
		}
	}
}
