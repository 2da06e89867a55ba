package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createCatalogue, dropCatalogue, "1772000004_create_catalogue.go")
}

// dropCatalogue first parts questions and options, which name each other.
func dropCatalogue(app core.App) error {
	for _, down := range []func(core.App) error{
		drop("life_event_members", "revisions", "steps", "form_fields", "fees", "materials"),
		shorten("questions", "only_if"),
		drop("options", "questions", "life_events", "material_types", "services", "claims", "basic_items"),
	} {
		if err := down(app); err != nil {
			return err
		}
	}
	return nil
}

var regimes = []string{"LICENCE", "LICENCE_JOINT", "REAL_ESTATE", "MARKET_ENTITY", "ID_CARD", "RESIDENCE_PERMIT", "FOI", "SOCIAL_INS",
	"CONSTRUCTION", "FOOD_BUSINESS", "DIBAO", "HOUSING_FUND", "FIRE_CHECK", "GENERAL"}

func createCatalogue(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("basic_items"), []string{"!code", "status"},
		text("name", 200, "事项名称（上级统一，县级不可改）。Name of the item", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		coded("code", `^[0-9]{2}[0-9A-Z]{2}[0-9]{8}$`, "基本编码，12位。Basic code", must),
		one("type", "事项类型：01许可…10其他，20公共服务。Type of power", []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}, must),
		text("basis", 20000, "设定依据（法律条款）。Legal basis", must),
		some("levels", "行使层级：1国家…4县…6村。Levels", []string{"1", "2", "3", "4", "5", "6"}, must),
		one("status", "目录状态：在用、暂停、取消。Status", []string{"in_use", "suspended", "cancelled"}, must),
		number("version", 1e6, "目录版本。Version"),
		day("effective_on", "计划生效日期。Takes effect on"),
		day("cancelled_on", "计划取消日期。Cancelled on"))
	b.make(core.NewBaseCollection("claims"), []string{"!basic_item, department", "department, state", "state, due", "owner"},
		b.ref("basic_item", "basic_items", "目录事项。Item of the basic catalogue", must, pick),
		b.ref("department", "departments", "认领部门。Claiming department", must, pick),
		one("state", "认领状态（由操作改变）。State, changed by acts", []string{"to_claim", "compiling", "declining", "declined", "in_review", "approved", "published", "suspended", "cancelled"}),
		day("due", "完成期限（系统）。Due, set by the system"),
		b.ref("owner", "officers", "责任人。Person in charge"),
		text("decline_reason", 2000, "不认领理由。Reason not to claim"))
	b.services()
	b.make(core.NewBaseCollection("material_types"), []string{"!code"},
		text("name", 200, "材料类型名称。Name", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		coded("code", `^[0-9A-Za-z_-]{1,40}$`, "类型代码。Code", must),
		one("source", "来源：10自备，20政府核发，99其他。Source", []string{"10", "20", "99"}, must),
		yes("shareable", "可通过数据共享获得。Obtainable by data sharing"),
		number("valid_days", 36500, "有效天数，0为长期。Valid for days"))
	b.make(core.NewBaseCollection("life_events"), []string{"state", "lead"},
		text("name", 200, "一件事名称。Name", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		b.ref("lead", "departments", "牵头部门。Lead department", must),
		text("description", 20000, "说明与适用条件。Description and conditions"),
		number("promised_days", 1000, "承诺办结时限（工作日）。Promised working days"),
		one("state", "状态（由操作改变）。State, changed by acts", []string{"draft", "published", "suspended", "cancelled"}))
	b.make(core.NewBaseCollection("questions"), []string{"service", "life_event"},
		text("text", 500, "情形问题。Question", must, pick),
		text("text_en", 500, "英文问题。Question in English"),
		b.ref("service", "services", "所属事项（或一件事）。Service, or a life event"),
		b.ref("life_event", "life_events", "所属一件事。Life event"),
		number("order", 1e6, "顺序。Order"),
		yes("retired", "停用（已发布版本引用的行不能删除）。No longer asked"))
	b.make(core.NewBaseCollection("options"), []string{"question"},
		text("text", 500, "选项。Answer", must, pick),
		text("text_en", 500, "英文选项。Answer in English"),
		b.ref("question", "questions", "所属问题。Question", must),
		number("order", 1e6, "顺序。Order"),
		yes("retired", "停用。No longer offered"))
	if b.err != nil {
		return b.err
	}
	asked := b.refs("only_if", "options", "仅当选择了其中任一选项时询问（空为总是）。Asked only if one of these is chosen")
	if err := extend("questions", asked)(app); err != nil {
		return err
	}
	b.children()
	return b.err
}

func (b *builder) services() {
	b.make(core.NewBaseCollection("services"), []string{"?code", "department, state", "state", "claim"},
		text("name", 200, "事项名称（认领后锁定）。Name, locked on claim", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		b.ref("department", "departments", "实施部门。Implementing department", must),
		b.ref("claim", "claims", "来自哪个认领。The claim it comes from", must),
		coded("code", `^[0-9A-Z]{31}$`, "实施编码，31位（系统）。Implementation code, set by the system"),
		one("regime", "时限制度：决定补正、受理、办理、延期的法定规则。Regime of limits", regimes, must),
		one("handling", "办件类型：即办或承诺。On the spot, or promised", []string{"instant", "promised"}, must),
		number("statutory_days", 1000, "法定办结时限（天数），0为按制度。Legal limit in days"),
		one("statutory_unit", "法定时限单位：WD工作日，CD自然日。Unit of the legal limit", []string{"WD", "CD"}),
		number("promised_days", 1000, "承诺办结时限（工作日），即办为0。Promised working days"),
		yes("joint", "联合办理。Handled jointly"),
		text("conditions", 20000, "受理条件。Conditions"),
		text("basis", 20000, "设定依据（法律名称与条款）。Legal basis"),
		some("service_objects", "服务对象。Who may apply", []string{"person", "enterprise", "institution", "social_org", "unincorporated", "agency", "other"}),
		some("channels", "办理形式。Ways to apply", []string{"counter", "online", "post"}),
		number("trips", 20, "到办事现场次数。Trips to the hall"),
		text("trips_reason", 2000, "必须现场办理的原因。Why a trip is needed"),
		one("online_depth", "网上办理深度 I–IV。Depth online", []string{"I", "II", "III", "IV"}),
		yes("fee", "收费。Charges a fee"),
		one("result_kind", "结果类型：证照、批文、其他、无。Kind of result", []string{"certificate", "approval", "other", "none"}),
		text("result_name", 200, "结果名称。Name of the result"),
		file("result_sample", "结果样本。Sample of the result", papers, public),
		number("result_valid_years", 100, "结果有效年数，0为长期。Result valid for years"),
		text("address", 300, "办理地点。Where"),
		text("hours", 300, "办理时间。When"),
		text("consult_phone", 60, "咨询电话，带区号。Telephone for questions"),
		text("complaint_phone", 60, "监督投诉电话，不同于咨询电话。Telephone for complaints"),
		text("quantity_limit", 500, "数量限制，可写“无限制”。Limit of quantity"),
		one("scope", "通办范围。Where it may be applied for", []string{"nation", "province", "city", "county", "town"}),
		yes("commitment", "可告知承诺。A commitment may replace proof"),
		yes("site_check", "需现场核查。Checked on site"),
		yes("keep_original", "保留上传原件。Keep the original upload"),
		number("baseline_days", 1000, "改革前时限。Days before the reform"),
		number("baseline_materials", 1000, "改革前材料数。Materials before the reform"),
		number("baseline_steps", 1000, "改革前环节数。Steps before the reform"),
		number("baseline_trips", 100, "改革前跑动次数。Trips before the reform"),
		number("retention_years", 100, "档案保管年限。Years to keep the file"),
		one("state", "状态（由操作改变）。State, changed by acts", []string{"draft", "published", "suspended", "cancelled"}),
		number("version", 1e6, "已发布版本号（系统）。Published version"))
}

func (b *builder) children() {
	b.make(core.NewBaseCollection("materials"), []string{"service", "type"},
		text("name", 200, "材料名称。Name", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		b.ref("service", "services", "所属事项。Service", must),
		b.ref("type", "material_types", "材料类型。Type", must),
		one("necessity", "必要性：必要、容缺后补、非必要。Necessity", []string{"required", "deferrable", "optional"}, must),
		one("source", "来源：10自备，20政府核发，99其他。Source", []string{"10", "20", "99"}, must),
		number("original", 100, "原件份数。Number of originals"),
		number("copies", 100, "复印件份数。Number of copies"),
		one("form", "材料形式：1纸质 2电子 3纸质和电子 4纸质或电子。Form", []string{"1", "2", "3", "4"}),
		text("basis", 2000, "要求提供的依据。Why it may be asked for"),
		text("standard", 5000, "受理标准与填报须知。What it must look like"),
		file("blank_form", "空白表格。Blank form", papers, public),
		file("sample", "示例样表。Filled sample", papers, public),
		b.refs("only_if", "options", "仅当选择了其中任一选项时需要（空为总是）。Needed only if one of these is chosen"),
		number("order", 1e6, "顺序。Order"),
		yes("retired", "停用。No longer asked"))
	b.make(core.NewBaseCollection("fees"), []string{"service"},
		text("name", 200, "收费项目名称。Name", must, pick),
		b.ref("service", "services", "所属事项。Service", must),
		text("standard", 1000, "收费标准。Rate", must),
		text("basis", 2000, "收费依据。Legal basis", must),
		yes("reducible", "允许减免。May be reduced"),
		yes("pay_online", "可网上支付。May be paid online"),
		yes("retired", "停用。No longer charged"))
	b.make(core.NewBaseCollection("form_fields"), []string{"!service, key WHERE retired = FALSE", "service"},
		text("label", 200, "显示名称。Label", must, pick),
		text("label_en", 200, "英文名称。Label in English"),
		b.ref("service", "services", "所属事项。Service", must),
		coded("key", `^[a-z][a-z0-9_]{0,39}$`, "字段代码，小写字母。Key", must),
		one("kind", "类型。Kind", []string{"text", "long_text", "number", "date", "choice", "id_number", "uscc", "phone"}, must),
		data("choices", 20000, "选项（类型为choice时），文字列表。Choices as a list of texts"),
		yes("required", "必填。Must be answered"),
		text("prefill", 100, "预填来源。Filled in from"),
		b.refs("only_if", "options", "仅当选择了其中任一选项时询问（空为总是）。Asked only if one of these is chosen"),
		number("order", 1e6, "顺序。Order"),
		yes("retired", "停用。No longer asked"))
	b.make(core.NewBaseCollection("steps"), []string{"service, seq"},
		text("name", 200, "环节名称。Name", must, pick),
		b.ref("service", "services", "所属事项。Service", must),
		number("seq", 100, "顺序号，相同为并行。Order; the same number runs side by side", must),
		one("kind", "类型：审查、现场核查、专家评审、公示。Kind", []string{"examine", "site_check", "expert_review", "publicity"}, must),
		b.ref("department", "departments", "办理部门。Department", must),
		number("days", 1000, "环节时限（工作日），0为不限。Working days"),
		yes("retired", "停用。No longer done"))
	b.make(core.NewBaseCollection("revisions"), []string{"!service, version", "service, effective_on"},
		b.ref("service", "services", "所属事项。Service", must, pick),
		number("version", 1e6, "版本号。Version", must, pick),
		data("content", 2<<20, "发布内容快照（不可修改）。The content as published", must),
		text("checksum", 64, "内容校验值。Checksum", must),
		day("effective_on", "生效日期。In force from", must))
	members := core.NewBaseCollection("life_event_members")
	b.make(members, []string{"life_event", "service"},
		b.ref("life_event", "life_events", "所属一件事。Life event", must, pick),
		b.ref("service", "services", "事项。Service", must, pick),
		self(members, "after", 999, "须在这些事项之后办理。Done after these"),
		yes("optional", "可不办。May be left out"),
		b.refs("only_if", "options", "仅当选择了其中任一选项时办理（空为总是）。Done only if one of these is chosen"),
		yes("retired", "停用。No longer a member"))
}
