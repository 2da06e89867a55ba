package hooks

import (
	"github.com/pocketbase/pocketbase/core"
)

// rate rates a finished case by its applicant and answers the id of the rating.
func (x *house) rate(by *core.Record, application string, grade int) string {
	x.t.Helper()
	return x.call("POST", "/api/collections/ratings/records", by, map[string]any{"application": application, "grade": grade, "tags": []string{"slow"}, "comment": "窗口排队两小时"}).ok().id()
}
