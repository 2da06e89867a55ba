package demo

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// A signal while the county is loaded leaves the database open to the loading, and closes it
// once that is over.
func TestASignalWhileLoading(t *testing.T) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	loaded := keepOpen(app)
	signal := func() (open bool) {
		event := new(core.TerminateEvent)
		event.App = app
		if err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() }); err != nil {
			t.Fatal(err)
		}
		return app.NonconcurrentDB() != nil
	}
	if !signal() {
		t.Error("the database is closed under the loading")
	}
	loaded()
	if signal() {
		t.Error("the database stays open for good")
	}
}
