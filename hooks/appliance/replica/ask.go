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
// another: whoever may write there may promote it. What is asked stands in the name alone: the
// file of an administrator is nothing that the user of a service can read.
const (
	requestFile = "promote"     // somebody asks
	nowFile     = "promote-now" // also over a primary that is at work
	answerFile  = "answer"      // what came of it
	takingFile  = "taking"      // locked while it takes over
)

// request tells whether somebody asks for the promotion, and whether at once.
func (s *Standby) request() (by, now bool) {
	now = os.Remove(filepath.Join(s.work(), nowFile)) == nil
	return os.Remove(filepath.Join(s.work(), requestFile)) == nil || now, now
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
	how := requestFile
	if now {
		how = nowFile
	}
	if err := disk.WriteFile(filepath.Join(s.work(), how), nil); err != nil {
		return true, err
	}
	defer os.Remove(filepath.Join(s.work(), how)) // who gave up does not want it any more
	for end := time.Now().Add(longest); time.Now().Before(end); {
		if taking, err := disk.InUse(filepath.Join(s.work(), takingFile)); err == nil && taking { // a whole copy takes its time
			end = time.Now().Add(longest)
		}
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
