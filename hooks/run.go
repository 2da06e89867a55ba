package hooks

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"github.com/pocketbase/pocketbase"
	"github.com/spf13/cobra"
)

// Run executes the command line and returns the error of the command, which the
// platform's own start swallows: a failing command must end with a failing status.
// Commands marked NoFolder run without opening (and so without making) a data folder.
func Run(app *pocketbase.PocketBase) error {
	app.RootCmd.SilenceErrors = true
	app.RootCmd.SilenceUsage = true
	command, rest, err := app.RootCmd.Find(os.Args[1:])
	if err == nil && command != app.RootCmd && !command.Runnable() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return fmt.Errorf("%s has no command %q; see %s --help", command.CommandPath(), rest[0], command.CommandPath())
	}
	if err != nil || command == app.RootCmd || command.Annotations[NoFolder] != "" {
		return app.RootCmd.Execute()
	}
	failure := keepFailures(command)
	if err := app.Execute(); err != nil {
		return err
	}
	if err := failure.Load(); err != nil {
		return *err
	}
	return nil
}

// keepFailures remembers what a command fails with: a word of its line, a flag or its work.
// A signal ends the platform's wait for the command, which may still be at work then.
func keepFailures(command *cobra.Command) *atomic.Pointer[error] {
	var failure atomic.Pointer[error]
	kept := func(err error) error {
		if err != nil {
			failure.Store(&err)
		}
		return err
	}
	if inner := command.RunE; inner != nil {
		command.RunE = func(c *cobra.Command, args []string) error { return kept(inner(c, args)) }
	}
	if inner := command.Args; inner != nil {
		command.Args = func(c *cobra.Command, args []string) error {
			if err := inner(c, args); err != nil {
				return kept(fmt.Errorf("%w; usage: %s", err, c.UseLine()))
			}
			return nil
		}
	}
	command.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return kept(fmt.Errorf("%w; usage: %s", err, c.UseLine()))
	})
	return &failure
}
