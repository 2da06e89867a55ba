package clock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onestop/hooks/rules/workday"
)

// A case file tells a case as a lawyer would: a head (rules, story, calendar, regime,
// limits), then dated events, and between them "on DATE" with what must hold that day.
// testdata/cases/README describes the words.
type caseFile struct {
	rules []string
	story string
	years []int
	terms Terms
	steps []step
}

// step is an event, or a day on which checks are made.
type step struct {
	event  Event
	on     workday.Day
	checks []check
}

type check struct {
	line  int
	words []string
}

// readCase reads a case file; the error names the line that cannot be read.
func readCase(text string) (*caseFile, error) {
	c := &caseFile{years: []int{2024, 2025, 2026}}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := c.readLine(i+1, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if c.terms.Regime.Key == "" || len(c.rules) == 0 || c.story == "" {
		return nil, fmt.Errorf("the head needs rules, story and regime")
	}
	return c, nil
}

func (c *caseFile) readLine(n int, line string) error {
	if key, value, found := strings.Cut(line, ":"); found && len(c.steps) == 0 {
		return c.readHead(key, strings.TrimSpace(value))
	}
	words := strings.Fields(line)
	if len(words) < 2 {
		return fmt.Errorf("%q says too little", line)
	}
	if words[0] == "on" && len(words) == 2 {
		day, err := workday.ParseDay(words[1])
		c.steps = append(c.steps, step{on: day})
		return err
	}
	if words[0][0] >= '0' && words[0][0] <= '9' {
		e, err := readEvent(words)
		c.steps = append(c.steps, step{event: e})
		return err
	}
	if _, known := checks[words[0]]; !known || len(c.steps) == 0 || c.steps[len(c.steps)-1].on == 0 {
		return fmt.Errorf("%q is neither an event nor a check of a day", line)
	}
	last := &c.steps[len(c.steps)-1]
	last.checks = append(last.checks, check{n, words})
	return nil
}

func (c *caseFile) readHead(key, value string) (err error) {
	switch key {
	case "rules":
		c.rules = strings.Fields(value)
	case "story":
		c.story = value
	case "calendar":
		c.years, err = readYears(value)
	case "regime":
		var known bool
		name, joint := strings.CutSuffix(value, " joint")
		if c.terms.Regime, known = Lookup(name); !known {
			return fmt.Errorf("%q is no regime", name)
		}
		if joint {
			c.terms.Regime = c.terms.Regime.Joint()
		}
	case "law":
		c.terms.Law, err = readLimit(strings.Fields(value))
	case "promise":
		if c.terms.Instant = value == "instant"; !c.terms.Instant {
			c.terms.Promise, err = readLimit(strings.Fields(value))
		}
	case "inspection":
		c.terms.Inspection = value == "yes"
	default:
		return fmt.Errorf("%q is no head line", key)
	}
	return err
}

func readYears(value string) (years []int, err error) {
	for _, word := range strings.Fields(value) {
		year, err := strconv.Atoi(word)
		if err != nil {
			return nil, err
		}
		years = append(years, year)
	}
	return years, nil
}

func readLimit(words []string) (Limit, error) {
	if len(words) != 2 || (words[1] != string(WD) && words[1] != string(CD)) {
		return Limit{}, fmt.Errorf("%q is no limit; write for instance 20 WD", words)
	}
	n, err := strconv.Atoi(words[0])
	if err == nil && n <= 0 {
		err = fmt.Errorf("a limit of %d days is none", n)
	}
	return Limit{N: n, Unit: Unit(words[1])}, err
}

// readEvent reads DATE KIND [GROUND] [until DATE] [N UNIT].
func readEvent(words []string) (e Event, err error) {
	if e.Day, err = workday.ParseDay(words[0]); err != nil {
		return e, err
	}
	e.Kind = Kind(words[1])
	if !slices.Contains(Kinds(), e.Kind) {
		return e, fmt.Errorf("%q is no event", words[1])
	}
	rest := words[2:]
	if n := len(rest); n >= 2 && rest[n-2] == "until" {
		e.Until, err = workday.ParseDay(rest[n-1])
		rest = rest[:n-2]
	}
	switch {
	case err != nil || len(rest) == 0:
	case len(rest) == 2:
		e.Limit, err = readLimit(rest)
	case len(rest) == 1 && e.Kind == Paused:
		e.Ground = rest[0]
	default:
		err = fmt.Errorf("%q is not understood", rest)
	}
	return e, err
}

// world is a case as of one day of its story.
type world struct {
	cal    *workday.Calendar
	terms  Terms
	events []Event
	today  workday.Day
}

func (w *world) ledger() Ledger { return Run(w.cal, w.terms, w.events, w.today) }

// play goes through the story and reports each check that fails.
func (c *caseFile) play(cal *workday.Calendar, report func(line int, err error)) {
	w := &world{cal: cal, terms: c.terms}
	for _, s := range c.steps {
		if s.on == 0 {
			w.events = append(w.events, s.event)
			continue
		}
		w.today = s.on
		for _, k := range s.checks {
			if err := checks[k.words[0]](w, k.words[1:]); err != nil {
				report(k.line, err)
			}
		}
	}
}
