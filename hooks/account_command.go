package hooks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

// accountCommand is the way back for whoever has the machine, and so the data: nobody else
// is left who could let in an administrator without telephone and codes.
func (h *Hall) accountCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Let somebody in again who is locked out or lost the telephone"}
	cmd.AddCommand(
		&cobra.Command{Use: "unlock EMAIL", Args: cobra.ExactArgs(1), Short: "Open an account that was locked by failures to sign in", RunE: func(c *cobra.Command, args []string) error {
			return h.onAccount(c, args[0], "The account is open again.", func(tx core.App, r *core.Record) error {
				if err := h.unlock(tx, r); err != nil {
					return err
				}
				return h.witness(tx, "unlock", r, map[string]any{})
			})
		}},
		&cobra.Command{Use: "totp-reset EMAIL", Args: cobra.ExactArgs(1), Short: "Forget the telephone of the second step; its holder sets up another one at the next sign-in", RunE: func(c *cobra.Command, args []string) error {
			return h.onAccount(c, args[0], "The telephone is forgotten; sign in with the password and set up another one at once.", func(tx core.App, r *core.Record) error {
				row, err := secondStep(tx, r)
				if err != nil || row == nil {
					return err
				}
				return tx.Delete(row)
			})
		}},
	)
	return cmd
}

// onAccount does something to the accounts of an address: a person may be an officer and an
// administrator under the same.
func (h *Hall) onAccount(c *cobra.Command, email, done string, do func(tx core.App, r *core.Record) error) error {
	if err := h.app.RunAllMigrations(); err != nil {
		return err
	}
	found := false
	err := h.as(h.app, system, func(tx core.App) error {
		for _, name := range slices.Sorted(maps.Keys(accounts)) {
			r, err := tx.FindAuthRecordByEmail(name, email)
			if err != nil {
				continue // nobody of this kind
			}
			found = true
			if err := do(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("nobody has the address %s", email)
	}
	if err == nil {
		fmt.Fprintln(c.OutOrStdout(), done)
	}
	return err
}
