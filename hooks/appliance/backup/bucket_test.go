package backup

import (
	"bytes"
	"crypto/rand"
	"io"
	"testing"

	"onestop/hooks/appliance/store/storetest"
)

// What is larger than one request arrives whole, and what fails half-way is not there.
func TestALargeThingInABucket(t *testing.T) {
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	s := storetest.Start(t)
	shelf, err := inBucket(s.Place("county").String(), "a", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, 23<<20)
	_, _ = rand.Read(content)
	put := func(name string, then error) error {
		return shelf.Put(func(w io.Writer) error {
			if _, err := w.Write(content); err != nil {
				return err
			}
			return then
		}, func() string { return name })
	}
	if err := put("x/large", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("x/half", io.ErrUnexpectedEOF); err == nil {
		t.Error("a thing that broke off was stored")
	}
	list, err := shelf.List("x")
	if err != nil || len(list) != 1 || list[0].Name != "large" || list[0].Size != int64(len(content)) || list[0].At.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	in, err := shelf.Open("x/large")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(in)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes of %d came back, %v", len(got), len(content), err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}
