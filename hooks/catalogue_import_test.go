package hooks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/workbook"
)

const marketCode, policeCode = "11510799DEM000030Q", "11510799DEM000022X"

// bookOf is a book of n new lists of market supervision, complete enough to be submitted
// but for the samples, which are files.
func bookOf(t testing.TB, n int) *workbook.Book {
	t.Helper()
	b := workbook.New()
	addRow(t, b, "material_types", map[string]any{"code": "T-ID", "name": "居民身份证", "source": "20", "shareable": true})
	for i := range n {
		basic := "0020" + strconv.Itoa(10000+i) + "000"
		code := marketCode + "4" + basic
		addRow(t, b, "basic_items", map[string]any{"code": basic, "name": "备案事项" + strconv.Itoa(i), "name_en": "Filing", "type": "20", "basis": "《食品安全法》第三十六条", "levels": []string{"3", "4"}, "status": "in_use", "version": 1})
		addRow(t, b, "services", map[string]any{"code": code, "department": marketCode, "regime": "GENERAL", "handling": "promised", "statutory_days": 10, "statutory_unit": "WD",
			"promised_days": 3, "conditions": strings.Repeat("有固定场所。", 20), "service_objects": []string{"person"}, "channels": []string{"counter", "online"}, "online_depth": "IV",
			"result_kind": "other", "hours": "工作日 9:00—17:00", "consult_phone": "0816-1000001", "complaint_phone": "0816-1000009", "quantity_limit": "无限制", "scope": "county"})
		addRow(t, b, "questions", map[string]any{"service": code, "order": 1, "text": "是否委托代理人？"})
		addRow(t, b, "options", map[string]any{"service": code, "question": 1, "order": 1, "text": "是"})
		addRow(t, b, "options", map[string]any{"service": code, "question": 1, "order": 2, "text": "否"})
		for k := range 5 {
			row := map[string]any{"service": code, "order": k + 1, "type": "T-ID", "name": "材料" + strconv.Itoa(k), "necessity": "required", "source": "20", "original": 1, "form": "4", "basis": "《食品经营许可和备案管理办法》第十二条", "standard": "在有效期内，与申请人一致。"}
			if k == 4 {
				row["only_if"] = []string{"1/1"}
			}
			addRow(t, b, "materials", row)
		}
		for k, name := range []string{"受理", "审查", "决定", "送达"} {
			addRow(t, b, "steps", map[string]any{"service": code, "seq": k + 1, "name": name, "kind": "examine", "department": marketCode, "days": 1})
		}
		for k := range 3 {
			addRow(t, b, "form_fields", map[string]any{"service": code, "key": "field_" + strconv.Itoa(k), "label": "字段" + strconv.Itoa(k), "kind": "text", "required": true, "order": k + 1})
		}
	}
	return b
}

func addRow(t testing.TB, b *workbook.Book, sheet string, values map[string]any) {
	t.Helper()
	if err := b.Add(sheet, values); err != nil {
		t.Fatal(err)
	}
}

// changedBook is the book with one value of one row set anew.
func changedBook(t testing.TB, b *workbook.Book, sheet string, line int, values map[string]any) *workbook.Book {
	t.Helper()
	out := workbook.New()
	for _, s := range workbook.Sheets {
		for n, r := range b.Rows(s.Key) {
			all := map[string]any{}
			for _, c := range s.Columns {
				all[c.Key] = r.Value(c.Key)
			}
			if s.Key == sheet && n == line {
				if values == nil {
					continue
				}
				for k, v := range values {
					all[k] = v
				}
			}
			addRow(t, out, s.Key, all)
		}
	}
	return out
}

func (x *house) imports(who *core.Record, b *workbook.Book) (Report, error) {
	return x.ImportCatalogue(x.app, who, b, nil)
}

func (x *house) mustImport(who *core.Record, b *workbook.Book) Report {
	x.t.Helper()
	r, err := x.imports(who, b)
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

func TestImportBringsInAWholeCatalogue(t *testing.T) {
	x := newHouse(t)
	audits := x.count("audit")
	steps := 0
	r, err := x.ImportCatalogue(x.app, x.person("supervisor"), bookOf(t, 3), func(done, total int) {
		if steps++; done != steps || total != 7 {
			t.Errorf("step %d of %d after %d", done, total, steps)
		}
	})
	if err != nil || len(r.BasicItems.Created) != 3 || len(r.MaterialTypes.Created) != 1 || len(r.Claimed) != 3 || r.Rows.Created != 3*15 || steps != 7 {
		t.Fatalf("%+v %v", r, err)
	}
	s := x.find("services", "id='%s'", r.Claimed[0])
	claim := x.find("claims", "id='%s'", s.GetString("claim"))
	if claim.GetString("state") != "compiling" || s.GetString("name") != "备案事项0" || s.GetInt("promised_days") != 3 || s.GetString("state") != "draft" {
		t.Errorf("the list is %v under %v", s.PublicExport(), claim.PublicExport())
	}
	act := x.find("actions", "claim='%s'", claim.Id)
	if act.GetString("act") != "claim" || act.GetString("officer") != x.person("supervisor").Id {
		t.Errorf("the act is %v", act.PublicExport())
	}
	yes := x.find("options", "question.service='%s' && text='是'", s.Id)
	last := x.find("materials", "service='%s' && order=5", s.Id)
	if got := last.GetStringSlice("only_if"); len(got) != 1 || got[0] != yes.Id || last.GetString("created") == "" {
		t.Errorf("the condition is %v", got)
	}
	// items, types, claims twice, acts, services, rows
	if got := x.count("audit") - audits; got != 3+1+3*2+3+3+3*15 {
		t.Errorf("%d rows of the trail", got)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
	row := x.find("audit", "collection='materials' && record='%s'", last.Id)
	if row.GetString("actor") != x.person("supervisor").Id || !strings.Contains(row.GetString("changes"), yes.Id) {
		t.Errorf("the trail says %v", row.PublicExport())
	}
	again := x.mustImport(x.person("supervisor"), bookOf(t, 3))
	if again.Unchanged != 3 || len(again.BasicItems.Updated)+len(again.Updated)+again.Rows.Updated+again.Rows.Created != 0 {
		t.Errorf("the same book changes %+v", again)
	}
}

func TestImportUpdatesWhatIsCompiled(t *testing.T) {
	x := newHouse(t)
	x.mustImport(nil, bookOf(t, 2))
	s := x.find("services", "code='%s'", marketCode+"4002010000000")
	second := x.find("materials", "service='%s' && order=2", s.Id)
	b := changedBook(t, bookOf(t, 2), "services", 0, map[string]any{"promised_days": 2})
	b = changedBook(t, b, "materials", 0, nil)
	b = changedBook(t, b, "materials", 0, map[string]any{"order": 1, "standard": "新标准"})
	r := x.mustImport(nil, x.stamped(b))
	if len(r.Updated) != 1 || r.Unchanged != 1 || r.Rows.Updated != 1 || r.Rows.Deleted != 1 || r.Rows.Created != 0 {
		t.Fatalf("%+v", r)
	}
	moved := x.find("materials", "service='%s' && order=1", s.Id)
	if moved.Id != second.Id || moved.GetString("standard") != "新标准" || x.find("services", "id='%s'", s.Id).GetInt("promised_days") != 2 {
		t.Errorf("the row that moved up is not the same: %v", moved.PublicExport())
	}
}

// A published list is revised first; its rows that are gone are retired.
func TestImportRevisesWhatIsPublished(t *testing.T) {
	x := newHouse(t)
	b := x.exported(marketCode)
	code := marketCode + "4000116013001"
	for n, r := range b.Rows("materials") {
		if r.Text("service") == code && r.Text("name") == "授权委托书" {
			b = changedBook(t, b, "materials", n, nil)
		}
	}
	r := x.mustImport(x.person("cataloguer"), b)
	if len(r.Revised) != 1 || r.Rows.Retired != 1 || r.Unchanged != 0 {
		t.Fatalf("%+v", r)
	}
	claim := x.find("claims", "id='%s'", x.find("services", "code='%s'", code).GetString("claim"))
	if claim.GetString("state") != "compiling" || !x.find("materials", "name='授权委托书'").GetBool("retired") {
		t.Error("the list is not under revision")
	}
}

func TestImportRefusesAtTheCell(t *testing.T) {
	x := newHouse(t)
	x.mustImport(nil, bookOf(t, 1))
	closed := x.find("services", "code='%s'", marketCode+"4002010000000")
	base := func() *workbook.Book { return bookOf(t, 2) }
	audits := x.count("audit")
	for _, c := range []struct {
		name, code, cell string
		who              string
		sheet            string
		line             int
		values           map[string]any
		prepare          func()
	}{
		{name: "another type than the code's", code: "type_differs", cell: "D4", sheet: "basic_items", line: 1, values: map[string]any{"type": "01"}},
		{name: "new content under the old version", code: "version_old", cell: "H3", sheet: "basic_items", line: 0, values: map[string]any{"name": "改名"}},
		{name: "a cataloguer changes the catalogue", code: "catalogue_locked", cell: "A4", who: "cataloguer", sheet: "basic_items", line: 0, values: map[string]any{}},
		{name: "a department nobody knows", code: "department_unknown", cell: "B4", sheet: "services", line: 1, values: map[string]any{"department": "11510799DEM000057P"}},
		{name: "the code of another body", code: "code_differs", cell: "A4", sheet: "services", line: 1, values: map[string]any{"department": policeCode}},
		{name: "an item nobody knows", code: "item_unknown", cell: "A3", sheet: "basic_items", line: 1, values: nil},
		{name: "another level than the department's", code: "level_differs", cell: "A4", sheet: "services", line: 1, values: map[string]any{"code": marketCode + "3002010001000"}},
		{name: "a level that the item has not", code: "code_differs", cell: "A4", sheet: "basic_items", line: 1, values: map[string]any{"levels": []string{"3"}}},
		{name: "another name", code: "list_locked", cell: "C4", sheet: "services", line: 1, values: map[string]any{"name": "别名"}},
		{name: "less of a basis", code: "basis_less", cell: "E4", sheet: "services", line: 1, values: map[string]any{"basis": "《食品安全法》"}},
		{name: "a type nobody knows", code: "type_unknown", cell: "C3", sheet: "materials", line: 0, values: map[string]any{"type": "T-NO"}},
		{name: "a step of a department nobody knows", code: "department_unknown", cell: "E3", sheet: "steps", line: 0, values: map[string]any{"department": "11510799DEM000057P"}},
		{name: "an item that is not in use", code: "item_closed", cell: "A4", sheet: "basic_items", line: 1, values: map[string]any{"status": "suspended"}},
		{name: "a list that is closed", code: "list_closed", cell: "A3", sheet: "services", line: 0, values: map[string]any{"promised_days": 1}, prepare: func() {
			claim := x.find("claims", "id='%s'", closed.GetString("claim"))
			claim.Set("state", string(flow.InReview))
			if err := write(x.app, claim); err != nil {
				t.Fatal(err)
			}
			audits++
		}},
	} {
		if c.prepare != nil {
			c.prepare()
		}
		b := base()
		if c.name == "an item nobody knows" {
			b = workbook.New()
			for _, s := range []string{"services"} {
				r := base().Rows(s)[1]
				addRow(t, b, s, map[string]any{"code": r.Text("code"), "department": r.Text("department"), "regime": "GENERAL", "handling": "promised"})
			}
		} else {
			b = changedBook(t, b, c.sheet, c.line, c.values)
		}
		who := x.person("supervisor")
		if c.who != "" {
			who = x.person(c.who)
		}
		_, err := x.imports(who, b)
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		found := false
		for _, p := range problems {
			found = found || p.Code == c.code && p.Cell == c.cell
			if strings.Contains(p.Zh+p.En, "%!") {
				t.Errorf("%s: broken sentences: %+v", c.name, p)
			}
		}
		if !found {
			t.Errorf("%s: want %s at %s, got %v", c.name, c.code, c.cell, fmt.Sprint([]workbook.Problem(problems)))
		}
	}
	if got := x.count("audit"); got != audits {
		t.Errorf("a refused import left %d rows of the trail", got-audits)
	}
}

func TestWhoMayImport(t *testing.T) {
	x := newHouse(t)
	for name, code := range map[string]string{"clerk": "role_required", "approver": "role_required", "zhang": "role_required"} {
		if _, err := x.imports(x.person(name), bookOf(t, 1)); err == nil || !strings.Contains(fmt.Sprint(err), "imported by") {
			t.Errorf("%s: want %s, got %v", name, code, err)
		}
	}
	x.mustImport(x.person("admin"), bookOf(t, 1))
	x.mustImport(x.person("cataloguer"), x.stamped(changedBook(t, bookOf(t, 1), "services", 0, map[string]any{"trips": 1})))
	foreign := changedBook(t, bookOf(t, 1), "services", 0, map[string]any{"trips": 2})
	c := x.person("cataloguer")
	c.Set("department", x.find("departments", "code='%s'", policeCode).Id)
	if err := x.app.Save(c); err != nil {
		t.Fatal(err)
	}
	_, err := x.imports(x.person("cataloguer"), foreign)
	var problems Problems
	if !errors.As(err, &problems) || problems[0].Code != "list_foreign" {
		t.Errorf("a list of another department: %v", err)
	}
}

// A basic item cancelled above is told apart, and its code is never used again (R-CAT-34).
func TestImportCancelsAnItem_R_CAT_34(t *testing.T) {
	x := newHouse(t)
	x.mustImport(nil, bookOf(t, 1))
	ended := workbook.New()
	item := map[string]any{"code": "002010000000", "name": "备案事项0", "name_en": "Filing", "type": "20", "basis": "《食品安全法》第三十六条", "levels": []string{"3", "4"}, "status": catalogue.Cancelled, "version": 2, "cancelled_on": "2026-06-30"}
	addRow(t, ended, "basic_items", item)
	r := x.mustImport(nil, ended)
	if len(r.BasicItems.Cancelled) != 1 || len(r.BasicItems.Updated) != 0 || r.BasicItems.Cancelled[0] != x.find("basic_items", "code='002010000000'").Id {
		t.Errorf("%+v", r.BasicItems)
	}
	again := workbook.New()
	item["status"], item["version"] = catalogue.InUse, 3
	addRow(t, again, "basic_items", item)
	_, err := x.imports(nil, again)
	var problems Problems
	if !errors.As(err, &problems) || problems[0].Code != "item_cancelled" || problems[0].Rule != "R-CAT-34" {
		t.Errorf("a cancelled code comes back: %v", err)
	}
}
