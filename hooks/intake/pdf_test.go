package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	tiff "golang.org/x/image/tiff/lzw"
)

func parseText(text string) (any, bool, *lexer) {
	d := newDocument(nil)
	l := d.lex.at([]byte(text), 0)
	v, ok := l.value()
	return v, ok, l
}

func TestLexer(t *testing.T) {
	for _, c := range []struct {
		text string
		want any
		odd  bool
	}{
		{"42", 42, false}, {"-7", -7, false}, {"+7", 7, false}, {"1.5", nil, false}, {"99999999999", nil, false},
		{"true", nil, false}, {"null", nil, false}, {"12 0 R", ref(12), false}, {"12 0 %x\n R", ref(12), false}, {"12 0 Rx", 12, false},
		{"12 0 obj", 12, false}, {"-1 0 R", -1, false},
		{"/Name", name("Name"), false}, {"/A#42C", name("ABC"), false}, {"/A#4", name("A#4"), false}, {"/A#zz", name("A#zz"), false}, {"/", name(""), false},
		{"(a(b)c\\)) 5", nil, false}, {"<4142>", nil, false},
		{"[1 2 0 R/X(a)]", array{1, ref(2), name("X"), nil}, false},
		{"[1 2 R]", array{ref(1)}, false}, {"[1 word 2]", array{1, nil, 2}, true},
		{"<</A 1/B[<</C 2>>]>>", dict{{"A", 1}, {"B", array{dict{{"C", 2}}}}}, false},
		{"<</A/B/C 3 0 R>>", dict{{"A", name("B")}, {"C", ref(3)}}, false},
		{"<</A 1/A 2>>", dict{{"A", 1}, {"A", 2}}, false},
		{"<</A%c >>\n1>>", dict{{"A", 1}}, false},
		{"<</A 1 endobj /B 2>>", dict{{"A", 1}}, true},
		{"<</A word/B 2>>", dict{{"A", nil}, {"B", 2}}, true},
		{"<<5/A 1>>", dict{{"A", 1}}, true},
		{"<</A 1]/B 2>>", dict{{"A", 1}, {"B", 2}}, true},
		{"<</A 1", dict{{"A", 1}}, true},
		{"[1 2", array{1, 2}, true},
		{"(never closed", nil, true}, {"<41", nil, true}, {"(\\", nil, true},
	} {
		v, ok, l := parseText(c.text)
		if !ok || !reflect.DeepEqual(v, c.want) || l.odd != c.odd {
			t.Errorf("%q: %#v, %v, odd %v", c.text, v, ok, l.odd)
		}
	}
	for _, text := range []string{"", "  % only a comment", "endobj", "word", "]", ">>", ")", "nullx"} {
		if v, ok, _ := parseText(text); ok {
			t.Errorf("%q: %#v", text, v)
		}
	}
}

func TestNumberBefore(t *testing.T) {
	for _, c := range []struct {
		text    string
		num, at int
	}{
		{"12 0 obj", 12, 0}, {"x\n7 \r\n 65535 obj", 7, 2}, {"7 0obj", 7, 0}, {"obj", 0, 0}, {"0 obj", 0, 2}, {"a 0 obj", 0, 4}, {"12345678901 0 obj", 0, 14},
	} {
		num, at := numberBefore([]byte(c.text), strings.Index(c.text, "obj"))
		if num != c.num || at != c.at {
			t.Errorf("%q: %d at %d", c.text, num, at)
		}
	}
}

// Every filter gives back what was packed, in pieces of any size.
func TestFilters(t *testing.T) {
	var lzwEarly []byte
	for _, data := range [][]byte{nil, []byte("a"), []byte("ab\x00\xff"), bytes.Repeat([]byte("Onestop "), 999), noise(5000)} {
		for _, c := range []struct {
			filter name
			parms  dict
			packed []byte
		}{
			{"FlateDecode", nil, pack(data)}, {"Fl", nil, pack(data)},
			{"LZWDecode", dict{{"EarlyChange", 0}}, lzwOf(data)},
			{"ASCIIHexDecode", nil, hexOf(data)}, {"ASCII85Decode", nil, base85(data)}, {"RunLengthDecode", nil, runs(data)},
		} {
			r, err := chain{[]name{c.filter}, []dict{c.parms}}.open(bytes.NewReader(c.packed))
			if err != nil {
				t.Fatal(c.filter, err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s of %d bytes: %d bytes, %v", c.filter, len(data), len(got), err)
			}
		}
	}
	// early change, from the specification of the filter: 45 45 45 45 45 65 45 45 45 66
	lzwEarly = []byte{0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01}
	got, err := io.ReadAll(tiff.NewReader(bytes.NewReader(lzwEarly), tiff.MSB, 8))
	if err != nil || string(got) != "-----A---B" {
		t.Errorf("LZW: %q, %v", got, err)
	}
	for text, want := range map[string]string{"4 1\n4": "A@", "zz": "", ">": ""} {
		got, _ := io.ReadAll(newStepReader(strings.NewReader(text), hexPair))
		if string(got) != want {
			t.Errorf("hexadecimal %q: %q", text, got)
		}
	}
	got, _ = io.ReadAll(newStepReader(bytes.NewReader([]byte{0xfe, 'x', 128, 1, 1}), runLength))
	if string(got) != "xxx" {
		t.Errorf("run length: %q", got)
	}
}

func TestPredictors(t *testing.T) {
	above, row := []byte{10, 20, 30, 40}, []byte{1, 2, 3, 4}
	for kind, want := range map[byte][]byte{
		0: {1, 2, 3, 4}, 1: {1, 3, 6, 10}, 2: {11, 22, 33, 44}, 3: {6, 15, 25, 36}, 4: {11, 22, 33, 44},
	} {
		data := append(append([]byte{0}, above...), append([]byte{kind}, row...)...)
		got, err := unpredict(data, dict{{"Predictor", 15}, {"Columns", 4}})
		if err != nil || !bytes.Equal(got[4:], want) {
			t.Errorf("filter %d: %v, %v", kind, got, err)
		}
	}
	data := []byte{0, 1, 2, 2, 1, 1}
	if got, _ := unpredict(data, dict{{"Predictor", 1}}); !bytes.Equal(got, data) {
		t.Error("no predictor changed something")
	}
	for _, parms := range []dict{
		{{"Predictor", 2}}, {{"Predictor", 12}, {"Columns", 0}}, {{"Predictor", 12}, {"Columns", 1 << 30}},
		{{"Predictor", 12}, {"Colors", 99}}, {{"Predictor", 12}, {"BitsPerComponent", 64}},
	} {
		if _, err := unpredict(data, parms); !errors.Is(err, isBroken) {
			t.Errorf("%v: %v", parms, err)
		}
	}
	if _, err := unpredict([]byte{9, 0, 0}, dict{{"Predictor", 15}, {"Columns", 2}}); !errors.Is(err, isBroken) {
		t.Errorf("an unknown row filter: %v", err)
	}
}

// A hybrid file keeps a part of its table in a stream, for newer readers.
func TestHybridTable(t *testing.T) {
	p := pages(1)
	hidden := p.with(2, "<</Kids[3 0 R 3 0 R]>>")
	delete(hidden, 4)
	data := p.modern(paperPDF{50: "<<>>"}, "", func(b []byte) []byte { return b }, "")
	table := bytes.Index(data, []byte("91 0 obj"))
	var b bytes.Buffer
	b.Write(data)
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 92/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", table, at)
	if rep, err := judgePDF(b.Bytes()); err != nil || rep.Pages != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// The newest version of an object counts for the pages.
func TestRevisionsOfPages(t *testing.T) {
	data := update(pages(1).bytes(), paperPDF{2: "<</Kids[3 0 R 3 0 R 3 0 R]>>"}, "")
	if rep, err := judgePDF(data); err != nil || rep.Pages != 3 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// No single damaged byte makes the reader fail in another way than by a reason, and none
// lets a script through.
func TestDamagedBytes(t *testing.T) {
	script := pages(1).catalogue("/OpenAction 50 0 R").modern(paperPDF{50: alarm}, "/Filter/FlateDecode", pack, "")
	r := rand.New(rand.NewPCG(5, 5))
	for range 3000 {
		data := bytes.Clone(script)
		for range 1 + r.IntN(3) {
			data[r.IntN(len(data))] = byte(r.Uint32())
		}
		_, err := judgePDF(data)
		var why reason
		if err != nil && !errors.As(err, &why) {
			t.Fatalf("%v", err)
		}
		if err != nil {
			if _, known := refusals[why]; !known {
				t.Fatalf("reason %q", why)
			}
		}
	}
}
