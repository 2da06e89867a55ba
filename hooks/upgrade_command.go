package hooks

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/upgrade"
)

func versionCommand() *cobra.Command {
	return OwnFolder(&cobra.Command{Use: "version", Args: cobra.NoArgs, Short: "Print the version", Run: func(c *cobra.Command, _ []string) {
		fmt.Fprintln(c.OutOrStdout(), Version)
	}})
}

func (h *Hall) upgradeCommand() *cobra.Command {
	cmd := OwnFolder(&cobra.Command{Use: "upgrade", Short: "Put a new version in place, or go back to the one before"})
	cmd.AddCommand(h.installCommand(), h.keptCommand(), h.backCommand(), h.tryCommand(),
		OwnFolder(&cobra.Command{Use: "knows", Args: cobra.NoArgs, Hidden: true, Short: "Print the migrations that this version knows", Run: func(c *cobra.Command, _ []string) {
			fmt.Fprint(c.OutOrStdout(), upgrade.Known())
		}}))
	return cmd
}

// installCommand may run beside the service: the new version is tried on a copy of the data.
func (h *Hall) installCommand() *cobra.Command {
	return besideHouse(&cobra.Command{Use: "install FILE", Args: cobra.ExactArgs(1), Short: "Check a new version, try it on a copy of the data and put it in place; the next start uses it", RunE: func(c *cobra.Command, args []string) error {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		install := &upgrade.Install{File: args[0], Self: self, Dir: h.app.DataDir(), Version: Version, Say: func(r refusal.Refusal) { fmt.Fprintln(c.ErrOrStderr(), r.Error()) }}
		done, err := install.Run(c.Context())
		if err != nil {
			return err
		}
		tell(c.OutOrStdout(), "Version %[1]s is in place; restart the service. The version before lies in %[2]s; `upgrade back` returns to it.", "版本 %[1]s 已就位，请重新启动服务。原版本在 %[2]s，如需退回请用 upgrade back。", done.Version, done.Previous)
		return nil
	}})
}

func (h *Hall) keptCommand() *cobra.Command {
	return besideHouse(&cobra.Command{Use: "list", Args: cobra.NoArgs, Short: "List the copies of the data from before upgrades", RunE: func(c *cobra.Command, _ []string) error {
		list, err := upgrade.List(h.app.DataDir())
		if err == nil && len(list) == 0 {
			tell(c.OutOrStdout(), "No copy is kept: no upgrade has changed the data yet.", "没有保留的副本：还没有升级改动过数据。")
		}
		for _, k := range list {
			from := k.From
			if from == "" {
				from = "?"
			}
			tell(c.OutOrStdout(), "%[1]s  %[2]s → %[3]s  %[4]s, %[5]s", "%[1]s  %[2]s → %[3]s  %[4]d 件办件，%[5]d 项变更", chinaTime(k.At), from, k.To, refusal.Many{N: int(k.Counts["applications"]), One: "case", More: "cases"}, refusal.Many{N: int(k.Seq), One: "change", More: "changes"})
		}
		return err
	}})
}

// backCommand returns to the data from before an upgrade, and to the binary that lies
// beside this one as the previous, unless this is it already.
func (h *Hall) backCommand() *cobra.Command {
	var lose int64
	cmd := besideHouse(&cobra.Command{Use: "back", Args: cobra.NoArgs, Short: "Go back to the version before and to the data as it was then; stop the service first", RunE: func(c *cobra.Command, _ []string) error {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		earlier := self
		if _, err := os.Stat(upgrade.Previous(self)); err == nil {
			earlier = upgrade.Previous(self)
		}
		knows, err := upgrade.Knows(c.Context(), earlier)
		if err != nil {
			return err
		}
		gone, err := (&upgrade.Back{Dir: h.app.DataDir(), Version: Version, Lose: lose, Now: time.Now}).Run(c.Context(), knows)
		if err != nil {
			return err
		}
		if earlier == self && gone.Kept == nil {
			return refusal.New("There is no earlier version beside this one (%[1]s), and the data is that of this version.", "旁边没有更早的版本（%[1]s），数据也是当前版本的，无须退回。", upgrade.Previous(self))
		}
		if earlier != self {
			if err := upgrade.Swap(self); err != nil {
				return err
			}
		}
		if gone.Kept == nil {
			tell(c.OutOrStdout(), "The version before is in place, and the data stays as it is. Start the service.", "原版本已就位，数据没有变动。请启动服务。")
			return nil
		}
		tell(c.OutOrStdout(), "The data of %[1]s is in place; what was there is kept as %[2]s. Start the service.", "%[1]s 的数据已恢复，退回前的数据保留为 %[2]s。请启动服务。", chinaTime(gone.Kept.At), gone.Aside.Name())
		return nil
	}})
	cmd.Flags().Int64Var(&lose, "lose", 0, "how many changes may be lost; the command tells the number")
	return cmd
}

// tryCommand is what a new version is asked before it is put in place: the opening of the
// folder has changed and checked it; then it is looked over as a restored one is. Nothing
// is served, so that no letter of the copied outbox goes out.
func (h *Hall) tryCommand() *cobra.Command {
	return &cobra.Command{Use: "try", Args: cobra.NoArgs, Hidden: true, Short: "Open a copied folder, change it and look it over", RunE: func(*cobra.Command, []string) error {
		return h.inspectRestored(h.app)
	}}
}
