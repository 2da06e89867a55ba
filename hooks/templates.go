package hooks

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/wording"
	"onestop/hooks/rules/workday"
)

// bindTemplates holds the words that departments write again and again against what they
// are for (hooks/rules/wording).
func (h *Hall) bindTemplates() {
	check := func(e *core.RecordEvent) error {
		if field, err := wording.Check(e.Record.GetString("act"), e.Record.GetString("ground"), e.Record.GetString("text")); err != nil {
			return refuse(field, err)
		}
		return e.Next()
	}
	h.app.OnRecordCreate("templates").BindFunc(check)
	h.app.OnRecordUpdate("templates").BindFunc(check)
}

// templateRow is a template as it stands in a case: its places are filled.
type templateRow struct {
	ID         string `db:"id" json:"id"`
	Act        string `db:"act" json:"act"`
	Ground     string `db:"ground" json:"ground"`
	Title      string `db:"title" json:"title"`
	TitleEn    string `db:"title_en" json:"title_en"`
	Text       string `db:"text" json:"text"`
	Department string `db:"department" json:"department"`
}

// wordsFor are the words that the officer's department has for a case, its own before those
// of everybody, filled from the case.
func (h *Hall) wordsFor(app core.App, c *caseFile, who actor) ([]templateRow, error) {
	said, err := h.saidOf(app, c)
	if err != nil {
		return nil, err
	}
	rows := []templateRow{}
	err = app.ConcurrentDB().NewQuery("SELECT id, act, ground, title, title_en, text, department FROM templates WHERE department IN ('', {:own}) ORDER BY department = '', `order`, id").
		Bind(dbx.Params{"own": who.department()}).All(&rows)
	for i := range rows {
		rows[i].Text, _ = wording.Fill(rows[i].Text, said)
	}
	return rows, err
}

// saidOf is what the case says for each open place of a template.
func (h *Hall) saidOf(app core.App, c *caseFile) (map[string]string, error) {
	applicant, err := app.FindRecordById("applicants", c.record.GetString("applicant"))
	if err != nil {
		return nil, err
	}
	list, err := c.due()
	if err != nil {
		return nil, err
	}
	department, phone := c.snapshot.Department, c.snapshot.ConsultPhone
	if phone == "" {
		phone = department.Phone
	}
	due, _ := workday.ParseDay(nextDue(h.ledger(c, h.today()))) // no day is an empty place
	missing, rejected := faulty(list, c.papers())
	return map[string]string{
		"申请人": applicant.GetString("name"), "事项": c.snapshot.Name, "编号": c.record.GetString("number"), "部门": department.Name, "电话": phone,
		"今天": chineseDay(h.today()), "到期日": chineseDay(due), "缺少材料": missing, "不合格材料": rejected,
	}, nil
}

// faulty are the names of the materials that are missing and of those that were rejected.
func faulty(list checklist.List, papers []checklist.Doc) (missing, rejected string) {
	names := map[string][]string{}
	for _, gap := range checklist.Missing(list, papers) {
		names[gap.Cause] = append(names[gap.Cause], gap.Name)
	}
	return strings.Join(names[checklist.CauseMissing], "、"), strings.Join(names[checklist.CauseRejected], "、")
}

// chineseDay is a day as it stands in a letter, "" for none.
func chineseDay(d workday.Day) string {
	if d == 0 {
		return ""
	}
	return d.Start().In(workday.China).Format("2006年1月2日")
}
