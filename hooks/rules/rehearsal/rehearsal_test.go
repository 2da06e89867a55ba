package rehearsal

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/workday"
)

func day(t testing.TB, s string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

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

// food is a list with a question, a material of one answer, and two steps.
func food() *catalogue.Snapshot {
	return &catalogue.Snapshot{
		ID: "food", Regime: "FOOD_BUSINESS", Handling: catalogue.Promised, PromisedDays: 5,
		Materials: []catalogue.Material{
			{ID: "form", Type: "tForm", Name: "申请表", Necessity: catalogue.Required},
			{ID: "lay", Type: "tLay", Name: "经营布局", Necessity: catalogue.Deferrable},
			{ID: "gas", Type: "tGas", Name: "燃气合同", Necessity: catalogue.Required, OnlyIf: []string{"yes"}},
			{ID: "photo", Type: "tPhoto", Name: "照片", Necessity: catalogue.Optional},
		},
		Questions: []catalogue.Question{{ID: "q", Text: "是否使用燃气？", Options: []catalogue.Option{{ID: "yes", Text: "是"}, {ID: "no", Text: "否"}}}},
		Steps: []catalogue.Step{
			{ID: "s1", Seq: 1, Name: "审查", Kind: catalogue.Examine, Department: "market", Days: 3},
			{ID: "s2", Seq: 2, Name: "现场核查", Kind: catalogue.SiteCheck, Department: "market", Days: 2},
		},
	}
}

// past is a case on a list: accepted on 2 March 2026, decided on the given day ("" still
// open), having opened the steps.
func past(t testing.TB, list *catalogue.Snapshot, decided string, options []string, opened ...string) Case {
	c := Case{List: list, Options: options, Opened: opened, Events: []clock.Event{
		{Kind: clock.Received, Day: day(t, "2026-03-02")}, {Kind: clock.Accepted, Day: day(t, "2026-03-02")}}}
	if decided != "" {
		c.Events = append(c.Events, clock.Event{Kind: clock.Decided, Day: day(t, decided)})
	}
	return c
}

func rehearse(t testing.TB, draft *catalogue.Snapshot, cases ...Case) Report {
	r := New(calendar(t), draft, day(t, "2026-03-31"))
	for _, c := range cases {
		r.Add(c)
	}
	return r.Report()
}

func TestDueDatesMove_R_BE_02(t *testing.T) {
	draft := food()
	draft.PromisedDays = 3
	got := rehearse(t, draft, past(t, food(), "2026-03-04", nil), past(t, food(), "2026-03-06", nil), past(t, food(), "2026-03-12", nil), past(t, food(), "", nil)).Promise
	want := Shift{Earlier: 4, Days: -8, Moves: []Move{{-2, 4}}, Late: Count{2, 3}, NowLate: 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("a shorter promise: %+v", got)
	}
	draft.PromisedDays = 8
	got = rehearse(t, draft, past(t, food(), "2026-03-12", nil), past(t, food(), "2026-03-13", nil)).Promise
	want = Shift{Later: 2, Days: 6, Moves: []Move{{3, 2}}, Late: Count{2, 1}, InTime: 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("a longer promise: %+v", got)
	}
	draft.PromisedDays = 0
	if got = rehearse(t, draft, past(t, food(), "2026-03-12", nil)).Promise; got.Unknown != 1 || got.Late != (Count{1, 0}) {
		t.Errorf("no promise at all: %+v", got)
	}
	draft.Regime = "LICENCE"
	if got = rehearse(t, draft, past(t, food(), "2026-03-04", nil)).Law; got.Later != 1 || got.Days != 10 {
		t.Errorf("20 WD of the law instead of 10: %+v", got)
	}
}

// A pause and an extension are replayed as they were.
func TestActsAreReplayed_R_AL_20(t *testing.T) {
	draft := food()
	draft.PromisedDays = 6
	c := past(t, food(), "", nil)
	c.Events = append(c.Events, clock.Event{Kind: clock.Paused, Day: day(t, "2026-03-04"), Until: day(t, "2026-03-18"), Ground: "testing"},
		clock.Event{Kind: clock.Resumed, Day: day(t, "2026-03-18")}, clock.Event{Kind: clock.Decided, Day: day(t, "2026-03-24")})
	got := rehearse(t, draft, c).Promise
	if got.Later != 1 || got.Days != 1 || got.Late != (Count{1, 0}) || got.InTime != 1 {
		t.Errorf("due on 23 March as it was, on 24 March on the draft: %+v", got)
	}
}

func TestALimitThatNoCalendarKnows_R_CAL_05(t *testing.T) {
	draft := food()
	draft.PromisedDays = 400
	if got := rehearse(t, draft, past(t, food(), "2026-03-04", nil)).Promise; got.Unknown != 1 || got.Later != 0 || len(got.Moves) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestMaterialsThatWouldBeAsked_R_PL_26(t *testing.T) {
	draft := food()
	draft.Materials[1].Necessity = catalogue.Optional
	draft.Materials = append(draft.Materials[:3], catalogue.Material{ID: "lease", Name: "租赁合同", NameEn: "Lease", Necessity: catalogue.Required, OnlyIf: []string{"no"}})
	got := rehearse(t, draft, past(t, food(), "", []string{"yes"}), past(t, food(), "", []string{"no"}), past(t, food(), "", []string{"no"}))
	want := []Demand{{"租赁合同", "Lease", Count{0, 2}}, {"照片", "", Count{3, 0}}}
	if !slices.Equal(got.Materials, want) || got.Papers != (Count{7, 6}) || got.AskedLess != 1 || got.AskedMore != 0 || got.Unanswered != 0 {
		t.Errorf("%+v", got)
	}
}

// Rows made anew are the same rows: a list that was imported again asks nothing else.
func TestRowsMadeAnewAreTheSame(t *testing.T) {
	draft := food()
	draft.Questions[0].ID, draft.Questions[0].Options[0].ID, draft.Materials[2].OnlyIf = "q2", "ja", []string{"ja"}
	for i := range draft.Materials {
		draft.Materials[i].ID += "2"
	}
	for i := range draft.Steps {
		draft.Steps[i].ID += "2"
	}
	got := rehearse(t, draft, past(t, food(), "", []string{"yes"}, "s1", "s2"))
	if len(got.Materials) != 0 || got.Papers.Before != 3 || got.Papers.After != 3 || got.Unanswered != 0 || len(got.Steps) != 2 {
		t.Errorf("%+v", got)
	}
}

// Answers that the draft does not take are left out, and the case is counted.
func TestAnswersThatTheDraftDoesNotTake_R_PKG_04(t *testing.T) {
	dropped := food()
	dropped.Questions, dropped.Materials = nil, dropped.Materials[:2]
	got := rehearse(t, dropped, past(t, food(), "", []string{"yes"}))
	if got.Unanswered != 1 || got.Papers != (Count{3, 2}) {
		t.Errorf("a question less: %+v", got)
	}
	more := food()
	more.Questions = append(more.Questions, catalogue.Question{ID: "q2", Text: "有无加盟？", Options: []catalogue.Option{{ID: "j", Text: "有"}}})
	if got = rehearse(t, more, past(t, food(), "", []string{"yes"}), past(t, more, "", []string{"yes"})); got.Unanswered != 1 {
		t.Errorf("a question that nobody was asked: %+v", got)
	}
}

func TestWorkOfStepsAndDepartments_R_PL_22(t *testing.T) {
	draft := food()
	draft.Steps[0].Days = 2
	draft.Steps[1].Department = "fire"
	draft.Steps = append(draft.Steps, catalogue.Step{ID: "s3", Seq: 3, Name: "公示", Department: "market", Days: 7})
	got := rehearse(t, draft, past(t, food(), "", nil, "s1", "s2"), past(t, food(), "", nil, "s1"), past(t, food(), "", nil))
	want := []Load{
		{"审查", "market", Work{2, 6}, Work{2, 4}},
		{"现场核查", "fire", Work{1, 2}, Work{1, 2}},
		{"公示", "market", Work{0, 0}, Work{1, 7}},
	}
	if !slices.Equal(got.Steps, want) {
		t.Errorf("steps %+v", got.Steps)
	}
	offices := []Load{{"", "market", Work{3, 8}, Work{3, 11}}, {"", "fire", Work{0, 0}, Work{1, 2}}}
	if !slices.Equal(got.Departments, offices) {
		t.Errorf("departments %+v", got.Departments)
	}
}

// A draft that changes nothing changes no case, whatever the cases were.
func TestTheSameListChangesNothingProperty(t *testing.T) {
	cal, today := calendar(t), day(t, "2026-03-31")
	start := day(t, "2026-01-05")
	still := func(promised uint8, days []uint8, answers []bool) bool {
		list := food()
		list.PromisedDays = int(promised % 30)
		draft := *list
		r := New(cal, &draft, today)
		for i, d := range days {
			c := Case{List: list, Opened: []string{"s1", "s2"}[:i%3%2+1], Events: []clock.Event{{Kind: clock.Received, Day: start + workday.Day(d%60)},
				{Kind: clock.Accepted, Day: start + workday.Day(d%60)}, {Kind: clock.Decided, Day: start + workday.Day(d%60) + workday.Day(i%20)}}}
			if i < len(answers) {
				c.Options = []string{map[bool]string{true: "yes", false: "no"}[answers[i]]}
			}
			r.Add(c)
		}
		got := r.Report()
		for _, s := range []Shift{got.Promise, got.Law} {
			if s.Earlier+s.Later+s.Unknown+s.NowLate+s.InTime+s.Days != 0 || s.Same != len(days) || s.Late.Before != s.Late.After {
				return false
			}
		}
		return got.Cases == len(days) && got.AskedMore+got.AskedLess+got.Unanswered+len(got.Materials) == 0 && got.Papers.Before == got.Papers.After
	}
	if err := quick.Check(still, nil); err != nil {
		t.Error(err)
	}
}
