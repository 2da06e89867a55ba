package appliance

import (
	"os"
	"slices"
	"strings"
)

// anywayName is the variable of the environment by which whoever has looked at what a start
// refuses says that it shall go on nevertheless: a list of loss, clock and folder, with
// commas. It is for one start; left in place it would hide the next fault.
const anywayName = "ONESTOP_START_ANYWAY"

// What may be gone on with.
const (
	anywayLoss   = "loss"   // the database has lost what was acknowledged
	anywayClock  = "clock"  // the clock stands before or long after what was last seen
	anywayFolder = "folder" // the folder lies where a database is not safe
)

func anyway(what string) bool {
	return slices.Contains(strings.Split(os.Getenv(anywayName), ","), what)
}
