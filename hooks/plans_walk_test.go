package hooks

import (
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every question that pages, routes, rules, acts and the jobs of the night put to the
// database reaches its rows by an index, in a county of a million cases.
func TestEveryQuestionUsesAnIndex(t *testing.T) {
	unwatched(t)
	q := recorded(t)
	w := newWorld(t)
	w.walkPages()
	w.walkViews()
	w.walkRoutes()
	w.walkNights()
	heard := q.heard()
	p := newPlanner(t, w.app.DB())
	if len(heard) < 450 {
		t.Errorf("only %d statements were heard", len(heard))
	}
	excused := map[string]bool{}
	for _, statement := range slices.Sorted(maps.Keys(heard)) {
		flaws := p.flaws(statement)
		if len(flaws) == 0 || strings.Contains(statement, "0=1") { // nothing is asked
			continue
		}
		if _, named := wholeReaders[heard[statement]]; named {
			excused[heard[statement]] = true
			continue
		}
		t.Errorf("%s asks\n%.1500s\n  %s", heard[statement], statement, strings.Join(flaws, "\n  "))
	}
	p.say("DROP INDEX idx_notifications_key") // the test would notice
	p.say("DROP INDEX idx_applications_applicant_created")
	lost := map[string]bool{}
	for statement := range heard {
		for _, flaw := range p.flaws(statement) {
			lost[strings.Fields(flaw)[1]] = true
		}
	}
	if !lost["notifications"] || !lost["applications"] {
		t.Errorf("without their indexes only %v are read through and through", lost)
	}
	for asker := range wholeReaders {
		if !excused[asker] {
			t.Errorf("%s reads no large table as a whole any more; take it out of the table", asker)
		}
	}
	t.Logf("%d statements explained", len(heard))
}

// wholeReaders are those who read much of a large table on purpose, with the reason.
var wholeReaders = map[string]string{
	// of open work, whose states a few per cent of the cases have
	"hooks.(*Hall).queue":        "done cases of a state, where one is asked for",
	"hooks.(*Hall).counterRows":  "open cases that wait for the counter",
	"hooks.(*Hall).countWaiting": "open cases that wait for the counter",
	"hooks.(*Hall).dueCases":     "open cases that are late, by state and light",
	"hooks.(*Hall).reckonOpen":   "open cases by service and light, from the index alone",
	"hooks.(*Hall).eachCase":     "jobs of the night: paused cases, forgotten drafts, what must be erased by today",
	"hooks.(*Hall).forwardDue":   "jobs of the night: drafts of journeys under way",
	"hooks.(*Hall).eachProblem":  "jobs of the night: open problems",
	"hooks.(*Hall).eachRating":   "jobs of the night: open ratings",
	"hooks.(*patient).lookWork":  "the check-up: messages that wait or failed",
	"hooks.misplaced":            "the check-up of the night: open cases and all their places",
	"hooks.(*seal).fits":         "a start: the three oldest numbers that are sealed",
	// of few rows
	"hooks.publicAnswers":         "published answers, which people make one by one",
	"hooks.(*Hall).problemQueue":  "problems of a county, some thousand, all of which the page shows",
	"hooks.(*Hall).countProblems": "the same, counted from the index alone",
	"hooks.similarTo.func1":       "the newest 300 problems",
	"hooks.(*Hall).listRatings":   "bad ratings, which a page shows in the order of what is due",
	"hooks.(*Hall).forgetTries":   "tries, which are forgotten after a day",
	"hooks.(*Hall).rehearse":      "cases of one service, 5,000 at most",
	"hooks.(*Hall).openForms":     "cases of one revision, at a start after its form changed",
	// of sums
	"hooks.eachFigure":          "the figures of a day and service, summed once and kept",
	"hooks.countSums":           "figures of the months asked for",
	"hooks.recountPraise":       "jobs of the night: the figures are counted anew",
	"hooks.readCounted":         "the same, page by page along the ids",
	"hooks.readRunning":         "a new calendar or limit dates all running cases anew, page by page along the ids",
	"hooks.(*Hall).recountDue":  "whether there is one, which the first row says",
	"hooks.(*Hall).demandSince": "cases of some weeks, from the index alone, kept for the search",
	// of everything, at night or at a start
	"hooks.(*patient).readFiles":   "every file is compared with its digest",
	"hooks.verifyTrailOf":          "the trail is verified from its first row",
	"hooks.(*Hall).sealOpenForms":  "journeys with an open form, at a start",
	"hooks.(*Hall).forgetDue":      "accounts in which nobody was for years, by that day",
	"hooks.(*Hall).forgetReceipts": "what is older than a month is deleted",
}

// walkRoutes asks all routes of our own as everybody.
func (w *world) walkRoutes() {
	things := w.routeThings()
	for _, row := range routeTable() {
		for i := len(everybodyThere) - 1; i >= 0; i-- {
			w.ask(row, things[row.thing], w.asker(everybodyThere[i]))
		}
	}
}

// kindsOfCallers are one of each for whom a rule becomes another question: what roles somebody
// holds is a value in it.
var kindsOfCallers = []string{"", "zhang", "clerk"}

// walkViews asks for one record of every collection.
func (w *world) walkViews() {
	collections, err := w.app.FindAllCollections()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range collections {
		all := w.all(c.Name, "id != ''")
		for _, r := range all[:min(1, len(all))] {
			for _, name := range kindsOfCallers {
				w.call("GET", "/api/collections/"+c.Name+"/records/"+r.Id, w.asker(name), nil)
			}
		}
	}
}

// walkPages asks the lists of the built-in API as the pages ask for them.
func (w *world) walkPages() {
	for _, asked := range listsOfPages(w.t) {
		for _, name := range readersOf(asked.file) {
			w.call("GET", "/api/collections/"+asked.collection+"/records?"+asked.query.Encode(), w.asker(name), nil)
		}
	}
}

// readersOf are those for whom a page is made.
func readersOf(page string) []string {
	switch filepath.Base(filepath.Dir(page)) {
	case "citizen":
		return []string{"zhang"}
	case "shared":
		return []string{"zhang", "clerk"}
	}
	return []string{"clerk"}
}

// walkNights lets fall due what does in a year, and runs every job by the clock.
func (w *world) walkNights() {
	for _, day := range []string{"2026-03-03", "2026-04-20", "2027-05-10"} {
		if err := w.on(day).RunDue(w.t.Context()); err != nil {
			w.t.Fatal(day, err)
		}
	}
	w.checkFigures(w.t.Context())
	for _, job := range w.app.Cron().Jobs() {
		job.Run()
	}
	w.lookOver(w.t.Context(), true)
}

// pageList is a question of a page to a list.
type pageList struct {
	file, collection string
	query            url.Values
}

var (
	listCall = regexp.MustCompile(`\blist\("(\w+)"`)
	filterIn = regexp.MustCompile("filter: (?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`)")
	sortIn   = regexp.MustCompile(`sort: "([^"]*)"`)
	expandIn = regexp.MustCompile(`expand: "([^"]*)"`)
	valueIn  = regexp.MustCompile(`\$\{[^}]*\}`)
)

// listsOfPages reads out of the pages which lists they ask for.
func listsOfPages(t testing.TB) []pageList {
	t.Helper()
	var found []pageList
	err := filepath.WalkDir("../pb_public", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), "_") {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if d.IsDir() || filepath.Ext(path) != ".js" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, at := range listCall.FindAllSubmatchIndex(text, -1) {
			found = append(found, pageList{path, string(text[at[2]:at[3]]), queryOf(argumentsFrom(string(text[at[1]:])))})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 40 {
		t.Fatalf("only %d lists of pages were found", len(found))
	}
	return found
}

// argumentsFrom is what stands in the parentheses of a call that is open.
func argumentsFrom(text string) string {
	depth := 1
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

func queryOf(options string) url.Values {
	q := url.Values{"skipTotal": {"1"}, "perPage": {"50"}}
	for name, in := range map[string]*regexp.Regexp{"filter": filterIn, "sort": sortIn, "expand": expandIn} {
		if m := in.FindStringSubmatch(options); m != nil {
			q.Set(name, valueIn.ReplaceAllString(strings.Join(m[1:], ""), "aaaaaaaaaaaaaaa"))
		}
	}
	return q
}
