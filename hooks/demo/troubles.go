package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// topic is what does not work at one service: two people say it in two ways, a batch apart.
type topic struct {
	service, category string
	titles            [2]string
	text              string
	public            string // title for the public
	measure, answer   string
}

// troubles are the topics of the county, twenty in a batch (R-PL-09).
var troubles = []topic{
	{"SAMR-FOOD", "repeated_papers", [2]string{"开餐馆要交三次营业执照复印件", "办食品许可每个窗口都收营业执照复印件"}, "市场监管、消防两个窗口都要一份复印件，原件也要再看一遍。", "营业执照复印件重复提交", "窗口之间共用一份材料，系统内调阅营业执照", "今后只收一次营业执照，其他窗口在系统里查看。"},
	{"SAMR-IND", "repeated_forms", [2]string{"个体户登记的表格要填两遍", "开店的申请表和登记表内容一样"}, "申请书和登记表里的姓名、地址、经营范围完全一样。", "个体工商户登记重复填表", "合并两张表，共同内容只填一次", "申请书和登记表已合并为一张。"},
	{"PSB-BIRTH", "trips", [2]string{"新生儿落户跑了三趟", "孩子上户口要父母都到场"}, "第一次说缺结婚证，第二次说要父亲本人来。", "新生儿落户多次跑动", "一次性告知材料，父母一方即可办理", "父母任何一方带齐材料即可办理，缺什么一次说清。"},
	{"PSB-ID", "time", [2]string{"身份证补领要等两个月", "换身份证太慢"}, "暑假学生要用身份证，等了五十多天。", "身份证办理时间长", "增加制证批次，提供邮寄", "县内制证缩短到二十个工作日，可以邮寄到家。"},
	{"HRSS-CARD", "online", [2]string{"社保卡网上申领上传照片总失败", "社保卡网上办不了"}, "照片传了十几次都说不合格，又不说哪里不合格。", "社保卡网上申领照片不通过", "上传时说明不合格的原因，窗口可以代拍", "上传照片会说明哪里不合格，窗口免费拍照。"},
	{"HRSS-RET", "needless_proof", [2]string{"退休要单位开无违纪证明", "办退休还要证明我是我"}, "原单位已经注销，没有地方开证明。", "退休申请的无谓证明", "取消无违纪证明，档案由部门内部调取", "不再要求无违纪证明，档案由人社部门调取。"},
	{"CA-MARRY", "guide", [2]string{"结婚登记指南还写要户口本", "结婚登记要不要户口本说法不一"}, "新条例已经不要户口本，指南和窗口说的不一样。", "结婚登记指南不准确", "按新条例改办事指南，统一窗口口径", "按现行条例，带身份证、签声明即可，不用户口本。"},
	{"CA-DIBAO", "time", [2]string{"低保申请三个月没有消息", "低保审核不知道到哪一步"}, "交了材料以后一直没人告诉进展。", "低保申请没有进度告知", "每个环节办结后发短信", "每一步办完都会发短信，超期由监督部门督办。"},
	{"CA-AGED", "trips", [2]string{"高龄津贴每年要老人到场", "九十岁老人还要去窗口认证"}, "老人行动不便，每年都要抬下楼。", "高龄津贴认证要老人到场", "改为社区上门或视频认证", "可以视频认证，社区也可以上门。"},
	{"NHC-VAC", "repeated_papers", [2]string{"接种证和出生证明要两边交", "预防接种又收一次出生证明"}, "医院刚发的出生证明，接种门诊还要复印件。", "出生证明重复提交", "接种门诊直接读取出生证明信息", "在本县医院出生的，不再收出生证明复印件。"},
	{"NR-TRANS", "steps", [2]string{"二手房过户要排四个号", "买房过户要在三个窗口来回跑"}, "登记、交易、税务各排一次队，材料交三套。", "二手房过户多窗口排队", "登记、交易、税务合为一个综合窗口", "一个窗口收一套材料，一次取号。"},
	{"HUD-BUILD", "steps", [2]string{"施工许可前置意见太多", "施工许可要先跑六个部门"}, "每个部门都要盖章，互相等。", "施工许可前置意见多", "并联征求意见，超期视为同意", "各部门意见由住建部门并联征求，企业不用跑。"},
	{"DPF-CARD", "trips", [2]string{"残疾证评定要去市里两次", "办残疾证跑了两次医院"}, "第一次医生不在，第二次设备坏了。", "残疾评定多次跑动", "评定改为预约制，每月到县医院集中评定", "可以电话预约，每月在县医院集中评定一次。"},
	{"MI-REMOTE", "online", [2]string{"异地就医备案网上找不到入口", "异地备案要回县里办"}, "人在外地住院，不可能回来备案。", "异地就医备案不便", "开通网上备案，电话也可以办", "网上、电话都可以备案，当天生效。"},
	{"MI-ENROL", "guide", [2]string{"新生儿医保参保时间说不清", "医保参保缴费截止日期没人知道"}, "指南上写出生后参保，没写九十天。", "医保参保期限写得不清楚", "办事指南写明九十天内参保待遇从出生起算", "出生九十天内参保，待遇从出生之日起算。"},
	{"EDU-ENTER", "needless_proof", [2]string{"上小学要开居住证明和无房证明", "入学报名证明太多"}, "社区说不再开这类证明，学校又一定要。", "入学报名要无谓证明", "房产、户籍信息由教育部门查询", "不再要求居住证明和无房证明，信息由部门查询。"},
	{"UM-SIGN", "time", [2]string{"门头招牌审批要一个月", "招牌换个颜色也要等批"}, "店开了一个月招牌还没批下来。", "户外招牌审批时间长", "改为告知承诺，当场办结", "签承诺书当场办结，事后检查。"},
	{"FIRE-CHECK", "fees", [2]string{"消防检查要求找指定公司检测", "消防检测被要求指定机构"}, "说只有一家公司的报告才认。", "消防检测指定机构", "取消指定，任何有资质的机构都认可", "不得指定机构，有资质的报告都认可；已约谈相关人员。"},
	{"TAX-INV", "online", [2]string{"新公司领发票要去三次大厅", "发票领用网上审核没人回"}, "网上提交三天没人审核。", "新办纳税人发票领用慢", "网上申请当日审核", "网上申请当天审核，次日可领。"},
	{"HPF-RET", "attitude", [2]string{"公积金窗口中午没人", "公积金窗口让我下班再来"}, "十一点半就不接件了，外地赶来白跑。", "公积金窗口提前停止接件", "中午轮岗，到点前来的都要办完", "窗口中午不间断服务，已批评当事人。"},
}

// ends are how far each problem of a batch has come, in the order of the topics.
var ends = [2][]string{
	{"public", "public", "confirmed", "public", "public", "verified", "public", "reopened", "public", "public",
		"public", "solved", "verified", "public", "confirmed", "public", "late", "rejected", "solved", "public"},
	{"assigned", "merged", "verified", "assigned", "solved", "assigned", "reported", "assigned", "verified", "returned",
		"assigned", "reported", "solved", "verified", "reported", "assigned", "reported", "assigned", "verified", "given_back"},
}

// ways are the moves that lead to each end; days lie between them.
var ways = map[string][]string{
	"reported": {"report"}, "rejected": {"report", "reject"}, "merged": {"report", "merge"}, "given_back": {"report", "assign", "give_back"},
	"assigned": {"report", "assign"}, "late": {"report", "assign_short"}, "solved": {"report", "assign", "work", "solve"},
	"returned": {"report", "assign", "work", "solve", "return"}, "verified": {"report", "assign", "work", "solve", "verify"},
	"public": {"report", "assign", "work", "solve", "verify", "publish"}, "confirmed": {"report", "assign", "work", "solve", "verify", "publish", "confirm"},
	"reopened": {"report", "assign", "work", "solve", "verify", "reopen"},
}

// trouble is one problem as it is told.
type trouble struct {
	topic  topic
	batch  int
	place  int
	record *core.Record
	acts   int
}

// writtenEvery is how many reports lie between two that the clerk writes down at the window.
const writtenEvery = 4

// reporters are those who report with an account.
var reporters = []string{"zhang", "restaurant", "li", "liu", "trade", "zhou"}

// troubled lays the moves of both batches on the working days of the season: the first batch at
// its beginning, the second in its last two weeks.
func (t *teller) troubled() []beat {
	var beats []beat
	for batch, list := range ends {
		for place, end := range list {
			x := &trouble{topic: troubles[place], batch: batch, place: place}
			from := place % 4
			if batch == 1 {
				from = max(0, len(t.days)-12) + place%4
			}
			for i, move := range ways[end] {
				day := t.days[min(from+i, len(t.days)-1)]
				beats = append(beats, beat{at: day.Start().Add(time.Duration(9*60+7+3*place+i) * time.Minute), name: "problem at " + x.topic.service + ", " + move,
					deed: func() error { return troubleMoves[move](t, x) }})
			}
		}
	}
	return beats
}

// troubleMoves are what can happen to a problem.
var troubleMoves = map[string]func(*teller, *trouble) error{
	"report": (*teller).reportTrouble,
	"reject": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.officers["supervisor"], "reject", fields{"ground": "not_true", "reason": "经核实，窗口没有指定机构，属误解，已当面说明。"})
	},
	"merge": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.officers["supervisor"], "merge", fields{"items": []fields{{"problem": recordID("problems", fmt.Sprintf("0/%d", x.place))}}})
	},
	"assign":       func(t *teller, x *trouble) error { return t.assignTrouble(x, 10) },
	"assign_short": func(t *teller, x *trouble) error { return t.assignTrouble(x, 5) },
	"give_back": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.solver(x), "return", fields{"reason": "反映的窗口由政务服务中心管理，请改派。"})
	},
	"work":  (*teller).workOnTrouble,
	"solve": func(t *teller, x *trouble) error { return t.troubleAct(x, t.solver(x), "solve", nil) },
	"return": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.officers["supervisor"], "return", fields{"reason": "请附窗口整改后的照片"})
	},
	"verify": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.officers["supervisor2"], "verify", nil)
	},
	"publish": func(t *teller, x *trouble) error {
		return t.editTrouble(x, t.officers["supervisor"], map[string]any{"public": true})
	},
	"confirm": func(t *teller, x *trouble) error { return t.troubleAct(x, t.reporter(x), "confirm", nil) },
	"reopen": func(t *teller, x *trouble) error {
		return t.troubleAct(x, t.reporter(x), "reopen", fields{"reason": "上周去问，还是没有短信。"})
	},
}

// reporter is who reported the problem with an account, or the clerk who wrote it down.
func (t *teller) reporter(x *trouble) *core.Record {
	if (x.place+x.batch)%writtenEvery == 3 && ends[x.batch][x.place] != "reopened" && ends[x.batch][x.place] != "confirmed" {
		return t.officers["clerk"]
	}
	return t.callers[reporters[(x.place+x.batch)%len(reporters)]]
}

// solver is who works on it in the lead department.
func (t *teller) solver(x *trouble) *core.Record {
	return t.post("approver", t.serviceOf(x.topic.service).Department)
}

func (t *teller) reportTrouble(x *trouble) error {
	problems, err := t.tx.FindCachedCollectionByNameOrId("problems")
	if err != nil {
		return err
	}
	x.record = core.NewRecord(problems)
	x.record.Load(map[string]any{"id": recordID("problems", fmt.Sprintf("%d/%d", x.batch, x.place)),
		"title": x.topic.titles[x.batch], "text": x.topic.text, "category": x.topic.category, "service": recordID("services", x.topic.service)})
	if err := t.house.Edit(t.tx, t.reporter(x), x.record); err != nil {
		return err
	}
	return t.troubleAct(x, t.reporter(x), "report", nil)
}

func (t *teller) assignTrouble(x *trouble, days int) error {
	lead := recordID("departments", t.serviceOf(x.topic.service).Department)
	return t.troubleAct(x, t.officers["supervisor"], "assign", fields{"items": []fields{{"lead": lead, "days": days}}})
}

// workOnTrouble writes what was done, with a page of proof.
func (t *teller) workOnTrouble(x *trouble) error {
	proof, err := attachment("proof.pdf", pdfPage("整改情况", []string{x.topic.public, x.topic.measure}))
	if err != nil {
		return err
	}
	proof.OriginalName = "整改情况.pdf"
	return t.editTrouble(x, t.solver(x), map[string]any{"measure": x.topic.measure, "answer": x.topic.answer, "public_title": x.topic.public, "evidence": proof})
}

func (t *teller) editTrouble(x *trouble, by *core.Record, changes map[string]any) error {
	r, err := t.tx.FindRecordById("problems", x.record.Id)
	if err != nil {
		return err
	}
	r.Load(changes)
	return t.house.Edit(t.tx, by, r)
}

func (t *teller) troubleAct(x *trouble, by *core.Record, act string, more fields) error {
	x.acts++
	body := map[string]any{"id": recordID("actions", fmt.Sprintf("problem/%d/%d/%d", x.batch, x.place, x.acts)), "subject": "problem", "problem": x.record.Id, "act": act}
	for key, value := range more {
		body[key] = value
	}
	_, err := t.house.Act(t.tx, by, body)
	return err
}
