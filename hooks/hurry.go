package hooks

import "onestop/hooks/appliance"

// Hurry runs fn without waiting for the disk, to furnish a folder that is thrown away
// when the furnishing is cut off.
func (h *Hall) Hurry(fn func() error) error { return appliance.Hurry(h.app, fn) }
