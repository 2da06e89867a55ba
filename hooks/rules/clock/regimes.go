package clock

import "onestop/hooks/rules/flow"

// Limits that several regimes share.
var (
	licenceNotice     = Limit{5, WD, "R-AL-05 行政许可法 Art. 32"}
	licenceDelivery   = Limit{10, WD, "R-AL-19 行政许可法 Art. 44"}
	licenceInspection = Limit{5, WD, "R-AL-23 行政许可法 Art. 55"}
)

// Regimes is the table of §1.7 of the domain rules: every limit with its citation.
var Regimes = index([]Regime{
	{Key: "LICENCE", Name: "行政许可", NameEn: "Administrative licence", Cite: "行政许可法",
		Notice: licenceNotice, Once: true, Silence: SilenceAccepted, OnTheSpot: true,
		Decision: Limit{20, WD, "R-AL-16 行政许可法 Art. 42"}, From: FromAcceptance,
		Extension: Limit{10, WD, "R-AL-16 行政许可法 Art. 42"}, Approver: flow.Approver,
		Delivery: licenceDelivery, Inspection: licenceInspection},
	{Key: "LICENCE_JOINT", Name: "行政许可(统一、联合、集中办理)", NameEn: "Administrative licence, joint handling", Cite: "行政许可法",
		Notice: licenceNotice, Once: true, Silence: SilenceAccepted,
		Decision: Limit{45, WD, "R-AL-17 行政许可法 Art. 26, 42"}, From: FromAcceptance,
		Extension: Limit{15, WD, "R-AL-17 行政许可法 Art. 26, 42"}, Approver: flow.Supervisor,
		Delivery: licenceDelivery, Inspection: licenceInspection},
	{Key: "REAL_ESTATE", Name: "不动产登记", NameEn: "Real estate registration", Cite: "不动产登记暂行条例",
		Notice: Limit{Unit: Spot, Cite: "不动产登记暂行条例 Art. 17"}, Once: true, Silence: SilenceAccepted,
		Decision: Limit{30, WD, "不动产登记暂行条例 Art. 20"}, From: FromAcceptance},
	{Key: "MARKET_ENTITY", Name: "市场主体登记", NameEn: "Market entity registration", Cite: "市场主体登记管理条例",
		Once: true, Silence: SilenceNone, OnTheSpot: true,
		Decision: Limit{3, WD, "R-ITEM-03 市场主体登记管理条例 Art. 19"}, From: FromAcceptance,
		Extension: Limit{3, WD, "R-ITEM-03 市场主体登记管理条例 Art. 19"}, Approver: flow.Approver},
	{Key: "ID_CARD", Name: "居民身份证", NameEn: "Resident ID card", Cite: "居民身份证法",
		Silence:  SilenceNone,
		Decision: Limit{60, CD, "R-ITEM-02 居民身份证法 Art. 12"}, From: FromReceipt,
		Extension: Limit{30, CD, "R-ITEM-02 居民身份证法 Art. 12"}, Approver: flow.Approver},
	{Key: "RESIDENCE_PERMIT", Name: "居住证", NameEn: "Residence permit", Cite: "居住证暂行条例",
		Once: true, Silence: SilenceNone,
		Decision: Limit{15, CD, "居住证暂行条例 Art. 9"}, From: FromAcceptance,
		Extension: Limit{15, CD, "居住证暂行条例 Art. 9"}, Total: Limit{30, CD, "居住证暂行条例 Art. 9"}, Approver: flow.Approver},
	{Key: "FOI", Name: "政府信息公开申请", NameEn: "Freedom of information request", Cite: "政府信息公开条例",
		Notice: Limit{7, WD, "政府信息公开条例 Art. 30"}, Once: true, Silence: SilenceNone, NoSupply: SilenceAbandons,
		Decision: Limit{20, WD, "政府信息公开条例 Art. 33"}, From: FromReceipt, Correction: Restarts,
		Excluded:  []Ground{{"third_party", "征求第三方意见", "Third-party consultation"}},
		Extension: Limit{20, WD, "政府信息公开条例 Art. 33"}, Approver: flow.Approver},
	{Key: "SOCIAL_INS", Name: "社会保险经办", NameEn: "Social insurance service", Cite: "社会保险经办条例",
		Silence:  SilenceNone,
		Decision: Limit{10, WD, "社会保险经办条例 Art. 6, 10"}, From: FromReceipt, Variants: socialInsurance},
	{Key: "CONSTRUCTION", Name: "建筑工程施工许可", NameEn: "Construction permit", Cite: "建筑法",
		Notice: licenceNotice, Once: true, Silence: SilenceAccepted,
		// The approval time goes on from the day the papers are complete (建筑工程施工许可管理办法 Art. 5).
		Decision: Limit{7, CD, "建筑法 Art. 8"}, From: FromReceipt, Correction: Suspends,
		Delivery: licenceDelivery, Inspection: licenceInspection},
	{Key: "FOOD_BUSINESS", Name: "食品经营许可", NameEn: "Food business licence", Cite: "食品经营许可和备案管理办法",
		Notice: licenceNotice, Once: true, Silence: SilenceAccepted, OnTheSpot: true,
		Decision: Limit{10, WD, "R-ITEM-05 食品经营许可和备案管理办法"}, From: FromAcceptance,
		Extension: Limit{5, WD, "R-ITEM-05 食品经营许可和备案管理办法"}, Approver: flow.Approver,
		Delivery: licenceDelivery, Inspection: Limit{5, WD, "R-ITEM-05 食品经营许可和备案管理办法"}},
	{Key: "DIBAO", Name: "最低生活保障", NameEn: "Minimum living allowance", Cite: "民发〔2021〕57号",
		Silence:  SilenceNone,
		Decision: Limit{30, WD, "R-ITEM-09 民发〔2021〕57号"}, From: FromAcceptance,
		Extension: Limit{15, WD, "R-ITEM-09 民发〔2021〕57号"}, Total: Limit{45, WD, "R-ITEM-09 民发〔2021〕57号"}, Approver: flow.Approver},
	{Key: "HOUSING_FUND", Name: "住房公积金提取", NameEn: "Housing fund withdrawal", Cite: "住房公积金管理条例",
		// The law says "3 days": read as calendar days, the shorter for the citizen.
		Silence:  SilenceNone,
		Decision: Limit{3, CD, "住房公积金管理条例 Art. 25"}, From: FromAcceptance},
	{Key: "FIRE_CHECK", Name: "公众聚集场所消防安全检查", NameEn: "Fire safety check", Cite: "消防法",
		Silence: SilenceNone, OnTheSpot: true,
		Decision: Limit{10, WD, "消防法 Art. 15"}, From: FromAcceptance, Delivery: licenceDelivery},
	{Key: General, Name: "其他政务服务事项", NameEn: "Other services", Cite: "优化营商环境条例",
		Once: true, Silence: SilenceNone,
		Decision: Limit{Cite: "R-BE-02 优化营商环境条例 Art. 36"}, From: FromAcceptance, Overrun: true},
})

// socialInsurance are the limits of 社会保险经办条例, all from the application.
var socialInsurance = []Variant{
	{"registration", "社会保险登记、变更", "Registration and change", Limit{10, WD, "社会保险经办条例 Art. 6, 10"}},
	{"pension", "基本养老金申领", "Pension claim", Limit{20, WD, "社会保险经办条例 Art. 18"}},
	{"medical", "医疗费用手工报销", "Manual medical reimbursement", Limit{30, WD, "社会保险经办条例 Art. 20"}},
	{"maternity", "生育津贴申领", "Maternity allowance", Limit{10, WD, "社会保险经办条例 Art. 20"}},
	{"injury", "工伤医疗费用报销", "Work-injury reimbursement", Limit{20, WD, "社会保险经办条例 Art. 22"}},
	{"unemployment", "失业保险金申领", "Unemployment benefit", Limit{10, WD, "社会保险经办条例 Art. 24"}},
}

func index(list []Regime) map[string]Regime {
	table := make(map[string]Regime, len(list))
	for _, r := range list {
		table[r.Key] = r
	}
	return table
}
