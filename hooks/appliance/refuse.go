package appliance

import "onestop/hooks/appliance/refusal"

// refuse says in both languages why Onestop does not start.
func refuse(en, zh string, args ...any) error { return refusal.New(en, zh, args...) }
