package plan

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"strings"
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// calendar is the published one of 2024 to 2026.
func calendar(t testing.TB) *workday.Calendar {
	t.Helper()
	text, err := os.ReadFile("../workday/testdata/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var marks []workday.Mark
	if err := json.Unmarshal(text, &marks); err != nil {
		t.Fatal(err)
	}
	cal, err := workday.NewCalendar(marks)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func day(t testing.TB, s string) workday.Day {
	t.Helper()
	if s == "" {
		return 0
	}
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// row writes the dates of a task as a person would compare them.
func (d Dates) row() string {
	mark := ""
	if d.Critical {
		mark = " critical"
	}
	return fmt.Sprintf("%s: %s–%s, at the latest %s–%s, slack %d%s", d.ID, d.EarliestStart, d.EarliestFinish, d.StartBy, d.FinishBy, d.Slack, mark)
}

// The way of an item in a department: claim 3, compile 10 and train 2 beside it, check 4
// after both, publish 1; from Monday 2 March 2026.
func campaign() []Task {
	return []Task{
		{ID: "claim", Name: "认领", Days: 3}, {ID: "compile", Name: "编制", Days: 10, After: []string{"claim"}},
		{ID: "train", Name: "培训", Days: 2, After: []string{"claim"}}, {ID: "check", Name: "审核", Days: 4, After: []string{"compile", "train"}},
		{ID: "publish", Name: "发布", Days: 1, After: []string{"check"}}, {ID: "report", Name: "总结", Days: 0, After: []string{"publish"}},
	}
}

func TestBackwards_R_CLM_12(t *testing.T) {
	cal := calendar(t)
	p, err := Schedule(cal, day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-02"), campaign())
	if err != nil {
		t.Fatal(err)
	}
	if p.Available != 22 || p.Needed != 18 || p.Missing != 0 || p.Feasible() != nil {
		t.Fatalf("%d working days are there, %d are needed, %d missing", p.Available, p.Needed, p.Missing)
	}
	want := []string{
		"claim: 2026-03-02–2026-03-04, at the latest 2026-03-06–2026-03-10, slack 4 critical",
		"compile: 2026-03-05–2026-03-18, at the latest 2026-03-11–2026-03-24, slack 4 critical",
		"train: 2026-03-05–2026-03-06, at the latest 2026-03-23–2026-03-24, slack 12",
		"check: 2026-03-19–2026-03-24, at the latest 2026-03-25–2026-03-30, slack 4 critical",
		"publish: 2026-03-25–2026-03-25, at the latest 2026-03-31–2026-03-31, slack 4 critical",
		"report: 2026-03-25–2026-03-25, at the latest 2026-03-31–2026-03-31, slack 4 critical",
	}
	for i, d := range p.Tasks {
		if d.row() != want[i] || d.Last != (d.ID == "report") {
			t.Errorf("got  %s\nwant %s", d.row(), want[i])
		}
	}
}

// Days off are no days of a plan: before the National Day of 2026, Sunday 20 September works.
func TestWorkingDaysOnly_R_CAL_01(t *testing.T) {
	p, err := Schedule(calendar(t), day(t, "2026-09-18"), day(t, "2026-10-09"), day(t, "2026-09-01"), []Task{{ID: "a", Days: 5}, {ID: "b", Days: 4, After: []string{"a"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"a: 2026-09-18–2026-09-23, at the latest 2026-09-21–2026-09-28, slack 2 critical",
		"b: 2026-09-24–2026-09-30, at the latest 2026-09-29–2026-10-09, slack 2 critical",
	} {
		if got := p.Tasks[i].row(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	cal := calendar(t)
	for _, c := range []struct {
		name       string
		start, end string
		tasks      []Task
		want       fault.Code
		says       string
	}{
		{"a circle is named", "2026-03-02", "2026-03-31", []Task{{ID: "a", Name: "甲", After: []string{"c"}}, {ID: "b", Name: "乙", After: []string{"a"}}, {ID: "c", Name: "丙", After: []string{"b"}}, {ID: "d", Name: "丁", After: []string{"c"}}}, fault.PlanCycle, "甲 → 乙 → 丙 → 甲"},
		{"a task behind itself", "2026-03-02", "2026-03-31", []Task{{ID: "a", Name: "甲", After: []string{"a"}}}, fault.PlanCycle, "甲 → 甲"},
		{"a task behind nobody", "2026-03-02", "2026-03-31", []Task{{ID: "a", Name: "甲", After: []string{"x"}}}, fault.RecordForeign, "甲"},
		{"a task twice", "2026-03-02", "2026-03-31", []Task{{ID: "a"}, {ID: "a"}}, fault.RecordForeign, "twice"},
		{"negative days", "2026-03-02", "2026-03-31", []Task{{ID: "a", Days: -1}}, fault.ValueInvalid, "negative"},
		{"a deadline before the start", "2026-03-31", "2026-03-02", nil, fault.DateInvalid, "deadline"},
		{"T-17 a year without a notice", "2026-12-01", "2027-01-31", []Task{{ID: "a", Days: 1}}, fault.CalendarUnpublished, "2027"},
	} {
		_, err := Schedule(cal, day(t, c.start), day(t, c.end), day(t, c.start), c.tasks)
		if fault.Of(err) != c.want || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// An impossible plan says by how many working days it misses, and still has its dates.
func TestImpossible(t *testing.T) {
	p, err := Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-20"), day(t, "2026-03-02"), campaign())
	if err != nil {
		t.Fatal(err)
	}
	refused := p.Feasible()
	if p.Missing != 3 || fault.Of(refused) != fault.PlanInfeasible || !strings.Contains(refused.Error(), "missed by 3") {
		t.Fatalf("missing %d: %v", p.Missing, refused)
	}
	if got := p.Tasks[0].row(); got != "claim: 2026-03-02–2026-03-04, at the latest 2026-02-26–2026-02-28, slack -3 critical" {
		t.Error(got)
	}
}

// What really happened moves what comes after it, and a late task shows what it drags along.
func TestLateTaskDrags(t *testing.T) {
	tasks := campaign()
	tasks[0].Started, tasks[0].Finished = day(t, "2026-03-02"), day(t, "2026-03-05")
	tasks[1].Started = day(t, "2026-03-16")
	p, err := Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-17"), tasks)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"claim: 2026-03-02–2026-03-05, at the latest 2026-03-06–2026-03-10, slack 3",
		"compile: 2026-03-16–2026-03-27, at the latest 2026-03-11–2026-03-24, slack -3 critical",
		"train: 2026-03-17–2026-03-18, at the latest 2026-03-23–2026-03-24, slack 4",
		"check: 2026-03-30–2026-04-02, at the latest 2026-03-25–2026-03-30, slack -3 critical",
	} {
		if got := p.Tasks[i].row(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	want := map[string][]string{"compile": {"check", "publish", "report"}, "check": {"publish", "report"}, "publish": {"report"}}
	if got := Dragged(p, tasks); !reflect.DeepEqual(got, want) {
		t.Errorf("dragged along are %v", got)
	}
	if p.Missing != 3 {
		t.Errorf("the campaign misses its deadline by %d", p.Missing)
	}
	// A task that should have been finished long ago ends today at the earliest.
	tasks[1].Started = day(t, "2026-03-03")
	p, err = Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-26"), tasks)
	if err != nil || p.Tasks[1].EarliestFinish != day(t, "2026-03-26") {
		t.Errorf("ends on %s: %v", p.Tasks[1].EarliestFinish, err)
	}
}

// A deadline of its own pulls a task, and what it waits for, ahead of the end; the plan
// says by how many days it is missed.
func TestOwnDeadline_R_PL_09(t *testing.T) {
	tasks := campaign()
	tasks[1].Deadline = day(t, "2026-03-19")
	p, err := Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-02"), tasks)
	if err != nil || p.Missing != 0 {
		t.Fatal(p.Missing, err)
	}
	for i, want := range []string{
		"claim: 2026-03-02–2026-03-04, at the latest 2026-03-03–2026-03-05, slack 1 critical",
		"compile: 2026-03-05–2026-03-18, at the latest 2026-03-06–2026-03-19, slack 1 critical",
		"train: 2026-03-05–2026-03-06, at the latest 2026-03-23–2026-03-24, slack 12",
	} {
		if got := p.Tasks[i].row(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	tasks[1].Deadline = day(t, "2026-03-13")
	p, err = Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-02"), tasks)
	if refused := p.Feasible(); err != nil || p.Missing != 3 || p.Needed != 18 || fault.Of(refused) != fault.PlanInfeasible || !strings.Contains(refused.Error(), "missed by 3") {
		t.Fatal(p.Missing, p.Needed, p.Feasible(), err)
	}
	tasks[1].Deadline = day(t, "2027-01-04")
	if _, err := Schedule(calendar(t), day(t, "2026-03-02"), day(t, "2026-03-31"), day(t, "2026-03-02"), tasks); fault.Of(err) != fault.CalendarUnpublished {
		t.Errorf("a deadline of 2027: %v", err)
	}
}

// What will end in a year without a notice has no day yet, but its slack is known and all
// other days stand (R-CAL-05).
func TestLateBeyondTheCalendar_R_CAL_05(t *testing.T) {
	tasks := []Task{{ID: "a", Days: 5, Started: day(t, "2026-12-21")}, {ID: "b", Days: 10, After: []string{"a"}}}
	p, err := Schedule(calendar(t), day(t, "2026-12-07"), day(t, "2026-12-31"), day(t, "2026-12-22"), tasks)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"a: 2026-12-21–2026-12-25, at the latest 2026-12-11–2026-12-17, slack -6 critical",
		"b: 2026-12-28–, at the latest 2026-12-18–2026-12-31, slack -6 critical",
	} {
		if got := p.Tasks[i].row(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// grow draws a network of n tasks in which each follows some of those before it.
func grow(n int, r *rand.Rand) []Task {
	tasks := make([]Task, n)
	for i := range tasks {
		tasks[i] = Task{ID: fmt.Sprint("t", i), Name: fmt.Sprint("任务", i), Days: r.Intn(4)}
		for range r.Intn(3) {
			if i > 0 {
				tasks[i].After = append(tasks[i].After, fmt.Sprint("t", max(0, i-1-r.Intn(50))))
			}
		}
	}
	return tasks
}

// Whatever the network: nobody starts before the predecessors end, neither at the earliest
// nor at the latest; the plan holds exactly when no task lacks slack; some chain of
// critical tasks reaches from the beginning to the end.
func TestEveryPlanIsAnOrder(t *testing.T) {
	cal, r := calendar(t), rand.New(rand.NewSource(510799))
	for range 300 {
		tasks := grow(1+r.Intn(40), r)
		p, err := Schedule(cal, day(t, "2026-03-02"), day(t, "2026-03-02")+workday.Day(r.Intn(120)), day(t, "2026-03-02"), tasks)
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]Dates{}
		for _, d := range p.Tasks {
			at[d.ID] = d
		}
		critical, negative := 0, false
		for i, task := range tasks {
			d := p.Tasks[i]
			negative = negative || d.Slack < 0
			if d.Critical {
				critical++
			}
			if d.StartBy > d.FinishBy || d.EarliestStart > d.EarliestFinish || (d.Slack >= 0) != (d.EarliestFinish <= d.FinishBy) {
				t.Fatalf("%s", d.row())
			}
			for _, id := range task.After {
				b := at[id]
				behind := func(finish, start workday.Day) bool {
					return finish < start || (finish <= start && (task.Days == 0 || days(tasks, id) == 0))
				}
				if !behind(b.EarliestFinish, d.EarliestStart) || !behind(b.FinishBy, d.StartBy) {
					t.Fatalf("%s\nbefore\n%s", b.row(), d.row())
				}
			}
		}
		if negative != (p.Missing > 0) || critical == 0 {
			t.Fatalf("missing %d, a task without slack %t, %d critical", p.Missing, negative, critical)
		}
	}
}

func days(tasks []Task, id string) int {
	for _, t := range tasks {
		if t.ID == id {
			return t.Days
		}
	}
	return -1
}

func BenchmarkSchedule(b *testing.B) {
	cal := calendar(b)
	for _, n := range []int{1000, 10_000, 100_000} {
		tasks := grow(n, rand.New(rand.NewSource(1)))
		for i := range tasks {
			tasks[i].Days = 0
			if i%(n/100) == 0 {
				tasks[i].Days = 1
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Schedule(cal, day(b, "2026-01-05"), day(b, "2026-12-31"), day(b, "2026-03-02"), tasks); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
