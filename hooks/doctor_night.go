package hooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/store"
)

// queueLimit is what the comparison of the work lists may take; that of a million cases, all of
// them open, took a third of it (102 s, on two cores at load 12).
const queueLimit = 5 * time.Minute

// thoroughEvery is how often the indexes of the database are compared with their rows.
const thoroughEvery = 6*24*time.Hour + 12*time.Hour

// overnight does what takes its time and only reads: the pages of the database, the trail,
// the stored files whose turn it is, and the passwords that are tried first.
func (p *patient) overnight(ctx context.Context, all bool) error {
	p.overlooked = true
	if p.db == nil || p.known.House != doctor.InUse {
		return nil
	}
	if err := p.examinePages(ctx, all || p.memory.Full == nil || p.now.Sub(p.memory.Full.At) > thoroughEvery); err != nil {
		return err
	}
	p.verifyTrail()
	p.known.Miss("queue", "The work lists", "工作列表", p.compareQueue(ctx))
	p.known.Miss("files", "The stored files", "存储的文件", p.readFiles(ctx, all))
	p.known.Miss("passwords", "The passwords", "密码", p.tryPasswords(ctx))
	bytes, err := doctor.Weigh(p.dir)
	p.known.Miss("size", "The size of the data", "数据大小", err)
	if err == nil {
		p.memory.Weigh(p.now, bytes)
	}
	p.tryReplica(ctx)
	if swept, ok := appliance.LastSweep(p.hall.app); ok && p.served {
		p.memory.Orphans = &doctor.Orphans{At: swept.At, Removed: swept.Removed, Problem: swept.Problem}
	}
	return ctx.Err()
}

// examinePages lets SQLite look at every page, and thoroughly at the indexes as well.
func (p *patient) examinePages(ctx context.Context, thorough bool) error {
	exam := &doctor.Exam{At: p.now, Verdict: "ok"}
	var err error
	if p.served {
		err = appliance.ExaminePages(ctx, p.hall.app, thorough)
	} else {
		err = probe.Pages(ctx, p.database(), thorough)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		exam.Damage = refusal.Of(err)
		exam.Verdict = exam.Damage.EN
	}
	p.memory.Quick = exam
	if thorough {
		p.memory.Full = exam
	}
	return nil
}

func (p *patient) verifyTrail() {
	v, err := verifyTrailOf(p.db, p.dir)
	p.memory.Trail = doctor.TrailRead{At: p.now}
	p.memory.Trail.Rows, _ = v.Head()
	if err != nil {
		p.memory.Trail.Broken = err.Error()
	}
}

// compareQueue holds the work lists against the open cases. What takes longer than it may is
// said not to be seen; nobody who writes waits for it.
func (p *patient) compareQueue(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, queueLimit)
	defer cancel()
	wrong, err := misplaced(short, p.db)
	if err == nil {
		p.memory.Queue = &doctor.QueueRead{At: p.now, Wrong: wrong}
	}
	return err
}

// tryReplica brings the replica back beside the data, looks it over as a drill does a backup, and
// remembers how that went. The kept heads are those from before: a newer one is of rows that came
// later.
func (p *patient) tryReplica(ctx context.Context) {
	r := p.hall.replica
	if !p.served {
		return
	}
	if r == nil { // what was left by a trial while there was one, no trial removes
		if err := appliance.ForgetTrial(p.dir); err != nil {
			p.hall.app.Logger().Warn("What a trial of the replica left could not be removed.", "error", err)
		}
		return
	}
	beside := map[string][]byte{}
	for _, ending := range []string{".key", ".heads"} {
		content, err := os.ReadFile(p.dir + ending)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			p.known.Miss("replica_drill", "The trial of the replica", "副本恢复演练", err)
			return
		}
		if err == nil {
			beside[ending] = content
		}
	}
	trial, err := r.Try(ctx, func(dir string) error {
		for ending, content := range beside {
			if err := os.WriteFile(dir+ending, content, 0o600); err != nil {
				return err
			}
		}
		return backup.Inside(dir, p.hall.inspectRestored)
	})
	if errors.Is(err, replica.ErrUntried) {
		p.hall.app.Logger().Warn("The replica was not tried tonight.", "error", err)
		return
	}
	p.memory.Trial = &trial
}

// storedDigest is a document and what its file was when it was taken in.
type storedDigest struct {
	ID     string `db:"id"`
	File   string `db:"file"`
	Digest string `db:"stored_sha256"`
}

// part is the night of a round on which a document is read.
func (d storedDigest) part() int { return int(crc32.ChecksumIEEE([]byte(d.ID)) % doctor.Rounds) }

// readFiles compares the stored files of tonight, and those that were bad before, with the
// digests in their rows.
func (p *patient) readFiles(ctx context.Context, all bool) error {
	var home string
	if err := p.db.NewQuery("SELECT id FROM _collections WHERE name = 'documents'").Row(&home); err != nil {
		return err
	}
	files, err := store.Of(p.dir, p.db)
	if err != nil {
		return err
	}
	var list []storedDigest
	err = p.db.NewQuery("SELECT id, file, stored_sha256 FROM documents WHERE stored_sha256 != '' AND file != '' ORDER BY id").WithContext(ctx).All(&list)
	if err != nil {
		return err
	}
	read := &p.memory.Files
	tonight := p.partOf()
	before := read.Bad
	read.Total, read.Bad = len(list), nil
	if all {
		read.Count = [doctor.Rounds]int{}
	}
	read.Count[tonight] = 0
	for _, d := range list {
		mine := all || d.part() == tonight
		if !mine && !slices.Contains(before, d.ID) {
			continue
		}
		if mine {
			read.Count[d.part()]++
		}
		whole, err := p.readFile(ctx, files, home+"/"+d.ID+"/"+d.File, d)
		if err != nil {
			read.Bad = before
			return err
		}
		if !whole {
			read.Bad = append(read.Bad, d.ID)
		}
	}
	for part := range read.At {
		if all || part == tonight {
			read.At[part] = p.now
		}
	}
	return nil
}

// partOf is the part that was not read for the longest time.
func (p *patient) partOf() int {
	oldest := 0
	for part, at := range p.memory.Files.At {
		if at.Before(p.memory.Files.At[oldest]) {
			oldest = part
		}
	}
	return oldest
}

// readFile tells whether a file is the one that was handed in. One whose row is gone by now
// is none of ours.
func (p *patient) readFile(ctx context.Context, files store.Files, key string, d storedDigest) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	file, _, err := files.Open(ctx, key)
	if f, ok := store.FaultOf(err); ok {
		return false, f
	}
	if errors.Is(err, fs.ErrNotExist) {
		return p.erased(d)
	}
	if err != nil {
		return false, nil //nolint:nilerr // a file that cannot be opened is a bad one
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	if f, ok := store.FaultOf(err); ok {
		return false, f
	}
	if err != nil {
		return false, nil //nolint:nilerr // nor read
	}
	if hex.EncodeToString(sum.Sum(nil)) == d.Digest {
		return true, nil
	}
	return p.erased(d)
}

// erased tells whether a document names another file, or none, since its row was read.
func (p *patient) erased(d storedDigest) (bool, error) {
	var n int
	err := p.db.NewQuery("SELECT COUNT(*) FROM documents WHERE id = {:id} AND file = {:file} AND stored_sha256 = {:sum}").
		Bind(map[string]any{"id": d.ID, "file": d.File, "sum": d.Digest}).Row(&n)
	return n == 0, err
}
