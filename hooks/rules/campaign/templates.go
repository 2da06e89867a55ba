package campaign

import "onestop/hooks/rules/meter"

// Types of the basic catalogue that are no licences: what "before June more than 30 % of the
// items other than licences" speaks of (R-MY-03).
var otherThanLicences = []string{"02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}

func percent(k meter.Kind, amount int) meter.Definition {
	return meter.Definition{Kind: k, Target: meter.Target{Amount: amount, Unit: meter.Percent}}
}

func cut(which string, amount int) meter.Definition {
	return meter.Definition{Kind: meter.Cuts, Cut: which, Target: meter.Target{Amount: amount, Unit: meter.Percent}}
}

var (
	byHand = meter.Definition{Kind: meter.Manual}
	batch  = meter.Definition{Kind: meter.ProblemsSolved, Target: meter.Target{Amount: 20, Unit: meter.Count}}
)

// Templates are the campaigns that a county sets up again and again.
var Templates = []Template{
	{
		Key: "catalogue", Name: "政务服务事项认领编制", NameEn: "Claim and compile the catalogue",
		Goal:   "各部门认领基本目录事项，编制、审核并发布实施清单，一个不漏。",
		GoalEn: "Every department claims its items of the basic catalogue, and compiles, checks and publishes their lists; none is left out.",
		Basis:  "GB/T 39554—2020",
		Patterns: []Pattern{ // R-CLM-11, R-CLM-12
			{Key: "brief", Name: "动员部署、明确分工", NameEn: "Brief the departments and divide the work", Days: 1, Measure: byHand},
			{Key: "claim", Name: "{department}：认领事项", NameEn: "{department}: claim the items", Days: 5, After: []string{"brief"}, Each: true, Measure: percent(meter.ClaimsClaimed, 100)},
			{Key: "compile", Name: "{department}：编制清单", NameEn: "{department}: compile the lists", Days: 15, After: []string{"claim"}, Each: true, Measure: percent(meter.ClaimsCompiled, 100)},
			{Key: "check", Name: "{department}：清单审核", NameEn: "{department}: have the lists checked", Days: 5, After: []string{"compile"}, Each: true, Measure: percent(meter.ClaimsApproved, 100)},
			{Key: "publish", Name: "{department}：清单发布", NameEn: "{department}: have the lists published", Days: 2, After: []string{"check"}, Each: true, Measure: percent(meter.ClaimsPublished, 100)},
			{Key: "report", Name: "总结上报", NameEn: "Report upwards", Days: 1, After: []string{"publish"}, Measure: byHand},
		},
	},
	{
		Key: "ten_ones", Name: "“最多跑一次”改革“十个一”", NameEn: "At most one trip: the ten ones",
		Goal:   "推进“十个一”，审批服务事项最多跑一次的比例达到80%。",
		GoalEn: "Bring about the ten ones, and 80 % of the items to at most one trip.",
		Basis:  "绵阳市“十个一”（2018年4月）；四川省加快推进“最多跑一次”改革工作方案（2018年5月）",
		Patterns: []Pattern{ // R-MY-04, R-PL-02
			{Key: "code", Name: "一码统一管理", NameEn: "One code for every item", Days: 10, Measure: percent(meter.ClaimsClaimed, 100), Scope: "county"},
			{Key: "standard", Name: "一套标准服务", NameEn: "One standard: every list published", Days: 20, After: []string{"code"}, Measure: percent(meter.ClaimsPublished, 100), Scope: "county"},
			{Key: "door", Name: "一门集中办理", NameEn: "One door: all departments in the hall", Days: 15, Measure: byHand},
			{Key: "sign_in", Name: "一号申请认证", NameEn: "One account to apply with", Days: 15, Measure: byHand},
			{Key: "window", Name: "一窗综合受理", NameEn: "One window that accepts everything", Days: 20, After: []string{"door", "standard"}, Measure: byHand},
			{Key: "data", Name: "一库数据共享", NameEn: "One store of data: 30 % fewer materials", Days: 20, After: []string{"code"}, Measure: cut("materials", 30), Scope: "county"},
			{Key: "platform", Name: "一个平台审批", NameEn: "One platform for all approvals", Days: 20, After: []string{"standard"}, Measure: byHand},
			{Key: "seal", Name: "一章对外办理", NameEn: "One seal: 30 % fewer steps", Days: 15, After: []string{"window"}, Measure: cut("steps", 30), Scope: "county"},
			{Key: "net", Name: "一网全程通办", NameEn: "One net: 80 % of the items at most one trip", Days: 25, After: []string{"sign_in", "data", "platform"}, Measure: percent(meter.OneTrip, 80), Scope: "county"},
			{Key: "screen", Name: "一屏电子监察", NameEn: "One screen that watches all limits", Days: 10, After: []string{"platform"}, Measure: byHand},
			{Key: "done", Name: "全面验收", NameEn: "Acceptance of the whole", Days: 3, After: []string{"seal", "net", "screen"}, Measure: byHand},
		},
	},
	{
		Key: "problems", Name: "群众办事百项堵点疏解", NameEn: "A hundred problems, solved in batches of 20",
		Goal:   "分五批、每批20个，疏解企业和群众办事的100个堵点。",
		GoalEn: "Solve 100 problems of citizens and enterprises in five batches of 20.",
		Basis:  "群众办事百项堵点疏解行动（2018年）",
		Patterns: []Pattern{ // R-PL-09
			{Key: "collect", Name: "征集堵点", NameEn: "Collect the problems", Days: 10, Measure: byHand},
			{Key: "batch1", Name: "第一批20个堵点", NameEn: "First batch of 20 problems", Days: 15, After: []string{"collect"}, Measure: batch, Scope: "county"},
			{Key: "batch2", Name: "第二批20个堵点", NameEn: "Second batch of 20 problems", Days: 15, After: []string{"batch1"}, Measure: batch, Scope: "county"},
			{Key: "batch3", Name: "第三批20个堵点", NameEn: "Third batch of 20 problems", Days: 15, After: []string{"batch2"}, Measure: batch, Scope: "county"},
			{Key: "batch4", Name: "第四批20个堵点", NameEn: "Fourth batch of 20 problems", Days: 15, After: []string{"batch3"}, Measure: batch, Scope: "county"},
			{Key: "batch5", Name: "第五批20个堵点", NameEn: "Fifth batch of 20 problems", Days: 15, After: []string{"batch4"}, Measure: batch, Scope: "county"},
			{Key: "publish", Name: "公布疏解情况", NameEn: "Publish what was solved", Days: 2, After: []string{"batch5"}, Measure: byHand},
		},
	},
	{
		Key: "one_trip", Name: "“最多跑一次”达标", NameEn: "At most one trip",
		Goal:   "除行政许可外的事项30%以上一次办成；审批服务事项最多跑一次的比例达到80%。",
		GoalEn: "30 % and more of the items other than licences at most one trip, then 80 % of all items.",
		Basis:  "四川省加快推进“最多跑一次”改革工作方案（2018年5月）",
		Patterns: []Pattern{ // R-PL-02, R-MY-03
			{Key: "claim", Name: "{department}：认领事项", NameEn: "{department}: claim the items", Days: 5, Each: true, Measure: percent(meter.ClaimsClaimed, 100)},
			{Key: "cut", Name: "{department}：减跑动、减材料，发布清单", NameEn: "{department}: cut trips and materials, publish the lists", Days: 20, After: []string{"claim"}, Each: true, Measure: percent(meter.ClaimsPublished, 100)},
			{Key: "other", Name: "除行政许可外的事项30%以上最多跑一次", NameEn: "30 % of the items other than licences at most one trip", Days: 10, After: []string{"claim"}, Measure: percent(meter.OneTrip, 30), Scope: "county", ItemTypes: otherThanLicences},
			{Key: "all", Name: "审批服务事项80%最多跑一次", NameEn: "80 % of all items at most one trip", Days: 20, After: []string{"cut", "other"}, Measure: percent(meter.OneTrip, 80), Scope: "county"},
			{Key: "publish", Name: "公布“最多跑一次”清单", NameEn: "Publish the list of one-trip items", Days: 2, After: []string{"all"}, Measure: byHand},
		},
	},
}
