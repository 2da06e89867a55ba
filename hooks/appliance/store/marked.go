package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// PocketBase's way to a bucket knows no conditions. One object of which only one may make the
// next needs them; it is asked for by plain requests, signed as the storage wants it.

// ErrChanged is an object that is not the one any more that was read.
var ErrChanged = errors.New("the object was changed by somebody else")

// markedMost is how much of an object with a mark is read, in bytes.
const markedMost = 64 << 10

// ReadMarked reads a small object and the mark of what was read; an empty mark where there is
// none.
func (b Bucket) ReadMarked(ctx context.Context, key string) (text []byte, mark string, err error) {
	answer, err := b.ask(ctx, http.MethodGet, key, nil, nil)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, "", nil
	}
	text, err = io.ReadAll(io.LimitReader(answer.Body, markedMost))
	return text, answer.Header.Get("ETag"), err
}

// WriteMarked writes an object if it is still the one that has the mark, or, for an empty
// mark, if there is none, and answers the mark of what it wrote; else ErrChanged.
func (b Bucket) WriteMarked(ctx context.Context, key string, text []byte, mark string) (next string, err error) {
	condition := http.Header{"If-None-Match": {"*"}}
	if mark != "" {
		condition = http.Header{"If-Match": {mark}}
	}
	answer, err := b.ask(ctx, http.MethodPut, key, text, condition)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest { // what else it may be is a fault (answered)
		return "", ErrChanged
	}
	return answer.Header.Get("ETag"), nil
}

// ask sends one request about an object. A refusal comes as a Fault, but for an object that is
// not there and a condition that does not hold.
func (b Bucket) ask(ctx context.Context, method, key string, body []byte, heads http.Header) (*http.Response, error) {
	address, err := b.place.object(key)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range heads {
		r.Header[name] = values
	}
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	r.Header.Set("X-Amz-Content-Sha256", digest)
	keys := aws.Credentials{AccessKeyID: b.keys.Key, SecretAccessKey: b.keys.Secret}
	plain := func(o *signer.SignerOptions) { o.DisableURIPathEscaping = true } // S3 signs the path as it is sent
	if err := signer.NewSigner(plain).SignHTTP(ctx, keys, r, digest, "s3", b.place.Region, time.Now()); err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(r)
}

// object is the address of an object.
func (p Place) object(key string) (string, error) {
	u, err := url.Parse(p.Endpoint)
	if err != nil {
		return "", err
	}
	u.Host = p.host()
	if p.Host {
		return u.JoinPath(key).String(), nil
	}
	return u.JoinPath(p.Bucket, key).String(), nil
}
