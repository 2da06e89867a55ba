package hooks

import (
	"net/url"
	"testing"
)

// Nobody learns by an order what an address is that he is not shown; superusers see it.
func TestNoOrderByAddresses_R_PI_07(t *testing.T) {
	x := newHouse(t).unlimited()
	for _, path := range []string{"applicants/records?sort=email", "applicants/records?sort=-email", "applicants/records?sort=name,+email:lower",
		"officers/records?sort=-email:lower", "applications/records?sort=applicant.email", "departments/records?sort=-officers_via_department.email",
		"applications/records?sort=" + url.QueryEscape("created, applicant.email")} {
		for _, by := range everybody {
			answer := x.call("GET", "/api/collections/"+path, x.named(by), nil)
			if by == "admin" && answer.status != 200 || by != "admin" && (answer.status != 400 && answer.status != 403 || answer.body["items"] != nil) {
				t.Errorf("%q asks %s: %d", by, path, answer.status)
			}
		}
		x.call("GET", "/api/collections/"+path, x.person("clerk"), nil).refused("sort", "role_required", "R-PI-07")
	}
	for _, path := range []string{"applicants/records?sort=-name,emailVisibility", "officers/records?sort=created"} {
		x.call("GET", "/api/collections/"+path, x.person("clerk"), nil).ok()
	}
}
