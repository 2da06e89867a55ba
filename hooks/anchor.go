package hooks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/rules/chain"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// The trail convicts whoever edits one row; whoever rewrites all of it is only found by a
// head that was kept elsewhere (R-SEC-05). So every day the head goes to two places: a file
// beside the data folder, which belongs on another disk with the key, and the inboxes of
// the auditors, who also get it by mail and can print it.

// anchorFile is where the heads of a data folder are kept.
func anchorFile(dir string) string {
	return strings.TrimRight(filepath.Clean(dir), string(filepath.Separator)) + ".heads"
}

// anchors reads the kept heads; none where nothing was kept yet.
func anchors(dir string) ([]chain.Anchor, error) {
	text, err := os.ReadFile(anchorFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := chain.ReadAnchors(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", anchorFile(dir), err)
	}
	return list, nil
}

// putAnchorsAside keeps the heads of an earlier folder of the same name out of the way of a
// new one, whose trail never had them.
func putAnchorsAside(dir string) error {
	file := anchorFile(dir)
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Rename(file, file+"."+info.ModTime().UTC().Format("20060102T150405"))
}

// anchorTrail keeps the head of the trail, once a day.
func (h *Hall) anchorTrail(_ context.Context, today workday.Day) error {
	kept, err := anchors(h.app.DataDir())
	if err != nil {
		return err
	}
	if n := len(kept); n > 0 && kept[n-1].Date >= today.String() {
		return nil
	}
	last, err := lastEntry(h.app)
	if err != nil || last.Seq == 0 {
		return err
	}
	a := chain.Anchor{Date: today.String(), Seq: last.Seq, Hash: last.Hash}
	if err := appendLine(anchorFile(h.app.DataDir()), a.String()); err != nil {
		return err
	}
	return h.tellAuditors(a)
}

func appendLine(file, line string) error {
	_, statErr := os.Stat(file)
	out, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the head of the trail cannot be kept: %w", err)
	}
	_, err = fmt.Fprintln(out, line)
	err = errors.Join(err, out.Sync(), out.Close())
	if errors.Is(statErr, fs.ErrNotExist) {
		err = errors.Join(err, appliance.SyncDir(filepath.Dir(file)))
	}
	return err
}

// tellAuditors writes the head to the auditors, by mail where that is set up.
func (h *Hall) tellAuditors(a chain.Anchor) error {
	auditors, err := officersWith(h.app, flow.Auditor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	for _, id := range auditors {
		r, err := newRecord(h.app, "notifications", map[string]any{"officer": id, "kind": "trail_head", "channel": "inbox", "state": "sent", "sent_at": h.instant(),
			"text": fmt.Sprintf("操作日志%s链首（请打印留存）：第%d行 %s\nHead of the trail on %s, keep it on paper: row %d %s", a.Date, a.Seq, a.Hash, a.Date, a.Seq, a.Hash),
			"link": "", "key": "trail_head/" + a.Date + "/" + id})
		if err != nil {
			return err
		}
		if err := write(h.app, r); err != nil {
			return err
		}
	}
	return nil
}
