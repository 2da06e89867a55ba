package hooks

import (
	"fmt"

	"github.com/spf13/cobra"
)

// bulkCommand acts on many claims at the console, which compiles for every department:
// claim, submit, assign, compile from a published list, and the acts of the house.
func (h *Hall) bulkCommand() *cobra.Command {
	b := bulk{}
	state, department := "", ""
	cmd := &cobra.Command{Use: "bulk ACT", Args: cobra.ExactArgs(1), Short: "Do one act on all claims of a state: claim, assign, compile (copies a published list), submit", RunE: func(c *cobra.Command, args []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		b.Act = args[0]
		b.Filter = &claimFilter{State: state}
		if department != "" {
			d, err := findOne(h.app, "departments", "code", department)
			if err != nil {
				return err
			}
			if d == nil {
				return fmt.Errorf("there is no department with the code %s", department)
			}
			b.Filter.Department = d.Id
		}
		out := c.OutOrStdout()
		answer, err := h.Bulk(h.app, nil, b, progressOn(out))
		if err != nil {
			return err
		}
		for _, one := range answer.Claims {
			if !one.OK {
				fmt.Fprintf(out, "%s  %s: %s\n", one.ID, one.Code, one.Message)
			}
		}
		if answer.Failed > 0 {
			return fmt.Errorf("%s: %d claims done, %d refused", b.Act, answer.Done, answer.Failed)
		}
		_, err = fmt.Fprintf(out, "%s: %d claims done\n", b.Act, answer.Done)
		return err
	}}
	flags := cmd.Flags()
	flags.StringVar(&state, "state", "", "claims in this state only, such as to_claim or compiling")
	flags.StringVar(&department, "department", "", "claims of the department with this unified social credit code only")
	flags.StringVar(&b.Owner, "owner", "", "assign: the officer in charge (record id)")
	flags.StringVar(&b.Due, "due", "", "assign: the day until which the lists are due, YYYY-MM-DD")
	flags.StringVar(&b.Template, "template", "", "compile: the published service to copy (record id); without it one of the same item")
	flags.StringVar(&b.Reason, "reason", "", "the reason, where the act needs one")
	return cmd
}
