package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/pocketbase/pocketbase"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/service"
)

// Run executes the command line and returns the error of the command, which the
// platform's own start swallows: a failing command must end with a failing status.
// Commands that need no data folder run without opening (and so without making) one, and
// those that need a house are refused where there is none.
func Run(app *pocketbase.PocketBase) error {
	command, _, _ := app.RootCmd.Find(os.Args[1:]) // the nearest one, where the words name none
	return inWords(command, forRights(run(app)))
}

func run(app *pocketbase.PocketBase) error {
	app.RootCmd.SilenceErrors = true
	app.RootCmd.SilenceUsage = true
	command, rest, err := app.RootCmd.Find(os.Args[1:])
	if err == nil && command != app.RootCmd && !command.Runnable() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return unknownCommand(command, rest[0])
	}
	if err != nil || command == app.RootCmd || !command.Runnable() || anywhere(command, os.Args) {
		return app.RootCmd.Execute()
	}
	if err := expectHouse(command, app.DataDir(), app.RootCmd.PersistentFlags().Changed("dir")); err != nil {
		return err
	}
	if command.Annotations[NoFolder] == besideIt {
		return app.RootCmd.Execute()
	}
	if command.Name() == serveName && replicaAsked(rest) {
		appliance.LeaveLog() // before the database opens
	}
	return execute(app, command, rest)
}

// execute runs a command that uses the data folder, between the opening of its databases and
// their end.
func execute(app *pocketbase.PocketBase, command *cobra.Command, words []string) error {
	failure := keepFailures(command)
	if err := tryWords(command, words); err != nil {
		return err
	}
	if err := app.Execute(); err != nil {
		return err
	}
	if err := failure.Load(); err != nil {
		return *err
	}
	return nil
}

// tryWords refuses what a command does not take before its folder is opened, and with it a house
// begun. The platform reads the words once more, so lists begin again.
func tryWords(c *cobra.Command, words []string) error {
	if err := c.ParseFlags(words); err != nil {
		return c.FlagErrorFunc()(c, err)
	}
	args := c.Flags().Args()
	err := c.ValidateArgs(args)
	if err == nil && c.PreRunE != nil {
		err = c.PreRunE(c, args)
	}
	c.Flags().Visit(func(f *pflag.Flag) {
		if list, ok := f.Value.(pflag.SliceValue); ok && err == nil {
			err = list.Replace(nil)
		}
	})
	return err
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

const (
	// NoFolder marks commands that do not open the data folder, and so do not make one: "yes",
	// the flag with which they need none, or besideIt, where a house has to be there nevertheless.
	NoFolder = "onestop:no-folder"
	besideIt = "besides"
	// beginsHouse marks commands that may begin a house in an empty folder: "yes", or "named"
	// where --dir has to name it.
	beginsHouse = "onestop:begins-house"
)

// Begins marks a command that begins a house wherever there is none.
func Begins(c *cobra.Command) *cobra.Command { return marked(c, "yes") }

// beginsNamed marks a command that begins a house in a folder that --dir names.
func beginsNamed(c *cobra.Command) *cobra.Command { return marked(c, "named") }

func marked(c *cobra.Command, where string) *cobra.Command {
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[beginsHouse] = where
	return c
}

// besideHouse marks a command that works on a house without opening its folder.
func besideHouse(c *cobra.Command) *cobra.Command {
	c.Annotations = map[string]string{NoFolder: besideIt}
	return c
}

// anywhere tells whether a command, by these words, needs no house.
func anywhere(c *cobra.Command, args []string) bool {
	flag := c.Annotations[NoFolder]
	return flag == "yes" || flag != "" && slices.Contains(args, "--"+flag) || slices.Contains(args, "--help") || slices.Contains(args, "-h")
}

// expectHouse refuses a command where it would begin another house by mistake: without --dir
// it works on the folder beside the program, and the service keeps its data elsewhere.
func expectHouse(c *cobra.Command, dir string, named bool) error {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	where := c.Annotations[beginsHouse]
	if where == "yes" || where == "named" && named || !appliance.Empty(dir) || c.Annotations[NoFolder] == besideIt && appliance.Remembered(dir) {
		return nil
	}
	what := refusal.New("There is no house in %[1]s. Say --dir and the data folder behind the command; where the house runs as a service, that is --dir %[2]s.",
		"%[1]s 中没有一门办的数据。请在命令后面用 --dir 指明数据文件夹；安装为服务的，写 --dir %[2]s。", dir, service.Usual().Dir)
	if where == "named" {
		what = refusal.New("There is no house in %[1]s. Say --dir and the data folder behind the command; where the house runs as a service, that is --dir %[2]s. To begin a new one here, say --dir %[1]s.",
			"%[1]s 中没有一门办的数据。请在命令后面用 --dir 指明数据文件夹；安装为服务的，写 --dir %[2]s；确要在这里新建一套的，写 --dir %[1]s。", dir, service.Usual().Dir)
	}
	return what
}
