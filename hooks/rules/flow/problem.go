package flow

// States of a problem (R-CLM-13): 待认领, 整改中, 退回, 待验收, 已疏解. The pages call the first
// 待交办, because here a supervisor names the department; a department claims items only.
const (
	Reported State = "reported"
	Assigned State = "assigned"
	Returned State = "returned"
	Solved   State = "solved"
	Verified State = "verified"
	Rejected State = "rejected"
	Merged   State = "merged"
)

// ProblemGrounds are the reasons for which a problem is not worked on.
var ProblemGrounds = []string{"not_government", "no_basis", "not_true", "private_dispute", "other"}

// Solvers are the posts of a department that may work on its problems.
var Solvers = []Role{Clerk, Examiner, Approver, Cataloguer}

// Problem is the way of what enterprises and citizens report as not working (堵点): the
// supervisor hands it to a lead department with a limit, the department solves it with
// evidence, somebody else verifies that, and four weeks later the reporter is asked whether
// it is really fixed (R-CLM-13, R-PL-25). Whoever reported it is the applicant here, with
// an account or with number and code. A department that is not competent gives the
// problem back to the supervisor, who hands it on: it never ends as "not my job" (R-PL-22).
var Problem = Table{
	Subject: "problem",
	Start:   Draft,
	States:  []State{Draft, Reported, Assigned, Returned, Solved, Verified, Rejected, Merged},
	Final:   []State{Rejected, Merged},
	Rows: []Row{
		{Act: "report", From: []State{Draft}, To: Reported, Roles: []Role{Applicant, Clerk, Supervisor, SystemActor}, Cite: "R-PL-25", Name: "上报", NameEn: "Report"},
		{Act: "assign", From: []State{Reported, Assigned, Returned}, To: Assigned, Roles: []Role{Supervisor}, Cite: "R-CLM-13", Name: "交办", NameEn: "Assign"},
		{Act: "answer", From: []State{Assigned, Returned}, Roles: Solvers, Needs: []Need{NeedReason}, Cite: "R-PL-25", Name: "答复反映人", NameEn: "Answer the reporter"},
		{Act: "solve", From: []State{Assigned, Returned}, To: Solved, Roles: Solvers, Cite: "R-CLM-13", Name: "提交验收", NameEn: "Solved, hand in to be verified"},
		{Act: "verify", From: []State{Solved}, To: Verified, Roles: []Role{Supervisor, Applicant}, Cite: "R-CLM-13", Name: "验收通过", NameEn: "Verify"},
		{Act: "confirm", From: []State{Verified}, Roles: []Role{Applicant}, Cite: "R-CLM-13", Name: "确认已解决", NameEn: "Confirm that it is fixed"},
		{Act: "reopen", From: []State{Verified}, To: Returned, Roles: []Role{Applicant, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-13", Name: "没有解决，退回整改", NameEn: "Not fixed, back to work"},
		{Act: "return", From: []State{Solved}, To: Returned, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-13", Name: "退回整改", NameEn: "Return to the department"},
		{Act: "return", From: []State{Assigned, Returned}, To: Reported, Roles: Solvers, Needs: []Need{NeedReason}, Cite: "R-PL-22", Name: "退回监督部门改派", NameEn: "Give back to be handed on"},
		{Act: "reject", From: []State{Reported}, To: Rejected, Roles: []Role{Supervisor}, Needs: []Need{NeedGround, NeedReason}, Grounds: ProblemGrounds, Cite: "R-CLM-13", Name: "不予办理", NameEn: "Reject"},
		{Act: "merge", From: []State{Reported, Assigned, Returned}, To: Merged, Roles: []Role{Supervisor}, Cite: "R-CLM-13", Name: "并入同一堵点", NameEn: "Merge into the same problem"},
	},
}
