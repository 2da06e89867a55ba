package demo

import (
	"errors"
	"slices"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/workday"
)

// The moves of the officers.

// check marks every document in force as accepted.
func (t *teller) check(x *tale) error {
	documents, err := t.rows("documents", x, "page")
	if err != nil {
		return err
	}
	marks := []fields{}
	for _, d := range documents {
		if d.GetBool("superseded") {
			continue
		}
		marks = append(marks, fields{"document": d.Id, "verdict": "accepted"})
	}
	return t.office(x, "clerk", "check", fields{"items": marks})
}

func (t *teller) accept(x *tale) error {
	if err := t.check(x); err != nil {
		return err
	}
	return t.office(x, "clerk", "accept", nil)
}

// ask names once what is to be corrected: the paper that is wrong, or what is missing.
func (t *teller) ask(x *tale) error {
	if x.flaw == "" {
		return t.office(x, "clerk", "request_correction", nil)
	}
	reason := flaws[t.dice.IntN(len(flaws))]
	return t.office(x, "clerk", "request_correction", fields{"items": []fields{{"material": x.flaw, "reason": reason}}})
}

var flaws = []string{"照片模糊，看不清号码，请重新拍摄", "缺少签名和日期", "证件已过有效期，请提交有效的证件", "只有正面，请补交背面"}

// deferPaper accepts a case whose secondary paper may follow by the next working day.
func (t *teller) deferPaper(x *tale) error {
	until, err := t.cal.Add(t.today(), 1)
	if err != nil {
		return err
	}
	return t.office(x, "clerk", "accept", fields{"until": until.String()})
}

var rejections = []fields{
	{"ground": "other_authority", "reason": "该事项由绵阳市级部门办理，请向绵阳市政务服务中心申请"},
	{"ground": "no_licence_needed", "reason": "申请内容依法不需要许可，可以直接办理备案"},
	{"ground": "other_authority", "reason": "户籍不在本县，请向户籍所在地的县级部门申请"},
}

func (t *teller) reject(x *tale) error {
	return t.office(x, "clerk", "reject", rejections[t.dice.IntN(len(rejections))])
}

// examine settles the first open step; two officers go to a site (R-AL-10).
func (t *teller) examine(x *tale, pass bool) error {
	reviews, err := t.rows("reviews", x, "seq", "name")
	if err != nil {
		return err
	}
	open := slices.IndexFunc(reviews, func(r *core.Record) bool { return r.GetString("state") == "open" })
	if open < 0 {
		return errors.New("no step is open")
	}
	r := reviews[open]
	department := t.departmentKey(r.GetString("department"))
	opinion := fields{"review": r.Id, "ground": "pass", "reason": "材料真实、完整，符合条件"}
	if !pass {
		opinion["ground"], opinion["reason"] = "fail", "不符合规定条件："+shortcomings[t.dice.IntN(len(shortcomings))]
	}
	if t.kindOf(x, r) != "site_check" {
		return t.act(x, t.post("examiner", department), "examine", opinion)
	}
	if pass {
		opinion["reason"] = "现场与申请材料一致，布局和设施符合要求"
	}
	if err := t.act(x, t.post("examiner", department), "verify_site", opinion); err != nil || !pass {
		return err
	}
	return t.act(x, t.post("examiner2", department), "verify_site", opinion)
}

var shortcomings = []string{"经营场所布局不符合要求", "家庭人均收入高于标准", "提交的证明与核对结果不一致"}

func (t *teller) departmentKey(id string) string {
	for _, d := range t.county.Departments {
		if recordID("departments", d.Key) == id {
			return d.Key
		}
	}
	return ""
}

// kindOf is the kind of the step that a review is about.
func (t *teller) kindOf(x *tale, review *core.Record) string {
	for i, s := range x.service.Steps {
		if recordID("steps", x.service.Key+"."+strconv.Itoa(i+1)) == review.GetString("step") {
			return s.Kind
		}
	}
	return ""
}

// pauses are the causes of Art. 45 that fit a service (R-AL-20).
var pauses = map[string]string{"DPF-CARD": "appraisal", "SAMR-FOOD": "testing", "HUD-BUILD": "expert_review"}

func (t *teller) pause(x *tale, until workday.Day) error {
	return t.office(x, "examiner", "pause", fields{"ground": pauses[x.service.Key], "until": until.String(), "reason": "依法需要的时间不计入办理期限"})
}

func (t *teller) refuse(x *tale) error {
	return t.office(x, "approver", "refuse", fields{"reason": "经审查，" + shortcomings[t.dice.IntN(len(shortcomings))] + "，依法不予许可"})
}

func (t *teller) deliver(x *tale) error {
	method := []string{"counter", "post", "electronic"}[t.dice.IntN(3)]
	return t.office(x, "clerk", "deliver", fields{"method": method})
}
