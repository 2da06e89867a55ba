package tally

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
)

// OnApplication are the types of items that somebody applies for (R-CAT-10); penalties,
// levies, coercion and inspections come uncalled and are no part of the shares.
var OnApplication = []string{"01", "05", "07", "08", "09", "10", "20"}

// Item is a list in force as the shares of items see it.
type Item struct {
	Type     string // of the item (R-CAT-10)
	Trips    int
	Online   bool   // may be handed in online
	Counter  bool   // may be handed in at the hall
	Window   bool   // there at the comprehensive window
	Depth    string // I to IV (R-MET-21)
	Instant  bool
	Legal    int // working days of the law, 0: the law sets none
	Promised int // working days that it takes at most
}

// ItemOf reads an item out of a list in force. The limit of the law is that of the list,
// else that of its regime, as the clock of a case reads it. A limit in calendar days counts
// as the working days that fit into it at most, five to seven, so that both are in working
// days (R-MET-06); decided on the spot is none, and without a promise it takes what the law
// gives.
func ItemOf(s *catalogue.Snapshot) Item {
	terms := clock.TermsOf(s)
	law := terms.LawLimit()
	x := Item{Type: s.BasicItem.Type, Trips: s.Trips, Online: slices.Contains(s.Channels, "online"), Counter: slices.Contains(s.Channels, "counter"), Window: s.OneWindow,
		Depth: s.OnlineDepth, Instant: s.Handling == catalogue.Instant, Legal: catalogue.InWorkingDays(law.N, string(law.Unit))}
	if promise := terms.PromiseLimit(); promise.N > 0 {
		x.Promised = promise.N
	} else if !x.Instant {
		x.Promised = x.Legal
	}
	return x
}

// ItemRates are the shares of the items that somebody applies for. A comprehensive window
// stands in the hall: an item that is not handed in there has none.
func ItemRates(items []Item) Rates {
	rates := Rates{}
	for _, x := range items {
		if !slices.Contains(OnApplication, x.Type) {
			continue
		}
		rates.count(OneTrip, x.Trips <= 1)
		rates.count(Online, x.Online)
		rates.count(OneWindow, x.Counter && x.Window)
		rates.count(InHall, x.Counter)
		rates.count(WholeOnline, x.Depth == "IV" && x.Trips == 0)
		rates.count(Instant, x.Instant)
		rates[Compression] = rates[Compression].Plus(x.compression())
	}
	return rates
}

// compression is what the promise saves of the days of the law; nothing over nothing for an
// item without such a limit.
func (x Item) compression() Rate {
	if x.Legal == 0 {
		return Rate{}
	}
	return Rate{x.Legal - x.Promised, x.Legal}
}

// count puts one thing to a share, among those that meet it or not.
func (r Rates) count(key string, meets bool) {
	one := Rate{Denominator: 1}
	if meets {
		one.Numerator = 1
	}
	r[key] = r[key].Plus(one)
}
