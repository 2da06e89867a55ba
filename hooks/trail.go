package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/rules/chain"
)

// personal lists, per collection, the fields whose values stand in the trail only as
// salted digests, so that erasure breaks neither chain nor promise (R-PI-06).
var personal = map[string][]string{
	"applicants":   {"name", "id_number", "phone", "email", "code_digest"},
	"applications": {"form", "options", "agent_name", "agent_id", "track_code"},
	"journeys":     {"form", "options"},
	"documents":    {"original_name", "file", "thumb", "original", "verdict_reason"},
	"messages":     {"text", "file"},
	"actions":      {"reason", "items"},
	"notices":      {"content"},
	"results":      {"fields", "token"},
	"reviews":      {"opinion"},
	"looks":        {"reason"},
	"ratings":      {"tags", "comment", "answer"},
	"officers":     {"email"},
	"problems":     {"title", "text", "contact", "files", "file_names"},
}

// confided lists the fields that say who rated whom how: they stay for the figures, and in
// the trail stand digests, because whoever reads it may have been rated (R-EV-05).
var confided = map[string][]string{"ratings": {"application", "grade"}}

// unrecorded fields say nothing about a change: they are stamps or follow from another field.
var unrecorded = []string{"id", "created", "updated", "tokenKey"}

// trail appends one row about a governed record to the hash chain, in the change's own
// transaction. before is nil for a create, after for a delete.
func (h *Hall) trail(tx core.App, event string, before, after *core.Record) error {
	r := after
	if r == nil {
		r = before
	}
	name := r.Collection().Name
	if slices.Contains(ungoverned, name) {
		return nil
	}
	changes, err := h.changes(before, after)
	if err != nil || (event == "update" && len(changes) <= 2) {
		return err // nothing changed but the stamp
	}
	return h.link(tx, name, r.Id, event, changes)
}

// link appends one row to the hash chain, signed by who signs the transaction.
func (h *Hall) link(tx core.App, collection, record, event string, changes []byte) error {
	last, err := h.head(tx)
	if err != nil {
		return err
	}
	who := h.signer(tx)
	if event == "create" && confided[collection] != nil {
		who = actor{kind: who.kind} // nor who made it
	}
	entry := chain.Entry{Seq: last.Seq + 1, At: h.stamp(), Actor: who.id(), ActorKind: who.kind,
		Collection: collection, Record: record, Event: event, Changes: changes}
	hash, err := h.chained(tx, last.Hash, entry)
	if err != nil {
		return err
	}
	if err := h.insertEntry(tx, entry, last.Hash, hash); err != nil {
		return err
	}
	h.moveHead(tx, link{entry.Seq, hash}, entry)
	return nil
}

// changes is {"field":[before,after]} in the order of the fields.
func (h *Hall) changes(before, after *core.Record) ([]byte, error) {
	either := after
	if either == nil {
		either = before
	}
	name := either.Collection().Name
	var b bytes.Buffer
	b.WriteByte('{')
	for _, field := range either.Collection().Fields {
		key := field.GetName()
		if slices.Contains(unrecorded, key) || before != nil && after != nil && reflect.DeepEqual(before.GetRaw(key), after.GetRaw(key)) {
			continue // the raw values come first: to read a value the platform looks through all fields
		}
		was, is := value(before, key), value(after, key)
		if sameValue(was, is) {
			continue
		}
		pair := []any{was, is}
		if field.GetHidden() || slices.Contains(personal[name], key) || slices.Contains(confided[name], key) {
			pair = []any{h.veil(was, either.Id), h.veil(is, either.Id)}
		}
		encoded, err := json.Marshal(pair)
		if err != nil {
			return nil, err
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		label, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		b.Write(label)
		b.WriteByte(':')
		b.Write(encoded)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func value(r *core.Record, key string) any {
	switch {
	case r == nil:
		return nil
	case key == core.FieldNamePassword: // that it changed, never what it is: the field is hidden
		return r.GetString(core.FieldNamePassword + ":hash")
	}
	return r.Get(key)
}

// veil replaces a personal value by a digest salted with the house's key and the record.
func (h *Hall) veil(v any, record string) any {
	s := stored(v)
	if s == "" {
		return nil
	}
	return "digest:" + chain.Digest(h.seal.digest("trail/"+record), s)
}

// The trail is written and read by hand-made statements: it is the hottest table of the
// house, and its order must be that of the chain.

type link struct {
	Seq  int64  `db:"seq"`
	Hash string `db:"hash"`
}

func lastEntry(tx core.App) (link, error) {
	var last link
	err := tx.DB().NewQuery("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").One(&last)
	if errors.Is(err, errNoRows) {
		return link{}, nil
	}
	return last, err
}

const insertLink = `INSERT INTO audit (id, seq, at, actor, actor_kind, collection, record, event, changes, prev, hash, created, updated)
	VALUES ({:id}, {:seq}, {:at}, {:actor}, {:actor_kind}, {:collection}, {:record}, {:event}, {:changes}, {:prev}, {:hash}, {:created}, {:updated})`

// insertEntry stores a row. The statement is put together once in a transaction: an act
// writes a handful of rows.
func (h *Hall) insertEntry(tx core.App, e chain.Entry, prev, hash string) error {
	kept := h.memoryOf(tx)
	if kept == nil {
		kept = &memory{}
	}
	if kept.insert == nil {
		kept.insert = tx.DB().NewQuery(insertLink)
	}
	_, err := kept.insert.Bind(entryRow(e, prev, hash)).Execute()
	return err
}

// entryID begins with the number of the row: rows that are written after each other then
// stand beside each other in the index of the ids too, and an act writes one page of it, not
// one anywhere among millions for each of its rows. The rest is by chance, as all ids are.
func entryID(seq int64) string {
	number := strconv.FormatInt(seq, 36)
	return strings.Repeat("0", max(0, 7-len(number))) + number +
		security.PseudorandomStringWithAlphabet(core.DefaultIdLength-max(7, len(number)), core.DefaultIdAlphabet)
}

func entryRow(e chain.Entry, prev, hash string) dbx.Params {
	return dbx.Params{
		"id": entryID(e.Seq), "seq": e.Seq, "at": e.At, "actor": e.Actor, "actor_kind": e.ActorKind,
		"collection": e.Collection, "record": e.Record, "event": e.Event, "changes": string(e.Changes),
		"prev": prev, "hash": hash, "created": e.At, "updated": e.At,
	}
}

// trailAll appends many rows at once, by one statement that is prepared once: a new
// calendar changes a hundred thousand cases. Of the entries only Collection, Record,
// Event and Changes are told.
func (h *Hall) trailAll(tx core.App, entries []chain.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	last, err := h.head(tx)
	if err != nil {
		return err
	}
	insert := tx.DB().NewQuery(insertLink).Prepare()
	defer insert.Close()
	who, at := h.signer(tx), h.stamp()
	for _, e := range entries {
		e.Seq, e.At, e.Actor, e.ActorKind = last.Seq+1, at, who.id(), who.kind
		hash, err := h.chained(tx, last.Hash, e)
		if err != nil {
			return err
		}
		if _, err := insert.Bind(entryRow(e, last.Hash, hash)).Execute(); err != nil {
			return err
		}
		last = link{Seq: e.Seq, Hash: hash}
	}
	h.moveHead(tx, last, entries...)
	return nil
}

type trailRow struct {
	Seq        int64  `db:"seq"`
	At         string `db:"at"`
	Actor      string `db:"actor"`
	ActorKind  string `db:"actor_kind"`
	Collection string `db:"collection"`
	Record     string `db:"record"`
	Event      string `db:"event"`
	Changes    string `db:"changes"`
	Prev       string `db:"prev"`
	Hash       string `db:"hash"`
}

// VerifyTrail reads the whole chain in order and names the first row that was edited,
// removed or moved, or that is not the one whose head was kept beside the data folder. It
// answers the number of rows and the head, which belongs on paper.
func VerifyTrail(app core.App) (rows int64, head string, err error) {
	v, err := verifyTrail(app)
	rows, head = v.Head()
	return rows, head, err
}

func verifyTrail(app core.App) (*chain.Verifier, error) {
	return verifyTrailOf(app.ConcurrentDB(), app.DataDir())
}

// verifyTrailOf verifies the trail in a database, against the heads kept beside its folder.
func verifyTrailOf(db dbx.Builder, dir string) (*chain.Verifier, error) {
	v := &chain.Verifier{}
	for name, sum := range trailSums {
		v.Know(name, sum)
	}
	kept, err := anchors(dir)
	if err != nil {
		return v, err
	}
	v.Expect(kept)
	result, err := db.NewQuery(`SELECT seq, at, actor, actor_kind, collection, record, event, changes, prev, hash FROM audit ORDER BY seq`).Rows()
	if err != nil {
		return v, err
	}
	defer result.Close()
	for result.Next() {
		var r trailRow
		if err := result.Scan(&r.Seq, &r.At, &r.Actor, &r.ActorKind, &r.Collection, &r.Record, &r.Event, &r.Changes, &r.Prev, &r.Hash); err != nil {
			return v, err
		}
		entry := chain.Entry{Seq: r.Seq, At: r.At, Actor: r.Actor, ActorKind: r.ActorKind,
			Collection: r.Collection, Record: r.Record, Event: r.Event, Changes: []byte(r.Changes)}
		if err := v.Feed(entry, r.Prev, r.Hash); err != nil {
			return v, err
		}
	}
	if err := result.Err(); err != nil {
		return v, err
	}
	return v, v.Close()
}
