// Package bench measures what a case costs, where anyone can repeat it: raw SQLite with the
// pragmas of the house, a bare PocketBase collection of the same shape, and the house
// itself, in one run and in turns, so that whatever else the machine does falls on all three.
package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// Options say how much is measured.
type Options struct {
	Cases  int           // in the house
	Round  time.Duration // how long one contestant works before the next has its turn
	Growth bool          // whether what people read is measured in houses of a hundredth and a tenth of the cases, too
	Rounds int           // how often each has a turn at one number of clients
	Dir    string        // where the data sets are made; emptied after
}

// quick finishes within a minute: each contestant has one turn at one number of clients.
var quick = Options{Cases: 5_000, Round: 500 * time.Millisecond, Rounds: 1}

// Command is `bench`.
func Command() *cobra.Command {
	o := Options{Round: 2 * time.Second, Rounds: 3}
	var short bool
	var file string
	cmd := &cobra.Command{Use: "bench", Args: cobra.NoArgs, Short: "Measure what a case costs: raw SQLite, bare PocketBase and the house, in turns", RunE: func(c *cobra.Command, _ []string) error {
		if short {
			asked := o
			o = quick
			o.Growth = asked.Growth
			if c.Flags().Changed("cases") {
				o.Cases = asked.Cases
			}
		}
		dir, err := os.MkdirTemp(os.TempDir(), "onestop-bench-")
		if err != nil {
			return err
		}
		o.Dir = dir
		report, err := Run(c.Context(), o, func(text string) { fmt.Fprintln(c.ErrOrStderr(), text) })
		if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
			return err
		}
		fmt.Fprint(c.OutOrStdout(), report.Text())
		return write(file, report)
	}}
	cmd.Flags().IntVar(&o.Cases, "cases", 100_000, "how many cases the house holds")
	cmd.Flags().BoolVar(&short, "quick", false, "a minute's worth: 5,000 cases, one short turn each")
	cmd.Flags().BoolVar(&o.Growth, "growth", false, "read in houses of a hundredth and a tenth of the cases as well")
	cmd.Flags().StringVar(&file, "json", "", "a file to write the figures to as well")
	cmd.AddCommand(bareCommand())
	return cmd
}

func write(file string, report *Report) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Clean(file), append(text, '\n'), 0o600)
}
