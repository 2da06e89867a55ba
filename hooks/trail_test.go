package hooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/chain"
)

// photograph is every row of every governed collection, without its stamps.
func (x *house) photograph() map[string]string {
	x.t.Helper()
	collections, err := x.app.FindAllCollections()
	if err != nil {
		x.t.Fatal(err)
	}
	rows := map[string]string{}
	for _, c := range collections {
		if c.System || slices.Contains(ungoverned, c.Name) {
			continue
		}
		var list []dbx.NullStringMap
		if err := x.app.DB().Select("*").From(c.Name).All(&list); err != nil {
			x.t.Fatal(err)
		}
		for _, r := range list {
			id := r["id"].String
			for _, stamp := range []string{"created", "updated", "tokenKey"} {
				delete(r, stamp)
			}
			text, err := json.Marshal(r)
			if err != nil {
				x.t.Fatal(err)
			}
			rows[c.Name+"/"+id] = string(text)
		}
	}
	return rows
}

// difference lists what happened between two photographs as "collection/id event".
func difference(before, after map[string]string) []string {
	var events []string
	for key, row := range after {
		if old, was := before[key]; !was {
			events = append(events, key+" create")
		} else if old != row {
			events = append(events, key+" update")
		}
	}
	for key := range before {
		if _, is := after[key]; !is {
			events = append(events, key+" delete")
		}
	}
	slices.Sort(events)
	return events
}

// trailSince lists the rows of the trail after a number, and the number of the last.
func (x *house) trailSince(seq int64) (events []string, rows []trailRow, last int64) {
	x.t.Helper()
	if err := x.app.DB().NewQuery("SELECT * FROM audit WHERE seq > {:seq} ORDER BY seq").Bind(dbx.Params{"seq": seq}).All(&rows); err != nil {
		x.t.Fatal(err)
	}
	last = seq
	for _, r := range rows {
		events = append(events, r.Collection+"/"+r.Record+" "+r.Event)
		last = r.Seq
	}
	slices.Sort(events)
	return events, rows, last
}

// secrets are the personal words of the story below; none of them may be read in the trail.
var secrets = []string{"欧阳新示例", "510799198304040172", "********0172", "13912345678", "secret@demo.test", "梧桐巷七号", "申请人说的话", "办事员写的理由", "身份证扫描件",
	"王代办", "510799194203050111", "新的手机号", "13987654321", "笔迹不清"}

// Every change of every governed collection writes exactly one row of the trail, signed
// by whoever did it, in the order in which it happened; and the row says nothing personal.
func TestOneRowPerChange_R_AR_01(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	steps, done := w.story(), 0
	before := w.photograph()
	_, _, seq := w.trailSince(0)
	for _, s := range steps {
		s.do()
		after := w.photograph()
		events, rows, last := w.trailSince(seq)
		if s.kind == kindSystem { // the jobs of a day may come to one case twice
			events = slices.Compact(events)
		}
		if want := difference(before, after); !slices.Equal(events, want) {
			t.Errorf("%s: the trail says\n%v\nhappened was\n%v", s.name, events, want)
		}
		if len(rows) == 0 {
			t.Errorf("%s changed nothing", s.name)
		}
		for _, r := range rows {
			done++
			if r.ActorKind != s.kind || (s.actor != "" && r.Actor != w.person(s.actor).Id) {
				t.Errorf("%s: %s %s is signed by the %s %s", s.name, r.Event, r.Collection, r.ActorKind, r.Actor)
			}
		}
		before, seq = after, last
	}
	var text string
	if err := w.app.DB().NewQuery("SELECT group_concat(changes || actor || record, '\n') FROM audit").Row(&text); err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the trail tells %q", secret)
		}
	}
	if !strings.Contains(text, `"state":["submitted","accepted"]`) || !strings.Contains(text, "digest:") {
		t.Error("the trail does not tell what happened")
	}
	if n, head, err := VerifyTrail(w.app); err != nil || n != seq || len(head) != 64 {
		t.Errorf("verified %d of %d rows: %v", n, seq, err)
	}
	t.Logf("%d rows in %d steps", done, len(steps))
}

// A row that was edited, removed, moved or put in by hand is named by the verification.
func TestBrokenTrailIsFound(t *testing.T) {
	x := newHouse(t)
	x.caseIn("closed")
	rows, head, err := VerifyTrail(x.app)
	if err != nil || rows < 50 || head == "" {
		t.Fatalf("%d rows, head %q: %v", rows, head, err)
	}
	for name, c := range map[string]struct {
		sql   string
		cause chain.Cause
		row   int64
	}{
		"an edited change":   {"UPDATE audit SET changes = replace(changes, 'granted', 'refused') WHERE seq = (SELECT seq FROM audit WHERE changes LIKE '%granted%' LIMIT 1)", chain.Edited, 0},
		"another actor":      {"UPDATE audit SET actor = 'somebody' WHERE seq = 30", chain.Edited, 30},
		"another time":       {"UPDATE audit SET at = '2020-01-01 00:00:00.000Z' WHERE seq = 31", chain.Edited, 31},
		"another event":      {"UPDATE audit SET event = 'delete' WHERE seq = 32", chain.Edited, 32},
		"another record":     {"UPDATE audit SET record = 'x' WHERE seq = 33", chain.Edited, 33},
		"another kind":       {"UPDATE audit SET actor_kind = 'guest' WHERE seq = 34", chain.Edited, 34},
		"another collection": {"UPDATE audit SET collection = 'regions' WHERE seq = 35", chain.Edited, 35},
		"a removed row":      {"DELETE FROM audit WHERE seq = 36", chain.Removed, 36},
		"the first row gone": {"DELETE FROM audit WHERE seq = 1", chain.Removed, 1},
		"two rows swapped":   {"UPDATE audit SET seq = CASE seq WHEN 20 THEN -21 ELSE -20 END WHERE seq IN (20, 21); UPDATE audit SET seq = -seq WHERE seq < 0", chain.Severed, 20},
		"a forged row": {fmt.Sprintf("INSERT INTO audit (id, seq, at, actor, actor_kind, collection, record, event, changes, prev, hash) VALUES ('x', %d, 'x', '', 'system', 'regions', 'x', 'create', '{}', '%s', '%s')",
			rows+1, head, strings.Repeat("0", 64)), chain.Edited, rows + 1},
		"a removed and renumbered row": {"DELETE FROM audit WHERE seq = 40; UPDATE audit SET seq = seq - 1 WHERE seq > 40", chain.Severed, 40},
	} {
		err := x.app.RunInTransaction(func(tx core.App) error {
			for _, statement := range strings.Split(c.sql, "; ") {
				if _, err := tx.DB().NewQuery(statement).Execute(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			_, _, err := VerifyTrail(tx)
			broken, found := err.(*chain.Break)
			if !found || broken.Cause != c.cause || (c.row != 0 && broken.Row != c.row) {
				t.Errorf("%s: %v", name, err)
			}
			return errUndo
		})
		if err != errUndo {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if again, same, err := VerifyTrail(x.app); err != nil || again != rows || same != head {
		t.Errorf("the trail itself is whole: %v", err)
	}
}

// Where the trail cannot be written, the change does not happen.
func TestNoChangeWithoutTrail(t *testing.T) {
	w := newWorld(t)
	zhang, clerk, admin := w.person("zhang"), w.person("clerk"), w.person("admin")
	if _, err := w.app.DB().NewQuery("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END").Execute(); err != nil {
		t.Fatal(err)
	}
	w.seen.moved()
	before := w.photograph()
	food := w.find("services", "name ~ '食品'").Id
	for name, do := range map[string]func() reply{
		"a draft": func() reply { return w.call("POST", toApplications, zhang, map[string]any{"service": food}) },
		"an edit": func() reply {
			return w.call("PATCH", toApplications+"/"+w.own, zhang, map[string]any{"agent_name": "代办"})
		},
		"a removal": func() reply { return w.call("DELETE", toApplications+"/"+w.own, zhang, nil) },
		"an upload": func() reply { return w.upload(zhang, w.own, w.material("M-AP"), "表.png", picture(60)) },
		"an act":    func() reply { return w.act(zhang, w.own, "submit") },
		"a grand act": func() reply {
			return w.act(clerk, w.submitted, "accept")
		},
		"a message": func() reply {
			return w.call("POST", toMessages, zhang, map[string]any{"application": w.running, "text": "x"})
		},
		"a sign-up": func() reply {
			return w.call("POST", "/api/collections/applicants/records", nil, map[string]any{"kind": "person", "name": "某", "id_type": "resident_id", "id_number": "510799194203050111", "password": password, "passwordConfirm": password})
		},
		"a day off": func() reply {
			return w.call("POST", "/api/collections/calendar/records", admin, map[string]any{"date": "2026-03-09", "kind": "off"})
		},
		"an account": func() reply {
			return w.call("PATCH", "/api/collections/officers/records/"+clerk.Id, admin, map[string]any{"active": false})
		},
	} {
		if answer := do(); answer.status/100 != 4 || w.seen.moved() {
			t.Errorf("%s: %d %s", name, answer.status, answer.text)
		}
	}
	if events := difference(before, w.photograph()); len(events) > 0 {
		t.Errorf("without a trail: %v", events)
	}
	if err := w.RunDue(t.Context()); err != nil {
		t.Errorf("a failing case stops no job: %v", err)
	}
}

// The trail is read by auditors alone and written by nobody.
func TestTrailIsTheAuditors(t *testing.T) {
	x := newHouse(t).unlimited()
	x.caseIn("submitted")
	path := "/api/collections/audit/records"
	row := x.find("audit", "seq = 3").Id
	watch := x.witness()
	for _, by := range everybody {
		seen := x.call("GET", path, x.named(by), nil)
		items, _ := seen.body["items"].([]any)
		if may := by == "auditor" || by == "admin"; (len(items) > 0) != may {
			t.Errorf("%q lists %d rows: %d", by, len(items), seen.status)
		}
		for _, c := range []struct{ method, path string }{{"POST", path}, {"PATCH", path + "/" + row}, {"DELETE", path + "/" + row}} {
			if answer := x.call(c.method, c.path, x.named(by), map[string]any{"seq": 9999, "at": "x", "actor_kind": "system", "collection": "x", "record": "x", "event": "x", "hash": "x"}); answer.status/100 != 4 {
				t.Errorf("%q %s: %d %s", by, c.method, answer.status, answer.text)
			}
		}
	}
	r := x.find("audit", "seq = 3")
	r.Set("actor", "somebody")
	if x.app.Save(r) == nil || x.app.SaveNoValidate(r) == nil || x.app.Delete(r) == nil || watch.moved() {
		t.Error("code rewrote the trail")
	}
}

// Changes at the same time stand in the trail one after the other.
func TestTrailOfManyAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, before := x.person("zhang"), x.count("audit")
	food := x.find("services", "name ~ '食品'").Id
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			x.call("POST", toApplications, zhang, map[string]any{"service": food, "form": map[string]any{"premises": fmt.Sprint(i)}})
		})
	}
	all.Wait()
	rows, _, err := VerifyTrail(x.app)
	if err != nil || rows != before+20 {
		t.Errorf("%d rows, were %d: %v", rows, before, err)
	}
}

// No file of the data folder holds an identity number or a log-in word in clear.
func TestNumbersAreSealedAtRest_R_PI_07(t *testing.T) {
	w := newWorld(t)
	steps := w.story()
	for _, s := range steps[:10] {
		s.do()
	}
	needles := map[string]string{"an identity number": "510799198304040172", "an identity number of the county": "510799198706110137",
		"a credit code is public, its owner's number is not": "510799198909230243", "a password": "another-one-2026", "a password of the county": password}
	files := 0
	root := w.app.DataDir()
	for _, name := range slices.Sorted(maps.Keys(needles)) {
		filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			if strings.Contains(string(mustReadFile(t, path)), needles[name]) {
				t.Errorf("%s stands in clear in %s", name, d.Name())
			}
			return nil
		})
	}
	if files < 20 {
		t.Errorf("only %d files were read", files)
	}
}

// The ids of the rows follow the order of the chain, so that those of one act stand beside
// each other in the database; they stay ids like any others, and no two are the same.
func TestIdsOfTheTrailFollowItsOrder(t *testing.T) {
	x := newHouse(t)
	x.caseIn("accepted")
	var ids, sorted []string
	for order, list := range map[string]*[]string{"seq": &ids, "id": &sorted} {
		if err := x.app.DB().NewQuery("SELECT id FROM audit ORDER BY " + order).Column(list); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(ids, sorted) || len(ids) < 10 {
		t.Errorf("%d ids are not in the order of the rows: %v", len(ids), ids)
	}
	form := x.find("audit", "seq = 1").Collection().Fields.GetByName("id").(*core.TextField)
	last := ""
	for _, seq := range []int64{1, 35, 36, 99_999_999, 100_000_000, 78_364_164_095} {
		id := entryID(seq)
		if !regexp.MustCompile(form.Pattern).MatchString(id) || len(id) != form.Max || id <= last || id == entryID(seq) {
			t.Errorf("row %d has the id %q after %q", seq, id, last)
		}
		last = id
	}
}
