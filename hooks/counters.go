package hooks

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// next draws the next number of a series inside the transaction of the change that
// uses it: a change that fails gives its number back, so a series has no gaps. The
// statement is by hand because read and raise must be one step.
func next(tx core.App, series string) (int, error) {
	if !tx.IsTransactional() {
		return 0, fmt.Errorf("the series %s is drawn from outside a transaction", series)
	}
	var n int
	err := tx.DB().NewQuery(`INSERT INTO counters (id, key, n, created, updated) VALUES ({:id}, {:key}, 1, {:now}, {:now})
		ON CONFLICT (key) DO UPDATE SET n = n + 1 RETURNING n`).
		Bind(dbx.Params{"id": core.GenerateDefaultRandomId(), "key": series, "now": ""}).Row(&n)
	return n, err
}
