package hooks

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// bulkCommand acts on many claims at the console, which compiles for every department:
// open, claim, submit, assign, compile from a published list, and the acts of the house.
func (h *Hall) bulkCommand() *cobra.Command {
	b, claims, items := bulk{}, claimFilter{}, itemFilter{}
	department := ""
	cmd := &cobra.Command{Use: "bulk ACT", Args: cobra.ExactArgs(1), Short: "Do one act on all claims of a state: claim, assign, compile (copies a published list), submit, decline …; open makes claims of basic items", RunE: func(c *cobra.Command, args []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		d, err := departmentCoded(h.app, department)
		if err != nil {
			return err
		}
		if d != nil {
			b.Department, claims.Department = d.Id, d.Id
		}
		b.Act, b.Filter, items.Q = args[0], &claims, claims.Q
		if b.Act == "open" {
			if claims.State != "" {
				return fmt.Errorf("open makes claims where there are none; leave --state away")
			}
			b.Filter, b.Unclaimed = nil, &items
		}
		out := c.OutOrStdout()
		answer, err := h.Bulk(h.app, nil, b, progressOn(out))
		if err != nil {
			return err
		}
		return answer.print(out, b.Act)
	}}
	flags := cmd.Flags()
	flags.StringVar(&claims.State, "state", "", "claims in this state, such as to_claim or compiling; needed for all acts but open")
	flags.StringVar(&department, "department", "", "of the department with this unified social credit code only; open: who claims the items")
	flags.StringVar(&claims.Q, "q", "", "only those with these words in the name or code")
	flags.StringVar(&items.Type, "type", "", "open: items of this type, such as 01 or 20")
	flags.StringVar(&items.Code, "code", "", "open: items whose code begins so")
	flags.StringVar(&b.Owner, "owner", "", "open, assign: the officer in charge (record id)")
	flags.StringVar(&b.Due, "due", "", "assign: the day until which the lists are due, YYYY-MM-DD")
	flags.StringVar(&b.Template, "template", "", "compile: the published service to copy (record id); without it one of the same item")
	flags.StringVar(&b.Reason, "reason", "", "the reason, where the act needs one")
	flags.StringVar(&b.Ground, "ground", "", "decline: no_body, not_delegated, taken_over, obsolete or other")
	flags.StringVar(&b.Until, "until", "", "suspend: the last day; publish: the day from which it is in force, YYYY-MM-DD")
	return cmd
}

// print says what was refused and how many were done; that some were refused is an error.
func (a bulkAnswer) print(out io.Writer, act string) error {
	for _, one := range a.Claims {
		if !one.OK {
			fmt.Fprintf(out, "%s  %s: %s\n", one.ID, one.Code, one.Message)
		}
	}
	if a.Failed > 0 {
		return fmt.Errorf("%s: %d claims done, %d refused", act, a.Done, a.Failed)
	}
	_, err := fmt.Fprintf(out, "%s: %d claims done\n", act, a.Done)
	return err
}
