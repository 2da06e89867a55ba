package hooks

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
)

// The places of the open cases in the work lists, as they follow from the cases alone: what the
// triggers of the database keep in the table queue.
const (
	queuePlace  = "COALESCE(NULLIF(" + queueDue + ", ''), " + noDay + ")"
	queuePlaces = "SELECT d.value AS department, " + queuePlace + " AS due, a.number, a.id AS application FROM applications a, json_each(" + queueIn + ") d WHERE d.type = 'text' AND " + isOpen +
		" UNION ALL SELECT '" + wholeList + "', " + queuePlace + ", a.number, a.id FROM applications a WHERE " + isOpen
	queueIn = "CASE WHEN json_valid(a.departments) THEN a.departments ELSE '[]' END"
	// cases that lack a place, and those that have one that is not theirs
	queueMisplaced = "SELECT COUNT(*) FROM (SELECT p.application FROM (" + queuePlaces + ") p" +
		" WHERE NOT EXISTS (SELECT 1 FROM queue q WHERE q.department = p.department AND q.due = p.due AND q.number = p.number AND q.application = p.application)" +
		" UNION SELECT q.application FROM queue q WHERE NOT EXISTS (SELECT 1 FROM applications a WHERE a.id = q.application AND " + isOpen + " AND a.number = q.number AND " + queuePlace + " = q.due" +
		" AND (q.department = '" + wholeList + "' OR EXISTS (SELECT 1 FROM json_each(" + queueIn + ") d WHERE d.value = q.department))))"
)

// misplaced counts the cases that do not stand in the work lists as they are.
func misplaced(ctx context.Context, db dbx.Builder) (wrong int, err error) {
	err = db.NewQuery(queueMisplaced).WithContext(ctx).Row(&wrong)
	return wrong, err
}

// refile makes all places of the work lists anew and answers how many cases were misplaced.
func (h *Hall) refile(ctx context.Context) (wrong int, err error) {
	err = h.app.RunInTransaction(func(tx core.App) error {
		if wrong, err = misplaced(ctx, tx.DB()); err != nil || wrong == 0 {
			return err
		}
		for _, sql := range []string{"DELETE FROM queue", "INSERT OR IGNORE INTO queue " + queuePlaces} {
			if _, err := tx.DB().NewQuery(sql).WithContext(ctx).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
	return wrong, err
}

// queueCommand is the console's way to the places of the work lists.
func (h *Hall) queueCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "queue", Short: "The places of the open cases in the work lists"}
	cmd.AddCommand(&cobra.Command{Use: "rebuild", Args: cobra.NoArgs, Short: "Make them anew of the cases, where the check-up says that they differ", RunE: func(c *cobra.Command, _ []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		wrong, err := h.refile(c.Context())
		if err != nil {
			return err
		}
		tell(c.OutOrStdout(), "%[1]s misplaced in the work lists; each open case stands in its place now.", "工作列表中有 %[1]d 件办件与实际不符；现在每件在办件都在应在的位置。", refusal.Many{N: wrong, One: "case was", More: "cases were"})
		return h.rememberQueue(time.Now())
	}})
	return cmd
}

// rememberQueue has the check-up know that the work lists are right.
func (h *Hall) rememberQueue(now time.Time) error {
	memory, err := doctor.Remember(h.app.DataDir(), now)
	if err != nil {
		return err
	}
	memory.Queue = &doctor.QueueRead{At: now}
	return memory.Keep(h.app.DataDir())
}
