package catalogue

import (
	"slices"

	"onestop/hooks/rules/fault"
)

// The limits of the campaign on a claim, in working days (R-CLM-12; their length is local).
const (
	// ClaimDays is how long a department has from the assignment of an item to its published list.
	ClaimDays = 20
	// FollowDays is how long it has to follow a change of the basic catalogue (R-CLM-08).
	FollowDays = 15
)

// levels are the codes of the standard for the level at which a body exercises a power
// (R-CAT-11), by the level of its region.
var levels = map[string]string{"province": "2", "city": "3", "county": "4", "township": "5", "village": "6"}

// LevelOf is the code of the level of a region, "" for a level that the standard does not
// know (R-CAT-11).
func LevelOf(region string) string { return levels[region] }

// MayClaim refuses an item that is not in use with service_not_open (R-CLM-08), and one
// whose levels do not hold that of the body with claim_not_level (R-CLM-03).
func MayClaim(item BasicItem, status, level string) error {
	if status != InUse {
		return fault.New(fault.ServiceNotOpen, "R-CLM-08", "The item %s is %s in the basic catalogue; it cannot be claimed.", item.Code, status).With("state", status)
	}
	if !slices.Contains(item.Levels, level) {
		return fault.New(fault.ClaimNotLevel, "R-CLM-03", "The item %s is exercised at other levels than that of this department; decline it.", item.Code).With("levels", item.Levels).With("level", level)
	}
	return nil
}

// AnotherPerson refuses with same_officer whoever already had a hand in this round of a
// list: the compiler does not approve it, and neither the compiler nor who approved it
// publishes it (R-CLM-06: three persons).
func AnotherPerson(who string, before ...string) error {
	if slices.Contains(before, who) {
		return fault.New(fault.SameOfficer, "R-CLM-06", "Compiling, approving and publishing a list are done by three persons; ask a colleague.")
	}
	return nil
}

// RegimeOf is the regime that a list begins with: that of a licence, or the general one
// for everything else, until its compiler chooses better (R §1.7).
func RegimeOf(itemType string) string {
	if itemType == "01" {
		return "LICENCE"
	}
	return "GENERAL"
}
