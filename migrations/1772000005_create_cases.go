package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createCases,
		drop("messages", "notices", "documents", "actions", "results", "reviews", "applications", "journeys"), "1772000005_create_cases.go")
}

var (
	subjects = []string{"application", "claim", "problem", "task", "rating", "result", "campaign", "life_event"}
	lights   = []string{"none", "grey", "green", "yellow", "red"}
	states   = []string{"draft", "submitted", "correcting", "accepted", "paused", "granted", "refused", "closed", "withdrawn", "not_accepted", "terminated"}
)

func createCases(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("journeys"), []string{"applicant", "life_event"},
		b.ref("life_event", "life_events", "一件事。Life event", must, pick),
		b.ref("applicant", "applicants", "申请人。Applicant", must),
		b.refs("options", "options", "所选情形。Chosen options"),
		data("form", 256<<10, "表单内容。Answers of the form"),
		text("state", 30, "状态（由各事项得出）。State, follows from its cases"))
	b.applications()
	b.make(core.NewBaseCollection("reviews"), []string{"application, seq", "department, state", "examiner, state"},
		text("name", 200, "环节名称。Step", must, pick),
		b.ref("application", "applications", "办件。Case", must),
		text("step", 20, "版本中的环节。Step of the revision", must),
		number("seq", 100, "顺序号。Order", must),
		b.ref("department", "departments", "办理部门。Department", must),
		b.ref("examiner", "officers", "办理人。Examiner"),
		one("state", "状态。State", []string{"waiting", "open", "passed", "failed"}, must),
		text("opinion", 20000, "意见。Opinion"),
		day("due", "环节期限。Due"),
		at("opened_at", "开始时间。Opened"), at("closed_at", "完成时间。Closed"))
	b.make(core.NewBaseCollection("results"), []string{"!number", "!token", "application"},
		text("number", 80, "编号。Number", must, pick),
		text("name", 200, "名称。Name", must),
		b.ref("application", "applications", "办件。Case", must),
		data("fields", 64<<10, "证照内容。Content"),
		file("file", "文件。File", papers),
		text("token", 100, "验证码（签名）。Signed token", must),
		day("valid_from", "生效日期。Valid from"), day("valid_to", "有效期至。Valid to"),
		one("state", "状态。State", []string{"valid", "revoked", "cancelled"}, must))
	b.actions()
	b.documents()
	b.make(core.NewBaseCollection("notices"), []string{"application", "!number"},
		text("number", 100, "文号。Number", must, pick),
		b.ref("application", "applications", "办件。Case", must),
		one("kind", "种类。Kind", []string{"receipt", "correction", "acceptance", "non_acceptance", "deferral", "pause", "extension", "hearing", "grant", "refusal", "termination", "delivery"}, must),
		data("content", 256<<10, "内容（不可修改）。Content", must),
		at("issued_at", "签发时间。Issued"), at("read_at", "阅读时间。Read"))
	b.make(core.NewBaseCollection("messages"), []string{"application, created"},
		text("text", 5000, "内容。Text", must, pick),
		b.ref("application", "applications", "办件。Case", must),
		b.ref("officer", "officers", "工作人员（系统）。Officer, set by the system"),
		b.ref("applicant", "applicants", "申请人（系统）。Applicant, set by the system"),
		file("file", "附件。Attachment", papers))
	return b.err
}

func (b *builder) applications() {
	b.make(core.NewBaseCollection("applications"), []string{"?number", "applicant, created", "service, state", "state, notice_due", "state, light", "examiner, state", "revision", "journey", "created"},
		text("number", 40, "办件编号（提交时生成）。Number, given on hand-in", pick),
		b.ref("service", "services", "事项。Service", must),
		b.ref("revision", "revisions", "适用版本（系统）。Revision it lives under", must),
		b.ref("applicant", "applicants", "申请人。Applicant", must),
		b.ref("journey", "journeys", "所属一件事。Journey"),
		one("channel", "渠道。Channel", []string{"online", "counter", "agent", "post"}, must),
		text("agent_name", 100, "代办人姓名。Agent"),
		text("agent_id", 40, "代办人证件号码。Number of the agent"),
		b.refs("options", "options", "所选情形。Chosen options"),
		data("form", 256<<10, "表单内容。Answers of the form"),
		one("state", "状态（由操作改变）。State, changed by acts", states, must),
		at("received_at", "收件时间（系统）。Received"), at("accepted_at", "受理时间（系统）。Accepted"),
		at("decided_at", "决定时间（系统）。Decided"), at("delivered_at", "送达时间（系统）。Delivered"),
		day("notice_due", "答复期限（系统）。Answer due"), day("promised_due", "承诺办结日期（系统）。Promised day"),
		day("statutory_due", "法定办结日期（系统）。Legal limit"), day("delivery_due", "送达期限（系统）。Delivery due"),
		one("light", "红绿灯（系统）。Light", lights),
		number("corrections", 100, "补正次数（系统）。Corrections asked"),
		number("trips", 100, "跑动次数（系统）。Trips made"),
		day("deferred_due", "容缺材料补交期限（系统）。Deferred materials due"),
		yes("commitment", "选择告知承诺。Chooses a commitment"),
		text("track_code", 20, "查询码（见收件凭证）。Track code", hidden),
		b.ref("examiner", "officers", "承办人（系统）。Assigned to"),
		b.refs("departments", "departments", "办理部门（系统）。Departments that handle it"))
}

func (b *builder) actions() {
	b.make(core.NewBaseCollection("actions"), []string{"application, created", "claim, created", "result, created", "life_event, created", "officer, created", "applicant, created", "review"},
		one("subject", "对象。Subject", subjects, must),
		text("act", 40, "操作。Act", must, pick),
		b.ref("application", "applications", "办件。Case"),
		b.ref("claim", "claims", "认领。Claim"),
		b.ref("result", "results", "结果。Result"),
		b.ref("life_event", "life_events", "一件事。Life event"),
		text("from", 30, "原状态（系统）。State before"),
		text("to", 30, "新状态（系统）。State after"),
		b.ref("officer", "officers", "工作人员（系统）。Officer"),
		b.ref("applicant", "applicants", "申请人（系统）。Applicant"),
		text("reason", 2000, "理由或意见。Reason or opinion"),
		data("items", 64<<10, "明细。Items"),
		text("ground", 60, "法定事由。Ground"),
		day("until", "日期。Day"),
		b.ref("review", "reviews", "环节。Step"),
		text("method", 100, "送达方式。Way of delivery"),
		at("at", "时间（系统）。When"))
}

func (b *builder) documents() {
	c := core.NewBaseCollection("documents")
	b.make(c, []string{"application, material", "applicant, created", "sha256", "type", "reuse_of"},
		text("original_name", 200, "原文件名（系统）。Original name", pick),
		b.ref("application", "applications", "办件。Case", must),
		b.ref("material", "materials", "材料。Material", must),
		b.ref("applicant", "applicants", "申请人（系统）。Applicant", must),
		b.ref("type", "material_types", "材料类型（系统）。Type"),
		file("file", "文件：PDF、JPG、PNG，不超过20MB。The file", papers, must),
		number("page", 1000, "页序。Page"),
		self(c, "reuse_of", 1, "复用的已有材料。Reuse of an earlier document"),
		yes("superseded", "已被替换（系统）。Replaced"),
		text("sha256", 64, "上传内容的SHA-256（系统）。Digest of the bytes sent"),
		text("stored_sha256", 64, "保存内容的SHA-256（系统）。Digest of the stored file"),
		number("size", 1e9, "字节数（系统）。Bytes"),
		text("mime", 60, "文件类型（系统）。Type of content"),
		data("quality", 20000, "清晰度（系统）。Legibility"),
		one("verdict", "审查结论（系统）。Verdict", []string{"pending", "accepted", "rejected"}, must),
		text("verdict_reason", 2000, "不合格原因（系统）。What is wrong"),
		day("valid_until", "材料有效期至。Valid until"))
}
