package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createCampaigns, drop("tasks", "campaigns"), "1772000160_create_campaigns.go")
}

var (
	campaignStates = []string{"draft", "open", "closed"}
	taskStates     = []string{"planned", "started", "finished", "confirmed"}
	meters         = []string{"manual", "claims_claimed", "claims_published", "cuts", "problems_solved", "one_trip"}
	itemTypes      = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}
)

// createCampaigns makes the reform campaigns and their tasks, which are scheduled backwards
// from the deadline (R-CLM-12).
func createCampaigns(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("campaigns"), []string{"state, deadline"},
		text("name", 200, "专项行动名称。Name", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		text("goal", 5000, "目标，要达到什么。Goal, what it is to reach"),
		text("basis", 5000, "依据，文件名称和文号。Basis, document and number"),
		day("starts", "开始日期。Starts on", must),
		day("deadline", "完成期限，各任务由此倒排；开始后用“调整期限”改。Deadline, tasks are scheduled backwards from it; once open it is moved by an act", must),
		one("state", "状态（由操作改变）。State, changed by acts", campaignStates),
		text("template", 40, "模板（系统）。Template it was made from, set by the system"),
		number("available", 1e6, "可用工作日（系统）。Working days there are, set by the system"),
		number("needed", 1e6, "所需工作日，最长工序（系统）。Working days needed by the longest chain, set by the system"),
		number("undated", 9999, "缺工作日历的年份，0为已排期（系统）。Year without a calendar, 0 where it is scheduled, set by the system"))
	tasks := core.NewBaseCollection("tasks")
	b.make(tasks, []string{"campaign, finish_by", "lead, state", "state, meter"},
		text("name", 200, "任务名称。Task", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		b.ref("campaign", "campaigns", "专项行动。Campaign", must, pick),
		b.ref("lead", "departments", "牵头部门。Lead department", must),
		b.refs("partners", "departments", "配合部门。Partner departments"),
		number("days", 1000, "工期（工作日），0为节点。Working days it takes, 0 for a milestone"),
		self(tasks, "after", 999, "前序任务，完成后才能开始。Tasks before, which must be finished first"),
		one("meter", "计量方式：人工填报，或由系统按认领数、发布数、压减、解决堵点数、最多跑一次计算。Meter, reported by hand or measured by the system", meters, must),
		one("cut", "压减项：时限、材料、环节、跑动；计量方式为压减时必填。Cut, for the meter of cuts", []string{"time", "materials", "steps", "trips"}),
		number("target", 1e6, "目标值，按目标单位。Target, in its unit"),
		one("target_unit", "目标单位：百分比或件数。Unit of the target", []string{"percent", "count"}),
		one("scope", "计量范围：牵头部门、全部参与部门、全县。Measured over the lead, all its departments or the county", []string{"lead", "partners", "county"}),
		some("item_types", "计入的事项类型，空为全部。Types of items counted, empty for all", itemTypes),
		papersOf("evidence", 20, "佐证材料，PDF、JPG、PNG，最多20个。Evidence, at most 20 files"),
		one("state", "状态（由操作改变）。State, changed by acts", taskStates),
		number("progress", 100, "进度（%），能计量的由系统计算（系统）。Progress in percent, set by the system"),
		balance("numerator", 1e9, "计量分子（系统）。Numerator measured, set by the system"),
		number("denominator", 1e9, "计量分母（系统）。Denominator measured, set by the system"),
		at("measured_at", "计量时间，数字变化时更新（系统）。Measured at, when the figures last changed"),
		one("light", "红绿灯（系统）。Light", lights),
		day("start_by", "最迟开始（系统）。Latest start"), day("finish_by", "最迟完成（系统）。Latest finish"),
		day("earliest_start", "最早开始（系统）。Earliest start"), day("earliest_finish", "最早完成（系统）。Earliest finish"),
		balance("slack", 1e6, "余量（工作日），负数为赶不上（系统）。Slack in working days, negative where it will be late"),
		yes("critical", "关键任务，拖一天全局拖一天（系统）。Critical, a day lost on it is lost at the end"),
		day("started_on", "实际开始（系统）。Started on"), day("finished_on", "实际完成（系统）。Finished on"),
		day("confirmed_on", "确认日期（系统）。Confirmed on"))
	return b.err
}

// balance is a whole number that may lie below zero.
func balance(name string, limit float64, help string) core.Field {
	least := -limit
	return &core.NumberField{Name: name, Min: &least, Max: &limit, OnlyInt: true, Help: help}
}

// papersOf are several papers that only those may open who may read the record.
func papersOf(name string, most int, help string) core.Field {
	return &core.FileField{Name: name, MaxSelect: most, MaxSize: 20 << 20, MimeTypes: papers, Protected: true, Help: help}
}
