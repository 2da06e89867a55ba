package hooks

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
)

// Imported names the lists that an import created, changed and reopened, the reopened ones
// and those with defects first and at most importedShown, and counts the defects of all of
// them (R-CLM-07).
type Imported struct {
	Lists   []importedList `json:"lists"`
	Faulty  int            `json:"faulty"`  // lists with a defect
	Defects int            `json:"defects"` // of all of them
}

// importedShown is how many lists a report names.
const importedShown = 50

// importedList is one list that an import wrote. Did is the act that opened it: claim for
// a new one, revise for a published one, "" where it was being compiled.
type importedList struct {
	Service string   `json:"service"`
	Claim   string   `json:"claim"`
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	NameEn  string   `json:"name_en"`
	Did     flow.Act `json:"did"`
	Defects int      `json:"defects"`
}

// checkImported holds the lists against the quality rules. It is done behind the
// transaction of the import, which keeps everybody else from writing.
func checkImported(app core.App, lists []importedList) (Imported, error) {
	done := Imported{Lists: []importedList{}}
	for n := range lists {
		l := &lists[n]
		service, err := app.FindRecordById("services", l.Service)
		if err != nil {
			return done, err
		}
		list, err := snapshotOf(app, service)
		if err != nil {
			return done, err
		}
		if l.Defects = len(catalogue.Check(list)); l.Defects > 0 {
			done.Faulty++
			done.Defects += l.Defects
		}
	}
	slices.SortStableFunc(lists, func(a, b importedList) int { return cmp.Compare(b.concern(), a.concern()) })
	done.Lists = append(done.Lists, lists[:min(len(lists), importedShown)]...)
	return done, nil
}

// concern is how much a list concerns whoever imported it.
func (l importedList) concern() int {
	switch {
	case l.Did == "revise":
		return 2
	case l.Defects > 0:
		return 1
	}
	return 0
}

// didWords say at the console what became of a list, by the act that opened it.
var didWords = map[flow.Act]string{"claim": "created", "revise": "reopened", "": "changed"}

// print names the lists for the console; total is how many there are.
func (d Imported) print(out io.Writer, total int) {
	for _, l := range d.Lists {
		fmt.Fprintf(out, "  %s %s %s", didWords[l.Did], l.Code, l.Name)
		if l.Defects > 0 {
			fmt.Fprintf(out, ": %s, see /desk/claim.html?id=%s", counted(l.Defects, "defect"), l.Claim)
		}
		fmt.Fprintln(out)
	}
	if more := total - len(d.Lists); more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
	if total > 0 {
		fmt.Fprintf(out, "defects: %s, %s\n", counted(d.Faulty, "list"), counted(d.Defects, "defect"))
	}
}

// counted is a number of things in English; one is no plural.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprint(n, " ", thing)
}
