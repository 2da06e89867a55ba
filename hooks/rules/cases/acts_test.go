package cases

import (
	"fmt"
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// effect is what an act does beyond the change of state: it asks the law and keeps the
// books. What it sets in the entry goes into the log.
type effect func(f *file, d *deed, entry *clock.Act) error

var effects = map[string]map[flow.Act]effect{
	"application": {
		"submit": submit, "check": mark, "request_correction": correct, "supply": supply,
		"accept": accept, "reject": reject, "deem_accepted": deem,
		"examine": examine, "verify_site": verifySite, "pause": pause, "resume": resume, "extend": extend,
		"supplement": supplement, "offer_hearing": offerHearing, "request_hearing": requestHearing, "hold_hearing": holdHearing,
		"reassign": reassign, "grant": grant, "refuse": refuse, "terminate": terminate,
	},
	"result": {"request_renewal": requestRenewal, "renew": renew, "refuse_renewal": refuseRenewal, "revoke": revoke},
}

func submit(f *file, _ *deed, _ *clock.Act) error { return f.handIn(f.s.list.ID) }

// handIn takes what the applicant hands in; a supply is no new application, so no bar
// from the service stands against it, but a commitment may be new.
func (f *file) handIn(service string) error {
	if err := checklist.MayCommit(f.s.list.Commitment, f.committed); err != nil {
		return err
	}
	if err := clock.MayApply(f.bars, service, f.committed, f.today); err != nil {
		return err
	}
	list, err := f.list()
	if err != nil {
		return err
	}
	return checklist.MayHandIn(list, f.form, f.today.Start())
}

func mark(f *file, d *deed, _ *clock.Act) error {
	var marks []checklist.Mark
	for _, material := range d.items {
		id := material
		if i := f.standing(material); i >= 0 {
			id = f.docs[i].ID
		}
		marks = append(marks, checklist.Mark{Document: id, Verdict: checklist.Verdict(d.ground), Reason: d.reason})
	}
	if err := checklist.MayMark(f.docs, marks); err != nil {
		return err
	}
	for _, material := range d.items {
		f.verdict(material, checklist.Verdict(d.ground), d.reason)
	}
	return nil
}

// standing is the document of a material that counts, below zero where there is none.
func (f *file) standing(material string) int {
	return slices.IndexFunc(f.docs, func(x checklist.Doc) bool { return x.Material == material && !x.Superseded })
}

func (f *file) verdict(material string, v checklist.Verdict, words string) {
	if i := f.standing(material); i >= 0 {
		f.docs[i].Verdict, f.said[material] = v, words
	}
}

func correct(f *file, d *deed, _ *clock.Act) error {
	if err := clock.MayObject(f.cal, f.terms, clock.Events(f.acts), f.today); err != nil {
		return err
	}
	if err := checklist.MayCorrect(f.corrections, f.roles(d.who), d.reason); err != nil {
		return err
	}
	list, err := f.list()
	if err != nil {
		return err
	}
	var named []checklist.Correction
	for _, material := range d.items {
		named = append(named, checklist.Correction{Material: material, Reason: d.reason})
	}
	if f.asked, err = checklist.Corrections(list, f.docs, named, func(material string) string { return f.said[material] }); err != nil {
		return err
	}
	for _, c := range f.asked {
		f.verdict(c.Material, checklist.Rejected, c.Reason)
	}
	f.corrections++
	return nil
}

func supply(f *file, _ *deed, _ *clock.Act) error {
	if err := checklist.MaySupply(f.asked, f.docs); err != nil {
		return err
	}
	return f.handIn("")
}

func accept(f *file, d *deed, _ *clock.Act) error {
	if err := checklist.MayDefer(d.until, f.today); err != nil {
		return err
	}
	list, err := f.list()
	if err != nil {
		return err
	}
	latest, err := f.terms.PromiseFrom(f.cal, f.today)
	if err != nil {
		return err
	}
	deferred, err := checklist.MayAccept(list, f.docs, d.until, latest)
	if err != nil {
		return err
	}
	if deferred {
		if err := clock.MayTrust(f.bars, f.today); err != nil {
			return err
		}
		f.deferred, f.issued = d.until, append(f.issued, "deferral")
	}
	f.acceptedBy = d.who
	return f.startReview()
}

func reject(f *file, _ *deed, _ *clock.Act) error {
	return clock.MayObject(f.cal, f.terms, clock.Events(f.acts), f.today)
}

func deem(f *file, _ *deed, entry *clock.Act) (err error) {
	if entry.Until, err = clock.MayDeem(f.cal, f.terms, clock.Events(f.acts), f.today); err != nil {
		return err
	}
	list, err := f.list()
	if err != nil {
		return err
	}
	unsaid, err := checklist.Unsaid(list, f.docs, func(material string) string { return f.said[material] })
	for _, c := range unsaid {
		f.silent = append(f.silent, c.Material)
	}
	if err != nil {
		return err
	}
	return f.startReview()
}

func (f *file) startReview() error {
	for _, o := range review.Open(f.s.list.Steps) {
		f.steps = append(f.steps, step{Row: review.Row{ID: o.Step.ID, Seq: o.Step.Seq, State: o.State}, Step: o.Step})
	}
	for i := range f.steps {
		if f.steps[i].State == review.Opened {
			f.openStep(&f.steps[i])
		}
	}
	return nil
}

func (f *file) openStep(x *step) {
	x.opened = f.today
	f.dueStep(x, nil)
	x.examiner = review.Assign(f.officers, x.Department, "", f.load)
}

// dueStep dates a step; no calendar, no date.
func (f *file) dueStep(x *step, since []clock.Standstill) {
	x.due, x.stood, _ = review.Due(f.cal, x.Step, x.opened, since)
}

// load is how many open steps an officer has.
func (f *file) load(id string) int {
	n := 0
	for _, x := range f.steps {
		if x.State == review.Opened && x.examiner == id {
			n++
		}
	}
	return n
}

func (f *file) take(d *deed) (*step, error) {
	i := slices.IndexFunc(f.steps, func(x step) bool { return x.Row.ID == d.step })
	if i < 0 {
		return nil, fmt.Errorf("step %s is not there yet", d.step)
	}
	x := &f.steps[i]
	return x, review.MayTake(review.Posts(f.officers, d.who), x.Step, x.State, d.act)
}

func (f *file) settle(d *deed, pass bool) error {
	changes, err := review.Record(f.rows(), d.step, pass)
	for i := range f.steps {
		x := &f.steps[i]
		state, changed := changes[x.Row.ID]
		if !changed {
			continue
		}
		x.State = state
		if state == review.Opened {
			f.openStep(x)
		}
	}
	return err
}

func examine(f *file, d *deed, _ *clock.Act) error {
	if _, err := f.take(d); err != nil {
		return err
	}
	f.examined = append(f.examined, finding{d.step, d.who, d.act})
	return f.settle(d, d.ground == "pass")
}

func verifySite(f *file, d *deed, _ *clock.Act) error {
	if _, err := f.take(d); err != nil {
		return err
	}
	var before []string
	for _, x := range f.examined {
		if x.step == d.step && x.act == d.act {
			before = append(before, x.officer)
		}
	}
	settled, err := review.Verified(before, d.who, d.ground != "fail")
	if err != nil {
		return err
	}
	f.examined = append(f.examined, finding{d.step, d.who, d.act})
	if !settled {
		return nil
	}
	return f.settle(d, d.ground != "fail")
}

func pause(f *file, d *deed, _ *clock.Act) error {
	if d.ground == review.HearingGround {
		f.hearing = f.hearing.Tell(f.today)
	}
	return f.terms.Regime.MayPause(d.ground, d.until, f.today)
}

// resume by the house is as of the day that was told.
func resume(f *file, d *deed, entry *clock.Act) error {
	for _, a := range f.acts {
		if d.who == system && a.Act == "pause" {
			entry.Until = a.Until
		}
	}
	since := clock.Standstills(clock.Events(append(slices.Clone(f.acts), *entry)))
	for i := range f.steps {
		if f.steps[i].State == review.Opened {
			f.dueStep(&f.steps[i], since)
		}
	}
	return nil
}

func extend(f *file, d *deed, _ *clock.Act) error {
	_, err := clock.MayExtend(f.terms, f.ledger(), f.roles(d.who), f.today)
	return err
}

func supplement(f *file, _ *deed, _ *clock.Act) error {
	list, err := f.list()
	if err != nil {
		return err
	}
	return checklist.MaySupplement(f.owed(), list, f.docs)
}

func offerHearing(f *file, _ *deed, _ *clock.Act) (err error) {
	f.hearing, err = f.hearing.Offer(f.cal, f.today)
	return err
}

func requestHearing(f *file, _ *deed, _ *clock.Act) (err error) {
	f.hearing, err = f.hearing.Ask(f.cal, f.today)
	return err
}

func holdHearing(f *file, d *deed, _ *clock.Act) (err error) {
	var examiners []string
	for _, a := range f.examined {
		if review.Examining(a.act) {
			examiners = append(examiners, a.officer)
		}
	}
	f.hearing, err = f.hearing.Hold(f.cal, d.who, examiners, f.today)
	return err
}

func reassign(f *file, d *deed, _ *clock.Act) error {
	i := slices.IndexFunc(f.officers, func(o review.Officer) bool { return o.ID == d.to })
	if i < 0 {
		return fmt.Errorf("reassign needs to OFFICER")
	}
	var open []string
	for _, x := range f.steps {
		if x.State == review.Opened && (d.step == "" || d.step == x.Row.ID) {
			open = append(open, x.Department)
		}
	}
	if err := review.MayReceive(f.officers[i], open); err != nil {
		return err
	}
	for j := range f.steps {
		if x := &f.steps[j]; x.State == review.Opened && (d.step == "" || d.step == x.Row.ID) && x.Department == f.officers[i].Department {
			x.examiner = d.to
		}
	}
	return nil
}

func (f *file) mayDecide(d *deed) error {
	if err := review.MayDecide(f.acceptedBy, d.who, f.s.list.Handling == catalogue.Instant); err != nil {
		return err
	}
	if d.act == "grant" {
		if err := review.MayGrant(f.rows()); err != nil {
			return err
		}
	}
	return f.hearing.MayDecide(f.today)
}

func grant(f *file, d *deed, _ *clock.Act) error {
	if err := f.mayDecide(d); err != nil {
		return err
	}
	list, err := f.list()
	if err != nil {
		return err
	}
	if err := checklist.MayGrant(f.owed(), list, f.docs); err != nil {
		return err
	}
	var ahead []string
	for _, r := range f.s.ahead {
		if f.today < r.until {
			ahead = append(ahead, r.number)
		}
	}
	if err := review.InTurn(f.s.list.Limited(), ahead); err != nil {
		return err
	}
	f.result, f.validTo = flow.Valid, clock.ValidTo(f.today, f.s.list.ResultValidYears)
	return nil
}

func refuse(f *file, d *deed, _ *clock.Act) error {
	if err := f.mayDecide(d); err != nil {
		return err
	}
	f.bar(d)
	return nil
}

// bar writes down the bar that an act brings with it.
func (f *file) bar(d *deed) {
	if bar, barred := clock.BarOf(d.act, d.ground, f.s.list.ID, f.today); barred {
		f.bars = append(f.bars, bar)
	}
}

func terminate(f *file, _ *deed, _ *clock.Act) error {
	list, err := f.list()
	if err != nil {
		return err
	}
	return checklist.MayTerminate(f.deferred, f.today, list, f.docs)
}

func requestRenewal(f *file, _ *deed, _ *clock.Act) error {
	if err := clock.MayAskRenewal(f.cal, f.terms.Regime, f.validTo, f.renewal, f.today); err != nil {
		return err
	}
	f.renewal = true
	return nil
}

func renew(f *file, d *deed, _ *clock.Act) error {
	to, err := clock.Renew(f.validTo, f.s.list.ResultValidYears, f.renewal, d.who == system, f.today)
	if err == nil {
		f.validTo, f.renewal = to, false
	}
	return err
}

func refuseRenewal(f *file, _ *deed, _ *clock.Act) error {
	if err := clock.MayRefuseRenewal(f.validTo, f.renewal, f.today); err != nil {
		return err
	}
	f.renewal = false
	return nil
}

func revoke(f *file, d *deed, _ *clock.Act) error {
	f.bar(d)
	return nil
}
