// Onestop is one binary that gives a county government its one-stop service: catalogue,
// citizens' applications and documents, the officers' desk and the legal clock.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase"
	"github.com/spf13/cobra"

	"onestop/hooks"
	"onestop/hooks/appliance"
	"onestop/hooks/appliance/service"
	"onestop/hooks/bench"
	"onestop/hooks/demo"
	"onestop/hooks/intake"
	_ "onestop/migrations"
)

//go:embed pb_public
var embedded embed.FS

func main() {
	alone := len(os.Args) == 1 // by a double click, or without knowing any word
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if alone {
			hooks.WaitForReader()
		}
		os.Exit(1)
	}
}

func run() error {
	if intake.IsChild() {
		intake.RunChild() // never returns
	}
	pages, err := fs.Sub(embedded, "pb_public")
	if err != nil {
		return err
	}
	if len(os.Args) == 1 {
		os.Args = append(os.Args, hooks.ByDoubleClick()...)
	}
	training := len(os.Args) > 1 && os.Args[1] == "demo"
	folder, err := demo.Folder(training, os.Args[1:])
	if err != nil {
		return err
	}
	if folder != "" {
		defer os.RemoveAll(filepath.Dir(folder)) // a training without --dir leaves nothing behind
	}
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: folder, DBConnect: appliance.Connect, DataMaxIdleConns: appliance.Readers, HideStartBanner: training})
	hall := hooks.Register(app, hooks.Options{Pages: pages, Demo: training, Trained: demo.IsDemo})
	cobra.MousetrapHelpText = "" // a double click on Windows is a start like any other
	app.RootCmd.AddCommand(hall.SuperuserCommand(), hooks.Begins(hall.ServeCommand()), hooks.Begins(demo.Command(hall, hooks.ConsoleTime)), hooks.OwnFolder(bench.Command()))
	app.RootCmd.AddCommand(hall.Commands()...)
	return service.Run(func() error { return hooks.Run(app) }, hall.Stop)
}
