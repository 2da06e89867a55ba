package hooks

import (
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
)

// accountCommand is the way back for whoever has the machine, and so the data: nobody else
// is left who could let in an administrator without telephone and codes.
func (h *Hall) accountCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Let somebody in again who is locked out or lost the telephone"}
	cmd.AddCommand(
		&cobra.Command{Use: "unlock EMAIL", Args: cobra.ExactArgs(1), Short: "Open an account that was locked by failures to sign in", RunE: func(c *cobra.Command, args []string) error {
			return h.onAccount(c, args[0], refusal.Refusal{EN: "The account of %[1]s is open again.", ZH: "%[1]s 的账户已解锁。"}, func(tx core.App, r *core.Record) error {
				if err := h.unlock(tx, r); err != nil {
					return err
				}
				return h.witness(tx, "unlock", r, map[string]any{})
			})
		}},
		&cobra.Command{Use: "totp-reset EMAIL", Args: cobra.ExactArgs(1), Short: "Forget the telephone of the second step; its holder sets up another one at the next sign-in", RunE: func(c *cobra.Command, args []string) error {
			return h.onAccount(c, args[0], refusal.Refusal{EN: "The telephone of %[1]s is forgotten; sign in with the password and set up another one at once.", ZH: "%[1]s 的动态口令手机已解除；请用密码登录，并立即设置新的手机。"}, func(tx core.App, r *core.Record) error {
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

// onAccount does something to the accounts of an address, and says that it is done: a person
// may be an officer and an administrator under the same.
func (h *Hall) onAccount(c *cobra.Command, email string, done refusal.Refusal, do func(tx core.App, r *core.Record) error) error {
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
		err = refusal.New("Nobody has the address %[1]s.", "没有邮箱为 %[1]s 的账户。", email)
	}
	if err == nil {
		tell(c.OutOrStdout(), done.EN, done.ZH, email)
	}
	return err
}
