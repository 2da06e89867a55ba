package hooks

import (
	"net/http"
	"testing"

	"onestop/hooks/bench"
)

// BenchmarkOwnCases reads the list of one's own cases as its page does (pb_public/citizen/cases.js).
func BenchmarkOwnCases(b *testing.B) {
	x := newHouse(b).unlimited()
	zhang := x.person("zhang")
	x.clones(x.caseIn("submitted"), 200)
	for b.Loop() {
		if r := x.call(http.MethodGet, "/api/collections/applications/records"+bench.OwnCases, zhang, nil); r.status != http.StatusOK || len(r.at("items").([]any)) != 30 {
			b.Fatal(r.text)
		}
	}
}
