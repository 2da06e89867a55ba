package hooks

import "github.com/spf13/cobra"

// catalogueCommand is the console's way to the catalogue.
func (h *Hall) catalogueCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "catalogue", Short: "Check the catalogue of the county"}
	cmd.AddCommand(h.checkCommand())
	return cmd
}
