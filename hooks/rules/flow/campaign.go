package flow

// States of the tasks of a campaign, which is itself a draft, open or closed.
const (
	Planned   State = "planned"
	Started   State = "started"
	Finished  State = "finished"
	Confirmed State = "confirmed"
)

// Campaign is the life of a reform campaign: prepared, opened when its plan holds, and
// closed. Its deadline moves by an act, with a reason, because every task is scheduled
// backwards from it (R-CLM-12).
var Campaign = Table{
	Subject: "campaign",
	Start:   Draft,
	States:  []State{Draft, Open, Closed},
	Final:   []State{Closed},
	Rows: []Row{
		{Act: "open", From: []State{Draft}, To: Open, Roles: []Role{Supervisor}, Cite: "R-CLM-12", Name: "启动", NameEn: "Open"},
		{Act: "reschedule", From: []State{Open}, Roles: []Role{Supervisor}, Needs: []Need{NeedReason, NeedUntil}, Cite: "R-CLM-12", Name: "调整期限", NameEn: "Move the deadline"},
		{Act: "close", From: []State{Open}, To: Closed, Roles: []Role{Supervisor}, Cite: "R-CLM-12", Name: "结束", NameEn: "Close"},
	},
}

// Task is the life of a task: started in its turn (顺排工序), finished when its target is
// reached or with evidence, and confirmed by another person. Its lead department starts and
// finishes it, its partners report on it (R-CLM-12).
var Task = Table{
	Subject: "task",
	Start:   Planned,
	States:  []State{Planned, Started, Finished, Confirmed},
	Rows: []Row{
		{Act: "start", From: []State{Planned}, To: Started, Roles: []Role{Approver, Cataloguer, Supervisor}, Cite: "R-CLM-12", Name: "开始", NameEn: "Start"},
		{Act: "report", From: []State{Started}, Roles: []Role{Approver, Cataloguer, Supervisor}, Cite: "R-CLM-12", Name: "报告进度", NameEn: "Report progress"},
		{Act: "finish", From: []State{Started}, To: Finished, Roles: []Role{Approver, Cataloguer, Supervisor}, Cite: "R-CLM-12", Name: "完成", NameEn: "Finish"},
		{Act: "confirm", From: []State{Finished}, To: Confirmed, Roles: []Role{Supervisor}, Cite: "R-CLM-12", Name: "确认完成", NameEn: "Confirm"},
		{Act: "reopen", From: []State{Finished, Confirmed}, To: Started, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-12", Name: "退回", NameEn: "Send back"},
	},
}
