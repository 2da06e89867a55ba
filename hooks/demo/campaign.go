package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/campaign"
	"onestop/hooks/rules/meter"
	"onestop/hooks/rules/workday"
)

// errand is a task of the campaign of the county. A task of a campaign is named by its key;
// Begun, finished and confirmed are so many working days before the county is left, 0 where
// that did not happen. Own is a deadline of its own, so many days after.
type errand struct {
	key, name, nameEn          string
	lead                       string
	partners                   []string
	days                       int
	after                      []string
	measure                    meter.Definition
	scope                      string
	begun, finished, confirmed int
	progress                   int // reported where nothing is measured
	own                        int
}

func byPercent(k meter.Kind, amount int) meter.Definition {
	return meter.Definition{Kind: k, Target: meter.Target{Amount: amount, Unit: meter.Percent}}
}

var (
	byHand    = meter.Definition{Kind: meter.Manual}
	batchOf20 = meter.Definition{Kind: meter.ProblemsSolved, Target: meter.Target{Amount: 20, Unit: meter.Count}}
	published = byPercent(meter.ClaimsPublished, 100)
	fewer     = meter.Definition{Kind: meter.Cuts, Cut: "materials", Target: meter.Target{Amount: 30, Unit: meter.Percent}}
)

// listing is the task of a department to publish its lists.
func listing(department, name, nameEn string, begun, finished, confirmed int) errand {
	return errand{key: "lists." + department, name: name + "：认领事项、发布清单", nameEn: nameEn + ": claim the items and publish their lists", lead: department, days: 15,
		after: []string{"brief"}, measure: published, begun: begun, finished: finished, confirmed: confirmed}
}

// errands are the tasks of the campaign that the county has under way (R-MY-04, R-PL-09):
// some confirmed, some waiting to be confirmed, one late, and the batches of problems so
// much behind that the end is in danger.
var errands = []errand{
	{key: "brief", name: "动员部署、明确分工", nameEn: "Brief the departments and divide the work", lead: "service", days: 1, measure: byHand, begun: 28, finished: 27, confirmed: 27},
	listing("police", "公安局", "Police", 27, 14, 13), listing("hrss", "人力资源和社会保障局", "Human resources", 27, 12, 11), listing("civil", "民政局", "Civil affairs", 26, 8, 0),
	listing("medical", "医疗保障局", "Medical insurance", 25, 6, 0), listing("fund", "住房公积金管理部", "Housing fund", 24, 0, 0), listing("market", "市场监督管理局", "Market supervision", 26, 0, 0),
	{key: "standard", name: "一套标准服务", nameEn: "One standard: every list published", lead: "service", days: 5, measure: byPercent(meter.ClaimsPublished, 95), scope: "county",
		after: []string{"lists.police", "lists.hrss", "lists.civil", "lists.medical", "lists.fund", "lists.market"}},
	{key: "door", name: "一门集中办理", nameEn: "One door: all departments in the hall", lead: "service", partners: []string{"police", "market", "hrss", "civil", "medical", "fund", "tax"}, days: 20, after: []string{"brief"}, measure: byHand, begun: 20, progress: 60},
	{key: "window", name: "一窗综合受理", nameEn: "One window that accepts everything", lead: "service", days: 15, after: []string{"door"}, measure: byHand},
	{key: "sign_in", name: "一号申请认证", nameEn: "One account to apply with", lead: "police", days: 15, after: []string{"brief"}, measure: byHand, begun: 24, finished: 4},
	{key: "data", name: "一库数据共享", nameEn: "One store of data: 30 % fewer materials", lead: "service", days: 25, after: []string{"brief"}, measure: fewer, scope: "county", begun: 22},
	{key: "net", name: "一网全程通办", nameEn: "One net: 80 % of the items at most one trip", lead: "service", days: 20, after: []string{"sign_in"}, measure: byPercent(meter.OneTrip, 80), scope: "county", begun: 3},
	{key: "platform", name: "一个平台审批", nameEn: "One platform for all approvals", lead: "service", days: 15, after: []string{"standard"}, measure: byHand},
	{key: "seal", name: "一章对外办理", nameEn: "One seal for all results", lead: "service", days: 8, after: []string{"window"}, measure: byHand},
	{key: "screen", name: "一屏电子监察", nameEn: "One screen that watches all limits", lead: "service", days: 8, after: []string{"platform"}, measure: byHand},
	{key: "train", name: "窗口人员培训", nameEn: "Train the staff of the windows", lead: "service", partners: []string{"police", "market"}, days: 5, after: []string{"brief"}, measure: byHand, begun: 7, progress: 80, own: -3},
	{key: "guide", name: "办事指南回头看", nameEn: "Look through the guides once more", lead: "market", days: 5, after: []string{"brief"}, measure: byHand, begun: 2, progress: 30, own: 3},
	{key: "collect", name: "征集堵点", nameEn: "Collect the problems", lead: "service", days: 10, after: []string{"brief"}, measure: byHand, begun: 20, finished: 6, confirmed: 5},
	{key: "batch1", name: "第一批20个堵点", nameEn: "First batch of 20 problems", lead: "service", days: 9, after: []string{"collect"}, measure: batchOf20, scope: "county", begun: 4},
	{key: "batch2", name: "第二批20个堵点", nameEn: "Second batch of 20 problems", lead: "service", days: 9, after: []string{"batch1"}, measure: batchOf20, scope: "county"},
	{key: "batch3", name: "第三批20个堵点", nameEn: "Third batch of 20 problems", lead: "service", days: 9, after: []string{"batch2"}, measure: batchOf20, scope: "county"},
	{key: "batch4", name: "第四批20个堵点", nameEn: "Fourth batch of 20 problems", lead: "service", days: 9, after: []string{"batch3"}, measure: batchOf20, scope: "county"},
	{key: "batch5", name: "第五批20个堵点", nameEn: "Fifth batch of 20 problems", lead: "service", days: 9, after: []string{"batch4"}, measure: batchOf20, scope: "county"},
	{key: "accept", name: "全面验收", nameEn: "Acceptance of the whole", lead: "service", days: 3, after: []string{"seal", "screen", "net", "data", "train", "guide", "batch5"}, measure: byHand},
}

const (
	campaignKey  = "one_trip_2026"
	campaignSpan = 60 // calendar days from the day that the county is left to the deadline
	openedAgo    = 28
)

// reform lays the campaign on the working days of the season: made and opened on the first
// of them, its tasks begun, finished and confirmed by those whose work they are.
func (t *teller) reform() []beat {
	var beats []beat
	at := func(ago int, name string, deed func() error) {
		day := t.days[max(0, len(t.days)-ago)]
		beats = append(beats, beat{at: day.Start().Add(time.Duration(10*60+len(beats)) * time.Minute), name: "campaign, " + name, deed: deed})
	}
	at(openedAgo, "made", t.makeCampaign)
	at(openedAgo, "opened", func() error {
		return t.reformAct("campaign", campaignKey, t.officers["supervisor"], "open", nil)
	})
	at(4, "batches filled", t.fillBatches)
	for _, e := range errands {
		head, act := t.post("approver", e.lead), func(ago int, by *core.Record, act string, more fields) {
			if ago > 0 {
				at(ago, e.key+" "+act, func() error { return t.reformAct("task", e.key, by, act, more) })
			}
		}
		act(e.begun, head, "start", nil)
		if e.progress > 0 {
			act(1, head, "report", fields{"items": []any{map[string]any{"progress": e.progress}}, "reason": "按计划推进"})
		}
		if e.finished > 0 && e.measure.Kind == meter.Manual {
			at(e.finished, e.key+" evidence", func() error { return t.prove(e) })
		}
		act(e.finished, head, "finish", nil)
		act(e.confirmed, t.officers["supervisor2"], "confirm", nil)
	}
	return beats
}

// makeCampaign writes the campaign and its tasks; the house dates them when it is opened.
func (t *teller) makeCampaign() error {
	template, err := campaign.Find("ten_ones")
	if err != nil {
		return err
	}
	now := workday.DayOf(t.options.Now)
	if _, err := t.put("campaigns", campaignKey, map[string]any{"name": "2026年“最多跑一次”改革攻坚", "name_en": "At most one trip: the drive of 2026", "goal": template.Goal, "goal_en": template.GoalEn, "basis": template.Basis,
		"starts": t.days[max(0, len(t.days)-openedAgo)].String(), "deadline": (now + campaignSpan).String(), "state": "draft"}); err != nil {
		return err
	}
	for _, e := range errands {
		own := ""
		if e.own != 0 {
			own = (now + workday.Day(e.own)).String()
		}
		scope := e.scope
		if scope == "" && e.measure.Kind != meter.Manual {
			scope = "lead"
		}
		if _, err := t.put("tasks", e.key, map[string]any{"campaign": recordID("campaigns", campaignKey), "name": e.name, "name_en": e.nameEn, "lead": recordID("departments", e.lead),
			"partners": ids("departments", e.partners), "days": e.days, "after": ids("tasks", e.after), "meter": string(e.measure.Kind), "cut": e.measure.Cut,
			"target": e.measure.Target.Amount, "target_unit": e.measure.Target.Unit, "scope": scope, "deadline": own, "state": "planned"}); err != nil {
			return err
		}
	}
	return nil
}

// fillBatches puts the problems that were reported by now into the two first batches.
func (t *teller) fillBatches() error {
	for batch, list := range ends {
		keys := make([]string, len(list))
		for place := range list {
			keys[place] = fmt.Sprintf("%d/%d", batch, place)
		}
		reported, err := t.tx.FindRecordsByIds("problems", ids("problems", keys))
		if err != nil {
			return err
		}
		for _, r := range reported {
			r.Set("task", recordID("tasks", fmt.Sprintf("batch%d", batch+1)))
			if err := t.house.Seed(t.tx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// prove puts a page of evidence into a task.
func (t *teller) prove(e errand) error {
	r, err := t.tx.FindRecordById("tasks", recordID("tasks", e.key))
	if err != nil {
		return err
	}
	file, err := attachment(e.key+".pdf", pdfPage(e.name, []string{"佐证材料", "任务已按要求完成。"}))
	if err != nil {
		return err
	}
	r.Set("evidence", file)
	return t.house.Seed(t.tx, r)
}

// reformAct does one act on the campaign or on a task of it.
func (t *teller) reformAct(subject, key string, by *core.Record, act string, more fields) error {
	body := fields{"id": recordID("actions", fmt.Sprintf("%s/%s/%s", subject, key, act)), "subject": subject, subject: recordID(subject+"s", key), "act": act}
	for name, value := range more {
		body[name] = value
	}
	_, err := t.house.Act(t.tx, by, body)
	return err
}
