package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createFigures, drop("figures"), "1772000170_create_figures.go")
}

// createFigures makes the sums of which statistics are made: what came to cases of a
// service in a year, a month and a day, and what officers did. Whoever is counted is not in
// them, so they outlive the erasure of a case (R-PI-06). Nobody but the house reads or
// writes it; the statistics are a route of their own.
func createFigures(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("figures"), []string{"!period, service, department, outcome, channel, officer"},
		coded("period", `^\d{4}(-\d{2}(-\d{2})?)?$`, "时段，年、月或日。Period, a year, a month or a day", must, pick),
		one("outcome", "结果，这一行数的是什么。Outcome, what the row counts", []string{"filed", "accepted", "silence", "granted", "refused", "withdrawn", "not_accepted", "terminated", "delivered", "examined", "decided"}, must),
		b.ref("department", "departments", "部门，事项或工作人员所属。Department, of the service or of the officer", must),
		b.ref("service", "services", "事项，部门合计和工作量的行为空。Service, empty in sums of a department and where work is counted"),
		one("channel", "渠道，数工作量的行为空。Channel, empty where work is counted", []string{"online", "counter", "agent", "post"}),
		b.ref("officer", "officers", "工作人员，数工作量的行才有。Officer, where work is counted"),
		number("cases", 1e12, "件数。Cases"),
		number("promised", 1e12, "有承诺期限的。With a promised day"),
		number("in_promise", 1e12, "承诺期限内办结的。Decided within the promise"),
		number("limited", 1e12, "有法定期限的。With a day of the law"),
		number("in_law", 1e12, "法定期限内办结的。Decided within the law"),
		number("extended", 1e12, "延长过期限的。With an extension"),
		number("paused", 1e12, "中止过计时的。With a pause"),
		data("days", 200<<10, "用时，工作日数及其件数。Days taken, working days and their cases"),
		data("causes", 20000, "超期原因及其件数。Causes of lateness and their cases"))
	b.allow("figures", rules{none, none, none, none, none})
	return b.err
}
