package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// tale is one case as it is told: what, by whom, how far, and what is known of it so far.
type tale struct {
	number  int
	fate    fate
	service service
	who     applicant
	counter bool // handed in at the window

	record   *core.Record // the application, once begun
	uploads  int          // papers handed in so far
	acts     int          // acts done so far
	flaw     string       // material that was handed in wrong, "" when it was left out
	finished bool         // nothing more can happen to it
	opinion  *opinion     // of the applicant, nil where there is none
}

// beat is one move of a tale, or of a claim, or a deed of its own name, at an instant.
type beat struct {
	at    time.Time
	tale  *tale
	claim *undertaking
	move  string
	deed  func() error
	name  string
}

// order is the place of a beat among those of its instant: claims and problems first.
func (b beat) order() int {
	if b.tale == nil {
		return 0
	}
	return b.tale.number
}

func (b beat) String() string {
	if b.deed != nil {
		return fmt.Sprintf("%s on %s", b.name, workday.DayOf(b.at))
	}
	if b.claim != nil {
		return fmt.Sprintf("claim of %s, %s on %s", b.claim.service.Key, b.move, workday.DayOf(b.at))
	}
	return fmt.Sprintf("case %d (%s, %s), %s on %s", b.tale.number, b.tale.service.Key, b.tale.fate.name, b.move, workday.DayOf(b.at))
}

// teller plays the tales.
type teller struct {
	*loader
	dice  *rand.Rand
	cal   *workday.Calendar
	days  []workday.Day                  // the working days of the season, before the day of Now
	lists map[string]*catalogue.Snapshot // by service key
}

// cases plays the cases of the last weeks through the real acts, each in its own
// transaction; what falls due happens every morning.
func (l *loader) cases() error {
	t := &teller{loader: l, dice: rand.New(rand.NewPCG(510799, 2026)), lists: map[string]*catalogue.Snapshot{}}
	if err := t.openCalendar(); err != nil || len(t.days) == 0 {
		return err
	}
	morning := workday.Day(0)
	for _, b := range t.opinions(inOrder(slices.Concat(t.undertake(), t.reform(), t.troubled(), t.plan()))) {
		if day := workday.DayOf(b.at); day != morning {
			morning = day
			t.house.MoveTo(day.Start().Add(8 * time.Hour))
			if err := t.house.RunDue(context.Background()); err != nil {
				return err
			}
		}
		t.house.MoveTo(b.at)
		if err := t.play(b); err != nil {
			return fmt.Errorf("%s: %w", b, err)
		}
	}
	return t.house.App().RunInTransaction(func(tx core.App) error {
		t.tx = tx
		if err := t.templates(); err != nil {
			return err
		}
		return t.meetings()
	})
}

// play does one move. A case whose dates reach into a year without a calendar stays
// where it is (R-CAL-05).
func (t *teller) play(b beat) error {
	if b.deed != nil {
		return t.house.App().RunInTransaction(func(tx core.App) error {
			t.tx = tx
			return b.deed()
		})
	}
	if b.claim != nil {
		return t.house.App().RunInTransaction(func(tx core.App) error {
			t.tx = tx
			return claimMoves[b.move](t, b.claim)
		})
	}
	if b.tale.finished {
		return nil
	}
	err := t.house.App().RunInTransaction(func(tx core.App) error {
		t.tx = tx
		return moves[b.move](t, b.tale)
	})
	if fault.Of(err) == fault.CalendarUnpublished || fault.Of(err) == fault.DueUnknown {
		b.tale.finished = true
		return nil
	}
	return err
}

// openCalendar reads the working days of the season from the house. Days of a year
// without a calendar are left out.
func (t *teller) openCalendar() error {
	records, err := t.house.App().FindAllRecords("calendar")
	if err != nil {
		return err
	}
	marks := make([]workday.Mark, len(records))
	for i, r := range records {
		day, err := workday.ParseDay(r.GetString("date"))
		if err != nil {
			return err
		}
		marks[i] = workday.Mark{Day: day, Kind: workday.Kind(r.GetString("kind")), Name: r.GetString("name")}
	}
	if t.cal, err = workday.NewCalendar(marks); err != nil {
		return err
	}
	for day := workday.DayOf(t.options.Now.Add(-season)); day < workday.DayOf(t.options.Now); day++ {
		if working, err := t.cal.Working(day); err == nil && working {
			t.days = append(t.days, day)
		}
	}
	return nil
}

// plan draws the tales and answers all their beats in the order of time.
func (t *teller) plan() []beat {
	var beats []beat
	for i, f := range t.deal() {
		tale := t.draw(i+1, f)
		beats = append(beats, t.schedule(tale)...)
	}
	return inOrder(beats)
}

func inOrder(beats []beat) []beat {
	slices.SortStableFunc(beats, func(a, b beat) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order(), b.order()))
	})
	return beats
}

// deal gives each case a fate, by their shares, and mixes them.
func (t *teller) deal() []fate {
	var dealt []fate
	for i, n := range apportion(t.options.Cases) {
		dealt = append(dealt, slices.Repeat([]fate{fates[i]}, n)...)
	}
	t.dice.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
	return dealt
}

// apportion divides n cases among the fates by their shares, where n allows it at least
// one to each: the next case goes to the fate with the largest share per case so far.
func apportion(n int) []int {
	counts := make([]int, len(fates))
	for range n {
		next := 0
		for i, f := range fates {
			if f.share*counts[next] > fates[next].share*counts[i] {
				next = i
			}
		}
		counts[next]++
	}
	return counts
}

// draw chooses the service and the person of a case.
func (t *teller) draw(number int, f fate) *tale {
	d := t.demand(f)
	s := t.serviceOf(d.service)
	by := d.by
	if by == nil {
		by = t.openTo(s)
	}
	who := t.applicantOf(by[t.dice.IntN(len(by))])
	return &tale{number: number, fate: f, service: s, who: who, counter: t.dice.IntN(4) == 0}
}

// demand draws a service by its weight among those that the fate can happen to.
func (t *teller) demand(f fate) demand {
	var open []demand
	total := 0
	for _, d := range demands {
		if f.services == nil || slices.Contains(f.services, d.service) {
			open, total = append(open, d), total+d.weight
		}
	}
	pick := t.dice.IntN(total)
	for _, d := range open {
		if pick -= d.weight; pick < 0 {
			return d
		}
	}
	return open[0]
}

// openTo lists the applicants whom a service serves (R-CAT-14).
func (t *teller) openTo(s service) []string {
	var logins []string
	for _, a := range t.county.Applicants {
		person := slices.Contains(s.Objects, "person")
		if a.Kind == "person" && person || a.Kind == "organization" && (!person || len(s.Objects) > 1) {
			logins = append(logins, a.Login)
		}
	}
	return logins
}

func (t *teller) serviceOf(key string) service {
	return t.items.Services[slices.IndexFunc(t.items.Services, func(s service) bool { return s.Key == key })]
}

func (t *teller) applicantOf(login string) applicant {
	return t.county.Applicants[slices.IndexFunc(t.county.Applicants, func(a applicant) bool { return a.Login == login })]
}

// schedule lays the moves of a tale on working days so that the last one is as old as
// its fate says, and on minutes of the day in order.
func (t *teller) schedule(x *tale) []beat {
	moves, gaps := t.script(x)
	total := 0
	for _, gap := range gaps {
		total += gap
	}
	day := max(0, len(t.days)-1-x.fate.age(x.service.Promise, t.dice)-total)
	minute := 9*60 + 10 + t.dice.IntN(180)
	beats := make([]beat, 0, len(moves))
	for i, move := range moves {
		if gaps[i] > 0 {
			day, minute = min(day+gaps[i], len(t.days)-1), 9*60+10+t.dice.IntN(180)
		}
		at := t.days[day].Start().Add(time.Duration(minute) * time.Minute)
		beats = append(beats, beat{at: at, tale: x, move: move})
		minute += 8 + t.dice.IntN(25)
	}
	return beats
}

// script spells the moves of a fate out for a service, with the working days before each.
func (t *teller) script(x *tale) (moves []string, gaps []int) {
	for _, move := range x.fate.script {
		times := 1
		if move == everyStep {
			move, times = "examine", len(x.service.Steps)
		}
		for range times {
			moves, gaps = append(moves, move), append(gaps, t.gap(x, move))
		}
	}
	return moves, gaps
}

// gap is how long a case rests before a move. What is decided on the spot does not rest,
// and real estate must be answered on the day (不动产登记暂行条例 Art. 17).
func (t *teller) gap(x *tale, move string) int {
	p := pace[move]
	gap := p[0] + t.dice.IntN(p[1]-p[0]+1)
	onTheSpot := x.service.Promise == 0 || x.service.Regime == "REAL_ESTATE" && (move == "accept" || move == "ask")
	if onTheSpot && move != "supply" {
		return 0
	}
	if move == "rest" {
		return gap + x.service.Promise
	}
	return gap
}
