package hooks

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"onestop/hooks/rules/chain"
)

// The vector of GB/T 32905-2016 (R-SEC-20).
func TestSM3_R_SEC_20(t *testing.T) {
	sum := trailSums[chain.SM3]([]byte("abc"))
	if got := hex.EncodeToString(sum[:]); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3 of abc is %s", got)
	}
}

// A house goes over to SM3 at a row of its own, says so when the trail is checked, and goes
// on by it after the next start; a row that is edited behind the turn is found (R-SEC-20).
func TestTrailByChoiceOfSM3_R_SEC_20(t *testing.T) {
	x := newHouse(t)
	x.draft(x.person("zhang"))
	if out, err := x.console("audit", "hash"); err != nil || !strings.Contains(out, "SHA-256") {
		t.Fatalf("%q %v", out, err)
	}
	if out, err := x.console("audit", "hash", "md5"); err == nil || !strings.Contains(err.Error(), "sm3") {
		t.Errorf("an algorithm that is none: %q %v", out, err)
	}
	before := x.count("audit")
	for range 2 { // the second time changes nothing
		if out, err := x.console("audit", "hash", "SM3"); err != nil || !strings.Contains(out, "SM3") {
			t.Fatalf("%q %v", out, err)
		}
	}
	if x.count("audit") != before+1 {
		t.Errorf("%d rows turn the trail", x.count("audit")-before)
	}
	x.hashedBy.Store(chain.Hash("")) // as after a start
	x.draft(x.person("li"))
	out, err := x.console("audit", "verify")
	turn := x.find("audit", "event='rehash'")
	if err != nil || !strings.Contains(out, "chained by SM3 since row "+turn.GetString("seq")) {
		t.Errorf("%q %v", out, err)
	}
	last, err := lastEntry(x.app)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.app.DB().Update("audit", dbx.Params{"actor": "somebody"}, dbx.HashExp{"seq": last.Seq}).Execute(); err != nil {
		t.Fatal(err)
	}
	var b *chain.Break
	if _, _, err := VerifyTrail(x.app); !errors.As(err, &b) || b.Cause != chain.Edited || b.Seq != last.Seq {
		t.Errorf("an edited row: %v", err)
	}
}

// A house can be chained by SM3 from its very first row on.
func TestTrailBySM3FromTheFirstRow_R_SEC_20(t *testing.T) {
	x := newHouse(t)
	if _, err := x.app.DB().NewQuery("DELETE FROM audit").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := x.turnTrail(chain.SM3); err != nil {
		t.Fatal(err)
	}
	x.draft(x.person("zhang"))
	v, err := verifyTrail(x.app)
	if by, since := v.Hash(); err != nil || by != chain.SM3 || since != 1 {
		t.Errorf("chained by %s since %d: %v", by, since, err)
	}
}
