package hooks

import (
	"fmt"
	"io"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/rules/rehearsal"
)

func (h *Hall) rehearseCommand() *cobra.Command {
	months := 3
	cmd := &cobra.Command{Use: "rehearse SERVICE", Args: cobra.ExactArgs(1), Short: "Replay the cases of the last months on the draft of a service (its id, code or name)", RunE: func(c *cobra.Command, args []string) error {
		if months < 1 || months > rehearsedUpTo {
			return fmt.Errorf("--months is a whole number from 1 to %d", rehearsedUpTo)
		}
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		service, err := serviceNamed(h.app, args[0])
		if err != nil {
			return err
		}
		out, err := h.rehearse(c.Context(), h.app, service, months)
		if err == nil {
			out.print(c.OutOrStdout())
		}
		return err
	}}
	cmd.Flags().IntVar(&months, "months", months, "how many months back")
	return cmd
}

// serviceNamed is the one service with the id, the code or the name.
func serviceNamed(app core.App, word string) (*core.Record, error) {
	var list []*core.Record
	err := app.RecordQuery("services").AndWhere(dbx.Or(dbx.HashExp{"id": word}, dbx.HashExp{"code": word}, dbx.HashExp{"name": word})).All(&list)
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, fmt.Errorf("no service has the id, the code or the name %q", word)
	case len(list) > 1:
		return nil, fmt.Errorf("%d services are called %q; give the code or the id", len(list), word)
	}
	return list[0], nil
}

// print writes a rehearsal for the console.
func (r *rehearsed) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d cases received %s to %s replayed on the draft\n", r.Name, r.Cases, r.From, r.To)
	if r.More {
		fmt.Fprintf(w, "(the newest %d; there were more)\n", r.Limit)
	}
	printShift(w, "promised date", r.Promise)
	printShift(w, "legal date   ", r.Law)
	fmt.Fprintf(w, "papers asked  %d -> %d; more of %d cases, less of %d; %d cases with answers that do not settle the draft\n",
		r.Papers.Before, r.Papers.After, r.AskedMore, r.AskedLess, r.Unanswered)
	for _, m := range r.Materials {
		fmt.Fprintf(w, "  %s: asked of %d -> %d cases\n", m.Name, m.Cases.Before, m.Cases.After)
	}
	fmt.Fprintln(w, "work")
	for _, l := range r.Steps {
		printLoad(w, l.Step+" ("+r.Names[l.Department]+")", l)
	}
	for _, l := range r.Departments {
		printLoad(w, r.Names[l.Department], l)
	}
}

func printShift(w io.Writer, name string, s rehearsal.Shift) {
	fmt.Fprintf(w, "%s  %d earlier, %d later, %d the same, %d unknown; late %d -> %d (%d newly late, %d newly in time)\n",
		name, s.Earlier, s.Later, s.Same, s.Unknown, s.Late.Before, s.Late.After, s.NowLate, s.InTime)
	for _, m := range s.Moves {
		fmt.Fprintf(w, "  %+d working days: %d cases\n", m.Days, m.Cases)
	}
}

func printLoad(w io.Writer, name string, l rehearsal.Load) {
	fmt.Fprintf(w, "  %s: %d steps of %d working days -> %d steps of %d\n", name, l.Before.Steps, l.Before.Days, l.After.Steps, l.After.Days)
}
