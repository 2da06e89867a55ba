package cases

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// checks are the expectations that may stand under a deed or a day.
var checks map[string]func(f *file, words []string) error

func init() {
	due := func(of func(clock.Ledger) clock.Due) func(*file, []string) error {
		return func(f *file, words []string) error { return sameDue(of(f.ledger()), words) }
	}
	checks = map[string]func(*file, []string) error{
		"notice":     due(func(l clock.Ledger) clock.Due { return l.Notice }),
		"inspection": due(func(l clock.Ledger) clock.Due { return l.Inspection }),
		"law":        due(func(l clock.Ledger) clock.Due { return l.Law }),
		"promise":    due(func(l clock.Ledger) clock.Due { return l.Promise }),
		"delivery":   due(func(l clock.Ledger) clock.Due { return l.Delivery }),
		"light":      func(f *file, w []string) error { return same(w, string(f.ledger().Light)) },
		"accepted":   func(f *file, w []string) error { return same(w, date(f.ledger().Accepted)) },
		"state":      func(f *file, w []string) error { return same(w, string(f.state)) },
		"issues":     func(f *file, w []string) error { return same(w, f.issued...) },
		"steps":      checkSteps,
		"examiner":   func(f *file, w []string) error { return f.checkStep(w, func(x step) string { return x.examiner }) },
		"due":        func(f *file, w []string) error { return f.checkStep(w, func(x step) string { return date(x.due) }) },
		"stood": func(f *file, w []string) error {
			return f.checkStep(w, func(x step) string { return strconv.Itoa(x.stood) })
		},
		"asks":    checkAsks,
		"missing": checkMissing,
		"corrections": func(f *file, w []string) error {
			return same(w, strconv.Itoa(f.corrections))
		},
		"named":       checkNamed,
		"deferred":    func(f *file, w []string) error { return same(w, date(f.deferred)) },
		"owed":        func(f *file, w []string) error { return same(w, f.silent...) },
		"ask_by":      func(f *file, w []string) error { return same(w, date(f.hearing.AskBy)) },
		"hold_by":     func(f *file, w []string) error { return same(w, date(f.hearing.HoldBy)) },
		"result":      func(f *file, w []string) error { return same(w, string(f.result)) },
		"valid_to":    func(f *file, w []string) error { return same(w, date(f.validTo)) },
		"renew_by":    checkRenewBy,
		"remind":      checkRemind,
		"publish_by":  checkPublishBy,
		"barred":      checkBarred,
		"publishable": checkPublishable,
		"overrun":     checkOverrun,
		"together":    checkTogether,
	}
}

// describe is a refusal in the words of a case file: its code and its rule.
func describe(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	return strings.TrimSpace(f.Code() + " " + f.Cite())
}

// refusedAs compares a refusal with CODE [RULE…].
func refusedAs(err error, words []string) error {
	if err == nil {
		return fmt.Errorf("it was not refused")
	}
	return same(words, strings.Fields(describe(err))...)
}

func same(want []string, got ...string) error {
	for _, list := range []*[]string{&want, &got} {
		if strings.Join(*list, "") == "" {
			*list = []string{"none"}
		}
	}
	if strings.Join(want, " ") != strings.Join(got, " ") {
		return fmt.Errorf("want %s, got %s", strings.Join(want, " "), strings.Join(got, " "))
	}
	return nil
}

func date(d workday.Day) string {
	if d == 0 {
		return "none"
	}
	return d.String()
}

// sameDue compares a limit with DATE LIGHT [LEFT [provisional]], unknown YEAR, met DATE
// LEFT, met unknown, or none.
func sameDue(d clock.Due, words []string) error {
	got := []string{date(d.Date), string(d.Light), strconv.Itoa(d.Left)}
	switch {
	case d.Unknown != nil && d.Light == clock.None:
		got = []string{"met", "unknown"}
	case d.Unknown != nil:
		got = []string{"unknown", fmt.Sprint(d.Unknown.Params()["year"])}
	case d.Light == clock.None && d.Met != 0:
		got = []string{"met", date(d.Date), strconv.Itoa(d.Left)}
	case d.Light == clock.None:
		got = []string{"none"}
	case d.Provisional:
		got = append(got, "provisional")
	case len(words) == 2:
		got = got[:2]
	}
	return same(words, got...)
}

func checkSteps(f *file, words []string) error {
	var got []string
	for _, x := range f.steps {
		got = append(got, x.Name, string(x.State))
	}
	return same(words, got...)
}

// checkStep compares something of one step: STEP WHAT.
func (f *file) checkStep(words []string, of func(step) string) error {
	for _, x := range f.steps {
		if len(words) > 0 && x.Name == words[0] {
			return same(words[1:], of(x))
		}
	}
	return fmt.Errorf("%s is no step under way", words)
}

func checkAsks(f *file, words []string) error {
	list, err := f.list()
	if err != nil {
		return err
	}
	var got []string
	for _, m := range list.Materials {
		got = append(got, m.Name)
	}
	return same(words, got...)
}

func checkMissing(f *file, words []string) error {
	gaps, err := f.missing()
	if err != nil {
		return err
	}
	var got []string
	for _, g := range gaps {
		got = append(got, g.Name, g.Cause)
	}
	return same(words, got...)
}

// checkNamed compares the materials that the correction notice names.
func checkNamed(f *file, words []string) error {
	var got []string
	for _, c := range f.asked {
		got = append(got, c.Material)
	}
	return same(words, got...)
}

func checkRenewBy(f *file, words []string) error {
	if f.validTo == 0 {
		return same(words)
	}
	return same(words, date(clock.LastToRenew(f.cal, f.terms.Regime, f.validTo)))
}

func checkRemind(f *file, words []string) error {
	var got []string
	for _, d := range clock.Reminders(f.validTo) {
		got = append(got, date(d))
	}
	return same(words, got...)
}

// checkPublishBy: until when a decision of this day is published.
func checkPublishBy(f *file, words []string) error {
	due, err := clock.Publication(f.cal, f.today)
	if err != nil {
		return same(words, describe(err))
	}
	return same(words, date(due))
}

// checkBarred: until when the applicant is barred from this service.
func checkBarred(f *file, words []string) error {
	var last workday.Day
	for _, b := range f.bars {
		if b.Service == f.s.list.ID && b.Until >= f.today {
			last = max(last, b.Until)
		}
	}
	return same(words, date(last))
}

// checkPublishable compares why the list may not be published: RULE CODE pairs, or yes.
func checkPublishable(f *file, words []string) error {
	var got []string
	for _, d := range catalogue.Check(f.s.list) {
		got = append(got, d.Rule, d.Code)
	}
	if len(got) == 0 {
		got = []string{"yes"}
	}
	return same(words, got...)
}

// checkOverrun: whether the reason for a missed limit is to be published (R-BE-02).
func checkOverrun(f *file, words []string) error {
	got := "none"
	if f.ledger().Light == clock.Red && f.terms.Regime.Overrun {
		got = "publish"
	}
	return same(words, got)
}
