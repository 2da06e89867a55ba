package flow

// States of an application.
const (
	Draft       State = "draft"
	Submitted   State = "submitted"
	Correcting  State = "correcting"
	Accepted    State = "accepted"
	Paused      State = "paused"
	Granted     State = "granted"
	Refused     State = "refused"
	Closed      State = "closed"
	Withdrawn   State = "withdrawn"
	NotAccepted State = "not_accepted"
	Terminated  State = "terminated"
)

// Grounds of acts on an application.
var (
	// RejectGrounds are the outcomes of receipt other than acceptance (R-AL-04a, 04b, 05, 37).
	RejectGrounds = []string{"no_licence_needed", "other_authority", "incomplete", "barred"}
	// PauseGrounds is the closed list of Art. 45 (R-AL-20); a site visit and a correction are not on it.
	// third_party is known to the regime FOI alone, which the clock looks after.
	PauseGrounds = []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review", "third_party"}
	// Verdicts of one review step.
	Verdicts = []string{"pass", "fail"}
	// RefuseGrounds: false materials bar the applicant for a year (R-AL-37); others only refuse.
	RefuseGrounds = []string{"conditions_unmet", "review_failed", "false_materials", "other"}
)

// Application is the process of one case, from the draft to the delivered result.
var Application = Table{
	Subject: "application",
	Start:   Draft,
	States:  []State{Draft, Submitted, Correcting, Accepted, Paused, Granted, Refused, Closed, Withdrawn, NotAccepted, Terminated},
	Final:   []State{Closed, Withdrawn, NotAccepted, Terminated},
	Rows: []Row{
		{Act: "submit", From: []State{Draft}, To: Submitted, Roles: []Role{Applicant, Clerk}, Notice: "receipt", Cite: "R-AL-02", Name: "提交", NameEn: "Submit"},
		{Act: "check", From: []State{Submitted}, Roles: []Role{Clerk, Examiner}, Cite: "R-AL-09", Name: "形式审查", NameEn: "Check completeness and form"},
		{Act: "request_correction", From: []State{Submitted}, To: Correcting, Roles: []Role{Clerk, Examiner, Supervisor}, Notice: "correction", Cite: "R-AL-05", Name: "一次性告知补正", NameEn: "Ask once for all corrections"},
		{Act: "supply", From: []State{Correcting}, To: Submitted, Roles: []Role{Applicant, Clerk}, Notice: "receipt", Cite: "R-AL-05", Name: "提交补正材料", NameEn: "Hand in the corrections"},
		{Act: "accept", From: []State{Submitted}, To: Accepted, Roles: []Role{Clerk, Examiner}, Notice: "acceptance", Cite: "R-AL-04e", Name: "受理", NameEn: "Accept"},
		{Act: "reject", From: []State{Submitted}, To: NotAccepted, Roles: []Role{Clerk, Examiner}, Needs: []Need{NeedGround}, Grounds: RejectGrounds, Notice: "non_acceptance", Cite: "R-AL-04", Name: "不予受理", NameEn: "Do not accept"},
		{Act: "deem_accepted", From: []State{Submitted}, To: Accepted, Roles: []Role{SystemActor}, Notice: "acceptance", Cite: "R-AL-06", Name: "逾期视为受理", NameEn: "Deemed accepted by silence"},
		{Act: "withdraw", From: []State{Submitted, Correcting, Accepted, Paused}, To: Withdrawn, Roles: []Role{Applicant}, Cite: "R-AL-02", Name: "撤回申请", NameEn: "Withdraw"},
		// Of a case taken in at the counter a clerk takes the withdrawal in as well; the reason names the written request.
		{Act: "withdraw", From: []State{Submitted, Correcting, Accepted, Paused}, To: Withdrawn, Roles: []Role{Clerk}, Needs: []Need{NeedReason}, Cite: "R-AL-02", Name: "撤回申请", NameEn: "Withdraw"},
		{Act: "examine", From: []State{Accepted}, Roles: []Role{Examiner}, Needs: []Need{NeedGround, NeedReview}, Grounds: Verdicts, Cite: "R-AL-10", Name: "审查", NameEn: "Examine a step"},
		{Act: "verify_site", From: []State{Accepted}, Roles: []Role{Examiner}, Needs: []Need{NeedReason, NeedReview}, Grounds: Verdicts, Cite: "R-AL-10", Name: "现场核查", NameEn: "Record a site check"},
		{Act: "pause", From: []State{Accepted}, To: Paused, Roles: []Role{Examiner, Approver}, Needs: []Need{NeedGround, NeedUntil}, Grounds: PauseGrounds, Notice: "pause", Cite: "R-AL-20", Name: "中止计时", NameEn: "Pause the clock"},
		{Act: "resume", From: []State{Paused}, To: Accepted, Roles: []Role{Examiner, Approver, SystemActor}, Cite: "R-AL-20", Name: "恢复计时", NameEn: "Resume the clock"},
		{Act: "extend", From: []State{Accepted}, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Notice: "extension", Cite: "R-AL-16", Name: "延长期限", NameEn: "Extend the limit"},
		{Act: "supplement", From: []State{Accepted, Paused}, Roles: []Role{Applicant, Clerk}, Cite: "R-PL-24", Name: "补交容缺材料", NameEn: "Hand in deferred materials"},
		{Act: "offer_hearing", From: []State{Accepted}, Roles: []Role{Examiner, Approver}, Needs: []Need{NeedReason}, Notice: "hearing", Cite: "R-AL-25", Name: "告知听证权利", NameEn: "Tell of the right to a hearing"},
		{Act: "request_hearing", From: []State{Accepted}, Roles: []Role{Applicant}, Cite: "R-AL-25", Name: "申请听证", NameEn: "Ask for a hearing"},
		{Act: "hold_hearing", From: []State{Accepted, Paused}, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-AL-26", Name: "举行听证", NameEn: "Record the hearing"},
		{Act: "reassign", From: []State{Submitted, Accepted, Paused}, Roles: []Role{Supervisor, Approver}, Needs: []Need{NeedAssignee}, Cite: "R-PL-22", Name: "转办", NameEn: "Hand to another officer"},
		{Act: "urge", From: []State{Submitted, Accepted, Granted, Refused}, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-AL-41", Name: "督办", NameEn: "Urge"},
		{Act: "grant", From: []State{Accepted}, To: Granted, Roles: []Role{Approver}, Notice: "grant", Cite: "R-AL-13", Name: "准予许可", NameEn: "Grant"},
		{Act: "refuse", From: []State{Accepted}, To: Refused, Roles: []Role{Approver}, Needs: []Need{NeedReason}, Grounds: RefuseGrounds, Notice: "refusal", Cite: "R-AL-13", Name: "不予许可", NameEn: "Refuse"},
		{Act: "terminate", From: []State{Accepted}, To: Terminated, Roles: []Role{Approver}, Needs: []Need{NeedReason}, Notice: "termination", Cite: "R-PL-24", Name: "终止办理", NameEn: "Terminate"},
		{Act: "deliver", From: []State{Granted, Refused}, To: Closed, Roles: []Role{Clerk}, Notice: "delivery", Cite: "R-AL-19", Name: "送达办结", NameEn: "Deliver and close"},
	},
}

// Subjects are the fields of an action that may name what it is about; each later
// process adds its table, the names are fixed by the contract.
var Subjects = map[string]bool{
	"application": true, "claim": true, "problem": true, "task": true,
	"rating": true, "result": true, "campaign": true, "life_event": true,
}
