package hooks

import (
	"onestop/hooks/rules/flow"
	"onestop/hooks/workbook"
)

// claimStates are the states of a claim as a comment on a cell says them.
var claimStates = map[flow.State]workbook.Word{
	flow.Declining: {Zh: "申请不认领", En: "being declined"}, flow.Declined: {Zh: "不认领", En: "declined"},
	flow.InReview: {Zh: "待审核", En: "in review"}, flow.Approved: {Zh: "待发布", En: "to be published"},
	flow.Suspended: {Zh: "已暂停", En: "suspended"}, flow.Cancelled: {Zh: "已取消", En: "cancelled"},
}

// What an import finds wrong between a sound book and the county.
func init() {
	for code, s := range map[string][2]string{
		"catalogue_locked":   {"基本目录和材料类型由上级或主管部门维护，编制人员不能修改。", "Basic items and material types are kept above; a compiler does not change them."},
		"type_differs":       {"编码中的事项类型是%s，与此不一致。", "The type within the code is %s and differs from this."},
		"item_cancelled":     {"编码%s已取消，不得再次使用。", "The code %s was cancelled and is never used again."},
		"version_old":        {"内容有变化，目录版本须大于现有版本%d。", "The content differs: give a version above the present %d."},
		"department_unknown": {"系统中没有代码为%s的部门。", "There is no department with the code %s."},
		"item_unknown":       {"基本目录中没有编码%s。", "The basic catalogue has no code %s."},
		"code_differs":       {"实施编码有误：%s。", "The implementation code is wrong. %s"},
		"level_differs":      {"实施编码第19位应为实施部门的行使层级%s。", "The 19th character of the code is the department's level, %s."},
		"list_foreign":       {"只能导入本部门的实施清单。", "Lists of the own department only are imported."},
		"list_locked":        {"该要素由基本目录锁定，应为“%s”，或留空。", "The element is locked to the basic catalogue: %q, or leave it empty."},
		"basis_less":         {"设定依据须包含基本目录的依据“%s”，可以增加，不能减少。", "The basis keeps that of the basic catalogue, %q; it may say more, never less."},
		"list_unstamped":     {"系统中已有该清单，而本行没有“导出状态”；请先导出该清单，在导出的工作簿中修改。", "The list is in the system and this row does not carry the state that it was exported at: export it and make your changes there."},
		"list_republished":   {"该清单按版本%s导出，现在的版本是%s；请重新导出后再修改。", "The list was exported at version %s and is at version %s now; export it anew and make your changes there."},
		"list_moved":         {"该清单导出后已有修改；请重新导出后再修改。", "The list was changed since it was exported; export it anew and make your changes there."},
		"list_closed":        {"该清单处于“%s”状态，不能导入；请先撤回、驳回或恢复。", "The list is %s and closed to an import; recall, return or reopen it first."},
		"item_level":         {"该事项不在本级行使，不能认领。", "The item is not exercised at the level of this department."},
		"item_closed":        {"该事项在基本目录中不是在用状态，不能认领。", "The item is not in use in the basic catalogue; it cannot be claimed."},
		"type_unknown":       {"没有代码为%s的材料类型。", "There is no material type with the code %s."},
		"list_refused":       {"系统拒绝导入该清单（%s）。", "The list was refused. %s"},
	} {
		workbook.Say(code, "", s[0], s[1])
	}
}
