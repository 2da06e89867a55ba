package hooks

import (
	"errors"
	"net/http"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// A service that is told to end before it serves anything does not begin to.
func TestAStopBeforeTheHouseIsServed(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		h := &Hall{app: core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})}
		h.bindStop()
		if stopped {
			h.Stop()
		}
		served := false
		err := h.app.OnServe().Trigger(&core.ServeEvent{App: h.app, Server: &http.Server{}}, func(*core.ServeEvent) error {
			served = true
			return nil
		})
		if served == stopped || errors.Is(err, http.ErrServerClosed) != stopped {
			t.Errorf("told to end: %v, served: %v, %v", stopped, served, err)
		}
	}
}
