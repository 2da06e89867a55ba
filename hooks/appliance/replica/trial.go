package replica

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
)

const (
	trialLimit = time.Hour        // of one trial
	trialFlush = 30 * time.Second // for what is not in the place yet
)

// ErrUntried is a trial that did not come about: the place could not be reached, which the house
// tells by itself, or another machine took over.
var ErrUntried = errors.New("the replica was not tried")

// Trial is what became of bringing the replica back once.
type Trial struct {
	At      time.Time        `json:"at"`
	Seconds float64          `json:"seconds"`
	Seq     int64            `json:"seq"` // the last row of the trail that had to be there
	Problem *refusal.Refusal `json:"problem,omitempty"`
}

// Try brings the newest state of the replica back beside the data folder, in the way of a standby
// that takes over, looks it over and throws it away. What was committed before has to be in it.
// inspect is given the restored folder; it may write beside it.
func (p *Primary) Try(ctx context.Context, inspect func(dir string) error) (Trial, error) {
	ctx, cancel := context.WithTimeout(ctx, trialLimit)
	defer cancel()
	t := Trial{At: time.Now()}
	err := p.try(ctx, &t, inspect)
	t.Seconds = time.Since(t.At).Seconds()
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, ErrUntried) || ctx.Err() != nil || !p.Holds() || errors.As(err, new(*awayError)):
		return t, errors.Join(ErrUntried, err)
	}
	t.Problem = refusal.Maybe(err)
	return t, nil
}

func (p *Primary) try(ctx context.Context, t *Trial, inspect func(dir string) error) error {
	head, err := p.o.Head()
	if err != nil {
		return err
	}
	t.Seq = head.Seq
	select {
	case err = <-p.stream.sent():
	case <-p.stream.done:
		err = ErrFenced
	case <-time.After(trialFlush):
		err = ErrBehind
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(ErrUntried, err)
	}
	known, err := p.stream.db.Pos()
	if err != nil {
		return err
	}
	around := appliance.TrialFolder(p.o.Dir)
	if !appliance.Empty(around) {
		return refuse("In %[1]s, where it is brought back, lies a house: move that elsewhere.", "演练要用的文件夹 %[1]s 里有另一套系统的数据：请把它移到别处。", around)
	}
	dir := filepath.Join(around, "data")
	s := &Standby{Place: p.o.Place, Dir: dir, Since: p.o.Since, Log: p.o.Logger}
	if err := errors.Join(os.RemoveAll(around), os.MkdirAll(dir, 0o700), os.MkdirAll(s.work(), 0o700)); err != nil {
		return err
	}
	defer os.RemoveAll(around) // what stays is removed by the next start or trial
	info, err := os.Stat(filepath.Join(p.o.Dir, dataName))
	if err != nil {
		return err
	}
	if err := appliance.RoomFor(s.copy(), 2*info.Size()); err != nil {
		return err
	}
	p.lease.mu.Lock()
	tenure := p.lease.lease.Tenure
	p.lease.mu.Unlock()
	if err := s.catchUp(ctx, tenure); err != nil {
		return err
	}
	if has, err := litestream.ReadTXIDFile(s.copy()); err != nil || has < known.TXID {
		return errors.Join(err, refuse("It ends at transaction %[1]s, although %[2]s was sent.", "只到事务 %[1]s，而 %[2]s 已经发送。", has, known.TXID))
	}
	if err := probe.Header(s.copy()); err != nil {
		return err
	}
	if err := probe.Pages(ctx, s.copy(), true); err != nil {
		return err
	}
	if err := reading(s.copy(), func(db *dbx.DB) error {
		hash, err := appliance.HashAt(db, head.Seq)
		if err == nil && head.Seq > 0 && (hash == "" || !strings.HasPrefix(hash, head.Hash)) {
			err = refuse("Entry %d of the trail is not in it, or another one.", "操作日志第 %d 条不在其中，或内容不同。", head.Seq)
		}
		return err
	}); err != nil {
		return err
	}
	if err := disk.Rename(s.copy(), filepath.Join(dir, dataName)); err != nil {
		return err
	}
	return inspect(dir)
}
