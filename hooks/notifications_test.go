package hooks

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// silentActs disturb nobody: they are steps on the way to an act that is told, or the
// officer to whom they matter is told of the work itself.
var silentActs = map[string][]flow.Act{
	"task":        {"start", "report"},                                                     // the board and the department's page show them
	"application": {"check", "examine", "verify_site", "hold_hearing", "reassign", "urge"}, // urge tells whose turn it is
}

func TestEveryActIsToldOrDeclaredSilent(t *testing.T) {
	for _, subject := range []string{"application", "result", "campaign", "task"} {
		told := actWords[subject]
		for _, row := range flow.Tables[subject].Rows {
			_, says := told[row.Act]
			if silent := slices.Contains(silentActs[subject], row.Act); says == silent {
				t.Errorf("%s %s: told %t, declared silent %t", subject, row.Act, says, silent)
			}
			if row.Notice != "" && len(told[row.Act].applicant) == 0 {
				t.Errorf("%s %s issues a notice and does not tell the applicant", subject, row.Act)
			}
		}
		for act := range told {
			if !slices.ContainsFunc(flow.Tables[subject].Rows, func(r flow.Row) bool { return r.Act == act }) {
				t.Errorf("%s has no act %s", subject, act)
			}
		}
	}
}

// everyWord lists all sentences by where they stand.
func everyWord() map[string][]sentence {
	all := map[string][]sentence{"message to applicants": messageWords.applicant, "message to officers": messageWords.officers, "assigned": assignedWords, "late": lateWords,
		"training due": trainingWords, "training moved": movedWords, "training cancelled": dropWords, "training answered": answerWords,
		"task ready": readyWords, "task unstarted": unstartedWords, "task due": taskDueWords, "task late": taskLateWords}
	for subject, acts := range actWords {
		for act, w := range acts {
			all[subject+" "+string(act)+" to applicants"] = w.applicant
			all[subject+" "+string(act)+" to officers"] = w.officers
			all[subject+" "+string(act)+" to overseers"] = w.overseers
		}
	}
	return all
}

// tellable are the facts that a sentence may name: none is personal.
var tellable = append(slices.Clone(caseFacts), "until", "valid_to", "step", "step_due", "name", "due", "missing", "title", "place", "at", "count", "deadline", "start", "drags", "contact_due", "rectify_due")

// Both languages say the same facts, and only facts that are no personal data.
func TestSentencesNameTheSameFactsInBothLanguages(t *testing.T) {
	for where, says := range everyWord() {
		for _, s := range says {
			zh, en := factNames.FindAllString(s.zh, -1), factNames.FindAllString(s.en, -1)
			slices.Sort(zh)
			slices.Sort(en)
			if !slices.Equal(zh, en) {
				t.Errorf("%s: %v and %v", where, zh, en)
			}
			for _, f := range zh {
				if !slices.Contains(tellable, strings.Trim(f, "{}")) {
					t.Errorf("%s names %s", where, f)
				}
			}
			if !strings.HasSuffix(s.zh, "。") || !strings.HasSuffix(s.en, ".") || strings.ContainsFunc(s.en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q %q", where, s.zh, s.en)
			}
		}
		about := "{number}" // of the case, or the name of the item that is claimed, of the campaign or its task
		if subject, _, _ := strings.Cut(where, " "); slices.Contains([]string{"claim", "campaign", "task"}, subject) {
			about = "{name}"
		}
		if strings.HasPrefix(where, "training ") {
			about = "{title}"
		}
		if strings.HasPrefix(where, "rating ") && !strings.HasSuffix(where, "applicants") {
			about = "" // officers are not told by which case somebody was dissatisfied
		}
		if len(says) > 0 && !strings.Contains(says[0].zh, about) {
			t.Errorf("%s does not begin with %s", where, about)
		}
	}
}

func TestComposeLeavesOutWhatIsNotKnown(t *testing.T) {
	says := actWords["application"]["accept"].applicant
	for want, facts := range map[string]map[string]string{
		"办件7已受理。\nCase 7 was accepted.":                                           {"number": "7"},
		"办件7已受理。承诺办结日期：2026-03-10。\nCase 7 was accepted. Promised by 2026-03-10.": {"number": "7", "promised_due": "2026-03-10"},
		"办件7已受理。承诺办结日期：2026-03-10。容缺材料请于2026-03-05前补交。\nCase 7 was accepted. Promised by 2026-03-10. Hand in the deferred materials by 2026-03-05.": {"number": "7", "promised_due": "2026-03-10", "deferred_due": "2026-03-05"},
		"\n": {},
	} {
		if got := compose(says, facts); got != want {
			t.Errorf("%v: %q", facts, got)
		}
	}
}

// Whatever the facts are, no sentence is told with a hole in it, and facts are words, not
// sentences to fill again.
func TestComposeLeavesNoHoles(t *testing.T) {
	all := everyWord()
	names := slices.Sorted(maps.Keys(all))
	holes := regexp.MustCompile(`\{\w*\}`)
	check := func(pick uint16, values [5]string) bool {
		facts := map[string]string{}
		for i, f := range tellable {
			facts[f] = holes.ReplaceAllString(values[i%len(values)], "")
		}
		text := compose(all[names[int(pick)%len(names)]], facts)
		return !factNames.MatchString(text) && strings.Contains(text, "\n")
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
	facts := map[string]string{"number": "{until}", "until": "secret"}
	if got := compose([]sentence{{"{number}", "{number}"}}, facts); got != "{until}\n{until}" {
		t.Errorf("a fact was filled again: %q", got)
	}
}

// kinds are the kinds of what stands in a person's inbox, oldest first.
func (x *house) kinds(of *core.Record) []string {
	x.t.Helper()
	list, err := findAll(x.app, "notifications", "_rowid_", dbx.HashExp(owner(of)))
	if err != nil {
		x.t.Fatal(err)
	}
	var kinds []string
	for _, r := range list {
		if r.GetString("channel") == "inbox" {
			kinds = append(kinds, r.GetString("kind"))
		}
	}
	return kinds
}

func (x *house) told(who string, want ...string) {
	x.t.Helper()
	if got := x.kinds(x.person(who)); !slices.Equal(got, want) {
		x.t.Errorf("%s was told %v, want %v", who, got, want)
	}
}

func TestApplicantIsToldOfEveryAct(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, examiner, approver := x.person("zhang"), x.person("clerk"), x.person("examiner"), x.person("approver")
	id := x.handIn(zhang, "M-ID")
	x.act(clerk, id, "request_correction").ok()
	x.upload(zhang, id, x.material("M-AP"), "a.png", picture(7)).ok()
	x.upload(zhang, id, x.material("M-LAY"), "b.png", picture(8)).ok()
	x.act(zhang, id, "supply").ok()
	x.on("2026-03-03").act(clerk, id, "accept").ok()
	x.act(examiner, id, "pause", map[string]any{"ground": "testing", "until": "2026-03-05"}).ok()
	x.on("2026-03-05")
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.act(approver, id, "extend", map[string]any{"reason": "复杂"}).ok()
	x.act(examiner, id, "offer_hearing", map[string]any{"reason": "涉及他人重大利益"}).ok()
	x.reviewed(id)
	x.on("2026-03-16").act(approver, id, "grant").ok()
	x.act(clerk, id, "deliver").ok()
	x.act(approver, "", "cancel", map[string]any{"subject": "result", "application": "", "result": x.find("results", "application='%s'", id).Id, "ground": "holder_died"}).ok()
	x.told("zhang", "submit", "request_correction", "supply", "accept", "pause", "resume", "extend", "offer_hearing", "grant", "deliver", "rate", "result_cancel")
	x.told("li")
	for kind, text := range map[string]string{
		"pause":         "办件510799-20260302-0001“食品经营许可(新办)”的办理期限已中止，中止至2026-03-05。",
		"extend":        "法定办结日期：",
		"offer_hearing": "请于2026-03-12前提出",
		"grant":         "结果最迟于2026-03-30送达。",
	} {
		if r := x.find("notifications", "applicant='%s' && kind='%s'", zhang.Id, kind); !strings.Contains(r.GetString("text"), text) || r.GetString("link") != "/status.html?id="+id || r.GetString("application") != id {
			t.Errorf("%s: %s %s", kind, r.GetString("text"), r.GetString("link"))
		}
	}
}

func TestApplicantIsToldOfTheOtherEnds(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, approver := x.person("zhang"), x.person("clerk"), x.person("approver")
	x.act(clerk, x.handIn(zhang, "M-ID"), "reject", map[string]any{"ground": "no_licence_needed"}).ok()
	refused := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	x.act(clerk, refused, "accept").ok()
	x.act(approver, refused, "refuse", map[string]any{"reason": "不符合条件", "ground": "other"}).ok()
	missed := x.handIn(zhang, "M-AP", "M-ID")
	x.act(clerk, missed, "accept", map[string]any{"until": "2026-03-05"}).ok()
	x.on("2026-03-06").act(approver, missed, "terminate", map[string]any{"reason": "逾期未补交"}).ok()
	x.told("zhang", "submit", "reject", "rate", "submit", "accept", "refuse", "submit", "accept", "terminate", "rate")

	y := newHouse(t)
	y.on("2026-09-28").handIn(y.person("li"), "M-AP", "M-ID", "M-LAY")
	if err := y.on("2026-10-11").RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	y.told("li", "submit", "deem_accepted")
	if text := y.find("notifications", "kind='deem_accepted'").GetString("text"); !strings.Contains(text, "依法自2026-09-28起视为受理") {
		t.Errorf("R-AL-06: %s", text)
	}
}

func (x *house) write(as *core.Record, application, text string) {
	x.t.Helper()
	x.call("POST", "/api/collections/messages/records", as, map[string]any{"application": application, "text": text}).ok()
}

// Officers are told of work that becomes theirs and of what the applicant did, never of
// their own deeds.
func TestOfficersAreToldOfTheirWork(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, examiner, examiner2 := x.person("zhang"), x.person("clerk"), x.person("examiner"), x.person("examiner2")
	id := x.handIn(zhang, "M-ID")
	x.write(zhang, id, "在吗？")
	x.told("clerk", "message") // nobody handled it yet: the clerks of the department
	x.told("both", "message")
	x.told("clerk.police")
	x.act(clerk, id, "request_correction").ok()
	x.write(clerk, id, "请看告知书")
	x.told("zhang", "submit", "request_correction", "message")
	x.upload(zhang, id, x.material("M-AP"), "a.png", picture(7)).ok()
	x.upload(zhang, id, x.material("M-LAY"), "b.png", picture(8)).ok()
	x.act(zhang, id, "supply").ok()
	x.told("clerk", "message", "supply")
	x.act(clerk, id, "accept").ok()
	first := x.find("reviews", "application='%s' && seq=1", id)
	turn, other := examiner, examiner2
	if first.GetString("examiner") == examiner2.Id {
		turn, other = examiner2, examiner
	}
	name := func(r *core.Record) string { return strings.TrimSuffix(r.Email(), "@demo.test") }
	x.told(name(turn), "assigned")
	x.told(name(other))
	x.write(zhang, id, "何时核查？")
	x.told(name(turn), "assigned", "message")
	x.told("clerk", "message", "supply")
	x.act(x.person("supervisor"), id, "reassign", map[string]any{"assignee": other.Id}).ok()
	x.told(name(other), "assigned")
	x.act(other, id, "examine", map[string]any{"review": first.Id, "ground": "pass"}).ok()
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.act(zhang, id, "withdraw").ok()
	site := x.find("reviews", "application='%s' && seq=2", id)
	last := x.kinds(x.find("officers", "id='%s'", site.GetString("examiner")))
	if len(last) == 0 || last[len(last)-1] != "withdraw" {
		t.Errorf("the examiner of the open step was told %v", last)
	}
	text := x.find("notifications", "kind='assigned' && officer='%s'", turn.Id)
	if text.GetString("text") != "办件510799-20260302-0001“食品经营许可(新办)”的环节“审查”由您办理。环节期限：2026-03-05。\nStep “审查” of case 510799-20260302-0001 (Food business licence (new)) is yours. Due 2026-03-05." || text.GetString("link") != "/desk/case.html?id="+id {
		t.Errorf("%s %s", text.GetString("text"), text.GetString("link"))
	}
}

// The deputy is told in place of an absent officer (R-PL-22); whoever left is not told.
func TestDeputyIsToldForTheAbsent_R_PL_22(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, both := x.person("zhang"), x.person("clerk"), x.person("both")
	id := x.handIn(zhang, "M-ID")
	x.act(clerk, id, "check", map[string]any{"items": []any{map[string]any{"document": x.find("documents", "application='%s'", id).Id, "verdict": "accepted"}}}).ok()
	x.write(zhang, id, "一")
	x.told("clerk", "message")
	x.set(clerk, map[string]any{"absent": true, "deputy": both.Id})
	x.write(zhang, id, "二")
	x.told("clerk", "message")
	x.told("both", "message")
	x.set(clerk, map[string]any{"absent": false, "active": false})
	x.write(zhang, id, "三")
	x.told("clerk", "message")
	x.told("both", "message", "message") // a clerk of the department
}

// Nobody is told of the own deed: not the clerk who hands in for somebody at the counter,
// not the examiner who takes a step over.
func TestNobodyIsToldOfTheOwnDeed(t *testing.T) {
	x := newHouse(t)
	zhang, clerk := x.person("zhang"), x.person("clerk")
	id := x.handIn(zhang, "M-ID")
	x.act(clerk, id, "request_correction").ok()
	x.upload(zhang, id, x.material("M-AP"), "a.png", picture(7)).ok()
	x.upload(zhang, id, x.material("M-LAY"), "b.png", picture(8)).ok()
	x.act(clerk, id, "supply").ok()
	x.told("clerk")
	x.act(clerk, id, "accept").ok()
	x.reviewed(id)
	for _, name := range []string{"examiner", "examiner2"} {
		for _, kind := range x.kinds(x.person(name)) {
			if kind != "assigned" {
				t.Errorf("%s was told %s", name, kind)
			}
		}
	}
	if n := len(x.all("notifications", "kind='assigned'")); n != 2 {
		t.Errorf("two steps were given to somebody %d times", n)
	}
}

// A step that was given to somebody before its turn is told when its turn comes.
func TestStepIsToldWhenItOpens(t *testing.T) {
	x := newHouse(t)
	site := x.find("reviews", "application='%s' && seq=2", x.accepted())
	examiner2 := x.person("examiner2")
	before := len(x.kinds(examiner2))
	x.set(site, map[string]any{"examiner": examiner2.Id})
	x.set(site, map[string]any{"due": "2026-03-20"})
	if n := len(x.kinds(examiner2)); n != before {
		t.Errorf("told before its turn")
	}
	x.set(site, map[string]any{"state": "open"})
	x.set(site, map[string]any{"opinion": "unchanged otherwise"})
	if n := len(x.kinds(examiner2)); n != before+1 {
		t.Errorf("told %d times", n-before)
	}
}

func (x *house) set(r *core.Record, fields map[string]any) {
	x.t.Helper()
	r.Load(fields)
	if err := write(x.app, r); err != nil {
		x.t.Fatal(err)
	}
}

// A late step is told once, to its examiner and the supervisors; while the clock stands
// still no step is late, and a day that is not over is not late.
func TestLateStepIsToldOnce(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	step := x.find("reviews", "application='%s' && seq=1", id)
	examiner := x.find("officers", "id='%s'", step.GetString("examiner"))
	late := func(day string, want int) {
		t.Helper()
		for range 2 {
			if err := x.on(day).RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range []*core.Record{examiner, x.person("supervisor")} {
			if n := len(x.all("notifications", "kind='step_late' && officer='%s'", r.Id)); n != want {
				t.Errorf("%s: %s was told %d times, want %d", day, r.Email(), n, want)
			}
		}
	}
	if step.GetString("due") != "2026-03-06" {
		t.Fatalf("the step is due %s", step.GetString("due"))
	}
	late("2026-03-06", 0)
	x.act(x.person("examiner"), id, "pause", map[string]any{"ground": "testing", "until": "2026-03-11"}).ok()
	late("2026-03-10", 0)
	late("2026-03-11", 0) // the pause ran out as told, and moved the step's last day to today
	late("2026-03-12", 1)
	late("2026-03-20", 1)
	if n := len(x.all("notifications", "kind='step_late'")); n != 3 { // the examiner and both supervisors
		t.Errorf("%d were told", n)
	}
}

// No row holds the name or a number of a person, an address, a reason or the track code, and
// only the inbox says which service it is.
func TestNotificationsHoldNoPersonalData(t *testing.T) {
	x := newHouse(t).real(newGateway(t))
	x.mails(nil)
	zhang, clerk, approver := x.person("zhang"), x.person("clerk"), x.person("approver")
	id := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	x.write(zhang, id, "我的电话 13800000001")
	x.write(clerk, id, "李示例已收到")
	x.act(clerk, id, "accept").ok()
	x.act(approver, id, "refuse", map[string]any{"reason": "张示例不符合条件", "ground": "other"}).ok()
	c := x.find("applications", "id='%s'", id)
	secrets := []string{"张示例", "李示例", "zhang", "13800000001", "510799198706110137", "5107991987", "0137", zhang.GetString("id_number"), "不符合条件", c.GetString("track_code"), "食品", "示例路8号"}
	rows := x.all("notifications", "id != ''")
	if len(rows) < 12 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, r := range rows {
		if r.GetString("channel") == "inbox" {
			said := strings.ReplaceAll(r.GetString("text"), "0001“食品经营许可(新办)”", "0001")
			if said == r.GetString("text") {
				t.Errorf("the inbox does not say which service %s is about", r.GetString("kind"))
			}
			r.Set("text", said)
		}
		for _, field := range []string{"text", "link", "kind", "error", "key"} {
			for _, s := range secrets {
				if strings.Contains(r.GetString(field), s) {
					t.Errorf("%s of %s holds %q: %s", field, r.GetString("kind"), s, r.GetString(field))
				}
			}
		}
		if digits := regexp.MustCompile(`\d{11,}`).FindString(r.GetString("text")); digits != "" {
			t.Errorf("%s holds the number %s", r.GetString("kind"), digits)
		}
	}
}

// A row that cannot be written takes the act back: nobody is told of less than happened,
// and nothing happens that nobody is told of.
func TestActAndNotificationStandOrFallTogether(t *testing.T) {
	x := newHouse(t)
	id := x.draft(x.person("zhang"))
	x.app.OnRecordCreate("notifications").BindFunc(func(*core.RecordEvent) error { return fmt.Errorf("the disk is full") })
	if answer := x.act(x.person("zhang"), id, "submit"); answer.status/100 == 2 {
		t.Fatal(answer.text)
	}
	if x.state(id) != "draft" || x.count("notices") != 0 || x.count("notifications") != 0 {
		t.Fatalf("%s, %d notices, %d notifications", x.state(id), x.count("notices"), x.count("notifications"))
	}
}

// BenchmarkTell is what telling the applicant adds to an act.
func BenchmarkTell(b *testing.B) {
	x := newHouse(b)
	c := x.find("applications", "id='%s'", x.handIn(x.person("zhang"), "M-ID"))
	err := x.as(x.app, system, func(tx core.App) error {
		for b.Loop() {
			if err := x.tellApplicant(tx, news{kind: "grant", about: c}, actWords["application"]["grant"].applicant); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
