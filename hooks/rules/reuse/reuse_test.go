package reuse

import (
	"testing"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/workday"
)

var (
	card  = Kind{ID: "id", Issued: true}
	form  = Kind{ID: "form"}
	proof = Kind{ID: "proof", Issued: true, ValidDays: 30}
)

const today = workday.Day(20500)

// page is a page of a set, told by its case and number.
func page(kind, application string, n int, more func(*Paper)) Paper {
	p := Paper{ID: application + string(rune('0'+n)), Application: application, Material: "m-" + kind, Kind: kind, Page: n, SHA256: "s-" + application, Verdict: checklist.Pending, Uploaded: today - 10}
	if more != nil {
		more(&p)
	}
	return p
}

func TestOffer_R_OL_03(t *testing.T) {
	rejected := func(p *Paper) { p.Verdict = checklist.Rejected }
	accepted := func(p *Paper) { p.Verdict = checklist.Accepted }
	old := func(p *Paper) { p.Uploaded = today - 31 }
	ended := func(p *Paper) { p.ValidUntil = today - 1 }
	for _, c := range []struct {
		name   string
		papers []Paper
		want   []string // first page of each offered set
	}{
		{"a card with two pages", []Paper{page("id", "a", 2, nil), page("id", "a", 1, nil)}, []string{"a1"}},
		{"one bad page spoils the set", []Paper{page("id", "a", 1, nil), page("id", "a", 2, rejected)}, nil},
		{"a replaced page does not count", []Paper{page("id", "a", 1, nil), page("id", "a", 1, func(p *Paper) { p.Superseded = true; p.Verdict = checklist.Rejected })}, []string{"a1"}},
		{"a card that has ended", []Paper{page("id", "a", 1, ended)}, nil},
		{"a card that ends today", []Paper{page("id", "a", 1, func(p *Paper) { p.ValidUntil = today })}, []string{"a1"}},
		{"a proof of 30 days on its last day", []Paper{page("proof", "a", 1, func(p *Paper) { p.Uploaded = today - 30 })}, []string{"a1"}},
		{"a proof a day later", []Paper{page("proof", "a", 1, old)}, nil},
		{"a form is written for one case", []Paper{page("form", "a", 1, accepted)}, nil},
		{"accepted before newer", []Paper{page("id", "a", 1, func(p *Paper) { accepted(p); p.Uploaded = today - 99 }), page("id", "b", 1, nil)}, []string{"a1"}},
		{"newest among equals", []Paper{page("id", "a", 1, func(p *Paper) { p.Uploaded = today - 99 }), page("id", "b", 1, nil)}, []string{"b1"}},
		{"one of each kind", []Paper{page("proof", "a", 1, nil), page("id", "b", 1, nil)}, []string{"b1", "a1"}},
	} {
		got := Offer(c.papers, []Kind{card, form, proof}, today)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d sets offered, want %v", c.name, len(got), c.want)
			continue
		}
		for i, s := range got {
			if s.Pages[0].ID != c.want[i] {
				t.Errorf("%s: offered %s, want %s", c.name, s.Pages[0].ID, c.want[i])
			}
		}
	}
}

func TestTravels_R_OL_03(t *testing.T) {
	good := page("id", "a", 1, func(p *Paper) { p.Verdict = checklist.Accepted })
	for _, c := range []struct {
		name    string
		change  func(earlier, now *Paper)
		kind    Kind
		travels bool
	}{
		{"the same card again", nil, card, true},
		{"another content", func(_, now *Paper) { now.SHA256 = "x" }, card, false},
		{"content that nobody knows", func(e, now *Paper) { e.SHA256, now.SHA256 = "", "" }, card, false},
		{"not looked at", func(e, _ *Paper) { e.Verdict = checklist.Pending }, card, false},
		{"a rejection does not", func(e, _ *Paper) { e.Verdict = checklist.Rejected }, card, false},
		{"ended since", func(e, _ *Paper) { e.ValidUntil = today - 1 }, card, false},
		{"handed in as something else", func(_, now *Paper) { now.Kind = "form" }, card, false},
		{"a form", func(e, now *Paper) { e.Kind, now.Kind = "form", "form" }, form, false},
	} {
		earlier, now := good, page("id", "a", 1, nil)
		if c.change != nil {
			c.change(&earlier, &now)
		}
		if got := Travels(earlier, now, c.kind, today); got != c.travels {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

// What is offered is never rejected, replaced, out of date or a form, whatever is on the
// shelf, and it is complete: every standing page of its material.
func TestWhatIsOfferedIsGood(t *testing.T) {
	verdicts := []checklist.Verdict{checklist.Pending, checklist.Accepted, checklist.Rejected}
	var papers []Paper
	for i := range 500 {
		p := page([]string{"id", "form", "proof"}[i%3], string(rune('a'+i%7)), i%4, nil)
		p.ID, p.Verdict, p.Superseded = p.ID+string(rune('A'+i%26)), verdicts[(i/7)%3], i%5 == 0
		p.Uploaded, p.ValidUntil = today-workday.Day(i%40), workday.Day(i%2)*(today-5+workday.Day(i%11))
		papers = append(papers, p)
	}
	for cut := 1; cut < len(papers); cut += 7 {
		for _, s := range Offer(papers[:cut], []Kind{card, form, proof}, today) {
			standing := 0
			for _, p := range papers[:cut] {
				if p.Kind == s.Kind && p.Application == s.Pages[0].Application && !p.Superseded {
					standing++
				}
			}
			if standing != len(s.Pages) || s.Kind == "form" {
				t.Fatalf("%d of %d pages of %s", len(s.Pages), standing, s.Kind)
			}
			for _, p := range s.Pages {
				if p.Verdict == checklist.Rejected || p.Superseded || (p.ValidUntil != 0 && p.ValidUntil < today) {
					t.Fatalf("offered %+v", p)
				}
			}
		}
	}
}
