package flow

// States of a claim (R-CLM-01). The claim says how far the list has come; the service
// itself stays published for citizens while its next revision is compiled.
const (
	ToClaim   State = "to_claim"
	Compiling State = "compiling"
	Declining State = "declining"
	Declined  State = "declined"
	InReview  State = "in_review"
	Approved  State = "approved"
	Published State = "published"
	Suspended State = "suspended"
)

// DeclineGrounds are the reasons not to claim an item of the catalogue (R-CLM-05).
var DeclineGrounds = []string{"no_body", "not_delegated", "taken_over", "obsolete", "other"}

// Claim is the way of an item of the basic catalogue to a published implementation list
// of one department: claimed, compiled, reviewed, approved, published by three persons
// (R-CLM-06), and revised from there. A service under revision goes on under its published
// revision, so it is suspended and reopened without a change of the claim (R-CLM-09).
var Claim = Table{
	Subject: "claim",
	Start:   ToClaim,
	States:  []State{ToClaim, Compiling, Declining, Declined, InReview, Approved, Published, Suspended, Cancelled},
	Final:   []State{Cancelled},
	Rows: []Row{
		{Act: "claim", From: []State{ToClaim}, To: Compiling, Roles: []Role{Cataloguer}, Cite: "R-CLM-03", Name: "认领", NameEn: "Claim"},
		{Act: "decline", From: []State{ToClaim}, To: Declining, Roles: []Role{Cataloguer}, Needs: []Need{NeedGround}, Grounds: DeclineGrounds, Cite: "R-CLM-05", Name: "申请不认领", NameEn: "Ask not to claim"},
		{Act: "confirm_decline", From: []State{Declining}, To: Declined, Roles: []Role{Supervisor}, Cite: "R-CLM-05", Name: "确认不认领", NameEn: "Confirm that it is not claimed"},
		{Act: "reject_decline", From: []State{Declining}, To: ToClaim, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-05", Name: "驳回不认领", NameEn: "Send back to be claimed"},
		{Act: "submit", From: []State{Compiling}, To: InReview, Roles: []Role{Cataloguer}, Cite: "R-CLM-07", Name: "提交审核", NameEn: "Submit for review"},
		{Act: "recall", From: []State{InReview}, To: Compiling, Roles: []Role{Cataloguer}, Cite: "R-CLM-01", Name: "撤回编辑", NameEn: "Recall to edit"},
		{Act: "return", From: []State{InReview, Approved}, To: Compiling, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-01", Name: "审核驳回", NameEn: "Return to be mended"},
		{Act: "approve", From: []State{InReview}, To: Approved, Roles: []Role{Supervisor}, Cite: "R-CLM-06", Name: "审核通过", NameEn: "Approve"},
		{Act: "publish", From: []State{Approved}, To: Published, Roles: []Role{Supervisor}, Cite: "R-CLM-06", Name: "发布", NameEn: "Publish"},
		{Act: "revise", From: []State{Published}, To: Compiling, Roles: []Role{Cataloguer}, Cite: "R-CLM-07", Name: "修订", NameEn: "Revise"},
		{Act: "suspend", From: []State{Published}, To: Suspended, Roles: []Role{Supervisor}, Needs: []Need{NeedReason, NeedUntil}, Cite: "R-CLM-09", Name: "暂停", NameEn: "Suspend"},
		{Act: "suspend", From: []State{Compiling, InReview, Approved}, Roles: []Role{Supervisor}, Needs: []Need{NeedReason, NeedUntil}, Cite: "R-CLM-09", Name: "暂停", NameEn: "Suspend"},
		{Act: "reopen", From: []State{Suspended}, To: Published, Roles: []Role{Supervisor, SystemActor}, Cite: "R-CLM-09", Name: "恢复", NameEn: "Reopen"},
		{Act: "reopen", From: []State{Compiling, InReview, Approved, Published}, Roles: []Role{Supervisor, SystemActor}, Cite: "R-CLM-09", Name: "恢复", NameEn: "Reopen"},
		{Act: "reopen", From: []State{Declined}, To: ToClaim, Roles: []Role{Supervisor}, Cite: "R-CLM-05", Name: "恢复", NameEn: "Reopen"},
		{Act: "cancel", From: []State{ToClaim, Compiling, Declining, Declined, InReview, Approved, Published, Suspended}, To: Cancelled, Roles: []Role{Supervisor, SystemActor}, Needs: []Need{NeedReason}, Cite: "R-CLM-09", Name: "取消", NameEn: "Cancel"},
	},
}
