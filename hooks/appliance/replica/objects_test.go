package replica

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/superfly/ltx"
)

// TestPagesInABucket: what is written is there as it was, from any byte on, listed in order
// from any transaction on, and gone when it is deleted; also where it is sent in several parts.
func TestPagesInABucket(t *testing.T) {
	w, _ := bucketWorld(t)
	ctx := context.Background()
	pages := w.place.pages(7)
	when := time.UnixMilli(1_780_000_000_000).UTC()
	written := map[ltx.TXID][]byte{}
	for first, size := range map[ltx.TXID]int{1: 100, 2: 64 << 10, 3: 12 << 20, 0x1f: 70_000} {
		head, err := (&ltx.Header{Version: ltx.Version, PageSize: 4096, Commit: 1, MinTXID: first, MaxTXID: first, Timestamp: when.UnixMilli()}).MarshalBinary()
		w.must(err)
		content := append(head, make([]byte, size)...)
		_, err = rand.NewChaCha8([32]byte{byte(first)}).Read(content[len(head):])
		w.must(err)
		written[first] = content
		info, err := pages.WriteLTXFile(ctx, 0, first, first, io.MultiReader(iotest.OneByteReader(bytes.NewReader(content[:150])), iotest.HalfReader(bytes.NewReader(content[150:]))))
		w.must(err)
		if info.Size != int64(len(content)) || !info.CreatedAt.Equal(when) || info.MinTXID != first {
			t.Errorf("%d bytes of %v became %+v", len(content), first, info)
		}
	}
	for _, c := range []struct{ offset, size int64 }{{0, 0}, {0, 100}, {90, 0}, {50, 70}} {
		for first, content := range written {
			in, err := pages.OpenLTXFile(ctx, 0, first, first, c.offset, c.size)
			w.must(err)
			got, err := io.ReadAll(in)
			w.must(errors.Join(err, in.Close()))
			want := content[c.offset:]
			if c.size > 0 {
				want = want[:min(int(c.size), len(want))]
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%v from %d, %d bytes: %d other bytes than %d", first, c.offset, c.size, len(got), len(want))
			}
		}
	}
	listed := func(seek ltx.TXID) (list []ltx.TXID) {
		all, err := pages.LTXFiles(ctx, 0, seek, false)
		w.must(err)
		for all.Next() {
			list = append(list, all.Item().MinTXID)
			if all.Item().Size != int64(len(written[all.Item().MinTXID])) {
				t.Errorf("%v has %d bytes in the list", all.Item().MinTXID, all.Item().Size)
			}
		}
		w.must(errors.Join(all.Err(), all.Close()))
		return list
	}
	for seek, want := range map[ltx.TXID]string{0: "[1 2 3 31]", 2: "[2 3 31]", 4: "[31]", 32: "[]"} {
		numbers := []uint64{}
		for _, first := range listed(seek) {
			numbers = append(numbers, uint64(first))
		}
		if got := fmt.Sprint(numbers); got != want {
			t.Errorf("from %d on: %s, not %s", seek, got, want)
		}
	}
	one := []*ltx.FileInfo{{MinTXID: 2, MaxTXID: 2}}
	w.must(pages.DeleteLTXFiles(ctx, one))
	w.must(pages.DeleteLTXFiles(ctx, one)) // gone already
	if _, err := pages.OpenLTXFile(ctx, 0, 2, 2, 0, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was deleted: %v", err)
	}
	w.must(w.place.pages(8).DeleteAll(ctx)) // nothing there
	if n := len(listed(0)); n != 3 {
		t.Errorf("%d of 3 are left beside another tenure", n)
	}
	w.must(pages.DeleteAll(ctx))
	if n := len(listed(0)); n != 0 {
		t.Errorf("%d are left of a tenure that is gone", n)
	}
}

// TestPagesThatBreakOffAreNotStored, under the name of the whole, wherever they break.
func TestPagesThatBreakOffAreNotStored(t *testing.T) {
	w, _ := bucketWorld(t)
	pages := w.place.pages(7)
	head, err := (&ltx.Header{Version: ltx.Version, PageSize: 4096, Commit: 1, MinTXID: 1, MaxTXID: 1}).MarshalBinary()
	w.must(err)
	for _, size := range []int{10, headMost, 100_000, 8 << 20} {
		broken := errors.New("the log broke")
		_, err := pages.WriteLTXFile(context.Background(), 0, 1, 1, io.MultiReader(bytes.NewReader(append(head, make([]byte, size)...)), iotest.ErrReader(broken)))
		if err == nil {
			t.Errorf("%d bytes that broke off were taken", size)
		}
		all, err := pages.LTXFiles(context.Background(), 0, 0, false)
		w.must(err)
		if all.Next() {
			t.Errorf("%d bytes that broke off are in the list", size)
		}
		w.must(all.Close())
	}
}

// TestAStreamGoesBackToItsBeginning, but not from where its head is gone.
func TestAStreamGoesBackToItsBeginning(t *testing.T) {
	text := strings.Repeat("0123456789", headMost/5)
	r, err := rewindable(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := io.CopyN(io.Discard, r, headMost); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := io.ReadAll(r); err != nil || string(all) != text || r.read != int64(len(text)) {
		t.Fatalf("%d of %d bytes: %v", len(all), len(text), err)
	}
	if _, err := r.Seek(0, io.SeekStart); err == nil {
		t.Error("it goes back to what nobody has any more")
	}
}
