package hooks

import "onestop/hooks/rules/flow"

// What departments and supervisors are told of campaigns and their tasks.
var (
	campaignWords = map[flow.Act]words{
		"open": {officers: []sentence{{"专项行动“{name}”已启动，本部门牵头{count}项任务。", "The campaign {name} began; your department leads {count} of its tasks."},
			{"第一项最迟于{due}完成。", "The first is to be finished by {due}."}}},
		"reschedule": {officers: []sentence{{"专项行动“{name}”的期限调整为{deadline}，本部门未完成的{count}项任务已重新排期。", "The deadline of {name} is now {deadline}; the {count} tasks that your department has left were dated anew."}}},
		"close":      {officers: []sentence{{"专项行动“{name}”已结束，本部门还有{count}项任务未完成。", "The campaign {name} was closed; {count} tasks of your department were not done."}}},
	}
	taskWords = map[flow.Act]words{
		"finish":  {overseers: []sentence{{"任务“{name}”已完成，请确认。", "The task {name} was finished; please confirm."}}},
		"confirm": {officers: []sentence{{"任务“{name}”已确认完成。", "The task {name} was confirmed."}}},
		"reopen":  {officers: []sentence{{"任务“{name}”被退回，请继续办理。", "The task {name} was sent back; go on with it."}, finishBy}},
	}

	finishBy       = sentence{"最迟于{due}完成。", "Finish it by {due}."}
	readyWords     = []sentence{{"前序任务已完成，任务“{name}”可以开始。", "What came first is done; the task {name} may start."}, finishBy}
	unstartedWords = []sentence{{"任务“{name}”应在{start}前开始，尚未开始。", "The task {name} was to start by {start} and has not."}, finishBy}
	taskDueWords   = []sentence{{"任务“{name}”最迟于{due}完成，只剩三个工作日或更少。", "The task {name} is to be finished by {due}: three working days or fewer are left."}}
	taskLateWords  = []sentence{{"任务“{name}”应在{due}前完成，已逾期。", "The task {name} was to be finished by {due} and is late."},
		{"受影响的后续任务：{drags}项。", "Tasks that it drags along: {drags}."}}
)
