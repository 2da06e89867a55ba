package hooks

import (
	"io/fs"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// dashboardFolder holds our extension of PocketBase's dashboard: main.js, which the
// dashboard runs, imports the modules beside it as pages. Extensions are an experiment of
// PocketBase: ours only adds words and links, and the law never leans on it.
const dashboardFolder = "dashboard"

// bindDashboard hands the extension to the dashboard. A house without pages has none.
func bindDashboard(se *core.ServeEvent, pages fs.FS) error {
	folder, err := fs.Sub(pages, dashboardFolder)
	if err != nil {
		return err
	}
	if _, err := fs.Stat(folder, "main.js"); err != nil {
		return nil //nolint:nilerr // other pages than ours need not bring an extension
	}
	se.UIExtensions = append(se.UIExtensions, core.UIExtension{Name: "onestop", FS: folder})
	// PocketBase lets a browser keep extensions for two weeks, which would outlive an upgrade.
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopDashboard", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 2, Func: func(e *core.RequestEvent) error {
		if strings.HasPrefix(e.Request.URL.Path, "/_/extensions") {
			e.Response.Header().Set("Cache-Control", "no-cache")
		}
		return e.Next()
	}})
	return nil
}
