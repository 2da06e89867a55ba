package flow

// LifeEvent is the life of a package of services (一件事): it is published when its members
// form an order and its promise holds (R-PKG-02), and closed without touching the cases
// that run, because each member keeps its own legal act (R-PKG-03).
var LifeEvent = Table{
	Subject: "life_event",
	Start:   Draft,
	States:  []State{Draft, Published, Suspended, Cancelled},
	Final:   []State{Cancelled},
	Rows: []Row{
		{Act: "publish", From: []State{Draft, Suspended}, To: Published, Roles: []Role{Supervisor}, Cite: "R-PKG-02", Name: "发布", NameEn: "Publish"},
		{Act: "suspend", From: []State{Published}, To: Suspended, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-PKG-03", Name: "暂停", NameEn: "Suspend"},
		{Act: "cancel", From: []State{Draft, Published, Suspended}, To: Cancelled, Roles: []Role{Supervisor}, Needs: []Need{NeedReason}, Cite: "R-PKG-03", Name: "取消", NameEn: "Cancel"},
	},
}
