package workbook

import (
	"regexp"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/idcode"
)

// Sheets is the whole workbook: one documented table, from which the template, the
// reader, the writer and JSON are made. A field that the house writes has no column.
var Sheets = []Sheet{
	{"basic_items", "基本目录", "Basic catalogue", []string{"code"}, []Column{
		{Key: "code", Zh: "基本编码", En: "Basic code", Kind: Code, Required: true, Max: 12, Check: checkBasic, Example: "000116013001", Note: "12位，文本格式，保留开头的0。", NoteEn: "12 characters as text; zeros in front are kept."},
		{Key: "name", Zh: "事项名称", En: "Name", Required: true, Max: 200, Example: "食品经营许可（新办）", Note: "上级统一，县级不改。", NoteEn: "Set by the upper level."},
		{Key: "name_en", Zh: "英文名称", En: "Name in English", Max: 200, Example: "Food business licence (new)"},
		{Key: "type", Zh: "事项类型", En: "Type of power", Kind: Choice, Required: true, Choices: itemTypes, Example: "行政许可"},
		{Key: "basis", Zh: "设定依据", En: "Legal basis", Required: true, Max: 20000, Example: "《中华人民共和国食品安全法》第三十五条", Note: "法律名称和条款。", NoteEn: "Law and article."},
		{Key: "levels", Zh: "行使层级", En: "Levels", Kind: Choices, Required: true, Choices: levels, Example: "市级、县级"},
		{Key: "status", Zh: "目录状态", En: "Status", Kind: Choice, Required: true, Choices: statuses, Example: "在用"},
		{Key: "version", Zh: "目录版本", En: "Version", Kind: Number, Required: true, Max: 1_000_000, Example: "1", Note: "内容变更时加1。", NoteEn: "One more with every change."},
		{Key: "effective_on", Zh: "计划生效日期", En: "Takes effect on", Kind: Day, Example: "2026-01-01"},
		{Key: "cancelled_on", Zh: "计划取消日期", En: "Cancelled on", Kind: Day, Example: "2026-12-31", Note: "状态为取消时填写。", NoteEn: "Where the status is cancelled."},
	}},
	{"services", "实施清单", "Implementation lists", []string{"code"}, serviceColumns},
	{"materials", "材料", "Materials", []string{"service", "order"}, []Column{
		ofService, placed("材料序号", "Order"),
		{Key: "type", Zh: "材料类型代码", En: "Type code", Kind: Code, Required: true, Max: 40, Check: checkTypeCode, Example: "M-ID", Note: "见“材料类型”表或系统中已有的类型。", NoteEn: "Of the sheet 材料类型, or one that the system has."},
		{Key: "name", Zh: "材料名称", En: "Name", Required: true, Max: 200, Example: "居民身份证", Note: "不得用“其他材料”等兜底名称。", NoteEn: "No catch-all such as other materials."},
		{Key: "name_en", Zh: "英文名称", En: "Name in English", Max: 200, Example: "Identity card"},
		{Key: "necessity", Zh: "必要性", En: "Necessity", Kind: Choice, Required: true, Choices: necessities, Example: "必要"},
		{Key: "source", Zh: "来源渠道", En: "Source", Kind: Choice, Required: true, Choices: sources, Example: "政府部门核发"},
		{Key: "original", Zh: "原件份数", En: "Originals", Kind: Number, Max: 100, Example: "1"},
		{Key: "copies", Zh: "复印件份数", En: "Copies", Kind: Number, Max: 100, Example: "0"},
		{Key: "form", Zh: "材料形式", En: "Form", Kind: Choice, Choices: forms, Example: "纸质或电子"},
		{Key: "basis", Zh: "要求提供的依据", En: "Basis", Max: 2000, Example: "《食品经营许可和备案管理办法》第十二条"},
		{Key: "standard", Zh: "受理标准", En: "Standard", Max: 5000, Example: "证件在有效期内，姓名与申请人一致。"},
		onlyIf,
	}},
	{"material_types", "材料类型", "Material types", []string{"code"}, []Column{
		{Key: "code", Zh: "材料类型代码", En: "Code", Kind: Code, Required: true, Max: 40, Check: checkTypeCode, Example: "M-ID"},
		{Key: "name", Zh: "类型名称", En: "Name", Required: true, Max: 200, Example: "居民身份证"},
		{Key: "name_en", Zh: "英文名称", En: "Name in English", Max: 200, Example: "Identity card"},
		{Key: "source", Zh: "来源渠道", En: "Source", Kind: Choice, Required: true, Choices: sources, Example: "政府部门核发"},
		{Key: "shareable", Zh: "可共享获取", En: "Obtainable by sharing", Kind: Flag, Choices: flags, Example: "是"},
		{Key: "valid_days", Zh: "有效天数", En: "Valid for days", Kind: Number, Max: 36500, Example: "0", Note: "0为长期。", NoteEn: "0: without end."},
	}},
	{"questions", "情形问题", "Questions", []string{"service", "order"}, []Column{
		ofService, placed("问题编号", "Question"),
		{Key: "text", Zh: "问题", En: "Text", Required: true, Max: 500, Example: "是否使用燃气？"},
		{Key: "text_en", Zh: "英文问题", En: "Text in English", Max: 500, Example: "Do you use gas?"},
		onlyIf,
	}},
	{"options", "情形选项", "Options", []string{"service", "question", "order"}, []Column{
		ofService,
		{Key: "question", Zh: "问题编号", En: "Question", Kind: Number, Required: true, Max: 1_000_000, Example: "1", Note: "“情形问题”表中的编号。", NoteEn: "Its number on the sheet 情形问题."},
		placed("选项编号", "Option"),
		{Key: "text", Zh: "选项", En: "Text", Required: true, Max: 500, Example: "是"},
		{Key: "text_en", Zh: "英文选项", En: "Text in English", Max: 500, Example: "Yes"},
	}},
	{"fees", "收费", "Fees", []string{"service", "name"}, []Column{
		ofService,
		{Key: "name", Zh: "收费项目", En: "Name", Required: true, Max: 200, Example: "不动产登记费"},
		{Key: "standard", Zh: "收费标准", En: "Rate", Required: true, Max: 1000, Example: "住宅类每件80元"},
		{Key: "basis", Zh: "收费依据", En: "Legal basis", Required: true, Max: 2000, Example: "发改价格规〔2016〕2559号"},
		{Key: "reducible", Zh: "允许减免", En: "May be reduced", Kind: Flag, Choices: flags, Example: "否"},
		{Key: "pay_online", Zh: "可网上支付", En: "May be paid online", Kind: Flag, Choices: flags, Example: "是"},
	}},
	{"form_fields", "表单字段", "Form fields", []string{"service", "key"}, []Column{
		ofService,
		{Key: "key", Zh: "字段代码", En: "Key", Kind: Code, Required: true, Max: 40, Check: checkKey, Example: "premises", Note: "小写字母开头，字母、数字、下划线。", NoteEn: "Begins with a small letter; letters, digits, underscores."},
		{Key: "label", Zh: "显示名称", En: "Label", Required: true, Max: 200, Example: "经营场所"},
		{Key: "label_en", Zh: "英文显示名称", En: "Label in English", Max: 200, Example: "Premises"},
		{Key: "kind", Zh: "字段类型", En: "Kind", Kind: Choice, Required: true, Choices: fieldKinds, Example: "单行文字"},
		{Key: "choices", Zh: "可选值", En: "Choices", Kind: List, Max: 200, Example: "自有\n租赁", Note: "类型为单选时填写，每行一项（Alt+Enter换行）。", NoteEn: "For a choice: one a line (Alt+Enter)."},
		{Key: "required", Zh: "必填", En: "Required", Kind: Flag, Choices: flags, Example: "是"},
		{Key: "prefill", Zh: "预填来源", En: "Filled in from", Max: 100, Example: ""},
		onlyIf, placed("字段序号", "Order"),
	}},
	{"steps", "办理环节", "Steps", []string{"service", "seq", "name"}, []Column{
		ofService,
		{Key: "seq", Zh: "环节序号", En: "Order", Kind: Number, Required: true, Max: 100, Example: "1", Note: "序号相同的环节并行办理。", NoteEn: "Steps of one number run side by side."},
		{Key: "name", Zh: "环节名称", En: "Name", Required: true, Max: 200, Example: "审查"},
		{Key: "kind", Zh: "环节类型", En: "Kind", Kind: Choice, Required: true, Choices: stepKinds, Example: "审查"},
		{Key: "department", Zh: "办理部门代码", En: "Department", Kind: Code, Max: 18, Check: checkCredit, Example: "11510799DEM000030Q", Note: "统一社会信用代码；空为实施部门。", NoteEn: "Unified social credit code; empty: the list's own department."},
		{Key: "days", Zh: "环节时限", En: "Working days", Kind: Number, Max: 1000, Example: "3", Note: "工作日，0为不限。", NoteEn: "Working days, 0: not limited."},
	}},
}

var ofService = Column{Key: "service", Zh: "实施编码", En: "Implementation code", Kind: Code, Required: true, Max: 31, Check: checkTask, Example: "11510799DEM000030Q4000116013001", Note: "“实施清单”表中的编码。", NoteEn: "The code of a row of the sheet 实施清单."}

var onlyIf = Column{Key: "only_if", Zh: "适用情形", En: "Only if", Kind: Refs, Max: 999, Example: "1/1", Note: "问题编号/选项编号；空为总是。", NoteEn: "Question/option; empty: always."}

// placed is the number of a row within its service, by which it is known again.
func placed(zh, en string) Column {
	return Column{Key: "order", Zh: zh, En: en, Kind: Number, Required: true, Max: 1_000_000, Example: "1", Note: "同一事项内不重复。", NoteEn: "Once within its list."}
}

var (
	typePattern  = regexp.MustCompile(`^[0-9A-Za-z_-]{1,40}$`)
	stampPattern = regexp.MustCompile(`^[0-9]{1,7}-[0-9a-f]{12}$`)
	keyPattern   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

func checkBasic(s string) error  { return plain(idcode.ParseBasicCode)(s) }
func checkTask(s string) error   { return plain(idcode.ParseTaskCode)(s) }
func checkCredit(s string) error { return plain(idcode.CreditCode)(s) }

// plain also refuses what the reader of the number would only fold into its normal form:
// in a workbook a code is written as it is kept.
func plain[T any](read func(string) (T, error)) func(string) error {
	return func(s string) error {
		for _, r := range s {
			if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
				return fault.New(fault.CodeInvalid, "R-CAT-33", "A code has digits and capital letters only, without blanks.").With("part", "signs")
			}
		}
		_, err := read(s)
		return err
	}
}

func checkTypeCode(s string) error {
	if !typePattern.MatchString(s) {
		return fault.New(fault.CodeInvalid, "", "The code of a material type has at most 40 letters, digits, - and _.").With("part", "signs")
	}
	return nil
}

func checkStamp(s string) error {
	if !stampPattern.MatchString(s) {
		return fault.New(fault.CodeInvalid, "", "The state at the export is a version, - and 12 digits; keep what the export wrote.").With("part", "signs")
	}
	return nil
}

func checkKey(s string) error {
	if !keyPattern.MatchString(s) {
		return fault.New(fault.CodeInvalid, "", "The key of a field begins with a small letter and has at most 40 small letters, digits and _.").With("part", "signs")
	}
	return nil
}
