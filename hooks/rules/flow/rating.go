package flow

// States of a bad rating on its way to be mended; a good one has no process.
const (
	Open       State = "open"
	Rectifying State = "rectifying"
	Rectified  State = "rectified"
	Disputed   State = "disputed"
)

// Grounds of acts on a rating.
var (
	// DisputeGrounds are those on which the handling department may appeal (R-EV-03).
	DisputeGrounds = []string{"wrong", "malicious", "no_basis"}
	// SettleGrounds: what was wrong or malicious leaves the rates; what the law gives no basis
	// for is explained to the rater and still counts.
	SettleGrounds = []string{"withdrawn", "counted"}
)

// Rating is the way of a bad rating (差评): a named person calls back, mends and answers, or
// the department disputes it and a supervisor decides (R-EV-03). Approver stands for that
// person, whoever it is; who was rated does none of it (R-EV-05).
var Rating = Table{
	Subject: "rating",
	Start:   Open,
	States:  []State{Open, Rectifying, Rectified, Disputed},
	Final:   []State{Rectified},
	Rows: []Row{
		{Act: "contact", From: []State{Open}, To: Rectifying, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-EV-03", Name: "回访核实", NameEn: "Call back and verify"},
		{Act: "contact", From: []State{Rectifying}, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-EV-03", Name: "回访核实", NameEn: "Call back and verify"},
		{Act: "rectify", From: []State{Rectifying}, To: Rectified, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-EV-03", Name: "整改并答复", NameEn: "Rectify and answer"},
		{Act: "dispute", From: []State{Open, Rectifying}, To: Disputed, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedGround, NeedReason}, Grounds: DisputeGrounds, Cite: "R-EV-03", Name: "申诉", NameEn: "Dispute"},
		{Act: "settle", From: []State{Disputed}, To: Rectified, Roles: []Role{Supervisor}, Needs: []Need{NeedGround, NeedReason}, Grounds: SettleGrounds, Cite: "R-EV-03", Name: "申诉成立", NameEn: "Uphold the dispute"},
		{Act: "dismiss", From: []State{Disputed}, To: Open, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-EV-03", Name: "驳回申诉", NameEn: "Dismiss the dispute"},
		{Act: "raise_problem", From: []State{Open, Rectifying, Disputed}, Roles: []Role{Approver, Supervisor}, Needs: []Need{NeedReason}, Cite: "R-CLM-13", Name: "登记为堵点", NameEn: "Open a problem"},
		{Act: "reassign", From: []State{Open, Rectifying, Disputed}, Roles: []Role{Supervisor}, Needs: []Need{NeedAssignee}, Cite: "R-PL-22", Name: "转办", NameEn: "Hand to another officer"},
	},
}
