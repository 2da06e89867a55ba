package chain

import (
	"errors"
	"math/rand"
	"reflect"
	"testing"
)

func TestAnchorsFindWhatTheChainCannot(t *testing.T) {
	rows := write(50, rand.New(rand.NewSource(3)))
	anchors := []Anchor{{"2026-03-02", 20, rows[19].hash}, {"2026-03-03", 40, rows[39].hash}}
	rewritten := write(50, rand.New(rand.NewSource(4)))
	for _, c := range []struct {
		name  string
		rows  []row
		seq   int64
		cause Cause
	}{
		{"a whole trail", rows, 0, ""},
		{"a trail that has grown", append(write(0, rand.New(rand.NewSource(3))), rows...), 0, ""},
		{"the tail cut off", rows[:30], 40, Cut},
		{"everything cut off", nil, 40, Cut},
		{"cut behind the last anchor, which nothing outside knows", rows[:45], 0, ""},
		{"rewritten to its end", rewritten, 20, Rewritten},
	} {
		var v Verifier
		v.Expect(anchors)
		var err error
		for _, x := range c.rows {
			if err = v.Feed(x.Entry, x.prev, x.hash); err != nil {
				break
			}
		}
		if err == nil {
			err = v.Close()
		}
		var b *Break
		if errors.As(err, &b) != (c.cause != "") || (b != nil && (b.Cause != c.cause || b.Seq != c.seq || b.Error() == "")) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestReadAnchors(t *testing.T) {
	a := Anchor{"2026-03-02", 20, write(20, rand.New(rand.NewSource(3)))[19].hash}
	got, err := ReadAnchors("# heads\n\n" + a.String() + "\r\n")
	if err != nil || !reflect.DeepEqual(got, []Anchor{a}) {
		t.Fatalf("%v %v", got, err)
	}
	for _, bad := range []string{"2026-03-02 20", "2026-03-02 x " + a.Hash, "2026-03-02 0 " + a.Hash, "2026-03-02 20 abc"} {
		if _, err := ReadAnchors(bad); err == nil {
			t.Errorf("%q is taken for a head", bad)
		}
	}
}
