package hooks

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// What lies with each officer is told to the head of the department and to those who
// oversee, in the order of names.
func TestWorkload_R_PL_22(t *testing.T) {
	x := newHouse(t).unlimited()
	x.officer("examiner2", map[string]any{"absent": true, "deputy": x.person("examiner").Id})
	open := x.caseIn("accepted")
	x.caseIn("granted")
	step := x.find("reviews", "application='%s' && state='open'", open)
	step.Set("due", "2026-03-04")
	if err := x.as(x.app, system, func(tx core.App) error { return write(tx, step) }); err != nil {
		t.Fatal(err)
	}
	rows := func(who, query string) (list []map[string]any) {
		t.Helper()
		for _, item := range x.call("GET", ours+"/workload?"+query, x.person(who), nil).ok().at("items").([]any) {
			list = append(list, item.(map[string]any))
		}
		return list
	}
	of := func(list []map[string]any, name string) map[string]any {
		for _, row := range list {
			if row["name"] == name {
				return row
			}
		}
		return nil
	}
	row := of(rows("approver", ""), "examiner")
	if row["open"] != 1.0 || row["late"] != 0.0 || row["week"] != 1.0 || row["done"] != 2.0 {
		t.Errorf("the examiner has %v", row)
	}
	if away := of(rows("approver", ""), "examiner2"); away["absent"] != true || away["deputy"] != "examiner" || away["open"] != 0.0 {
		t.Errorf("the absent one has %v", away)
	}
	if head := of(rows("supervisor", ""), "approver"); head["done"] != 1.0 || head["median"] == nil {
		t.Errorf("the approver has %v", head)
	}
	x.on("2026-03-06")
	if row := of(rows("auditor", "department="+x.person("clerk").GetString("department")), "examiner"); row["late"] != 1.0 || row["week"] != 0.0 {
		t.Errorf("two days later it is %v", row)
	}
	if list := rows("both.police", ""); of(list, "examiner") != nil || of(list, "examiner.police") == nil {
		t.Errorf("the head of the police sees %v", list)
	}
	if list := rows("both.police", "department="+x.person("clerk").GetString("department")); of(list, "examiner") != nil {
		t.Errorf("the head of the police asks for another department and sees %v", list)
	}
	step = x.find("reviews", "id='%s'", step.Id)
	step.Set("examiner", "")
	if err := x.as(x.app, system, func(tx core.App) error { return write(tx, step) }); err != nil {
		t.Fatal(err)
	}
	if nobody := of(rows("approver", ""), ""); nobody == nil || nobody["open"] != 1.0 {
		t.Errorf("what nobody has is %v", nobody)
	}
	for _, who := range []string{"clerk", "examiner", "cataloguer"} {
		x.call("GET", ours+"/workload", x.person(who), nil).refused("department", "role_required", "R-PL-22")
	}
}
