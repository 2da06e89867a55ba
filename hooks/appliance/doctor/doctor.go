// Package doctor looks over a house as somebody who knows machines would, and says of each
// thing in one sentence what is the matter and what to do about it. What it judges by are
// facts: gathering them is one thing, judging them another, so that every judgement can be
// tried without the fault.
package doctor

import (
	"fmt"
	"slices"
	"time"
)

// Level says how pressing a finding is.
type Level string

// The levels, the least pressing first.
const (
	Green Level = "green" // in order
	Amber Level = "amber" // works, and somebody should see to it in the next days
	Red   Level = "red"   // data, service or secrecy are in danger: see to it today
)

var rank = map[Level]int{Green: 1, Amber: 2, Red: 3}

// Finding is what one check says.
type Finding struct {
	Code   string `json:"code"`
	Level  Level  `json:"level"`
	EN     string `json:"en"` // one sentence: what is the matter, and what to do
	ZH     string `json:"zh"`
	Figure string `json:"figure,omitempty"` // what was measured, the same in all languages
}

// Alarms tells whether somebody must be told at once: what is red, and what is about to
// become so where there is still time.
func (f Finding) Alarms() bool {
	return f.Level == Red || f.Level == Amber && slices.Contains(urgent, f.Code)
}

// urgent are the checks whose amber is told like a red one.
var urgent = []string{"backup_age", "room", "backup_drill", "replica_drill"}

// Report is what all checks said at one time.
type Report struct {
	At       time.Time `json:"at"`
	Level    Level     `json:"level"` // the most pressing one
	Findings []Finding `json:"findings"`
}

// check looks at the facts; a finding without a level says nothing, because the facts are
// not known or the thing does not exist here.
type check struct {
	code string
	look func(Facts) Finding
}

// Examine judges the facts by all checks, in their order, and says of what could not be
// looked at that it could not.
func Examine(f Facts) Report {
	r := Report{At: f.Now, Level: Green, Findings: []Finding{}}
	for _, c := range checks {
		found := c.look(f)
		if found.Level == "" {
			continue
		}
		found.Code = c.code
		r.add(found)
	}
	for _, m := range f.Missed {
		r.add(Finding{Code: "not_seen", Level: Amber, Figure: m.What,
			EN: fmt.Sprintf("%s could not be looked at (%s); if that stays, show this sentence to whoever supports the machine.", m.EN, m.Why),
			ZH: fmt.Sprintf("无法检查“%s”（%s）；如果一直如此，请把这句话转给技术支持。", m.ZH, m.Why)})
	}
	return r
}

func (r *Report) add(f Finding) {
	r.Findings = append(r.Findings, f)
	if rank[f.Level] > rank[r.Level] {
		r.Level = f.Level
	}
}

// Pressing are the findings that are not green, the red ones first.
func (r Report) Pressing() []Finding { return r.of(Red, Amber) }

// Ranked are all findings, the red ones first and the green ones last.
func (r Report) Ranked() []Finding { return r.of(Red, Amber, Green) }

// of are the findings of some levels, in the order of these.
func (r Report) of(levels ...Level) (list []Finding) {
	for _, level := range levels {
		for _, f := range r.Findings {
			if f.Level == level {
				list = append(list, f)
			}
		}
	}
	return list
}

// Codes are the names of all checks.
func Codes() []string {
	codes := make([]string, len(checks))
	for i, c := range checks {
		codes[i] = c.code
	}
	return codes
}

func green(figure, en, zh string, args ...any) Finding { return say(Green, figure, en, zh, args) }
func amber(figure, en, zh string, args ...any) Finding { return say(Amber, figure, en, zh, args) }
func red(figure, en, zh string, args ...any) Finding   { return say(Red, figure, en, zh, args) }

// say writes both sentences with the same arguments, which they name by number.
func say(level Level, figure, en, zh string, args []any) Finding {
	if len(args) > 0 {
		en, zh = fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...)
	}
	return Finding{Level: level, EN: en, ZH: zh, Figure: figure}
}
