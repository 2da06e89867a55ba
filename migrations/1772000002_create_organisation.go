package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createOrganisation,
		drop("receipts", "counters", "identities", "applicants", "officers", "departments", "regions"), "1772000002_create_organisation.go")
}

var idTypes = []string{"resident_id", "passport", "uscc"}

func createOrganisation(app core.App) error {
	b := &builder{app: app}
	regions := core.NewBaseCollection("regions")
	b.make(regions, []string{"!code", "parent"},
		text("name", 100, "区划名称。Name of the division", must, pick),
		text("name_en", 100, "英文名称。Name in English"),
		coded("code", `^\d{6}(\d{3}(\d{3})?)?$`, "行政区划代码，6至12位（GB/T 2260）。Division code", must),
		one("level", "层级。Level", []string{"province", "city", "county", "township", "village"}, must),
		self(regions, "parent", 1, "上级区划。Parent division"))
	b.make(core.NewBaseCollection("departments"), []string{"!code", "region"},
		text("name", 200, "部门全称。Full name", must, pick),
		text("name_en", 200, "英文名称。Name in English"),
		coded("code", `^[0-9A-HJ-NPQRTUWXY]{18}$`, "统一社会信用代码，18位（GB 32100）。Unified social credit code", must),
		b.ref("region", "regions", "所属区划。Division", must),
		one("kind", "性质：机关、授权组织、服务中心。Kind of body", []string{"agency", "authorised", "service_centre"}, must),
		text("phone", 30, "对外电话，带区号。Public telephone"),
		text("address", 200, "办公地址。Address"),
		yes("active", "在用。In use"))
	b.officers()
	b.applicants()
	b.make(core.NewBaseCollection("identities"), []string{"!digest, id_type", "applicant"},
		b.ref("applicant", "applicants", "申请人。Applicant", must),
		one("id_type", "证件类型。Kind of number", idTypes, must),
		text("digest", 64, "证件号码的带密钥摘要，用于查找。Keyed digest for look-up", must, hidden),
		text("cipher", 500, "加密后的证件号码。Sealed number", must, hidden))
	b.make(core.NewBaseCollection("counters"), []string{"!key"},
		text("key", 200, "编号序列。Series", must, pick),
		number("n", 1e12, "最后一个号码。Last number drawn"))
	b.make(core.NewBaseCollection("receipts"), []string{"!key", "created"},
		text("key", 200, "请求：集合/记录号。Request", must, pick),
		text("caller", 50, "请求人。Caller", must),
		text("digest", 64, "请求内容的摘要。Digest of the request", must, hidden))
	return b.err
}

func (b *builder) officers() {
	c := core.NewAuthCollection("officers")
	auth(c, 10, 12*3600, "!email COLLATE NOCASE")
	b.make(c, []string{"department", "deputy"},
		text("name", 100, "姓名。Name", must, pick),
		b.ref("department", "departments", "所在部门。Department", must),
		some("roles", "岗位角色，可多选。Roles", []string{"clerk", "examiner", "approver", "cataloguer", "supervisor", "auditor"}),
		self(c, "deputy", 1, "不在岗时的代办人（B岗）。Deputy"),
		yes("absent", "不在岗（由B岗代办）。Absent: the deputy acts"),
		yes("active", "账号启用。Account in use"))
	if b.err == nil {
		c.AuthRule = rule("active = true") // names a field, which must be there first
		b.err = b.app.Save(c)
	}
}

func (b *builder) applicants() {
	c := core.NewAuthCollection("applicants")
	auth(c, 8, 7*24*3600, "?email COLLATE NOCASE")
	if f, ok := c.Fields.GetByName("email").(*core.EmailField); ok {
		f.Required = false
	}
	c.PasswordAuth.IdentityFields = []string{"email", "phone"}
	addIndex(c, "?phone") // a field that people log in with is unique before it is one
	b.make(c, nil,
		text("name", 200, "姓名或单位名称。Name", must, pick),
		one("kind", "自然人或法人。Person or organisation", []string{"person", "organization"}, must),
		one("id_type", "证件类型。Kind of number", idTypes, must),
		text("id_number", 40, "证件号码（填写完整号码，保存后只显示掩码）。Send in full, shown masked", must),
		text("phone", 30, "手机或固定电话。Telephone"),
		text("consent_version", 40, "同意的隐私告知版本。Version of the privacy notice agreed to"),
		at("consent_at", "同意时间（系统填写）。When agreed, set by the system"))
}

// auth sets what both kinds of account share: a password, nothing by mail or third party.
// The stock index of the e-mail gives way to one for which ANNA@ and anna@ are the same.
func auth(c *core.Collection, minimum int, seconds int64, email string) {
	if f, ok := c.Fields.GetByName("password").(*core.PasswordField); ok {
		f.Min = minimum
	}
	c.OAuth2.Enabled, c.OTP.Enabled, c.MFA.Enabled, c.AuthAlert.Enabled = false, false, false, false
	c.PasswordAuth.Enabled = true
	c.PasswordAuth.IdentityFields = []string{"email"}
	c.AuthToken.Duration = seconds
	c.RemoveIndex("idx_email_" + c.Id)
	addIndex(c, email)
}
