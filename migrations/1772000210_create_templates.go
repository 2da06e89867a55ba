package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createTemplates, drop("templates"), "1772000210_create_templates.go")
}

// Whoever handles cases of a department keeps its templates; those for everybody, which name
// no department, are the supervisors'.
const (
	handles        = `(@request.auth.roles ~ "clerk" || @request.auth.roles ~ "examiner" || @request.auth.roles ~ "approver")`
	writeTemplate  = `(` + officer + ` && @request.auth.department != "" && department = @request.auth.department && ` + handles + `) || ` + supervisor
	changeTemplate = `(` + officer + ` && @request.auth.department != "" && department = @request.auth.department && ` + handles + ` && @request.body.department:changed = false) || ` + supervisor
)

// createTemplates makes the reasons, opinions and messages that departments write again and
// again, by act and ground, with places that are filled from the case.
func createTemplates(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("templates"), []string{"act, ground", "department"},
		one("act", "用于哪个操作；message 是给申请人留言。Act it is for; message is a message to the applicant", templateActs, must),
		one("ground", "用于哪种情形，空为不限。Ground it is for, empty for all", templateGrounds),
		text("title", 60, "名称，挑选时看到。Title that officers choose by", must, pick),
		text("title_en", 60, "英文名称。Title in English"),
		text("text", 1000, "正文。可用 {申请人} {事项} {编号} {部门} {电话} {今天} {到期日} {缺少材料} {不合格材料}；不写个人号码。Words; the places are filled from the case", must),
		b.ref("department", "departments", "所属部门，空为全县共用。Department, empty for the whole county"),
		number("order", 1000, "顺序，小的在前。Order, small first"))
	b.allow("templates", rules{officer, officer, writeTemplate, changeTemplate, writeTemplate})
	if b.err != nil {
		return b.err
	}
	c, err := app.FindCollectionByNameOrId("templates")
	if err != nil {
		return err
	}
	for i, row := range commonTemplates {
		r := core.NewRecord(c)
		r.Load(map[string]any{"act": row[0], "ground": row[1], "title": row[2], "title_en": row[3], "text": row[4], "order": 10 * (i + 1)})
		if err := app.Save(r); err != nil {
			return err
		}
	}
	return nil
}

var (
	templateActs = []string{"message", "check", "request_correction", "accept", "reject", "examine", "verify_site", "pause", "resume", "extend", "offer_hearing", "hold_hearing",
		"reassign", "grant", "refuse", "terminate", "deliver"}
	templateGrounds = []string{"pass", "fail", "no_licence_needed", "other_authority", "incomplete", "barred", "hearing", "tender", "auction", "inspection", "testing", "quarantine",
		"appraisal", "expert_review", "third_party", "conditions_unmet", "review_failed", "false_materials", "other"}
)

// commonTemplates are those of every county, by act, ground, title, English title and words;
// each place changes them in the dashboard or at the desk.
var commonTemplates = [][5]string{
	{"check", "", "看不清", "Illegible", "照片看不清，请在光线充足的地方重新拍照，四角拍全、文字清楚。"},
	{"check", "", "缺页", "Pages missing", "材料缺页，请把全部页面按顺序上传。"},
	{"check", "", "没有签名或盖章", "Not signed or sealed", "没有签名或者盖章，请签名（单位盖公章）后重新上传。"},
	{"check", "", "已过有效期", "Out of date", "证件已过有效期，请提交在有效期内的证件。"},
	{"check", "", "与填写内容不一致", "Differs from the form", "材料与申请表填写的内容不一致，请核对后更正。"},
	{"check", "", "不是这项材料", "Wrong paper", "上传的不是要求的材料，请对照材料清单重新上传。"},
	{"request_correction", "", "没有提交", "Not handed in", "没有提交这项材料，请补交。"},
	{"request_correction", "", "看不清", "Illegible", "照片看不清，请在光线充足的地方重新拍照，四角拍全、文字清楚。"},
	{"request_correction", "", "没有签名或盖章", "Not signed or sealed", "没有签名或者盖章，请签名（单位盖公章）后重新上传。"},
	{"request_correction", "", "已过有效期", "Out of date", "证件已过有效期，请提交在有效期内的证件。"},
	{"reject", "no_licence_needed", "不需要许可", "No licence needed", "您申请的“{事项}”依法不需要取得行政许可，可以直接从事有关活动。"},
	{"reject", "incomplete", "补正后仍不齐全", "Still incomplete", "经一次性告知，您提交的材料仍不齐全或者不符合法定形式（缺少：{缺少材料}；不合格：{不合格材料}），依法不予受理。材料备齐后可以重新申请。"},
	{"reject", "barred", "期限内不得再次申请", "Barred for a time", "您在法定的限制期限内，依法不予受理。期限届满后可以重新申请。"},
	{"examine", "pass", "材料审查通过", "Papers in order", "经审查，申请材料齐全，内容真实、符合法定条件和标准，建议通过。"},
	{"examine", "fail", "不符合条件", "Conditions not met", "经审查，申请人不符合以下法定条件：（写明条件和依据）。建议不予许可。"},
	{"verify_site", "pass", "现场符合要求", "The site is in order", "经现场核查，场所、设备和布局与申请材料一致，符合要求。"},
	{"verify_site", "fail", "现场不符合要求", "The site is not in order", "经现场核查，以下方面不符合要求：（逐项写明）。"},
	{"pause", "", "期间不计入期限", "Time that does not count", "依法需要进行上述程序，所需时间不计算在办理期限内。完成后立即恢复计时。"},
	{"extend", "", "情况复杂", "A complex case", "因情况复杂，在规定期限内不能作出决定，经本机关负责人批准延长办理期限。"},
	{"offer_hearing", "", "重大利益关系", "Interests of others", "该许可事项直接涉及申请人与他人之间重大利益关系，您享有要求听证的权利。"},
	{"refuse", "conditions_unmet", "不符合法定条件", "Conditions not met", "经审查，您申请的“{事项}”不符合以下法定条件：（写明条件和依据），依法不予许可。"},
	{"refuse", "review_failed", "审查不通过", "The review failed", "经审查（现场核查），您申请的“{事项}”存在以下问题：（写明问题和依据），依法不予许可。"},
	{"refuse", "false_materials", "提供虚假材料", "False papers", "经查，您提交的（材料名称）不真实，依法不予许可。直接关系公共安全、人身健康、生命财产安全的，您在一年内不得再次申请该许可。"},
	{"terminate", "", "逾期未补交", "Not handed in on time", "容缺受理的材料（{缺少材料}）在承诺的期限内没有补交，依法终止办理。材料备齐后可以重新申请。"},
	{"message", "", "请补交材料", "Papers still missing", "{申请人}您好：您申请的“{事项}”（{编号}）还缺{缺少材料}，请尽快在“我的办件”里上传，或者送到窗口。{部门}，电话{电话}。"},
	{"message", "", "预约现场核查", "Site check to come", "{申请人}您好：您申请的“{事项}”（{编号}）需要现场核查。请回复方便的时间，或拨打{电话}联系。{部门}"},
	{"message", "", "办理进度", "How it stands", "{申请人}您好：您申请的“{事项}”（{编号}）正在办理，将在{到期日}前作出决定。有疑问请拨打{电话}。{部门}"},
}
