package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/tally"
)

// bringer is a noun that brings shares of its own to the statistics: it puts them to the
// total and the departments by their metric.
type bringer func(h *Hall, app core.App, s scope, put func(department, service string, rates tally.Rates)) error

// bringers are the nouns that do.
var bringers []bringer

// reckonOthers adds what other nouns bring.
func (h *Hall) reckonOthers(app core.App, r *reckoning) error {
	for _, bring := range bringers {
		err := bring(h, app, r.scope, func(department, service string, rates tally.Rates) {
			for _, g := range r.of(department, service) {
				g.rates.Add(rates)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
