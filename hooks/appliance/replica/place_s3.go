package replica

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/benbjohnson/litestream"
	replicas3 "github.com/benbjohnson/litestream/s3"

	"onestop/hooks/appliance/store"
)

// bucket is a place in an object storage. The lease is one object; it is written on the
// condition that it is still the one that was read.
type bucket struct {
	place store.Place
	keys  store.Keys
	asks  *s3.Client
}

const leaseObject = "lease.json"

// openBucket opens a part of a bucket by the credentials of the environment.
func openBucket(address string) (*Place, error) {
	where, err := store.Parse(address)
	if err != nil {
		return nil, err
	}
	keys, err := store.Credentials()
	if err != nil {
		return nil, err
	}
	// Litestream's client fails by this variable of another program; certificates of an
	// authority of the place's own are named in SSL_CERT_FILE.
	if err := os.Unsetenv("AWS_CA_BUNDLE"); err != nil {
		return nil, err
	}
	asks := s3.New(s3.Options{Region: where.Region, BaseEndpoint: aws.String(where.Endpoint), UsePathStyle: !where.Host, RetryMaxAttempts: 2,
		Credentials: credentials.NewStaticCredentialsProvider(keys.Key, keys.Secret, "")})
	return &Place{&bucket{where, keys, asks}}, nil
}

func (b *bucket) String() string { return b.place.String() }

func (b *bucket) pages(tenure int64) litestream.ReplicaClient {
	c := replicas3.NewReplicaClient()
	c.AccessKeyID, c.SecretAccessKey = b.keys.Key, b.keys.Secret
	c.Bucket, c.Path, c.Region, c.Endpoint, c.ForcePathStyle = b.place.Bucket, path.Join(b.place.Prefix, tenureName(tenure)), b.place.Region, b.place.Endpoint, !b.place.Host
	return c
}

func (b *bucket) key() *string { return aws.String(path.Join(b.place.Prefix, leaseObject)) }

// fit makes an object twice, the second time on the condition that it is not there.
func (b *bucket) fit(ctx context.Context) error {
	in := &s3.PutObjectInput{Bucket: aws.String(b.place.Bucket), Key: aws.String(path.Join(b.place.Prefix, "lease-probe")), Body: bytes.NewReader(nil)}
	if _, err := b.asks.PutObject(ctx, in); err != nil {
		return err
	}
	in.IfNoneMatch, in.Body = aws.String("*"), bytes.NewReader(nil)
	switch _, err := b.asks.PutObject(ctx, in); {
	case err == nil:
		return errUnfit
	case status(err) != http.StatusPreconditionFailed && status(err) != http.StatusConflict:
		return err
	}
	return nil
}

// lease reads the object; its tag is the mark.
func (b *bucket) lease(ctx context.Context) (text []byte, mark string, err error) {
	out, err := b.asks.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(b.place.Bucket), Key: b.key()})
	if status(err) == http.StatusNotFound && !noBucket(err) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	text, err = io.ReadAll(io.LimitReader(out.Body, 64<<10))
	err = errors.Join(err, out.Body.Close())
	return text, aws.ToString(out.ETag), err
}

// change writes the object if it is still the one that has the mark.
func (b *bucket) change(ctx context.Context, text []byte, mark string) (string, error) {
	in := &s3.PutObjectInput{Bucket: aws.String(b.place.Bucket), Key: b.key(), Body: bytes.NewReader(text), ContentType: aws.String("application/json")}
	if mark == "" {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = aws.String(mark)
	}
	out, err := b.asks.PutObject(ctx, in)
	if s := status(err); s == http.StatusPreconditionFailed || s == http.StatusConflict {
		return "", errTaken
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ETag), nil
}

// status is the answer of the storage; 0 where it gave none.
func status(err error) int {
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return answer.HTTPStatusCode()
	}
	return 0
}

// noBucket tells a bucket that is not there from an object that is not.
func noBucket(err error) bool {
	coded, ok := errors.AsType[interface {
		error
		ErrorCode() string
	}](err)
	return ok && coded.ErrorCode() == "NoSuchBucket"
}
