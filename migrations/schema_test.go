package migrations

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func freshApp(t *testing.T) core.App {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { app.ResetBootstrapState() })
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	return app
}

func TestUp(t *testing.T) {
	app := freshApp(t)
	list, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(list))
}
