package hooks

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"
)

// TestDashboardExtension hands our lines to the dashboard of PocketBase, never kept by a
// browser beyond an upgrade; pages without an extension serve the bare dashboard.
func TestDashboardExtension(t *testing.T) {
	line := `console.log("ours")`
	for _, c := range []struct {
		name  string
		pages fstest.MapFS
		want  string
	}{
		{"ours", fstest.MapFS{"dashboard/main.js": {Data: []byte(line)}}, line},
		{"none", fstest.MapFS{"index.html": {Data: []byte("x")}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := pagesApp(t)
			event := &core.ServeEvent{}
			server := pagesServer(t, app, func(se *core.ServeEvent) error {
				event = se
				if err := bindDashboard(se, c.pages); err != nil {
					return err
				}
				// The platform reads the list of extensions when it serves, after all others.
				return app.OnServe().Trigger(se, func(*core.ServeEvent) error { return nil })
			})
			if got := len(event.UIExtensions); (got == 1) != (c.want != "") {
				t.Fatalf("%d extensions", got)
			}
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequest("GET", "/_/extensions.js", nil))
			if w.Code != 200 || !strings.Contains(w.Body.String(), c.want) || (c.want == "") != (w.Body.String() == "") {
				t.Errorf("status %d: %s", w.Code, w.Body.String())
			}
			if got := w.Header().Get("Cache-Control"); c.want != "" && got != "no-cache" {
				t.Errorf("Cache-Control %q", got)
			}
		})
	}
}
