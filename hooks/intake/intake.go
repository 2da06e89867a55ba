// Package intake decides what an uploaded file may be. The server itself only looks at
// the first bytes, the name and the declared dimensions; decoding and parsing happen in a
// child process of the same binary with a memory and a time limit, so that no file can
// take the service down.
//
// Taken are JPEG, PNG and PDF, by content at offset 0. Of a picture a copy is kept that
// stands upright, is no larger than a page of A4 at 200 dots per inch and carries nothing
// but what can be seen. Every refusal is a fault that says what to do; its fact "reason"
// is one of Reasons. A doubtful picture is taken with warnings.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"
)

// MaxBytes is the largest file that is taken, in bytes.
const MaxBytes = 20 << 20

// Finding is what is known of a file that may be taken.
type Finding struct {
	Mime   string // of the file to store: image/jpeg, image/png or application/pdf
	Ext    string // of the file to store: .jpg, .png or .pdf
	Size   int64  // bytes
	SHA256 string // of the bytes sent, hexadecimal
	Width  int    // of a picture, pixels as sent, before any EXIF orientation
	Height int
	Pages  int // of a PDF; 1 for a picture

	// Flags name what was taken but should be known: form_scripts (scripts that only format
	// form fields), xfa_form (a second form description without scripts), outward_actions
	// (links to other files and buttons that send the form, when clicked).
	Flags []string
	// Quality holds the legibility of a picture, see Legibility, and of its copy width and
	// height in pixels and whether it was scaled and turned; nil for a PDF.
	Quality map[string]any
	// Warnings say what is doubtful about a picture, in a fixed order.
	Warnings []Warning

	// Copy is what to store in place of a picture that was sent, Thumb a JPEG of at most
	// 240 × 320 pixels for lists; both nil for a PDF, which is stored as it was sent.
	Copy, Thumb []byte
}

// StoredSHA256 is the digest of the bytes to store, hexadecimal.
func (f Finding) StoredSHA256() string {
	if f.Copy == nil {
		return f.SHA256
	}
	sum := sha256.Sum256(f.Copy)
	return hex.EncodeToString(sum[:])
}

// Options of an Examiner; the zero value is right for a machine with little memory.
type Options struct {
	Workers       int           // children at work at once; 1 if not positive
	JobLimit      time.Duration // for one file; 10 s if not positive
	JobsPerWorker int           // after so many files a child is replaced; 500 if not positive
	Thresholds    Thresholds    // figures in place of those of the house
	Scanner       *Scanner      // nil: files are not scanned
	Brisk         bool          // children do not stand back for the server; to furnish a county
	Room          int           // bytes of pictures that are kept with their verdict, so that the same one is not read again
	// Trouble is told what the scanner found or why it could not be asked; nil: nobody is.
	Trouble func(error)
}

// Examiner judges uploads. It keeps its children running between files, because to start
// one costs more than to judge most files. Its methods may be called at the same time.
type Examiner struct {
	options  Options
	slots    chan *worker // one entry for each child at work or at rest; nil: not started
	verdicts *verdicts
	closing  context.Context
	close    context.CancelFunc
}

// NewExaminer makes an examiner; it starts no child before the first file needs one. The
// running program must call RunChild when IsChild says so, first thing in main (or TestMain).
func NewExaminer(o Options) *Examiner {
	o.Workers = max(o.Workers, 1)
	if o.JobLimit <= 0 {
		o.JobLimit = 10 * time.Second
	}
	if o.JobsPerWorker <= 0 {
		o.JobsPerWorker = 500
	}
	x := &Examiner{options: o, slots: make(chan *worker, o.Workers), verdicts: newVerdicts(512, o.Room)}
	x.closing, x.close = context.WithCancel(context.Background())
	for range o.Workers {
		x.slots <- nil
	}
	return x
}

// ErrClosed is what Examine answers after Close.
var ErrClosed = errors.New("intake: the examiner is closed")

// Close ends all children, those at work included, and waits for them.
func (x *Examiner) Close() {
	if x.closing.Err() != nil {
		return
	}
	x.close()
	for range x.options.Workers {
		if w := <-x.slots; w != nil {
			w.retire()
		}
	}
}

// Examine judges the file in r, read from its beginning, that was sent under the given
// name. The error is a *fault.Fault (file_empty, file_too_large, file_type, file_broken,
// file_bomb, file_encrypted, file_active, file_illegible, file_infected, file_unscanned) for a file that is not taken;
// any other error means that the machine failed or ctx ended, not that the file is bad.
// Callers beyond the number of children wait in a queue; waiting costs no memory.
func (x *Examiner) Examine(ctx context.Context, name string, r io.ReadSeeker) (Finding, error) {
	f, finding, err := look(name, r)
	if err == nil {
		finding, err = x.judge(ctx, f, finding, r)
	}
	if err == nil && x.options.Scanner != nil {
		err = x.scan(ctx, r)
	}
	var why reason
	if errors.As(err, &why) {
		return Finding{}, refuse(why)
	}
	if err != nil {
		return Finding{}, err
	}
	return finding, nil
}

// scan lets the scanner look at a file that may be taken otherwise.
func (x *Examiner) scan(ctx context.Context, r io.ReadSeeker) error {
	why, cause := x.options.Scanner.scan(ctx, r)
	if cause != nil && x.options.Trouble != nil {
		x.options.Trouble(cause)
	}
	if why != "" {
		return why
	}
	return nil
}

// look does everything that needs no decoding: size, type, name, tail, declared
// dimensions, and the digest.
func look(name string, r io.ReadSeeker) (*format, Finding, error) {
	size, err := r.Seek(0, io.SeekEnd)
	switch {
	case err != nil:
		return nil, Finding{}, err
	case size == 0:
		return nil, Finding{}, isEmpty
	case size > MaxBytes:
		return nil, Finding{}, isTooLarge
	}
	head, err := part(r, 0, min(size, headBytes))
	if err != nil {
		return nil, Finding{}, err
	}
	f, err := recognise(head)
	if err != nil {
		return nil, Finding{}, err
	}
	if misleads(name, f) {
		return nil, Finding{}, nameMisled
	}
	tail := min(size, zipTail)
	if end, err := part(r, size-tail, tail); err != nil {
		return nil, Finding{}, err
	} else if twofold(end) {
		return nil, Finding{}, isTwofold
	}
	finding := Finding{Mime: f.mime, Ext: f.ext, Size: size}
	if f.measure != nil {
		if finding.Width, finding.Height, err = measured(f, r); err != nil {
			return nil, Finding{}, err
		}
	}
	finding.SHA256, err = digest(r, size)
	return f, finding, err
}

func measured(f *format, r io.ReadSeeker) (width, height int, err error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	return f.measure(r)
}

// part reads n bytes at an offset.
func part(r io.ReadSeeker, at, n int64) ([]byte, error) {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

func digest(r io.ReadSeeker, size int64) (string, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	if err == nil && n != size {
		err = errors.New("intake: the upload changed while it was read")
	}
	return hex.EncodeToString(sum.Sum(nil)), err
}

// judge lets a child read the whole file, unless the same bytes were judged before.
func (x *Examiner) judge(ctx context.Context, f *format, finding Finding, r io.ReadSeeker) (Finding, error) {
	rep, known := x.verdicts.get(finding.SHA256)
	if !known {
		var err error
		if rep, err = x.ask(ctx, f, finding.Size, r); err != nil {
			return Finding{}, err
		}
		x.verdicts.put(finding.SHA256, rep)
	}
	if rep.Refused != "" {
		return Finding{}, rep.Refused
	}
	finding.Pages, finding.Flags, finding.Quality = rep.Pages, rep.Flags, rep.Quality
	if rep.copy == nil {
		return finding, nil
	}
	_, finding.Warnings = x.options.Thresholds.judge(rep.Quality)
	return finding, finding.keep(rep)
}

// keep takes over the copy of a picture. What a child sends is believed no further than
// its first bytes show.
func (f *Finding) keep(rep report) error {
	kept, err := recognise(rep.copy)
	if err != nil || kept.mime != rep.Mime {
		return errors.New("intake: the child sent a copy that is no picture")
	}
	f.Mime, f.Ext, f.Copy, f.Thumb = kept.mime, kept.ext, rep.copy, rep.thumb
	return nil
}

// ask waits for a child and gives it the file. A child that died at rest is no fault of
// the file: it is replaced once.
func (x *Examiner) ask(ctx context.Context, f *format, size int64, r io.ReadSeeker) (rep report, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(x.closing, cancel)()
	var w *worker
	select {
	case w = <-x.slots:
	case <-ctx.Done():
		return report{}, x.ended(ctx)
	}
	defer func() { x.slots <- w }()
	for range 2 {
		if w == nil {
			if w, err = spawn(ctx, x.options.Thresholds); err != nil {
				return report{}, errors.Join(err, x.ended(ctx))
			}
			if !x.options.Brisk {
				_ = giveWay(w.cmd.Process.Pid) // it fails only when the child is gone already
			}
		}
		if _, err = r.Seek(0, io.SeekStart); err != nil {
			return report{}, err
		}
		rep, err = w.run(ctx, f.key, size, r, x.options.JobLimit)
		if err != nil {
			w.kill()
			w = nil
		} else if w.jobs >= x.options.JobsPerWorker {
			w.retire()
			w = nil
		}
		if !errors.Is(err, errStale) {
			break
		}
	}
	return rep, errors.Join(err, x.ended(ctx))
}

// ended is the error of a caller that gave up or an examiner that closes, nil otherwise.
func (x *Examiner) ended(ctx context.Context) error {
	if x.closing.Err() != nil {
		return ErrClosed
	}
	return ctx.Err()
}
