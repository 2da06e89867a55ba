package demo

import (
	"strconv"
	"time"

	"onestop/hooks/rules/workday"
)

// query is a question asked at the past meeting; what is answered may be published.
type query struct {
	by                         string // login
	question, questionEn       string
	answer, answerEn           string
	published                  bool
	minutesBefore, answerAfter int // its beginning
}

var queries = []query{
	{by: "clerk", minutesBefore: 60, answerAfter: 70, published: true,
		question: "提交申请以后，最晚什么时候知道是否受理？", questionEn: "After handing in, when does one know at the latest whether it is accepted?",
		answer:   "五个工作日内一次告知全部需要补正的内容；逾期不告知的，自收到申请之日起即为受理（行政许可法第三十二条）。",
		answerEn: "Within five working days, with everything that is missing told at once; where nobody answers, it counts as accepted from the day it was received (Licensing Law, Art. 32)."},
	{by: "clerk.police", minutesBefore: -20, answerAfter: 75, published: true,
		question: "别人拿来一张许可证，怎样知道是真的？", questionEn: "Somebody shows a licence: how does one know that it is genuine?",
		answer:   "扫描证上的二维码，或在“核验证照和批文”页输入编号，几秒钟就有结果。",
		answerEn: "Scan its QR code, or give its number on the page for verifying licences; the answer comes at once."},
	{by: "cataloguer", minutesBefore: -35, answerAfter: 80,
		question: "认领以后发现事项不归本部门，怎么退回？", questionEn: "A claimed item turns out not to be ours: how is it given back?",
		answer: "在认领页办理“不认领”，写明依据，由主管确认。", answerEn: "Decline it on the page of the claim with the ground; a supervisor confirms."},
	{by: "examiner", minutesBefore: -50,
		question: "一件事里共用的材料，各部门还要分别留存吗？", questionEn: "Papers shared in a life event: does every department keep its own copy?"},
}

// meetings tells of a training meeting that was held, with who was there and what was asked,
// and of one ahead (R-MY-01).
func (t *teller) meetings() error {
	today := workday.DayOf(t.options.Now)
	held := t.days[max(0, len(t.days)-4)].Start().Add(14*time.Hour + 30*time.Minute)
	next, err := t.cal.Add(today, 3)
	if err != nil {
		next = today + 3
	}
	departments := ids("departments", []string{"service", "market", "police"})
	plans := []fields{
		{"title": "省一体化平台2.0认领与操作流程培训会", "title_en": "How to claim and work on the provincial platform 2.0", "at": held, "place": "县政务服务中心三楼会议室",
			"agenda": "认领流程讲解\n清单编制与检查演示\n交流互动与答疑", "departments": departments},
		{"title": "“高效办成一件事”业务培训会", "title_en": "Training on life events", "at": next.Start().Add(9*time.Hour + 30*time.Minute), "place": "县政务服务中心三楼会议室",
			"agenda": "一件事的牵头与配合\n并联审批演示\n交流互动与答疑", "departments": departments},
	}
	for i, key := range []string{"held", "next"} {
		if _, err := t.put("trainings", key, plans[i]); err != nil {
			return err
		}
	}
	if err := t.attendances(held); err != nil {
		return err
	}
	for i, q := range queries {
		if err := t.query(strconv.Itoa(i), q, held); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) attendances(held time.Time) error {
	for i, login := range []string{"supervisor", "cataloguer", "clerk", "examiner", "clerk.police", "approver.police"} {
		row := fields{"training": recordID("trainings", "held"), "officer": t.officers[login].Id, "way": "code", "signed_at": held.Add(time.Duration(2*i-12) * time.Minute)}
		if login == "approver.police" {
			row["way"], row["by"], row["signed_at"] = "organiser", t.officers["supervisor"].Id, held.Add(2*time.Hour)
		}
		if _, err := t.put("training_attendances", login, row); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) query(key string, q query, held time.Time) error {
	row := fields{"training": recordID("trainings", "held"), "officer": t.officers[q.by].Id, "question": q.question, "question_en": q.questionEn,
		"answer": q.answer, "answer_en": q.answerEn, "published": q.published, "asked_at": held.Add(-time.Duration(q.minutesBefore) * time.Minute)}
	at := held.Add(time.Duration(q.answerAfter) * time.Minute)
	if q.answer != "" {
		row["answered_by"], row["answered_at"] = t.officers["supervisor"].Id, at
	}
	if q.published {
		row["published_at"] = at
	}
	_, err := t.put("training_questions", key, row)
	return err
}
