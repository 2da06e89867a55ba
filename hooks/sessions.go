package hooks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// knownSessions answers 401 to whoever comes with a sign-in that holds no more: it ran
// out, or the password or the rights of the account were changed since. The platform takes
// such a caller for a guest, who is told that the own case is not there and whose list is
// empty; a page could not know that it is time to sign in again.
func knownSessions(e *core.RequestEvent) error {
	if e.Auth == nil && e.Request.Header.Get("Authorization") != "" && asksAsPerson(e.Request.URL.Path) {
		return e.UnauthorizedError("The sign-in has ended; sign in again.", nil)
	}
	return e.Next()
}

// asksAsPerson tells by the path whether the sign-in of a request matters: not where
// somebody signs in or asks for a new password, and not for pages and files.
func asksAsPerson(path string) bool {
	if path == "/api/batch" || path == "/api/realtime" || path == "/api/files/token" || strings.HasPrefix(path, "/api/onestop/") {
		return !slices.Contains([]string{"/api/onestop/health", "/api/onestop/today", "/api/onestop/signin", "/api/onestop/signout"}, path)
	}
	rest, collection := strings.CutPrefix(path, "/api/collections/")
	_, what, _ := strings.Cut(rest, "/")
	return collection && (what == "records" || strings.HasPrefix(what, "records/"))
}

// unmoved refuses to write over what the sender has not seen: a change that names in
// If-Match the time of the record that it was made from is taken only while the record
// still has that time. A change that names none is taken as it is.
func unmoved(e *core.RecordRequestEvent) error {
	seen := strings.Trim(e.Request.Header.Get("If-Match"), `"`)
	if seen == "" {
		return nil
	}
	stored, err := e.App.FindRecordById(e.Collection, e.Record.Id)
	if err != nil {
		return err
	}
	if stored.GetString("updated") != seen {
		return e.Error(http.StatusPreconditionFailed, "The record was changed meanwhile; read it again.", nil)
	}
	return nil
}
