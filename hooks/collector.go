package hooks

import (
	"os"
	"runtime/debug"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// A served house lives on some 30 MB, and one act leaves half a megabyte behind: at the
// default the collector would come every sixty acts and take a fifth of their time. It comes
// when the heap is four times what lives, and more often where that is beyond collectorMost.
const (
	collectorPercent = 300
	collectorMost    = 320 << 20 // bytes of the whole program
)

// bindCollector sets the collector when the house is served, where GOGC and GOMEMLIMIT of the
// environment do not.
func (h *Hall) bindCollector() {
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopCollector", Func: func(e *core.ServeEvent) error {
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(collectorPercent)
		}
		if os.Getenv("GOMEMLIMIT") == "" {
			debug.SetMemoryLimit(collectorMost)
		}
		return e.Next()
	}})
}
