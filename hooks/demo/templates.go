package demo

import "strconv"

// ownWords are what market supervision writes again and again beside the words of the county.
var ownWords = []fields{
	{"act": "examine", "ground": "pass", "title": "食品经营：材料通过", "title_en": "Food business: papers in order",
		"text": "经审查，申请材料齐全，经营场所、主体业态和经营项目填写一致，符合《食品经营许可和备案管理办法》的规定，建议通过。"},
	{"act": "verify_site", "ground": "fail", "title": "食品经营：布局不符", "title_en": "Food business: the layout differs",
		"text": "经现场核查，加工场所布局与提交的布局图不一致，（写明位置），不符合食品安全要求，请整改后重新申请核查。"},
	{"act": "message", "title": "食品经营：核查前准备", "title_en": "Food business: before the site check",
		"text": "{申请人}您好：您申请的“{事项}”（{编号}）将进行现场核查，请备好健康证明、设备设施清单和进货查验记录。{部门}，电话{电话}。"},
}

func (t *teller) templates() error {
	for i, row := range ownWords {
		row["department"], row["order"] = recordID("departments", "market"), i+1
		if _, err := t.put("templates", "market "+strconv.Itoa(i), row); err != nil {
			return err
		}
	}
	return nil
}
