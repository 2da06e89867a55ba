package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createTrainings, drop("training_questions", "training_attendances", "trainings"), "1772000180_create_trainings.go")
}

// Every officer reads meetings, who was there and what was asked; a supervisor organises,
// answers and publishes. Whoever asked may take the question back while nobody answered.
// Attendance is written by the house alone, because a code or the organiser vouches for it.
const dropQuestion = supervisor + ` || (` + officer + ` && officer = @request.auth.id && answer = "" && published = false)`

// createTrainings makes the meetings that train officers for the reform, with exchange and
// interaction: agenda, materials, sign-in, questions and answers (R-MY-01).
func createTrainings(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("trainings"), []string{"at", "campaign"},
		text("title", 200, "培训会名称。Title of the meeting", must, pick),
		text("title_en", 200, "英文名称。Title in English"),
		b.ref("campaign", "campaigns", "所属专项行动，可空。Campaign that it belongs to, may be empty"),
		&core.DateField{Name: "at", Required: true, Help: "开始时间；当天从前30分钟起可签到。Begins at; the sign-in opens 30 minutes before"},
		text("place", 200, "地点。Place", must),
		text("agenda", 5000, "议程，一行一项。Agenda, an item a line"),
		papersOf("materials", 20, "会议材料，工作人员可看，PDF、JPG、PNG，最多20个。Materials for officers, at most 20 files"),
		b.refs("departments", "departments", "邀请的部门，空为全部。Departments invited, empty for all"),
		yes("cancelled", "已取消，不再提醒和签到。Cancelled, no reminder and no sign-in"))
	b.make(core.NewBaseCollection("training_attendances"), []string{"!training, officer", "officer"},
		b.ref("training", "trainings", "培训会。Meeting", must, pick),
		b.ref("officer", "officers", "到会人员。Who was there", must, pick),
		one("way", "签到方式：本人扫码或输码、组织者补签（系统）。By the code or by the organiser, set by the system", []string{"code", "organiser"}),
		b.ref("by", "officers", "补签的组织者（系统）。Organiser who added it, set by the system"),
		at("signed_at", "签到时间（系统）。Signed in at"))
	b.make(core.NewBaseCollection("training_questions"), []string{"training, created", "published, published_at", "officer"},
		b.ref("training", "trainings", "培训会。Meeting", must, pick),
		b.ref("officer", "officers", "提问人（系统），不公开。Who asked, set by the system, never published"),
		text("question", 2000, "问题，不写个人信息。Question, without personal data", must, pick),
		text("question_en", 2000, "问题英文。Question in English"),
		text("answer", 5000, "答复，不写个人信息。Answer, without personal data"),
		text("answer_en", 5000, "答复英文。Answer in English"),
		yes("published", "在帮助页公开，须先答复。On the help page, once answered"),
		b.ref("answered_by", "officers", "答复人（系统）。Who answered, set by the system"),
		at("answered_at", "答复时间（系统）。Answered at"),
		at("published_at", "公开时间（系统）。Published at"))
	b.allow("trainings", rules{officer, officer, supervisor, supervisor, supervisor})
	b.allow("training_attendances", rules{officer, officer, none, none, supervisor})
	b.allow("training_questions", rules{officer, officer, officer, supervisor, dropQuestion})
	return b.err
}
