// Package replica keeps a second copy of the database of a house in another place, page by
// page as it changes, and lets another machine go on from it. The engine is Litestream; what
// is ours is who may write there, when an act counts as kept, and what a start refuses.
//
// A place (a folder of another disk or machine, or a bucket) holds the lease and one folder
// of pages for each tenure: g00000001, g00000002, … Whoever takes over begins a tenure of his
// own, so that a primary that was only cut off, and comes back, writes beside his successor
// and never over him. The lease says whose tenure it is, from which one it follows, and up to
// which row its trail went.
//
// Not replicated are the logs (auxiliary.db), the uploaded files and the key of the numbers.
package replica

import (
	"time"

	"onestop/hooks/appliance/refusal"
)

// Times of the lease. Whoever watches takes over when it did not change for ttl by his own
// clock; whoever holds it stops earlier by his, so that no two clocks are ever compared.
const (
	ttl    = 5 * time.Second         // unchanged for so long, it may be taken
	renew  = time.Second             // how often the holder changes it
	trust  = 3500 * time.Millisecond // after the last change that succeeded the holder stops acknowledging
	beat   = 250 * time.Millisecond  // how often what was written goes to the place
	asking = 10 * time.Second        // how long one question to the place may take
	stuck  = 30 * time.Second        // a copy that does not go on for so long is made anew
)

// How long nothing may have been sent: from Soon on somebody should look, from Late on it is a
// danger.
const (
	Soon = time.Minute
	Late = 10 * time.Minute
)

// dataName is the database in a data folder.
const dataName = "data.db"

func refuse(en, zh string, args ...any) error { return refusal.New(en, zh, args...) }
