package hooks

import (
	"os"

	"github.com/pocketbase/pocketbase"
	"github.com/spf13/cobra"
)

// Run executes the command line and returns the error of the command, which the
// platform's own start swallows: a failing command must end with a failing status.
// Commands marked NoFolder run without opening (and so without making) a data folder.
func Run(app *pocketbase.PocketBase) error {
	app.RootCmd.SilenceErrors = true
	app.RootCmd.SilenceUsage = true
	command, _, err := app.RootCmd.Find(os.Args[1:])
	if err != nil || command == app.RootCmd || command.Annotations[NoFolder] != "" {
		return app.RootCmd.Execute()
	}
	var failure error
	if inner := command.RunE; inner != nil {
		command.RunE = func(c *cobra.Command, args []string) error {
			failure = inner(c, args)
			return failure
		}
	}
	if err := app.Execute(); err != nil {
		return err
	}
	return failure
}
