package hooks

import (
	"net/http"
	"testing"
)

// BenchmarkOwnCases reads the list of one's own cases as its page does (pb_public/citizen/cases.js).
func BenchmarkOwnCases(b *testing.B) {
	x := newHouse(b).unlimited()
	zhang := x.person("zhang")
	x.clones(x.caseIn("submitted"), 200)
	const asked = "/api/collections/applications/records?skipTotal=1&perPage=30&page=1&sort=-created&expand=service,journey&fields=id,number,state,journey,light,created,updated,received_at," +
		"notice_due,promised_due,statutory_due,delivery_due,corrections,expand.service.name,expand.service.name_en,expand.journey.state"
	for b.Loop() {
		if r := x.call(http.MethodGet, asked, zhang, nil); r.status != http.StatusOK || len(r.at("items").([]any)) != 30 {
			b.Fatal(r.text)
		}
	}
}
