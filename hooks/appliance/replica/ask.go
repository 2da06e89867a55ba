package replica

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// A standby that runs is asked for the promotion by a file beside its copy, and answers by
// another: whoever may write there may promote it.
const (
	requestFile = "promote" // somebody asks
	answerFile  = "answer"  // what came of it
)

// request tells whether somebody asks for the promotion, and whether at once.
func (s *Standby) request() (by, now bool) {
	text, err := os.ReadFile(filepath.Join(s.work(), requestFile))
	if err != nil {
		return false, false
	}
	_ = os.Remove(filepath.Join(s.work(), requestFile))
	return true, strings.TrimSpace(string(text)) == "now"
}

func (s *Standby) reply(err error) {
	_ = disk.WriteFile(filepath.Join(s.work(), answerFile), []byte(wordsOf(err))) // who asked sees it by waiting
}

// Ask has the standby that runs beside promote itself, and answers what came of it; false
// where none runs.
func (s *Standby) Ask(ctx context.Context, now bool) (running bool, err error) {
	running, err = disk.InUse(filepath.Join(s.work(), "lock"))
	if err != nil || !running {
		return false, err
	}
	answer := filepath.Join(s.work(), answerFile)
	_ = os.Remove(answer)
	how := "when it is free"
	if now {
		how = "now"
	}
	if err := disk.WriteFile(filepath.Join(s.work(), requestFile), []byte(how)); err != nil {
		return true, err
	}
	for end := time.Now().Add(longest); time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case <-time.After(asked):
		}
		if text, err := os.ReadFile(answer); err == nil {
			if len(text) == 0 {
				return true, nil
			}
			en, zh, _ := strings.Cut(string(text), "\n")
			return true, refusal.Refusal{EN: en, ZH: zh}
		}
	}
	return true, refuse("The standby does not answer.", "备机没有回应。")
}

// wordsOf are those of an error, "" for none.
func wordsOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
