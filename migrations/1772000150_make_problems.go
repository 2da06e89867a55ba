package migrations

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(makeProblems, dropProblems, "1772000150_make_problems.go")
}

// A problem belongs to whoever reported it or wrote it down, once handed in to the
// departments that solve it and to those who oversee all (R-CLM-13). Whoever wrote it down
// changes the draft, the lead department writes what it did, and a supervisor hands it on;
// the hook says which field is whose.
const (
	ownProblem     = `(` + applicant + ` && reporter = @request.auth.id)`
	wroteProblem   = `(` + officer + ` && registrar = @request.auth.id)`
	leads          = `(@request.auth.department != "" && lead = @request.auth.department)`
	solves         = `(@request.auth.department != "" && (lead = @request.auth.department || partners ~ @request.auth.department))`
	readProblem    = ownProblem + ` || ` + wroteProblem + ` || (` + officer + ` && state != "draft" && (` + solves + ` || ` + overseer + `))`
	beginProblem   = applicant + ` || ` + clerk + ` || ` + supervisor
	changeProblem  = `((` + ownProblem + ` || ` + wroteProblem + `) && state = "draft") || (` + officer + ` && state != "draft" && (` + leads + ` || @request.auth.roles ~ "supervisor"))`
	abandonProblem = `(` + ownProblem + ` || ` + wroteProblem + `) && state = "draft"`

	problemActions = ` || (` + applicant + ` && problem.reporter = @request.auth.id) || (` + officer + ` && problem.registrar = @request.auth.id)` +
		` || (` + officer + ` && problem != "" && problem.state != "draft" && (` + overseer + ` || (@request.auth.department != "" && (problem.lead = @request.auth.department || problem.partners ~ @request.auth.department))))`
)

func makeProblems(app core.App) error {
	b := &builder{app: app}
	c := core.NewBaseCollection("problems")
	b.make(c, []string{"?number", "reporter, created", "state, due", "lead, state", "service, state", "merged_into", "public, verified_at", "reported_at", "registrar"},
		text("number", 40, "堵点编号（上报时生成）。Number, given when it is reported", pick),
		text("title", 200, "标题：什么事办不成。Title: what does not work", must, pick),
		text("text", 5000, "情况说明。What happened", must),
		one("source", "来源。Source", []string{"citizen", "enterprise", "rating", "hotline", "survey", "hall"}, must),
		one("category", "堵点类型。Kind of obstacle", []string{"repeated_papers", "needless_proof", "repeated_forms", "trips", "steps", "time", "fees", "guide", "online", "attitude", "other"}),
		b.ref("service", "services", "有关事项。Service"),
		b.ref("material", "materials", "有关材料。Material"),
		several("files", "反映人附件：PDF、JPG、PNG，最多5个。Files of the reporter", 5),
		b.ref("reporter", "applicants", "反映人，可为空。Reporter, may be empty"),
		text("contact", 200, "联系方式，加密保存，此处只显示掩码。How to reach the reporter, sealed; only its mask is shown"),
		b.ref("lead", "departments", "牵头部门。Lead department"),
		b.refs("partners", "departments", "配合部门。Partner departments"),
		text("measure", 5000, "疏解措施。What was done"),
		text("answer", 5000, "答复（公开时为公开答复）。Answer; the public one where it is public"),
		text("public_title", 200, "公开标题，由牵头部门拟写，不照抄反映人原话。Public title, in other words than the reporter's"),
		several("evidence", "佐证材料，最多10个。Evidence of the solution", 10),
		yes("public", "公开答复。The answer is public"),
		yes("words_public", "同意公开反映人原话。The reporter's own words are public, too"),
		one("state", "状态（由操作改变）。State, changed by acts", []string{"draft", "reported", "assigned", "returned", "solved", "verified", "rejected", "merged"}, must),
		number("days", 400, "整改工作日数，0为指定日期（系统）。Limit in working days, 0 where a day was named, set by the system"),
		day("due", "整改期限（系统）。Due, set by the system"),
		one("light", "红绿灯（系统）。Light, set by the system", lights),
		data("effect", 64<<10, "疏解前后对比（系统）。Before and after, set by the system"),
		b.ref("before", "revisions", "交办时的版本（系统）。Revision when it was assigned, set by the system"),
		b.ref("after", "revisions", "解决时的版本（系统）。Revision when it was solved, set by the system"),
		b.ref("registrar", "officers", "登记人（系统）。Who wrote it down, set by the system"),
		b.ref("solver", "officers", "提交整改结果的人，不得验收（系统）。Who solved it and does not verify it, set by the system"),
		at("reported_at", "上报时间（系统）。Reported, set by the system"),
		at("assigned_at", "交办时间（系统）。Assigned, set by the system"),
		at("solved_at", "提交验收时间（系统）。Solved, set by the system"),
		at("verified_at", "验收时间（系统）。Verified, set by the system"),
		day("check_due", "回访日期，提交验收后28天（系统）。When the reporter is asked, 28 days after solving, set by the system"),
		one("confirmed", "反映人确认（系统）。What the reporter says of it, set by the system", []string{"open", "yes", "no"}),
		number("reopened", 100, "反映人退回次数（系统）。Times the reporter reopened it, set by the system"),
		self(c, "merged_into", 1, "并入的堵点（系统）。Problem it was merged into, set by the system"),
		data("file_names", 20000, "附件原名（系统）。Original names of the files, set by the system"),
		&core.TextField{Name: "contact_cipher", Max: 1000, Hidden: true, Help: "联系方式密文（系统）。Sealed contact, set by the system"},
		day("keep_until", "个人信息保存至（系统）。Personal data kept until, set by the system"),
		at("erased_at", "个人信息删除时间（系统）。When what is personal was erased, set by the system"))
	b.allow("problems", rules{readProblem, readProblem, beginProblem, changeProblem, abandonProblem})
	if b.err != nil {
		return b.err
	}
	if err := extend("actions", b.ref("problem", "problems", "堵点。Problem"))(app); err != nil {
		return err
	}
	if err := index("actions", "problem, created")(app); err != nil {
		return err
	}
	return widen("actions", problemActions)(app)
}

func dropProblems(app core.App) error {
	for _, step := range []func(core.App) error{
		narrow("actions", problemActions),
		func(app core.App) error {
			c, err := app.FindCollectionByNameOrId("actions")
			if err != nil {
				return err
			}
			c.RemoveIndex("idx_actions_problem_created")
			return app.Save(c)
		},
		shorten("actions", "problem"),
		drop("problems"),
	} {
		if err := step(app); err != nil {
			return err
		}
	}
	return nil
}

// several is a field of more than one file, each sent in a request of its own.
func several(name, help string, limit int) core.Field {
	return &core.FileField{Name: name, MaxSelect: limit, MaxSize: 20 << 20, MimeTypes: papers, Protected: true, Help: help}
}

// index adds one index to a collection.
func index(name, spec string) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		addIndex(c, spec)
		return app.Save(c)
	}
}

// widen lets others read a collection beside those who already may; narrow takes it back.
// Unlike a rule told whole it minds no other migration that adds readers.
func widen(name, readers string) func(core.App) error {
	return readersOf(name, func(rule string) string { return rule + readers })
}

func narrow(name, readers string) func(core.App) error {
	return readersOf(name, func(rule string) string { return strings.Replace(rule, readers, "", 1) })
}

func readersOf(name string, change func(rule string) string) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		list, view := change(*c.ListRule), change(*c.ViewRule)
		c.ListRule, c.ViewRule = &list, &view
		return app.Save(c)
	}
}
