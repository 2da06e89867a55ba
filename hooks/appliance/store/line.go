package store

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// PocketBase's S3 speaks through http.DefaultClient and waits for ever, in the middle of the
// one transaction that writes. Line stands between: what does not move for Patience has
// failed, an answer that is a fault is an error that can be told apart, and while the storage
// is away everybody is told so at once, until it answers again.

// Patience is for how long a storage may keep silent, and Recheck how often one that is away
// is asked whether it is there again. Tests shorten both before the first line is opened.
var (
	Patience = 10 * time.Second
	Recheck  = 2 * time.Second
)

// bodyMost is how much is read of the words of a refusal, in bytes.
const bodyMost = 64 << 10

// silent is what is said of a storage that keeps silent.
const silent = "no answer"

// lines are those to the storages of this process, by host.
var lines sync.Map

// theSwitch puts the lines before http.DefaultClient once, when the first one is opened.
var theSwitch sync.Once

// lineTo is the line to a place, opened at the first call.
func lineTo(p Place) *line {
	theSwitch.Do(func() {
		others := http.DefaultClient.Transport
		if others == nil {
			others = http.DefaultTransport
		}
		http.DefaultClient.Transport = byHost{others}
	})
	host := p.host()
	l, there := lines.Load(host)
	if !there {
		l, _ = lines.LoadOrStore(host, newLine(p.Endpoint))
	}
	return l.(*line)
}

// byHost sends the requests to a storage by its line and leaves all others alone.
type byHost struct{ others http.RoundTripper }

func (b byHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if l, ok := lines.Load(r.URL.Host); ok {
		return l.(*line).RoundTrip(r)
	}
	return b.others.RoundTrip(r)
}

// line leads to one storage.
type line struct {
	endpoint string
	carrier  http.RoundTripper
	away     atomic.Pointer[Fault] // why it is away, nil while it is there
	last     atomic.Pointer[Fault] // what the newest request failed with, nil where it did not
}

func newLine(endpoint string) *line {
	dialer := &net.Dialer{Timeout: Patience, KeepAlive: 15 * time.Second}
	return &line{endpoint: endpoint, carrier: &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return moving{c}, nil
		},
		TLSHandshakeTimeout: Patience, ResponseHeaderTimeout: Patience, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: 16, DisableCompression: true,
	}}
}

// moving is a connection on which each write must come to its end in time.
type moving struct{ net.Conn }

func (m moving) Write(b []byte) (int, error) {
	if err := m.SetWriteDeadline(time.Now().Add(Patience)); err != nil {
		return 0, err
	}
	return m.Conn.Write(b)
}

// RoundTrip sends a request, once more where the connection broke and nothing can be done
// twice by that.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	if f := l.away.Load(); f != nil {
		closeBody(r)
		return nil, f
	}
	r, err := summed(r)
	if err != nil {
		return nil, err
	}
	answer, err := l.send(r)
	if busy(err) {
		time.Sleep(pause)
	}
	if err != nil && r.Context().Err() == nil && (busy(err) || !slow(err)) && repeatable(r) {
		if again, bodyErr := anew(r); bodyErr == nil {
			answer, err = l.send(again)
		}
	}
	if err == nil {
		l.last.Store(nil)
		return answer, nil
	}
	if r.Context().Err() != nil { // whoever asked has gone
		return nil, err
	}
	f, ok := FaultOf(err)
	if !ok {
		f = &Fault{Kind: Away, Said: short(err)}
	}
	l.last.Store(f)
	if f.Kind == Away {
		l.lost(f)
	}
	return nil, f
}

// summed has the storage hold what it stores against a sum of it (Content-MD5). What breaks off on
// the way is no object then: versitygw keeps what came of it, under the name of the whole. The platform
// signs no sum of what it sends.
func summed(r *http.Request) (*http.Request, error) {
	if r.Method != http.MethodPut || r.GetBody == nil || r.Header.Get("Content-MD5") != "" || r.Header.Get("x-amz-content-sha256") != "UNSIGNED-PAYLOAD" {
		return r, nil
	}
	body, err := r.GetBody()
	if err != nil {
		closeBody(r)
		return nil, err
	}
	sum := md5.New() // which is what S3 knows; it guards against what breaks off, not against people
	_, err = io.Copy(sum, body)
	if err = errors.Join(err, body.Close()); err != nil {
		closeBody(r)
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("Content-MD5", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	return r, nil
}

// send sends once. The answer is that of the storage, or the fault in it.
func (l *line) send(r *http.Request) (*http.Response, error) {
	ctx, stop := context.WithCancel(r.Context())
	answer, err := l.carrier.RoundTrip(r.WithContext(ctx))
	if err != nil {
		stop()
		return nil, err
	}
	if answer.StatusCode < 300 && !finishes(r) {
		answer.Body = &flowing{ReadCloser: answer.Body, stop: stop, line: l}
		return answer, nil
	}
	defer stop()
	body := &flowing{ReadCloser: answer.Body, stop: stop, line: l}
	words, err := io.ReadAll(io.LimitReader(body, bodyMost))
	_ = body.Close()
	if err != nil {
		return nil, err
	}
	status := answer.StatusCode
	if finishes(r) && status < 300 && refused(words) { // S3 begins to answer before it has put the parts together
		status = http.StatusInternalServerError
	}
	if f := answered(r.Method, status, codeOf(words)); f != nil {
		return nil, f
	}
	answer.Body = io.NopCloser(bytes.NewReader(words))
	return answer, nil
}

// finishes tells the request that puts the parts of a file together.
func finishes(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Query().Has("uploadId")
}

// lost notes that the storage is away and asks for it until it is there again.
func (l *line) lost(f *Fault) {
	l.last.Store(f)
	if !l.away.CompareAndSwap(nil, f) {
		return
	}
	go func() {
		for {
			time.Sleep(Recheck)
			if l.answers() {
				l.last.CompareAndSwap(f, nil)
				l.away.Store(nil)
				return
			}
		}
	}()
}

// answers tells whether the storage says anything but that it is not able to.
func (l *line) answers() bool {
	ctx, stop := context.WithTimeout(context.Background(), Patience)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, l.endpoint+"/", http.NoBody)
	if err != nil {
		return false
	}
	answer, err := l.carrier.RoundTrip(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode < 500
}

// flowing is the body of an answer that must come on in time.
type flowing struct {
	io.ReadCloser
	stop func()
	line *line
}

func (f *flowing) Read(b []byte) (int, error) {
	var late atomic.Bool
	timer := time.AfterFunc(Patience, func() { late.Store(true); f.stop() })
	n, err := f.ReadCloser.Read(b)
	timer.Stop()
	if late.Load() && err != nil {
		fault := &Fault{Kind: Away, Said: silent}
		f.line.lost(fault)
		return n, fault
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled) {
		return n, &Fault{Kind: Away, Said: short(err)}
	}
	return n, err
}

func (f *flowing) Close() error {
	err := f.ReadCloser.Close()
	f.stop()
	return err
}

// slow tells a storage that keeps silent from one that hung up.
func slow(err error) bool {
	if _, ok := FaultOf(err); ok {
		return true // it answered, and said no
	}
	late, ok := errors.AsType[net.Error](err)
	return ok && late.Timeout()
}

// pause is how long a storage is left alone that asked for it.
const pause = 200 * time.Millisecond

// busy tells a storage that answered, and said that it can not just now.
func busy(err error) bool {
	f, ok := FaultOf(err)
	return ok && f.Kind == Away && f.Said != silent
}

// repeatable tells whether a request may reach the storage twice.
func repeatable(r *http.Request) bool {
	return r.Method != http.MethodPost && (r.Body == nil || r.Body == http.NoBody || r.GetBody != nil)
}

func anew(r *http.Request) (*http.Request, error) {
	again := r.Clone(r.Context())
	if r.GetBody == nil {
		return again, nil
	}
	body, err := r.GetBody()
	again.Body = body
	return again, err
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

// short is what the network said, without the addresses in front.
func short(err error) string {
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return silent
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err.Error()
}
