package hooks

import (
	"regexp"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
)

// bindRatingDoors keeps lists from asking about ratings on the way from
// other records. The platform leaves out the rows whose rating the caller may not read, so
// that a case that vanishes from a list tells that it was rated (R-EV-05).
func (h *Hall) bindRatingDoors() {
	h.app.OnRecordsListRequest().Bind(&hook.Handler[*core.RecordsListRequestEvent]{Id: "onestopRatingDoors", Func: func(e *core.RecordsListRequestEvent) error {
		q := e.Request.URL.Query()
		for _, field := range []string{"filter", "sort"} {
			if !e.HasSuperuserAuth() && asksOfRatings(e.App, q.Get(field)) {
				return answer(refuse(field, fault.New(fault.RoleRequired, "R-EV-05", "Nothing is found or ordered by how it was rated; ask for ratings by themselves.")))
			}
		}
		return e.Next()
	}})
}

// pathStep is a step of a path that leads to other records: back along a relation, to any
// record, or along the relation of acts.
var pathStep = regexp.MustCompile(`(\w+)_via_|@collection\.(\w+)|\b(rating)\s*[.:]`)

// asksOfRatings reports whether a filter or an order leads to ratings; the platform takes a
// collection by its name in any case and by its id.
func asksOfRatings(app core.App, text string) bool {
	for _, step := range pathStep.FindAllStringSubmatch(strings.ToLower(text), -1) {
		if step[3] != "" {
			return true
		}
		c, err := app.FindCachedCollectionByNameOrId(step[1] + step[2])
		if err == nil && c.Name == "ratings" {
			return true
		}
	}
	return false
}
