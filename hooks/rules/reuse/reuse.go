// Package reuse says which of an applicant's earlier papers may be handed in again (只传一次,
// R-OL-03: what the authorities have is not asked for twice).
package reuse

import (
	"cmp"
	"slices"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Kind is a type of material as the shelf sees it. ValidDays are the calendar days for
// which a paper of the kind is good from its upload, 0 without end. Issued says that an
// authority issues it (source 20, R-CAT-21): such a paper says the same in every case,
// where an application form is written for one.
type Kind struct {
	ID        string
	ValidDays int
	Issued    bool
}

// Paper is one uploaded page. ValidUntil is the last day printed on it, no date where it
// names none.
type Paper struct {
	ID          string
	Application string
	Material    string
	Kind        string
	Page        int
	SHA256      string // of the stored file
	Verdict     checklist.Verdict
	Superseded  bool
	Uploaded    workday.Day
	ValidUntil  workday.Day
}

// Set is what was handed in for one material of one case: its pages in order.
type Set struct {
	Kind       string
	Pages      []Paper
	ValidUntil workday.Day // no date: without end
	Accepted   bool        // an officer looked at every page and found it good
}

// Offer lists, for the kinds that a case asks for, what the applicant may hand in again as
// of a day: whole sets of which no page is rejected or out of date, of each kind the one
// that officers accepted before others, then the newest. Papers that an applicant writes
// for one case are not offered.
func Offer(papers []Paper, kinds []Kind, today workday.Day) []Set {
	offers := []Set{}
	for _, k := range kinds {
		if !k.Issued {
			continue
		}
		sets := goodSets(papers, k, today)
		slices.SortStableFunc(sets, func(a, b Set) int {
			return cmp.Or(compareBool(b.Accepted, a.Accepted), cmp.Compare(b.Pages[0].Uploaded, a.Pages[0].Uploaded))
		})
		if len(sets) > 0 {
			offers = append(offers, sets[0])
		}
	}
	return offers
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// goodSets puts the pages of a kind together by case and material and keeps the sets that
// are good in whole.
func goodSets(papers []Paper, k Kind, today workday.Day) []Set {
	type place struct{ application, material string }
	var order []place
	pages := map[place][]Paper{}
	for _, p := range papers {
		if p.Kind != k.ID || p.Superseded {
			continue
		}
		at := place{p.Application, p.Material}
		if pages[at] == nil {
			order = append(order, at)
		}
		pages[at] = append(pages[at], p)
	}
	var sets []Set
	for _, at := range order {
		if s, good := setOf(pages[at], k, today); good {
			sets = append(sets, s)
		}
	}
	return sets
}

func setOf(pages []Paper, k Kind, today workday.Day) (Set, bool) {
	slices.SortStableFunc(pages, func(a, b Paper) int { return cmp.Compare(a.Page, b.Page) })
	s := Set{Kind: k.ID, Pages: pages, Accepted: true}
	for _, p := range pages {
		until := Until(p, k)
		if p.Verdict == checklist.Rejected || (until != 0 && until < today) {
			return Set{}, false
		}
		if until != 0 && (s.ValidUntil == 0 || until < s.ValidUntil) {
			s.ValidUntil = until
		}
		s.Accepted = s.Accepted && p.Verdict == checklist.Accepted
	}
	return s, true
}

// Until is the last day on which a paper is good: the day printed on it, or the days of its
// kind from its upload, whichever ends first; no date without end.
func Until(p Paper, k Kind) workday.Day {
	until := p.ValidUntil
	if k.ValidDays > 0 {
		if limit := p.Uploaded + workday.Day(k.ValidDays); until == 0 || limit < until {
			until = limit
		}
	}
	return until
}

// Travels reports whether an officer's verdict on an earlier page holds for a new one: it
// was accepted, its content is the same to the byte, it is of the same kind, an authority
// issued it, and it is still good (R-OL-03). A rejection never travels: it was a rejection
// for one case, and the new one is looked at with fresh eyes.
func Travels(earlier, now Paper, k Kind, today workday.Day) bool {
	until := Until(earlier, k)
	return k.Issued && earlier.Kind == k.ID && now.Kind == k.ID && earlier.Verdict == checklist.Accepted &&
		earlier.SHA256 != "" && earlier.SHA256 == now.SHA256 && (until == 0 || until >= today)
}

// May refuses with record_foreign an earlier page of another kind than the one asked
// for, and with material_rejected one that was rejected, replaced or is out of date.
func May(earlier Paper, asked Kind, today workday.Day) error {
	if earlier.Kind != asked.ID {
		return fault.New(fault.RecordForeign, "R-OL-03", "That page is of another kind than the one that is asked for; upload the right one.")
	}
	until := Until(earlier, asked)
	if earlier.Verdict == checklist.Rejected || earlier.Superseded || (until != 0 && until < today) {
		return fault.New(fault.MaterialRejected, "R-OL-03", "That page was rejected, replaced or is out of date; upload it anew.")
	}
	return nil
}
