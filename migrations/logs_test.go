package migrations

import "testing"

// The law wants logs for six months; the platform keeps five days.
func TestLogsAreKeptForHalfAYear_R_SEC_01(t *testing.T) {
	if days := freshApp(t).Settings().Logs.MaxDays; days < 180 {
		t.Errorf("%d days", days)
	}
}
