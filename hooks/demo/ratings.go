package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
	"onestop/hooks/rules/workday"
)

// opinion is what the applicant of a finished case thinks of it, and what comes of it.
type opinion struct {
	grade     int
	tags      []string
	comment   string
	anonymous bool
	course    []string // moves after the rating
	rating    string   // its id, once given
}

// praise is how good ratings are distributed; blame are the bad ones in turn, each with
// what is done about it.
var (
	praise = []int{5, 5, 5, 4, 5, 4, 5, 3, 5, 4}
	thanks = map[int][]string{5: {"fast", "friendly"}, 4: {"easy"}, 3: nil}

	blame = []opinion{
		{grade: 2, tags: []string{"slow"}, comment: "取号以后等了一个半小时。", course: []string{"call", "mend"}},
		{grade: 1, tags: []string{"cumbersome"}, comment: "同一张复印件交了两遍。", course: []string{"call", "mend"}},
		{grade: 2, tags: []string{"guide_wrong"}, comment: "指南上的办公时间不对。", course: []string{"call"}},
		{grade: 1, tags: []string{"unfriendly"}, comment: "问多了就不耐烦。", anonymous: true},
		{grade: 2, tags: []string{"platform_bad"}, comment: "手机上传照片失败三次。", course: []string{"call", "mend"}},
		{grade: 1, tags: []string{"slow"}, comment: "不该要这张表。", course: []string{"protest"}},
		{grade: 1, comment: "不满意。", course: []string{"protest", "decide"}},
		{grade: 2, tags: []string{"unskilled"}, comment: "来了两次才说缺什么。"},
	}
)

// Two in three finished cases are rated, and one in four of those badly, so that every state is seen.
const (
	rates = 3 // of which one is not rated
	bads  = 4
)

// opinions adds to the beats of the tales those of their ratings: in the evening after the
// end, the answer some days later. What would lie ahead is left out. They are drawn by dice
// of their own, so that the tales stay as they are.
func (t *teller) opinions(beats []beat) []beat {
	dice := rand.New(rand.NewPCG(510799, 5))
	last := map[*tale]time.Time{}
	var tales []*tale
	for _, b := range beats {
		if b.tale == nil {
			continue
		}
		if last[b.tale].IsZero() {
			tales = append(tales, b.tale)
		}
		last[b.tale] = b.at
	}
	good, bad := 0, 0
	for _, x := range tales {
		if dice.IntN(rates) == 0 {
			continue
		}
		o := blame[bad%len(blame)]
		if dice.IntN(bads) == 0 {
			bad++
		} else {
			grade := praise[good%len(praise)]
			good++
			o = opinion{grade: grade, tags: thanks[grade]}
		}
		x.opinion = &o
		at := workday.DayOf(last[x]).Start().Add(19*time.Hour + time.Duration(dice.IntN(120))*time.Minute)
		for i, move := range append([]string{"rate"}, o.course...) {
			if i > 0 {
				day, err := t.cal.Add(workday.DayOf(at), 1+3*(i-1))
				if err != nil {
					break // no calendar tells when the hall is open
				}
				at = day.Start().Add(10*time.Hour + time.Duration(dice.IntN(90))*time.Minute)
			}
			if at.Before(t.options.Now) {
				beats = append(beats, beat{at: at, tale: x, move: move})
			}
		}
	}
	return inOrder(beats)
}

// rate gives the rating, where the case has come to its end.
func (t *teller) rate(x *tale) error {
	if x.record == nil {
		return nil
	}
	c, err := t.tx.FindRecordById("applications", x.record.Id)
	if err != nil || !slices.Contains(flow.Application.Final, flow.State(c.GetString("state"))) {
		return err
	}
	o := x.opinion
	r, err := t.house.Rate(t.tx, t.callers[x.who.Login], fields{"id": recordID("ratings", fmt.Sprint(x.number)), "application": c.Id,
		"grade": o.grade, "tags": o.tags, "comment": o.comment, "anonymous": o.anonymous})
	if err == nil {
		o.rating = r.Id
	}
	return err
}

// onRating does an act on the rating by its contact person, or by the supervisor who did
// not dispute it.
func (t *teller) onRating(x *tale, act string, more fields) error {
	if x.opinion.rating == "" {
		return nil
	}
	r, err := t.tx.FindRecordById("ratings", x.opinion.rating)
	if err != nil {
		return err
	}
	by := r.GetString("handler")
	if act == "settle" || by == "" {
		by = t.other(by, r.GetStringSlice("rated"))
	}
	officer, err := t.tx.FindRecordById("officers", by)
	if err != nil {
		return err
	}
	x.acts++
	body := fields{"id": recordID("actions", fmt.Sprintf("%d/%d", x.number, x.acts)), "subject": "rating", "rating": r.Id, "act": act}
	for key, value := range more {
		body[key] = value
	}
	_, err = t.house.Act(t.tx, officer, body)
	return err
}

// other is a supervisor who is neither the named one nor was rated.
func (t *teller) other(than string, rated []string) string {
	for _, login := range []string{"supervisor", "supervisor2"} {
		if o := t.officers[login]; o.Id != than && rating.Apart(o.Id, rated) == nil {
			return o.Id
		}
	}
	return ""
}

func (t *teller) call(x *tale) error {
	return t.onRating(x, "contact", fields{"reason": "已电话回访，情况属实：" + x.opinion.comment})
}

func (t *teller) mend(x *tale) error {
	return t.onRating(x, "rectify", fields{"reason": "谢谢您的意见。窗口已调整，今后不会再让您多跑、多等。", "items": []any{map[string]any{"measure": "调整窗口排班，重新核对办事指南", "evidence": "排班表、指南新版本"}}})
}

func (t *teller) protest(x *tale) error {
	return t.onRating(x, "dispute", fields{"ground": "no_basis", "reason": "这张表由法规要求提交。"})
}

func (t *teller) decide(x *tale) error {
	return t.onRating(x, "settle", fields{"ground": "counted", "reason": "材料由法规要求，已向您说明；我们会争取通过数据共享免交。"})
}
