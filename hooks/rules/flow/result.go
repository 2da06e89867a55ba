package flow

// States of an issued result.
const (
	Valid     State = "valid"
	Revoked   State = "revoked"
	Cancelled State = "cancelled"
)

// Grounds of acts on a result.
var (
	// RevokeGrounds are those of Art. 69 (R-AL-34, R-AL-35); fraud bars the holder for three years.
	RevokeGrounds = []string{"abuse_of_duty", "beyond_powers", "against_procedure", "unqualified_applicant", "fraud", "other"}
	// CancelGrounds are those of Art. 70 (R-AL-36).
	CancelGrounds = []string{"expired", "holder_died", "body_ended", "revoked", "force_majeure", "other"}
	// WithdrawGrounds are those of Art. 8 (公共利益, with compensation).
	WithdrawGrounds = []string{"law_changed", "circumstances_changed"}
)

// Result is the life of a licence after it was issued (R-AL-30…36): renewal on request,
// revocation of what should not have been granted, withdrawal in the public interest,
// and the formal cancellation at the end.
var Result = Table{
	Subject: "result",
	Start:   Valid,
	States:  []State{Valid, Revoked, Cancelled},
	Final:   []State{Cancelled},
	Rows: []Row{
		{Act: "request_renewal", From: []State{Valid}, Roles: []Role{Applicant, Clerk}, Cite: "R-AL-31", Name: "申请延续", NameEn: "Ask for renewal"},
		{Act: "renew", From: []State{Valid}, Roles: []Role{Approver, SystemActor}, Cite: "R-AL-32", Name: "准予延续", NameEn: "Renew"},
		{Act: "refuse_renewal", From: []State{Valid}, Roles: []Role{Approver}, Needs: []Need{NeedReason}, Cite: "R-AL-32", Name: "不予延续", NameEn: "Refuse renewal"},
		{Act: "revoke", From: []State{Valid}, To: Revoked, Roles: []Role{Approver}, Needs: []Need{NeedGround, NeedReason}, Grounds: RevokeGrounds, Cite: "R-AL-34", Name: "撤销", NameEn: "Revoke"},
		{Act: "withdraw", From: []State{Valid}, To: Revoked, Roles: []Role{Approver}, Needs: []Need{NeedGround, NeedReason}, Grounds: WithdrawGrounds, Cite: "R-AL-36", Name: "撤回", NameEn: "Withdraw in the public interest"},
		{Act: "cancel", From: []State{Valid, Revoked}, To: Cancelled, Roles: []Role{Approver}, Needs: []Need{NeedGround}, Grounds: CancelGrounds, Cite: "R-AL-36", Name: "注销", NameEn: "Cancel"},
	},
}
