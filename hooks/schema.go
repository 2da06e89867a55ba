package hooks

import (
	"net/http"
	"os"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
)

// bindSchema keeps the schema to the migrations and closes the ways round the hooks that
// the dashboard offers to superusers: dropping a collection, raw SQL, and acting as a
// citizen. ONESTOP_SCHEMA=open opens the schema for development.
func (h *Hall) bindSchema() {
	if os.Getenv("ONESTOP_SCHEMA") == "open" {
		return
	}
	locked := func(e *core.CollectionRequestEvent) error {
		return answer(refuse("name", fault.New(fault.SchemaLocked, "R-AR-01", "The schema belongs to the migrations; it is not changed in the dashboard.")))
	}
	h.app.OnCollectionCreateRequest().BindFunc(locked)
	h.app.OnCollectionUpdateRequest().BindFunc(locked)
	h.app.OnCollectionDeleteRequest().BindFunc(locked)
	h.app.OnCollectionsImportRequest().BindFunc(func(e *core.CollectionsImportRequestEvent) error {
		return answer(refuse("collections", fault.New(fault.SchemaLocked, "R-AR-01", "The schema belongs to the migrations; nothing is imported.")))
	})
}

// closeSideDoors refuses raw SQL, impersonation, the emptying of collections and foreign
// archives in place of the database at the router, before their handlers.
func closeSideDoors(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopSideDoors", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: func(e *core.RequestEvent) error {
		path := e.Request.URL.Path
		switch {
		case strings.HasPrefix(path, "/api/sql"):
			return answer(refuse("query", fault.New(fault.SchemaLocked, "R-SEC-05", "Raw SQL would pass by the trail; use the dashboard's records.")))
		case e.Request.Method == http.MethodPost && strings.Contains(path, "/impersonate/"):
			return answer(refuse("id", fault.New(fault.RoleRequired, "R-SEC-04", "Nobody acts in the name of another person.")))
		case e.Request.Method == http.MethodPost && (path == "/api/backups/upload" || strings.HasPrefix(path, "/api/backups/") && strings.HasSuffix(path, "/restore")):
			return answer(refuse("name", fault.New(fault.SchemaLocked, "R-SEC-05", "An archive would replace the trail with whatever it holds; stop the service and restore on the machine itself.").With("subject", "archive")))
		case path == "/api/backups" || strings.HasPrefix(path, "/api/backups/"):
			return answer(refuse("name", foreignBackup()))
		case e.Request.Method == http.MethodDelete && strings.HasPrefix(path, "/api/collections/") && strings.HasSuffix(path, "/truncate"):
			return answer(refuse("name", fault.New(fault.SchemaLocked, "R-AR-01", "A collection is never emptied at one stroke; delete single records.").With("subject", "rows")))
		}
		return e.Next()
	}})
}
