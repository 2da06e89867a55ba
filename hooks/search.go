package hooks

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/core"
)

const servicesPage = 20

// findServices finds published services by Chinese words and parts of them, pinyin,
// initials or English, in any order of the words, best first, and beside them the life
// events that the same words find.
func (h *Hall) findServices(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	items, total, err := h.searched(q, page)
	if err != nil {
		return err
	}
	var events []*core.Record
	if words := q.Get("q"); words != "" {
		if events, err = publishedEvents(e.App); err != nil {
			return err
		}
		events = h.eventsFound(events, words)
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items, "total": total, "page": page, "life_events": shownAs(events, "name", "name_en", "promised_days")})
}

// searched is one page of what a query finds, and how much it finds.
func (h *Hall) searched(q url.Values, page int) (items []*entry, total int, err error) {
	all, err := h.index()
	if err != nil {
		return nil, 0, err
	}
	department, object, event := q.Get("department"), q.Get("object"), q.Get("life_event")
	found := all.find(q.Get("q"), func(x *entry) bool {
		return (department == "" || x.departmentID == department) && x.serves(object) &&
			(event == "" || slices.Contains(x.lifeEvents, event))
	})
	return ofPage(found, page, servicesPage), len(found), nil
}

// ofPage are the items of a page, from 1; past the end there are none.
func ofPage[T any](items []T, page, size int) []T {
	from := min((page-1)*size, len(items))
	return items[from:min(from+size, len(items))]
}

// serves reports whether the service is open to applicants of the kind: one of the kinds
// of the list, or enterprise for every kind of organization.
func (x *entry) serves(object string) bool {
	switch object {
	case "":
		return true
	case "enterprise":
		return slices.ContainsFunc(x.objects, func(o string) bool { return o != "person" })
	}
	return slices.Contains(x.objects, object)
}

// entry is something that is found by its names, by the sounds of the Chinese one and by the
// words beside them.
func (r *reader) entry(id, name, nameEn string, words ...string) *entry {
	return &entry{ID: id, name: strings.ToLower(name), nameEn: strings.ToLower(nameEn), sounds: r.read(name), text: strings.ToLower(strings.Join(words, "\n"))}
}

// anyEntry keeps everything that the words find.
func anyEntry(*entry) bool { return true }

// find answers the entries that hold every word of the query, best first; among equals
// the order of the index stays, which is that of demand.
func (i index) find(query string, keep func(*entry) bool) []*entry {
	terms := strings.Fields(strings.ToLower(string([]rune(query)[:min(len([]rune(query)), 100)])))
	type hit struct {
		*entry
		score int
	}
	var hits []hit
	for _, x := range i {
		if !keep(x) {
			continue
		}
		if score := x.score(terms); score >= 0 {
			hits = append(hits, hit{x, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	found := make([]*entry, len(hits))
	for n, x := range hits {
		found[n] = x.entry
	}
	return found
}

// score is how well the entry answers all terms; -1 where one term finds nothing. What
// the name says counts more than what stands beside it.
func (x *entry) score(terms []string) int {
	total := 0
	for _, t := range terms {
		switch {
		case strings.HasPrefix(x.name, t), strings.HasPrefix(x.nameEn, t):
			total += 8
		case strings.Contains(x.name, t), strings.Contains(x.nameEn, t):
			total += 6
		case isLetters(t) && sounds(t, x.sounds):
			total += 5
		case strings.Contains(x.text, t):
			total += 4
		case pieces(t, x.name):
			total += 3
		case pieces(t, x.text):
			total += 2
		case subsequence(t, x.name):
			total++
		default:
			return -1
		}
	}
	return total
}

func isLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// pieces reports whether a Chinese term can be cut into words of at least two signs that
// all stand in the text, in whatever order: 许可食品 for 食品经营许可.
func pieces(term, text string) bool {
	signs := []rune(term)
	if len(signs) < 4 || len(signs) > 12 || !unicode.Is(unicode.Han, signs[0]) {
		return false
	}
	return cut(signs, text)
}

func cut(signs []rune, text string) bool {
	for n := 2; n <= len(signs); n++ {
		if !strings.Contains(text, string(signs[:n])) {
			return false
		}
		if n == len(signs) || cut(signs[n:], text) {
			return true
		}
	}
	return false
}

// subsequence reports whether the signs of a Chinese term stand in the name in order,
// which is how people shorten names (食品许可 for 食品经营许可).
func subsequence(term, name string) bool {
	sign, size := firstSign(term)
	if !unicode.Is(unicode.Han, sign) || len(term) == size {
		return false
	}
	for _, r := range name {
		if r == sign {
			if term = term[size:]; term == "" {
				return true
			}
			sign, size = firstSign(term)
		}
	}
	return false
}

func firstSign(s string) (rune, int) {
	for _, r := range s {
		return r, len(string(r))
	}
	return 0, 0
}
