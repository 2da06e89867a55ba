package hooks

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"onestop/hooks/rules/tally"
)

// statisticsCommand is the console's way to the sums of the statistics.
func (h *Hall) statisticsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "statistics", Short: "The sums of which the statistics are made"}
	counting := func(use, short string, count func(context.Context) (tally.Book, int, error), mended bool) *cobra.Command {
		return &cobra.Command{Use: use, Args: cobra.NoArgs, Short: short, RunE: func(c *cobra.Command, _ []string) error {
			if err := h.app.RunAllMigrations(); err != nil {
				return err
			}
			wrong, cases, err := count(c.Context())
			if err != nil {
				return err
			}
			sayCount(c.OutOrStdout(), wrong, cases, mended)
			if len(wrong) > 0 && !mended {
				return fmt.Errorf("%d sums differ from the full count; put them right with: statistics rebuild", len(wrong))
			}
			return nil
		}}
	}
	cmd.AddCommand(
		counting("check", "Hold the sums against a full count of all cases; a difference ends with a failing status", h.Recount, false),
		counting("rebuild", "Count all cases anew and put the sums right", h.Mend, true),
	)
	return cmd
}

// sayCount says what a full count found, with the first differences.
func sayCount(out io.Writer, wrong tally.Book, cases int, mended bool) {
	said := "differ from it"
	if mended {
		said = "differed from it and were put right"
	}
	fmt.Fprintf(out, "%d cases were counted; %d sums %s.\n", cases, len(wrong), said)
	for _, line := range describeWrong(wrong, 20) {
		fmt.Fprintln(out, line)
	}
}
