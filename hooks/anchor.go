package hooks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/disk"
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
	if err := h.as(h.app, system, func(tx core.App) error { return h.tellAuditors(tx, a) }); err != nil {
		return err
	}
	return appendLine(anchorFile(h.app.DataDir()), a.String())
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
		err = errors.Join(err, disk.SyncDir(filepath.Dir(file)))
	}
	return err
}

// tellAuditors writes the head to the auditors, once a day: to the inbox, and by mail where
// that is set up and reaches them.
func (h *Hall) tellAuditors(tx core.App, a chain.Anchor) error {
	ids, err := officersWith(tx, flow.Auditor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	for _, id := range ids {
		key := "trail_head/" + a.Date + "/" + id
		told, err := findOne(tx, "notifications", "key", key)
		if err != nil {
			return err
		}
		if told != nil {
			continue // a run before this one could not keep the head in its file
		}
		if err := h.tellHead(tx, a, id, key); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hall) tellHead(tx core.App, a chain.Anchor, id, key string) error {
	auditor, err := tx.FindRecordById("officers", id)
	if err != nil {
		return err
	}
	row := func(channel, key string, more map[string]any) error {
		fields := map[string]any{"officer": id, "kind": "trail_head", "channel": channel, "key": key,
			"text": fmt.Sprintf("操作日志%s链首（请打印留存）：第%d行 %s\nHead of the trail on %s, keep it on paper: row %d %s", a.Date, a.Seq, a.Hash, a.Date, a.Seq, a.Hash)}
		maps.Copy(fields, more)
		r, err := newRecord(tx, "notifications", fields)
		if err != nil {
			return err
		}
		return write(tx, r)
	}
	if err := row("inbox", key, map[string]any{"state": "sent", "sent_at": h.instant()}); err != nil {
		return err
	}
	for _, c := range h.post.channels {
		if !c.open() || c.address(auditor) == "" {
			continue
		}
		if err := row(c.name, key+"/"+c.name, map[string]any{"state": "queued", "due_at": h.instant()}); err != nil {
			return err
		}
		c.rouseAfter(tx)
	}
	return nil
}
