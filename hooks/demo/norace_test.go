//go:build !race

package demo_test

import "testing"

// countyCases is the county as it is served.
const countyCases = 200

// Loading twice under the race detector would take minutes; the plan of the cases and
// their papers are compared there too.
func TestTheSameCountyEveryTime(t *testing.T) {
	var both [2][]string
	for i := range both {
		hall := furnished(t, morning, 30)
		for _, query := range []string{
			"SELECT id||number||state||light||promised_due||form FROM applications",
			`SELECT id||act||"from"||"to"||officer||applicant||reason FROM actions WHERE act NOT IN ('deem_accepted','resume')`,
			"SELECT id||sha256||verdict FROM documents",
			// a list that a claim made has an id of chance
			"SELECT r.service||r.checksum FROM revisions r JOIN services s ON s.id=r.service WHERE s.claim NOT IN (SELECT claim FROM actions WHERE claim!='')",
			"SELECT state||due||owner||basic_item FROM claims",
		} {
			both[i] = append(both[i], lines(t, hall, query)...)
		}
	}
	if len(both[0]) < 200 {
		t.Fatalf("only %d lines compared", len(both[0]))
	}
	for i, line := range both[0] {
		if i >= len(both[1]) || line != both[1][i] {
			t.Fatalf("differs: %s", line)
		}
	}
}

// A season without any calendar has no cases, but the county opens.
func TestTheCountyBeyondTheCalendar_R_CAL_05(t *testing.T) {
	hall := furnished(t, china("2027-03-01T09:00"), 24)
	if n := number(t, hall, "SELECT count(*) FROM applications"); n != 0 {
		t.Errorf("%d cases in a season without a calendar", n)
	}
}
