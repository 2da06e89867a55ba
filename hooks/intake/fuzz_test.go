package intake

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// FuzzHeader feeds what the server itself looks at.
func FuzzHeader(f *testing.F) {
	for _, h := range append(hostileTypes(), hostilePictures()...) {
		if len(h.data) < 10000 {
			f.Add(h.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		_, finding, err := look("file", bytes.NewReader(data))
		var why reason
		if err != nil && !errors.As(err, &why) {
			t.Fatalf("%v", err)
		}
		if err == nil && finding.Mime != "application/pdf" && allow(finding.Width, finding.Height, 0) != nil {
			t.Fatalf("%d × %d is taken", finding.Width, finding.Height)
		}
	})
}

// FuzzPDF feeds the reader of the child process, in this process.
func FuzzPDF(f *testing.F) {
	for _, h := range append(hostileFrames(), append(hostileActions(), hostileStructures()...)...) {
		if len(h.data) < 20000 {
			f.Add(h.data)
		}
	}
	f.Add(pages(3).bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<18 {
			return
		}
		begun := time.Now()
		rep, err := judgePDF(data)
		if took := time.Since(begun); took > 2*time.Second*slow {
			t.Fatalf("took %s", took)
		}
		var why reason
		switch {
		case err != nil && !errors.As(err, &why):
			t.Fatalf("%v", err)
		case err == nil && (rep.Pages < 1 || rep.Pages > maxPages):
			t.Fatalf("%d pages", rep.Pages)
		}
	})
}

// FuzzReport feeds what a child could say once a file has taken it over.
func FuzzReport(f *testing.F) {
	for _, rep := range []report{{}, {Refused: isBroken}, {Pages: 3, Flags: []string{flagForm}, Quality: map[string]any{"edges": 0.5}}} {
		var b bytes.Buffer
		if err := writeReport(&b, rep); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rep, err := readReport(bytes.NewReader(data))
		if err == nil && rep.Refused != "" {
			refuse(rep.Refused)
		}
	})
}

func TestWire(t *testing.T) {
	var b bytes.Buffer
	if err := writeJob(&b, 'j', 3); err != nil {
		t.Fatal(err)
	}
	b.WriteString("abc")
	key, data, err := readJob(&b)
	if err != nil || key != 'j' || string(data) != "abc" {
		t.Errorf("%c %q %v", key, data, err)
	}
	if _, _, err := readJob(bytes.NewReader([]byte("j\xff\xff\xff\xff"))); err == nil {
		t.Error("a job of 4 GB is read")
	}
	if _, _, err := readJob(bytes.NewReader([]byte("j\x00\x00\x00\x05abc"))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half a job: %v", err)
	}
	if rep := examine('?', nil); rep.Refused != isUnknown {
		t.Errorf("an unknown format: %+v", rep)
	}
}
