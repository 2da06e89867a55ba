package tally

// Sum is what the cells of one group, of a county, a department or a service, come to.
type Sum struct {
	Outcomes map[Outcome]int
	Online   int  // handed in online
	Decided  Cell // granted and refused together
}

// NewSum is the sum of nothing.
func NewSum() *Sum {
	return &Sum{Outcomes: map[Outcome]int{}, Decided: Cell{Days: Histogram{}, Causes: map[Cause]int{}}}
}

// Put puts a cell to the sum.
func (s *Sum) Put(outcome Outcome, channel string, cell Cell) {
	s.Outcomes[outcome] += cell.Cases
	switch outcome {
	case Filed:
		if channel == "online" {
			s.Online += cell.Cases
		}
	case Granted, Refused:
		s.Decided.Add(cell, 1)
	}
}

// Late is how many of the decided cases were late.
func (s *Sum) Late() int {
	n := 0
	for _, cases := range s.Decided.Causes {
		n += cases
	}
	return n
}

// Rates are the shares of the cases. One of which nothing can be counted is not among them:
// it has no denominator (R-MET-08, R-MET-09).
func (s *Sum) Rates() Rates {
	rates := Rates{}
	for key, r := range map[string]Rate{
		InPromise:    {s.Decided.InPromise, s.Decided.Promised},
		InLaw:        {s.Decided.InLaw, s.Decided.Limited},
		OnlineFiling: {s.Online, s.Outcomes[Filed]},
	} {
		if r.Denominator > 0 {
			rates[key] = r
		}
	}
	return rates
}

// Work is what an officer did.
type Work struct {
	Examined int
	Decided  Cell
}

// Put puts a cell to the work.
func (w *Work) Put(outcome Outcome, cell Cell) {
	if outcome == Examined {
		w.Examined += cell.Cases
		return
	}
	w.Decided.Add(cell, 1)
}
