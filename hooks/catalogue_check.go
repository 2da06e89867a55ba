package hooks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
)

// The check of the whole catalogue (清理编制, R-CLM-11): every list against every quality
// rule, and every item against the claims: what is to be claimed, to be changed, to end,
// what is claimed twice, with whose it is and by when.

// The kinds of findings, in the order in which they stand on a sheet.
const (
	foundDefect    = "defect"
	foundFollow    = "follow"
	foundEnds      = "ends"
	foundToClaim   = "to_claim"
	foundDeclined  = "declined"
	foundDuplicate = "duplicate"
)

// finding is one thing to do about one item.
type finding struct {
	kind   string
	claim  claimRow
	defect catalogue.Defect // of a defect; of a duplicate the subject names the other side
	drift  catalogue.Drift  // of an item to follow
}

// checkedOffice is one department with everything that was found.
type checkedOffice struct {
	name                   string
	lists, faulty, defects int
	toClaim, declined      int
	follow, ends           int
	duplicates, overdue    int
	findings               []finding
}

// unclaimed is an item in use at a level of this county that no department was given.
type unclaimed struct{ code, name, nameEn string }

// checked is what a check found.
type checked struct {
	offices   []*checkedOffice
	unclaimed []unclaimed
}

// checkedStates are those in which a claim has a list that is held against the rules.
var checkedStates = []flow.State{flow.Compiling, flow.InReview, flow.Approved, flow.Published, flow.Suspended}

// checkCatalogue holds the working copies of the county, or of the department with the
// credit code, against all checks.
func (h *Hall) checkCatalogue(ctx context.Context, app core.App, department string) (*checked, error) {
	where, bind := " WHERE 1=1", dbx.Params{}
	if department != "" {
		d, err := findOne(app, "departments", "code", strings.ToUpper(department))
		if err != nil {
			return nil, err
		}
		if d == nil {
			return nil, fmt.Errorf("no department has the credit code %q", department)
		}
		where, bind = " WHERE c.department = {:department}", dbx.Params{"department": d.Id}
	}
	claims := []claimRow{}
	if err := app.ConcurrentDB().NewQuery(claimsSQL + where + " ORDER BY d.code, b.code, c.id").Bind(bind).WithContext(ctx).All(&claims); err != nil {
		return nil, err
	}
	out, offices := &checked{}, map[string]*checkedOffice{}
	for i := range claims {
		c := &claims[i]
		h.lightClaim(c)
		o := offices[c.Department]
		if o == nil {
			o = &checkedOffice{name: c.DepartmentName}
			offices[c.Department], out.offices = o, append(out.offices, o)
		}
		if err := h.checkClaim(app, o, c); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	findDuplicates(claims, offices)
	for _, o := range out.offices {
		slices.SortStableFunc(o.findings, func(a, b finding) int { return rank(a.kind) - rank(b.kind) })
	}
	if department != "" {
		return out, nil
	}
	return out, unclaimedItems(app, out)
}

var kindsFound = []string{foundDefect, foundFollow, foundEnds, foundToClaim, foundDeclined, foundDuplicate}

func rank(kind string) int { return slices.Index(kindsFound, kind) }

// checkClaim adds what is found about one claim.
func (h *Hall) checkClaim(app core.App, o *checkedOffice, c *claimRow) error {
	if c.Light == string(clock.Red) {
		o.overdue++
	}
	switch state := flow.State(c.State); {
	case state == flow.ToClaim:
		o.toClaim++
		o.findings = append(o.findings, finding{kind: foundToClaim, claim: *c})
	case state == flow.Declining || state == flow.Declined:
		o.declined++
		o.findings = append(o.findings, finding{kind: foundDeclined, claim: *c})
	case slices.Contains(checkedStates, state):
		return h.checkList(app, o, c)
	}
	return nil
}

// checkList holds one list against the quality rules and against its item.
func (h *Hall) checkList(app core.App, o *checkedOffice, c *claimRow) error {
	service, err := findOne(app, "services", "id", c.Service)
	if err != nil || service == nil {
		return err
	}
	list, err := snapshotOf(app, service)
	if err != nil {
		return err
	}
	defects := catalogue.Check(list)
	o.lists++
	o.defects += len(defects)
	if len(defects) > 0 {
		o.faulty++
	}
	for _, d := range defects {
		o.findings = append(o.findings, finding{kind: foundDefect, claim: *c, defect: d})
	}
	if c.Follow == 0 {
		return nil
	}
	row := driftRow{claimRow: *c}
	if err := h.driftOf(app, &row); err != nil {
		return err
	}
	o.follow++
	for _, d := range row.Fields {
		kind := foundFollow
		if d.Field == "status" && d.Must {
			kind = foundEnds
			o.ends++
		}
		o.findings = append(o.findings, finding{kind: kind, claim: *c, drift: d})
	}
	return nil
}

// findDuplicates finds items that several departments have, and lists of one department
// under one name (R-CLM-11). A claim is told once, with the first of the others and their
// number.
func findDuplicates(claims []claimRow, offices map[string]*checkedOffice) {
	same := map[string][]*claimRow{}
	for i := range claims {
		for _, key := range likeness(&claims[i]) {
			same[key] = append(same[key], &claims[i])
		}
	}
	for i := range claims {
		c := &claims[i]
		for _, key := range likeness(c) {
			alike := same[key]
			if len(alike) < 2 {
				continue
			}
			other := alike[0]
			if other == c {
				other = alike[1]
			}
			told := other.DepartmentName + "：" + other.Name + " " + other.Code
			if n := len(alike) - 1; n > 1 {
				told += fmt.Sprintf("（+%d）", n-1)
			}
			o := offices[c.Department]
			o.duplicates++
			o.findings = append(o.findings, finding{kind: foundDuplicate, claim: *c, defect: catalogue.Defect{Rule: "R-CLM-11", Subject: told}})
			break
		}
	}
}

// likeness are the keys under which two claims are the same: the item, or the department
// and the name. A claim without a list is like no other.
func likeness(c *claimRow) []string {
	if !slices.Contains(checkedStates, flow.State(c.State)) {
		return nil
	}
	return []string{"code " + c.Code, "name " + c.Department + " " + strings.Join(strings.Fields(c.Name), "")}
}

// unclaimedItems are those in use at a level of the county's departments that no
// department was given (R-CLM-05: every item ends as claimed or confirmed as not claimed).
func unclaimedItems(app core.App, out *checked) error {
	var levels []string
	if err := app.ConcurrentDB().NewQuery("SELECT DISTINCT r.level FROM departments d JOIN regions r ON r.id = d.region WHERE d.active = TRUE").Column(&levels); err != nil {
		return err
	}
	items := []*core.Record{}
	err := app.RecordQuery("basic_items").AndWhere(dbx.HashExp{"status": catalogue.InUse}).
		AndWhere(dbx.NewExp("NOT EXISTS (SELECT 1 FROM claims c WHERE c.basic_item = basic_items.id AND c.state != 'cancelled')")).OrderBy("code").All(&items)
	if err != nil {
		return err
	}
	for _, item := range items {
		exercised := slices.ContainsFunc(levels, func(level string) bool {
			return slices.Contains(item.GetStringSlice("levels"), catalogue.LevelOf(level))
		})
		if exercised {
			out.unclaimed = append(out.unclaimed, unclaimed{item.GetString("code"), item.GetString("name"), item.GetString("name_en")})
		}
	}
	return nil
}
