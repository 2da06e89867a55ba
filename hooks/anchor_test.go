package hooks

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/chain"
)

// The head is kept once a day outside the database and told to the auditors; with it a
// trail that was cut, or written anew from its first row, is found (R-SEC-05).
func TestHeadsKeptOutside_R_SEC_05(t *testing.T) {
	x := newHouse(t)
	due := func(day string) {
		t.Helper()
		for range 2 {
			if err := x.on(day).RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	x.caseIn("submitted")
	due("2026-03-02")
	x.caseIn("closed")
	due("2026-03-03")
	kept, err := anchors(x.app.DataDir())
	if err != nil || len(kept) != 2 || kept[0].Date != "2026-03-02" || kept[1].Seq <= kept[0].Seq {
		t.Fatalf("kept %v: %v", kept, err)
	}
	if told := x.all("notifications", "kind='trail_head' && officer='%s'", x.person("auditor").Id); len(told) != 2 || !strings.Contains(told[0].GetString("text"), "2026-03-0") {
		t.Fatalf("the auditor was told %d times", len(told))
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do    func(core.App) error
		cause chain.Cause
	}{
		"a cut tail": {func(tx core.App) error {
			_, err := tx.DB().Delete("audit", dbx.NewExp("seq > {:n}", dbx.Params{"n": kept[1].Seq - 3})).Execute()
			return err
		}, chain.Cut},
		"written anew": {func(tx core.App) error { return forge(tx, 5) }, chain.Rewritten},
	} {
		err := x.app.RunInTransaction(func(tx core.App) error {
			if err := c.do(tx); err != nil {
				t.Fatal(err)
			}
			var b *chain.Break
			if _, _, err := VerifyTrail(tx); !errors.As(err, &b) || b.Cause != c.cause {
				t.Errorf("%s: %v", name, err)
			}
			return errUndo
		})
		if err != errUndo {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(anchorFile(x.app.DataDir()), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := VerifyTrail(x.app); err == nil {
		t.Error("a damaged file of heads is passed over")
	}
}

// forge changes a row and gives it and every row behind it new hashes.
func forge(tx core.App, seq int64) error {
	if _, err := tx.DB().NewQuery("UPDATE audit SET actor = 'somebody' WHERE seq = {:seq}").Bind(dbx.Params{"seq": seq}).Execute(); err != nil {
		return err
	}
	var rows []trailRow
	if err := tx.DB().NewQuery("SELECT seq, at, actor, actor_kind, collection, record, event, changes, prev, hash FROM audit ORDER BY seq").All(&rows); err != nil {
		return err
	}
	prev := ""
	for _, r := range rows {
		hash := chain.Link(prev, chain.Entry{Seq: r.Seq, At: r.At, Actor: r.Actor, ActorKind: r.ActorKind, Collection: r.Collection, Record: r.Record, Event: r.Event, Changes: []byte(r.Changes)})
		if _, err := tx.DB().Update("audit", dbx.Params{"prev": prev, "hash": hash}, dbx.HashExp{"seq": r.Seq}).Execute(); err != nil {
			return err
		}
		prev = hash
	}
	return nil
}

// A new folder does not inherit the heads of an earlier one of its name.
func TestHeadsOfAnEarlierFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(anchorFile(dir), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := putAnchorsAside(dir); err != nil {
		t.Fatal(err)
	}
	if kept, err := anchors(dir); err != nil || kept != nil {
		t.Errorf("%v %v", kept, err)
	}
	if left, _ := filepath.Glob(anchorFile(dir) + ".*"); len(left) != 1 {
		t.Errorf("the old heads are gone: %v", left)
	}
}

// One job that fails keeps no other from its work, and its error is told.
func TestAJobThatFailsStopsNoOther(t *testing.T) {
	x := newHouse(t)
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID")
	if err := os.WriteFile(anchorFile(x.app.DataDir()), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := x.app.DB().NewQuery("ALTER TABLE results RENAME COLUMN valid_to TO elsewhere").Execute(); err != nil { // renewals fail
		t.Fatal(err)
	}
	if err := x.on("2026-03-10").RunDue(t.Context()); err == nil || !strings.Contains(err.Error(), "valid_to") || !strings.Contains(err.Error(), "head") {
		t.Errorf("told: %v", err)
	}
	if x.state(id) != "accepted" {
		t.Error("silence did not accept because another job failed")
	}
}
