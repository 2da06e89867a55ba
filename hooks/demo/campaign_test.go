package demo_test

import (
	"strings"
	"testing"

	"onestop/hooks"
)

// campaignUnderWay: the tasks stand in every state and light, one is late and the batches of
// problems are in danger.
func campaignUnderWay(t *testing.T, hall *hooks.Hall) {
	if got := strings.Join(lines(t, hall, "SELECT state || ' ' || COUNT(*) FROM tasks GROUP BY state"), ", "); got != "confirmed 4, finished 3, planned 10, started 8" {
		t.Error(got)
	}
	if got := strings.Join(lines(t, hall, "SELECT light || ' ' || COUNT(*) FROM tasks GROUP BY light"), ", "); got != "green 15, none 7, red 1, yellow 2" {
		t.Error(got)
	}
	if got := strings.Join(lines(t, hall, "SELECT name_en || ' ' || slack FROM tasks WHERE slack < 0 AND finished_on = '' AND started_on != ''"), ", "); got != "First batch of 20 problems -1, Train the staff of the windows -2" {
		t.Error(got)
	}
	if n := number(t, hall, "SELECT COUNT(*) FROM notifications WHERE kind = 'task_late'"); n == 0 {
		t.Error("nobody was told of the late task")
	}
}
