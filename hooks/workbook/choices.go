package workbook

import (
	"maps"
	"slices"

	"onestop/hooks/rules/clock"
)

// The lists of the standard (R-CAT-10 … R-CAT-23) as the words that offices use.
var (
	itemTypes = []Word{{"01", "行政许可", "Licence"}, {"02", "行政处罚", "Penalty"}, {"03", "行政强制", "Enforcement"}, {"04", "行政征收", "Levy"},
		{"05", "行政给付", "Benefit"}, {"06", "行政检查", "Inspection"}, {"07", "行政确认", "Confirmation"}, {"08", "行政奖励", "Reward"},
		{"09", "行政裁决", "Adjudication"}, {"10", "其他行政权力", "Other power"}, {"20", "公共服务", "Public service"}}
	levels = []Word{{"1", "国家级", "Nation"}, {"2", "省级", "Province"}, {"3", "市级", "City"}, {"4", "县级", "County"},
		{"5", "乡镇（街道）级", "Township"}, {"6", "村（社区）级", "Village"}}
	statuses = []Word{{"in_use", "在用", "In use"}, {"suspended", "暂停", "Suspended"}, {"cancelled", "取消", "Cancelled"}}
	handling = []Word{{"instant", "即办件", "On the spot"}, {"promised", "承诺件", "Promised"}}
	units    = []Word{{"WD", "工作日", "Working days"}, {"CD", "自然日", "Calendar days"}}
	objects  = []Word{{"person", "自然人", "Person"}, {"enterprise", "企业法人", "Enterprise"}, {"institution", "事业法人", "Institution"},
		{"social_org", "社会组织法人", "Social organisation"}, {"unincorporated", "非法人企业", "Unincorporated business"},
		{"agency", "行政机关", "Agency"}, {"other", "其他组织", "Other"}}
	channels    = []Word{{"counter", "窗口办理", "Counter"}, {"online", "网上办理", "Online"}, {"post", "快递申请", "Post"}}
	depths      = []Word{{"I", "I级", "Level I"}, {"II", "II级", "Level II"}, {"III", "III级", "Level III"}, {"IV", "IV级", "Level IV"}}
	resultKinds = []Word{{"certificate", "证照", "Certificate"}, {"approval", "批文", "Approval"}, {"other", "其他", "Other"}, {"none", "无", "None"}}
	scopes      = []Word{{"nation", "全国", "Nationwide"}, {"province", "全省", "Province"}, {"city", "全市", "City"}, {"county", "全县", "County"}, {"town", "镇村", "Town"}}
	necessities = []Word{{"required", "必要", "Required"}, {"deferrable", "容缺后补", "Deferrable"}, {"optional", "非必要", "Optional"}}
	sources     = []Word{{"10", "申请人自备", "Applicant"}, {"20", "政府部门核发", "Government"}, {"99", "其他", "Other"}}
	forms       = []Word{{"1", "纸质", "Paper"}, {"2", "电子", "Electronic"}, {"3", "纸质和电子", "Paper and electronic"}, {"4", "纸质或电子", "Paper or electronic"}}
	fieldKinds  = []Word{{"text", "单行文字", "Text"}, {"long_text", "多行文字", "Long text"}, {"number", "数字", "Number"}, {"date", "日期", "Date"},
		{"choice", "单选", "Choice"}, {"id_number", "居民身份证号", "Identity number"}, {"uscc", "统一社会信用代码", "Credit code"}, {"phone", "电话", "Telephone"}}
	stepKinds = []Word{{"examine", "审查", "Examination"}, {"site_check", "现场核查", "Site check"}, {"expert_review", "专家评审", "Expert review"}, {"publicity", "公示", "Publicity"}}
	flags     = []Word{{"true", "是", "Yes"}, {"false", "否", "No"}}
)

// regimes are the regimes of limits by the names of the law.
var regimes = func() []Word {
	var list []Word
	for _, key := range slices.Sorted(maps.Keys(clock.Regimes)) {
		list = append(list, Word{key, clock.Regimes[key].Name, clock.Regimes[key].NameEn})
	}
	return list
}()
