package hooks

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/workbook"
)

// Report says what an import of the catalogue did: records by id, in the order of the
// workbook, and how many rows of lists.
type Report struct {
	BasicItems    Changed  `json:"basic_items"`
	MaterialTypes Changed  `json:"material_types"`
	Claimed       []string `json:"claimed"` // services whose item was claimed by the import
	Updated       []string `json:"updated"` // services that were being compiled
	Revised       []string `json:"revised"` // published services whose revision was opened
	Unchanged     int      `json:"unchanged"`
	Rows          RowCount `json:"rows"`
	Imported               // what became of the lists
}

// newReport has empty lists, which JSON tells apart from none.
func newReport() Report {
	none := func() Changed { return Changed{Created: []string{}, Updated: []string{}} }
	return Report{BasicItems: none(), MaterialTypes: none(), Claimed: []string{}, Updated: []string{}, Revised: []string{}, Imported: Imported{Lists: []importedList{}}}
}

// Changed are the records of one collection that an import wrote. What was cancelled is
// not also updated.
type Changed struct {
	Created   []string `json:"created"`
	Updated   []string `json:"updated"`
	Cancelled []string `json:"cancelled,omitempty"`
}

// RowCount counts the rows of lists. Rows that a published list has had are retired, rows
// of a list that was never published are deleted.
type RowCount struct {
	Created int `json:"created"`
	Updated int `json:"updated"`
	Retired int `json:"retired"`
	Deleted int `json:"deleted"`
}

// Problems are why a book was not imported; nothing of it was.
type Problems []workbook.Problem

func (p Problems) Error() string {
	if len(p) == 1 {
		return p[0].String()
	}
	return fmt.Sprintf("%s; the first: %s", counted(len(p), "problem"), p[0])
}

// importProblems is how many problems one import tells.
const importProblems = 500

// importer is one import under way, inside its one transaction.
type importer struct {
	h         *Hall
	tx        core.App
	who       actor
	overseer  bool // may import every department's lists and the catalogue itself
	book      *workbook.Book
	stock     *stock
	problems  Problems
	report    Report
	compilers map[string]bool // departments whose lists who may compile
	rows      map[string]map[string][]workbook.Row
	writers   map[string]*rowWriter
	brought   []importedList
}

// ImportCatalogue brings a book into the catalogue in one transaction, all or nothing:
// basic items and material types by their codes, claims where there are none, drafts by
// the act claim, published lists through the act revise, and the rows of each list. who is
// an officer or a superuser, nil the console. A cataloguer imports lists of the own
// department; supervisors, superusers and the console import everything. It answers
// Problems where the book does not fit the county. progress is called as lists are done.
func (h *Hall) ImportCatalogue(app core.App, who *core.Record, book *workbook.Book, progress func(done, total int)) (Report, error) {
	by := system
	if who != nil {
		by = actorOf(who)
	}
	i := &importer{h: h, who: by, book: book, compilers: map[string]bool{}, writers: map[string]*rowWriter{}, report: newReport()}
	err := h.as(app, by, func(tx core.App) error {
		i.tx = tx
		defer i.closeWriters()
		var err error
		if i.overseer, err = mayBringIn(tx, by); err != nil {
			return err
		}
		return h.gathers(tx, func() error { return i.run(progress) })
	})
	if err != nil {
		return Report{}, err
	}
	if i.report.Imported, err = checkImported(app, i.brought); err != nil {
		return i.report, fmt.Errorf("everything was imported, and the lists could not be checked: %w", err)
	}
	return i.report, nil
}

// mayBringIn refuses whoever neither compiles nor oversees lists with role_required
// (R-CLM-02, R-CLM-03), and reports whether who oversees all of them.
func mayBringIn(app core.App, who actor) (overseer bool, err error) {
	if who.kind == kindSystem || who.kind == kindSuperuser {
		return true, nil
	}
	held, err := rolesAnywhere(app, who)
	if err != nil {
		return false, err
	}
	overseer = slices.Contains(held, flow.Supervisor)
	if !overseer && !slices.Contains(held, flow.Cataloguer) {
		return false, fault.New(fault.RoleRequired, "R-CLM-03", "The catalogue is imported by cataloguers and supervisors.").With("roles", []flow.Role{flow.Cataloguer, flow.Supervisor})
	}
	return overseer, nil
}

// rolesAnywhere are the roles of all posts for which an officer acts.
func rolesAnywhere(app core.App, who actor) ([]flow.Role, error) {
	if who.kind != kindOfficer {
		return nil, nil
	}
	held, err := posts(app, who)
	var roles []flow.Role
	for _, post := range held {
		roles = append(roles, post.Roles...)
	}
	return roles, err
}

// run looks at the whole book first and writes only where nothing is wrong with it.
func (i *importer) run(progress func(done, total int)) error {
	var err error
	if i.stock, err = i.takeStock(); err != nil {
		return err
	}
	i.sortRows()
	basics := i.planBasics()
	types := i.planTypes()
	lists, err := i.planLists()
	if err != nil {
		return err
	}
	if len(i.problems) > 0 {
		return i.problems
	}
	total := len(basics) + len(types) + len(lists)
	done := 0
	step := func(err error) error {
		if done++; err == nil && progress != nil {
			progress(done, total)
		}
		return err
	}
	for _, b := range append(basics, types...) {
		if err := step(i.storeEntry(b)); err != nil {
			return err
		}
	}
	for _, l := range lists {
		if err := step(i.storeList(l)); err != nil {
			return err
		}
	}
	if len(i.problems) > 0 {
		return i.problems
	}
	return nil
}

// sortRows gathers the rows of each sheet by the code of their service.
func (i *importer) sortRows() {
	i.rows = map[string]map[string][]workbook.Row{}
	for _, kind := range listKinds {
		by := map[string][]workbook.Row{}
		for _, r := range i.book.Rows(kind.sheet) {
			by[r.Text("service")] = append(by[r.Text("service")], r)
		}
		i.rows[kind.sheet] = by
	}
}

// wrong notes a problem at a cell; past the limit no more are kept.
func (i *importer) wrong(r workbook.Row, column, code, rule string, args ...any) {
	if len(i.problems) < importProblems {
		i.problems = append(i.problems, r.Problem(column, code, rule, args...))
	}
}

// mayCompile reports whether who may import lists of a department (R-CLM-03).
func (i *importer) mayCompile(department string) (bool, error) {
	if i.overseer {
		return true, nil
	}
	may, known := i.compilers[department]
	if !known {
		roles, err := rolesOf(i.tx, i.who, []string{department})
		if err != nil {
			return false, err
		}
		may = slices.Contains(roles, flow.Cataloguer)
		i.compilers[department] = may
	}
	return may, nil
}

// save writes a record with the house's own pen and the trail, without the platform's
// validation: the book has checked every value against its column, and the stock every
// relation.
func (i *importer) save(r *core.Record) error { return i.tx.SaveNoValidateWithContext(penned, r) }

// fresh is a new record of a collection that the schema is sure to have, with its id, so
// that others may name it before it is stored.
func (i *importer) fresh(collection string) *core.Record {
	c, err := i.tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		panic("the schema lacks " + collection)
	}
	r := core.NewRecord(c)
	r.Id = core.GenerateDefaultRandomId()
	return r
}
