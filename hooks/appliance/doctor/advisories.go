package doctor

import (
	"strconv"
	"strings"
)

// Advisory is a published hole of PocketBase.
type Advisory struct {
	ID       string // CVE and GitHub's own number
	Severity string
	EN, ZH   string
	// Open are the lines of versions in which it is open, the oldest first.
	Open []Range
}

// Range is one line of versions in which a hole is open: from From on, before Before.
type Range struct{ From, Before string }

// Advisories are those known when this version was built. No database of them can be
// reached from an office: look at https://github.com/pocketbase/pocketbase/security when
// PocketBase changes in go.mod; a test asks for it.
var Advisories = []Advisory{
	{ID: "CVE-2024-38351 / GHSA-m93w-4fxv-r35v", Severity: "medium", EN: "a foreign log-in takes over an unverified account", ZH: "第三方登录可接管未验证的账户",
		Open: []Range{{"0", "0.22.14"}}},
	{ID: "CVE-2026-44166 / GHSA-pq7p-mc74-g65w", Severity: "medium", EN: "a foreign log-in is prepared by somebody else", ZH: "第三方登录可被他人预先劫持",
		Open: []Range{{"0", "0.22.42"}, {"0.30.0", "0.37.4"}}},
	{ID: "CVE-2026-82410 / GHSA-84vh-m24q-wjjx", Severity: "high", EN: "any guest can stop the service", ZH: "任何访客都能使服务停止",
		Open: []Range{{"0", "0.22.48"}, {"0.23.0", "0.39.7"}}},
}

// AdvisoriesChecked is the version of PocketBase that the table was last looked through for.
const AdvisoriesChecked = "v0.39.11"

// Affecting are the advisories open in a version, such as v0.39.11.
func Affecting(version string) []Advisory {
	var open []Advisory
	for _, a := range Advisories {
		for _, r := range a.Open {
			if !before(version, r.From) && before(version, r.Before) {
				open = append(open, a)
				break
			}
		}
	}
	return open
}

// before tells whether version a comes before version b. What stands behind a hyphen is
// left out: a version before 1.0 counts as it.
func before(a, b string) bool {
	x, y := parts(a), parts(b)
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

func parts(version string) (numbers [3]int) {
	version, _, _ = strings.Cut(strings.TrimPrefix(version, "v"), "-")
	for i, part := range strings.SplitN(version, ".", 3) {
		numbers[i], _ = strconv.Atoi(part) // what is no number counts as the first
	}
	return numbers
}
