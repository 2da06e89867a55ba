package hooks

// caseIn brings a new licence application of zhang into a state by the acts of its
// people; the terminated one moves the clock by a week.
func (x *house) caseIn(state string) string {
	x.t.Helper()
	zhang, clerk, examiner, approver := x.person("zhang"), x.person("clerk"), x.person("examiner"), x.person("approver")
	papers := []string{"M-AP", "M-ID", "M-LAY"}
	if state == "draft" {
		id := x.draft(zhang)
		x.upload(zhang, id, x.material("M-ID"), "身份证.png", picture(2)).ok()
		return id
	}
	if state == "deferred" || state == "terminated" {
		papers = papers[:2]
	}
	id := x.handIn(zhang, papers...)
	switch state {
	case "submitted":
		return id
	case "correcting":
		x.act(clerk, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}}).ok()
		return id
	case "withdrawn":
		x.act(zhang, id, "withdraw").ok()
		return id
	case "not_accepted":
		x.act(clerk, id, "reject", map[string]any{"ground": "incomplete"}).ok()
		return id
	case "deferred":
		x.act(clerk, id, "accept", map[string]any{"until": (x.today() + 2).String()}).ok()
		return id
	case "terminated":
		x.act(clerk, id, "accept", map[string]any{"until": (x.today() + 2).String()}).ok()
		x.at = x.at.AddDate(0, 0, 7)
		x.act(approver, id, "terminate", map[string]any{"reason": "逾期未补交"}).ok()
		return id
	}
	x.act(clerk, id, "accept").ok()
	switch state {
	case "paused":
		x.act(examiner, id, "pause", map[string]any{"ground": "testing", "until": (x.today() + 30).String()}).ok()
	case "refused":
		x.act(approver, id, "refuse", map[string]any{"reason": "不符合条件"}).ok()
	case "reviewed", "granted", "closed":
		x.review(id)
	}
	if state == "granted" || state == "closed" {
		x.act(approver, id, "grant").ok()
	}
	if state == "closed" {
		x.act(clerk, id, "deliver").ok()
	}
	return id
}

// review passes both steps of a case: the examination, and the site check by two officers.
func (x *house) review(id string) {
	x.t.Helper()
	x.act(x.person("examiner"), id, "examine", map[string]any{"review": x.step(id, 1), "ground": "pass", "reason": "齐全"}).ok()
	for _, name := range []string{"examiner", "examiner2"} {
		x.act(x.person(name), id, "verify_site", map[string]any{"review": x.step(id, 2), "reason": "现场符合"}).ok()
	}
}

func (x *house) step(id string, seq int) string {
	x.t.Helper()
	return x.find("reviews", "application='%s' && seq=%d", id, seq).Id
}
