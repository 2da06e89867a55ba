package hooks

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"onestop/hooks/workbook"
)

func (h *Hall) checkCommand() *cobra.Command {
	department, strict := "", false
	cmd := &cobra.Command{Use: "check [FILE.xlsx]", Args: cobra.MaximumNArgs(1), Short: "Hold every list against all checks; what is missing, to claim, to change and to end goes into FILE, a sheet per department", RunE: func(c *cobra.Command, args []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		found, err := h.checkCatalogue(c.Context(), h.app, department)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			if err := h.writeCheck(args[0], found); err != nil {
				return err
			}
		}
		found.print(c.OutOrStdout())
		if n := found.total().defects; strict && n > 0 {
			return fmt.Errorf("%d defects", n)
		}
		return nil
	}}
	cmd.Flags().StringVar(&department, "department", "", "the unified social credit code of one department")
	cmd.Flags().BoolVar(&strict, "strict", false, "end with a failing status where a list has a defect")
	return cmd
}

// writeCheck writes the report beside nothing else: a file that cannot be written whole is
// not left behind.
func (h *Hall) writeCheck(file string, found *checked) error {
	words, err := readWords(h.pages, "quality", "changes", "dashboard", "states")
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("the report cannot be written: %w", err)
	}
	if err := errors.Join(workbook.WriteTables(f, found.tables(words)), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}
