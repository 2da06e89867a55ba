package cases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// lead is the department whose service it is, and of whoever names no other.
const lead = "主办部门"

// story is one case file: the head says where it plays, the scenes what happens.
type story struct {
	rules      []string
	text       string
	years      []int
	list       *catalogue.Snapshot
	inspection bool // the licence turns on inspection (R-AL-23)
	officers   []review.Officer
	bars       []clock.Bar
	ahead      []rival
	members    []checklist.Member // of a life event
	scenes     []scene
}

// rival is another case of the same service, accepted earlier and decided on a day.
type rival struct {
	number string
	until  workday.Day
}

// scene is one dated line and what is expected after it. The line is a deed, or only a
// look at the case on a day.
type scene struct {
	line   int
	day    workday.Day
	deed   *deed
	checks []check
}

// deed is what somebody does: an act of the process, or one of the applicant's or the
// staff's other doings.
type deed struct {
	subject string // application or result
	who     string
	act     flow.Act
	items   []string // materials, officers or options that the act names
	with    []string // materials handed in with the act
	form    map[string]any
	step    string
	ground  string
	until   workday.Day
	to      string
	reason  string
}

type check struct {
	line  int
	words []string
}

// readStory reads a case file; the error names the line that cannot be read.
func readStory(text string) (*story, error) {
	s := &story{years: []int{2024, 2025, 2026}, list: blankList()}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.readLine(i+1, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if len(s.rules) == 0 || s.text == "" || s.list.Regime == "" || len(s.scenes) == 0 {
		return nil, fmt.Errorf("a case needs the head lines rules, story and regime, and a day")
	}
	return s, nil
}

func (s *story) readLine(n int, line string) error {
	words := strings.Fields(line)
	if day, err := workday.ParseDay(words[0]); err == nil {
		d, err := s.readDeed(words[1:])
		s.scenes = append(s.scenes, scene{line: n, day: day, deed: d})
		return err
	}
	if words[0] == "on" && len(words) == 2 {
		day, err := workday.ParseDay(words[1])
		s.scenes = append(s.scenes, scene{line: n, day: day})
		return err
	}
	if len(s.scenes) == 0 {
		key, value, found := strings.Cut(line, ":")
		read, known := heads[key]
		if !found || !known {
			return fmt.Errorf("%q is no head line", line)
		}
		return read(s, strings.Fields(value))
	}
	last := &s.scenes[len(s.scenes)-1]
	if _, known := checks[words[0]]; !known && words[0] != "refused" {
		return fmt.Errorf("%q is neither a deed nor something expected", line)
	}
	if words[0] == "refused" && (last.deed == nil || len(last.checks) > 0 || len(words) < 2) {
		return fmt.Errorf("refused CODE RULE stands right under the deed that is refused")
	}
	last.checks = append(last.checks, check{n, words})
	return nil
}

// readDeed reads WHO [result] ACT and then, in any order, materials, a step, a ground,
// KEY=VALUE, until DATE, with MATERIAL…, to OFFICER, and last because WORDS….
func (s *story) readDeed(words []string) (*deed, error) {
	d := &deed{subject: "application", form: map[string]any{}}
	if len(words) > 1 && words[1] == "result" {
		d.subject = "result"
		words = slices.Delete(slices.Clone(words), 1, 2)
	}
	if len(words) < 2 {
		return nil, fmt.Errorf("%q does not say who does what", words)
	}
	d.who, d.act = words[0], flow.Act(words[1])
	if !s.knows(d.who) {
		return nil, fmt.Errorf("%q is nobody of this case", d.who)
	}
	for rest := words[2:]; len(rest) > 0; {
		n, err := s.readPart(d, rest)
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	if slices.Contains([]flow.Act{"examine", "verify_site"}, d.act) && d.step == "" {
		return nil, fmt.Errorf("%s needs the name of a step", d.act)
	}
	return d, nil
}

// readPart reads one part of a deed and says how many words it took.
func (s *story) readPart(d *deed, rest []string) (n int, err error) {
	word := rest[0]
	two := len(rest) > 1
	switch key, value, isForm := strings.Cut(word, "="); {
	case word == "because" && two:
		d.reason = strings.Join(rest[1:], " ")
		return len(rest), nil
	case word == "until" && two:
		d.until, err = workday.ParseDay(rest[1])
		return 2, err
	case word == "to" && two:
		d.to = rest[1]
		return 2, s.mustKnow(d.to)
	case word == "with" && two:
		for n = 1; n < len(rest) && s.list.Material(rest[n]) != nil; n++ {
			d.with = append(d.with, rest[n])
		}
		if n == 1 {
			return 0, fmt.Errorf("%q is no material of the service", rest[1])
		}
		return n, nil
	case isForm:
		d.form[key] = value
	case s.list.Step(word) != nil:
		d.step = word
	case s.names(word):
		d.items = append(d.items, word)
	case d.ground == "":
		d.ground = word
	default:
		return 0, fmt.Errorf("%q is not understood", word)
	}
	return 1, nil
}

// names reports whether the word is a material, an option or an officer of the story, or
// a paper that the service does not ask for, written in brackets 《》.
func (s *story) names(word string) bool {
	option := func(q catalogue.Question) bool {
		return slices.ContainsFunc(q.Options, func(o catalogue.Option) bool { return o.ID == word })
	}
	return s.list.Material(word) != nil || slices.ContainsFunc(s.list.Questions, option) || s.officer(word) >= 0 || strings.HasPrefix(word, "《")
}

func (s *story) mustKnow(who string) error {
	if !s.knows(who) {
		return fmt.Errorf("%q is nobody of this case", who)
	}
	return nil
}

// knows finds who acts: the applicant, a stranger, the house itself, a declared officer,
// or a role with a number behind it (examiner2), who is then an officer of the lead.
func (s *story) knows(who string) bool {
	if who == applicant || who == stranger || who == system || s.officer(who) >= 0 {
		return true
	}
	role := flow.Role(strings.TrimRight(who, "0123456789"))
	if role == flow.Applicant || role == flow.SystemActor || !slices.Contains(flow.Roles(), role) {
		return false
	}
	s.officers = append(s.officers, review.Officer{ID: who, Department: lead, Roles: []flow.Role{role}, Active: true})
	return true
}

func (s *story) officer(id string) int {
	return slices.IndexFunc(s.officers, func(o review.Officer) bool { return o.ID == id })
}

// who is nobody's officer.
const (
	applicant = string(flow.Applicant)
	system    = string(flow.SystemActor)
	stranger  = "stranger" // another applicant
)

// readNumber reads a whole number above zero.
func readNumber(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err == nil && (n <= 0 || n > workday.Longest) {
		err = fmt.Errorf("%d is no number of days or years", n)
	}
	return n, err
}
