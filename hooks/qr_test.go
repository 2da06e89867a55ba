package hooks

import (
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestQRCodesPointHome(t *testing.T) {
	x := newHouse(t)
	ask := func(path string) reply {
		return x.call("GET", "/api/onestop/qr.svg?path="+url.QueryEscape(path), nil, nil)
	}
	ok := ask("/track.html?number=510799-20260302-0001&code=M74MAFZ9").ok()
	if got := ok.header.Get("Content-Type"); got != "image/svg+xml" {
		t.Fatal(got)
	}
	if err := xml.Unmarshal([]byte(ok.text), new(struct{})); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "https://evil.example/", "//evil.example/", "\\evil", "/a\nb", "/" + strings.Repeat("x", 400)} {
		ask(bad).refused("path", "value_invalid", "")
	}
}

// The drawing holds exactly the squares of the code.
func TestQRDrawing(t *testing.T) {
	code, err := qr.Encode("http://127.0.0.1/verify.html?token=abc", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := 0
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				black++
			}
		}
	}
	if got := strings.Count(qrSVG(code), "h1v1h-1z"); got != black || black == 0 {
		t.Fatalf("%d squares drawn, %d in the code", got, black)
	}
}
