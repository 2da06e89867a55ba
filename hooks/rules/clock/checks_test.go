package clock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// checks are the words that may stand under "on DATE".
var checks map[string]func(w *world, words []string) error

func init() {
	checks = map[string]func(*world, []string) error{
		"notice":     func(w *world, words []string) error { return checkDue(w.ledger().Notice, words) },
		"inspection": func(w *world, words []string) error { return checkDue(w.ledger().Inspection, words) },
		"law":        func(w *world, words []string) error { return checkDue(w.ledger().Law, words) },
		"promise":    func(w *world, words []string) error { return checkDue(w.ledger().Promise, words) },
		"delivery":   func(w *world, words []string) error { return checkDue(w.ledger().Delivery, words) },
		"case":       func(w *world, words []string) error { return same(string(w.ledger().Light), words...) },
		"accepted":   func(w *world, words []string) error { return same(orNone(w.ledger().Accepted.String()), words...) },
		"deemed":     checkDeemed,
		"extension":  checkExtension,
		"ground":     checkGround,
		"approver":   func(w *world, words []string) error { return same(orNone(string(w.terms.Regime.Approver)), words...) },
		"add":        checkAdd,
		"counts":     checkCounts,
		"skips":      checkSkips,
	}
}

func same(got string, want ...string) error {
	if got != strings.Join(want, " ") {
		return fmt.Errorf("want %s, got %s", strings.Join(want, " "), got)
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// checkDue reads DATE LIGHT [LEFT [provisional]], "unknown YEAR", "none", or
// "met DATE LEFT" or "met unknown" for a limit that is over.
func checkDue(d Due, words []string) error {
	got := []string{d.Date.String(), string(d.Light), strconv.Itoa(d.Left)}
	switch {
	case d.Unknown != nil && d.Light == None:
		got = []string{"met", "unknown"}
	case d.Unknown != nil && d.Date == 0:
		got = []string{"unknown", fmt.Sprint(d.Unknown.Params()["year"])}
	case d.Light == None && d.Met != 0:
		got = []string{"met", d.Date.String(), strconv.Itoa(d.Left)}
	case d.Light == None:
		got = []string{"none"}
	case d.Provisional:
		got = append(got, "provisional")
	}
	if len(words) == 2 && words[0] != "unknown" && !d.Provisional && len(got) == 3 {
		got = got[:2] // the days left may be left out
	}
	return same(strings.Join(got, " "), words...)
}

// checkDeemed reads "no", the day as of which, or "unknown".
func checkDeemed(w *world, words []string) error {
	since, passed, err := Deemed(w.cal, w.terms, w.events, w.today)
	switch {
	case fault.Of(err) == fault.CalendarUnpublished:
		return same("unknown", words...)
	case err != nil:
		return err
	case !passed:
		return same("no", words...)
	}
	return same(since.String(), words...)
}

// checkExtension reads the limit that may be granted, or "refused CODE".
func checkExtension(w *world, words []string) error {
	limit, err := Extension(w.terms, w.ledger(), w.today)
	if err != nil {
		return same("refused "+string(fault.Of(err)), words...)
	}
	return same(limit.String(), words...)
}

// checkGround reads "KEY allowed" or "KEY refused".
func checkGround(w *world, words []string) error {
	if len(words) != 2 {
		return fmt.Errorf("ground needs a key and a verdict")
	}
	verdict := "allowed"
	if err := w.terms.Regime.PauseGround(words[0]); fault.Of(err) == fault.PauseGround {
		verdict = "refused"
	} else if err != nil {
		return err
	}
	return same(verdict, words[1])
}

// checkAdd reads FROM N UNIT = DATE, or "= unknown YEAR": a plain addition.
func checkAdd(w *world, words []string) error {
	if len(words) < 5 || words[3] != "=" {
		return fmt.Errorf("add reads FROM N UNIT = DATE")
	}
	from, err := workday.ParseDay(words[0])
	if err != nil {
		return err
	}
	limit, err := readLimit(words[1:3])
	if err != nil {
		return err
	}
	due, err := limit.Due(w.cal, from)
	if err != nil {
		return same(fmt.Sprintf("unknown %v", unknown(err).Params()["year"]), words[4:]...)
	}
	return same(due.String(), words[4:]...)
}

// checkCounts reads TRACK N…: the days counted by each line of the track that counts.
func checkCounts(w *world, words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("counts needs a track and numbers")
	}
	var got []string
	for _, l := range w.ledger().Lines {
		if l.Track == Track(words[0]) && l.Counted > 0 {
			got = append(got, strconv.Itoa(l.Counted))
		}
	}
	return same(strings.Join(got, " "), words[1:]...)
}

// checkSkips reads TRACK FROM TO NAME: some line passes over these days for this cause
// or holiday.
func checkSkips(w *world, words []string) error {
	if len(words) != 4 {
		return fmt.Errorf("skips needs a track, two dates and a name")
	}
	var all []string
	for _, l := range w.ledger().Lines {
		if l.Track != Track(words[0]) {
			continue
		}
		for _, s := range slices.Concat(l.Skipped, l.Rolled) {
			name := s.Name
			if name == "" {
				name = string(s.Cause)
			}
			all = append(all, s.From.String()+" "+s.To.String()+" "+name)
		}
	}
	if want := strings.Join(words[1:], " "); !slices.Contains(all, want) {
		return fmt.Errorf("%s is not among the days passed over: %s", want, strings.Join(all, ", "))
	}
	return nil
}
