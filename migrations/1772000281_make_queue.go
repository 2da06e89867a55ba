package migrations

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(makeQueue, dropQueue, "1772000281_make_queue.go")
}

// The work lists of a county in the order of work: a place for each open case in the list of
// each department that handles it, and one in the list of all, whose department is '*'. What
// is due is another column in each state and a case has several departments, which no index of
// the cases themselves can lead by; so that a page costs the same whatever lies open elsewhere,
// the places are a table of their own. The database keeps them, whoever writes a case: it is
// no collection, and nobody else writes there. A migration that drops one of queueColumns, or
// makes one hold several values, drops the triggers before and makes them anew after.
const (
	queueTable = `CREATE TABLE queue (department TEXT NOT NULL, due TEXT NOT NULL, number TEXT NOT NULL, application TEXT NOT NULL,
	PRIMARY KEY (department, due, number, application)) WITHOUT ROWID`

	queued = `ROW.state IN ('submitted', 'correcting', 'accepted', 'paused', 'granted', 'refused')`
	// '~' stands behind every day: what has no day comes last
	queuedDue = `COALESCE(NULLIF(CASE ROW.state WHEN 'submitted' THEN ROW.notice_due WHEN 'granted' THEN ROW.delivery_due WHEN 'refused' THEN ROW.delivery_due
		ELSE MIN(COALESCE(NULLIF(ROW.promised_due, ''), '~'), COALESCE(NULLIF(ROW.statutory_due, ''), '~'), COALESCE(NULLIF(ROW.inspection_due, ''), '~')) END, ''), '~')`
	queuedIn = `SELECT value FROM json_each(CASE WHEN json_valid(ROW.departments) THEN ROW.departments ELSE '[]' END) WHERE type = 'text' UNION SELECT '*'`

	enterQueue = `INSERT OR IGNORE INTO queue SELECT d.value, ` + queuedDue + `, ROW.number, ROW.id FROM (` + queuedIn + `) d WHERE ` + queued
	leaveQueue = `DELETE FROM queue WHERE ` + queued + ` AND department IN (` + queuedIn + `) AND due = ` + queuedDue + ` AND number = ROW.number AND application = ROW.id`
)

// queueColumns are those by which a case has its places.
var queueColumns = []string{"id", "number", "state", "departments", "notice_due", "delivery_due", "promised_due", "statutory_due", "inspection_due"}

func makeQueue(app core.App) error {
	moved := make([]string, len(queueColumns))
	for i, c := range queueColumns {
		moved[i] = "OLD." + c + " IS NOT NEW." + c
	}
	old, now := of("OLD"), of("NEW")
	return say(app, queueTable,
		`INSERT INTO queue SELECT d.value, `+of("a")(queuedDue)+`, a.number, a.id FROM applications a, json_each(CASE WHEN json_valid(a.departments) THEN a.departments ELSE '[]' END) d
		WHERE d.type = 'text' AND `+of("a")(queued)+` GROUP BY a.id, d.value`,
		`INSERT INTO queue SELECT '*', `+of("a")(queuedDue)+`, a.number, a.id FROM applications a WHERE `+of("a")(queued),
		`CREATE TRIGGER queue_new AFTER INSERT ON applications WHEN `+now(queued)+` BEGIN `+now(enterQueue)+`; END`,
		`CREATE TRIGGER queue_gone AFTER DELETE ON applications WHEN `+old(queued)+` BEGIN `+old(leaveQueue)+`; END`,
		`CREATE TRIGGER queue_moved AFTER UPDATE OF `+strings.Join(queueColumns, ", ")+` ON applications WHEN `+strings.Join(moved, " OR ")+
			` BEGIN `+old(leaveQueue)+`; `+now(enterQueue)+`; END`)
}

func dropQueue(app core.App) error {
	return say(app, "DROP TRIGGER queue_moved", "DROP TRIGGER queue_gone", "DROP TRIGGER queue_new", "DROP TABLE queue")
}

// of writes the row of a case that an expression is about.
func of(row string) func(string) string {
	return func(text string) string { return strings.ReplaceAll(text, "ROW.", row+".") }
}

func say(app core.App, statements ...string) error {
	for _, sql := range statements {
		if _, err := app.DB().NewQuery(sql).Execute(); err != nil {
			return err
		}
	}
	return nil
}
