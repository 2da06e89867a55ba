// Package tally reckons the figures by which the reform is measured (R-MET-01…11): shares
// with their numerator, denominator and counting level, medians out of counted days, and
// what a late case was waiting for. It adds up and takes away; what there is to count comes
// in.
package tally

import (
	"encoding/json"
	"math"
	"slices"
)

// Level is what a share counts. Published figures mix levels, so each says its own.
type Level string

// The levels.
const (
	OfItems    Level = "items"    // implementation lists in force of on-application items (办理项)
	OfDays     Level = "days"     // working days of the limits of such lists
	OfCases    Level = "cases"    // cases (办件)
	OfClaims   Level = "claims"   // items of the basic catalogue times departments
	OfRatings  Level = "ratings"  // ratings (评价)
	OfProblems Level = "problems" // problems reported (堵点)
)

// Metric is a declared figure. What its numerator and its denominator are, and what it is
// called, the pages say by its key.
type Metric struct {
	Key   string `json:"key"`
	Cite  string `json:"cite"`
	Level Level  `json:"level"`
}

// The keys of the metrics.
const (
	OneTrip      = "one_trip"      // 最多跑一次率: at most one trip ÷ items
	Online       = "online"        // 网上可办率: with the channel online ÷ items
	OneWindow    = "one_window"    // 一窗受理率: in a comprehensive window ÷ items
	InHall       = "in_hall"       // 进驻率: in the hall ÷ items
	WholeOnline  = "whole_online"  // 全程网办率: depth IV and no trip ÷ items
	Compression  = "compression"   // 承诺时限压缩比: (Σ legal − Σ promised) ÷ Σ legal
	Instant      = "instant"       // 即办率: on the spot ÷ items
	InPromise    = "in_promise"    // 按时办结率: decided by the promised day ÷ decided with one
	InLaw        = "in_law"        // 法定时限内办结率: decided by the day of the law ÷ decided with one
	OnlineFiling = "online_filing" // 网上申报率: handed in online ÷ handed in
	Claimed      = "claimed"       // 认领率: claimed ÷ to be claimed
	Approved     = "approved"      // 通过率: approved ÷ claimed
	Satisfied    = "satisfied"     // 好评率: five, four and three stars ÷ rated
	Rated        = "rated"         // 主动评价率: rated ÷ finished, however it ended
	Rectified    = "rectified"     // 差评整改率: rectified ÷ bad ratings
	CalledBack   = "called_back"   // 差评回访率: called back ÷ bad ratings
	Solved       = "solved"        // 堵点疏解率: solved ÷ issued
)

// Metrics are all figures in the order in which they are shown.
var Metrics = []Metric{
	{OneTrip, "R-MET-01", OfItems},
	{Online, "R-MET-02", OfItems},
	{OneWindow, "R-MET-03", OfItems},
	{InHall, "R-MET-04", OfItems},
	{WholeOnline, "R-MET-05", OfItems},
	{Compression, "R-MET-06", OfDays},
	{Instant, "R-MET-07", OfItems},
	{InPromise, "R-MET-08", OfCases},
	{InLaw, "R-MET-08", OfCases},
	{OnlineFiling, "R-MET-09", OfCases},
	{Claimed, "R-MET-10", OfClaims},
	{Approved, "R-MET-10", OfClaims},
	{Satisfied, "R-MET-11", OfRatings},
	{Rated, "R-MET-11", OfCases},
	{Rectified, "R-MET-11", OfRatings},
	{CalledBack, "R-MET-11", OfRatings},
	{Solved, "R-CLM-13", OfProblems},
}

// MetricOf is the declared metric of a key; false where there is none.
func MetricOf(key string) (Metric, bool) {
	i := slices.IndexFunc(Metrics, func(m Metric) bool { return m.Key == key })
	if i < 0 {
		return Metric{}, false
	}
	return Metrics[i], true
}

// Rate is a share as it is reckoned.
type Rate struct {
	Numerator   int
	Denominator int
}

// Plus is the share of both together.
func (r Rate) Plus(other Rate) Rate {
	return Rate{r.Numerator + other.Numerator, r.Denominator + other.Denominator}
}

// Percent is the share of a hundred, rounded half up to two places; nil where there is
// nothing to divide by, which is neither none nor all.
func (r Rate) Percent() *float64 {
	if r.Denominator == 0 {
		return nil
	}
	p := math.Floor(float64(r.Numerator)*10000/float64(r.Denominator)+0.5) / 100
	return &p
}

// MarshalJSON writes the share with its percent, null where there is no denominator.
func (r Rate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Numerator   int      `json:"numerator"`
		Denominator int      `json:"denominator"`
		Percent     *float64 `json:"percent"`
	}{r.Numerator, r.Denominator, r.Percent()})
}

// Rates are shares by the key of their metric. A metric that nothing was counted for is
// not among them.
type Rates map[string]Rate

// Add puts the shares of other to those of r.
func (r Rates) Add(other Rates) {
	for key, x := range other {
		r[key] = r[key].Plus(x)
	}
}
