package tally

import "slices"

// ProblemCount is how many problems of one department stand in one state.
type ProblemCount struct {
	Department string
	State      string
	Count      int
	Late       int // of those still with the department, over their day
	Confirmed  int // said by the reporter to be really fixed
	Denied     int // said by the reporter not to be
}

// ProblemRate is the solution rate of one department (疏解率): problems verified as solved
// ÷ problems issued to it as the lead (R-CLM-13, R-PL-09). Issued are those that
// were assigned and still count: rejected and merged ones do not, nor those that went back
// to the supervisor to be handed on. Department "" is the county.
type ProblemRate struct {
	Department  string `json:"department"`
	Numerator   int    `json:"numerator"`
	Denominator int    `json:"denominator"`
	Waiting     int    `json:"waiting"` // handed in, not yet verified
	Late        int    `json:"late"`
	Confirmed   int    `json:"confirmed"`
	Denied      int    `json:"denied"`
}

// issued are the states of a problem that counts for its lead department.
var issued = []string{"assigned", "returned", "solved", "verified"}

// ProblemRates answers the rate of the county first, then of each department in the order in
// which the counts name them.
func ProblemRates(counts []ProblemCount) []ProblemRate {
	rates := []ProblemRate{{}}
	at := map[string]int{}
	for _, c := range counts {
		if c.Department == "" || !slices.Contains(issued, c.State) {
			continue
		}
		i, known := at[c.Department]
		if !known {
			i = len(rates)
			at[c.Department] = i
			rates = append(rates, ProblemRate{Department: c.Department})
		}
		rates[0].add(c)
		rates[i].add(c)
	}
	return rates
}

func (r *ProblemRate) add(c ProblemCount) {
	r.Denominator += c.Count
	r.Late += c.Late
	r.Confirmed += c.Confirmed
	r.Denied += c.Denied
	switch c.State {
	case "verified":
		r.Numerator += c.Count
	case "solved":
		r.Waiting += c.Count
	}
}
