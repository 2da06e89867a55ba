package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
)

// bindOrder keeps lists from being ordered by e-mail addresses: the platform shows nobody
// the address of another person and lets nobody filter by it, but an order by it would
// tell, against an account of one's own, letter by letter what it is (R-PI-07).
func (h *Hall) bindOrder() {
	h.app.OnRecordsListRequest().Bind(&hook.Handler[*core.RecordsListRequestEvent]{Id: "onestopOrder", Func: func(e *core.RecordsListRequestEvent) error {
		if !e.HasSuperuserAuth() && byAddress(e.Request.URL.Query().Get("sort")) {
			return answer(refuse("sort", fault.New(fault.RoleRequired, "R-PI-07", "A list is not ordered by e-mail addresses; order it by name.")))
		}
		return e.Next()
	}})
}

// byAddress reports whether an order names an e-mail address, of the records themselves or
// of others that they lead to, whatever modifier follows.
func byAddress(sort string) bool {
	for term := range strings.SplitSeq(sort, ",") {
		field, _, _ := strings.Cut(strings.Trim(term, "+- \t\r\n"), ":")
		if field == core.FieldNameEmail || strings.HasSuffix(field, "."+core.FieldNameEmail) {
			return true
		}
	}
	return false
}
