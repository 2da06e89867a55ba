package intake

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"onestop/hooks/rules/fault"
)

// eicar is the file that every scanner calls a virus by agreement.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

// clamd is one that knows a single virus. answer, if set, is what it says instead.
type clamd struct {
	heard  atomic.Int64 // bytes of the files so far
	answer func(conn net.Conn)
}

func (c *clamd) serve(t *testing.T, network, address string) *Scanner {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.meet(conn)
		}
	}()
	s, err := OpenScanner(network + ":" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (c *clamd) meet(conn net.Conn) {
	defer conn.Close()
	if c.answer != nil {
		c.answer(conn)
		return
	}
	r := bufio.NewReader(conn)
	if order, err := r.ReadString(0); err != nil || order != "zINSTREAM\x00" {
		io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var all []byte
	for {
		var size [4]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return
		}
		n := binary.BigEndian.Uint32(size[:])
		if n == 0 {
			break
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(r, piece); err != nil {
			return
		}
		all = append(all, piece...)
	}
	c.heard.Add(int64(len(all)))
	if bytes.Contains(all, []byte(eicar)) {
		io.WriteString(conn, "stream: Eicar-Signature FOUND\x00")
		return
	}
	io.WriteString(conn, "stream: OK\x00")
}

func says(text string) func(net.Conn) {
	return func(conn net.Conn) { io.WriteString(conn, text) }
}

// R-SEC-07: with a scanner, what it names is refused, wherever in the file it stands.
func TestScannerFindsEICAR(t *testing.T) {
	photo := jpegOf(paper(300, 200))
	for _, where := range [][2]string{{"unix", filepath.Join(t.TempDir(), "clamd.ctl")}, {"tcp", "127.0.0.1:0"}} {
		c := &clamd{}
		x := newExaminer(t, Options{Scanner: c.serve(t, where[0], where[1])})
		for what, data := range map[string][]byte{
			"a comment of a JPEG":    slices.Concat(photo[:2], jpegSegment(0xfe, []byte(eicar)), photo[2:]),
			"the tail of a JPEG":     slices.Concat(photo, []byte(eicar)),
			"the content of a PDF":   pages(1).with(4, stream("", []byte(eicar))).bytes(),
			"the end of a large PDF": pages(1).with(40, stream("", noise(3<<20))).with(41, stream("", []byte(eicar))).bytes(),
		} {
			_, err := x.bytes("file", data)
			t.Log(what)
			refusedAs(t, err, fault.FileInfected, isInfected)
		}
		before := c.heard.Load()
		for range 2 { // known bytes are scanned again: the scanner learns
			if _, err := x.bytes("a.pdf", pages(2).bytes()); err != nil {
				t.Errorf("a clean file over %s: %v", where[0], err)
			}
		}
		if got := c.heard.Load() - before; got != 2*int64(len(pages(2).bytes())) {
			t.Errorf("%d bytes were scanned", got)
		}
		before = c.heard.Load()
		if _, err := x.bytes("a.svg", []byte("<svg/>")); err == nil || c.heard.Load() != before {
			t.Errorf("what is refused anyway was scanned (%v)", err)
		}
	}
}

// A scanner that cannot be asked lets nothing pass, says so, and is named in the log.
func TestScannerDownFailsClosed(t *testing.T) {
	gone, err := OpenScanner("unix:" + filepath.Join(t.TempDir(), "nobody.ctl"))
	if err != nil {
		t.Fatal(err)
	}
	scanners := map[string]*Scanner{"not there": gone}
	for what, answer := range map[string]func(net.Conn){
		"closing at once":  says(""),
		"half an answer":   says("stream: OK"),
		"another language": says("HTTP/1.1 400 Bad Request\r\n\r\n\x00"),
		"too large":        says("INSTREAM size limit exceeded. ERROR\x00"),
		"an endless word":  says(string(bytes.Repeat([]byte("x"), 1<<20))),
		"silence":          func(conn net.Conn) { io.Copy(io.Discard, conn) },
	} {
		scanners[what] = (&clamd{answer: answer}).serve(t, "tcp", "127.0.0.1:0")
		scanners[what].limit = 300 * time.Millisecond
	}
	for what, s := range scanners {
		var told []error
		x := newExaminer(t, Options{Scanner: s, Trouble: func(err error) { told = append(told, err) }})
		_, err := x.bytes("a.pdf", pages(1).bytes())
		t.Log(what)
		refusedAs(t, err, fault.FileUnscanned, isUnscanned)
		if len(told) != 1 {
			t.Errorf("%s: the log got %v", what, told)
		}
	}
}

func TestScannerSettings(t *testing.T) {
	for _, bad := range []string{"on", "unix:", "unix:clamd.ctl", "tcp:", "tcp:127.0.0.1", "tcp:10.0.0.7:3310", "tcp:scanner.example:3310", "tcp:0.0.0.0:3310", "http://127.0.0.1:3310"} {
		if s, err := OpenScanner(bad); err == nil || s != nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{"unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310"} {
		if s, err := OpenScanner(good); err != nil || s == nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if s, err := OpenScanner(""); err != nil || s != nil {
		t.Errorf("without a setting: %v, %v", s, err)
	}
}
