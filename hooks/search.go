package hooks

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// entry is one published service as the search sees it.
type entry struct {
	ID           string `json:"id"`
	Code         string `json:"code"`
	Name         string `json:"name"`
	NameEn       string `json:"name_en"`
	Department   string `json:"department"`
	DepartmentEn string `json:"department_en"`
	Handling     string `json:"handling"`
	PromisedDays int    `json:"promised_days"`
	Trips        int    `json:"trips"`
	OnlineDepth  string `json:"online_depth"`

	departmentID string
	objects      []string
	lifeEvents   []string
	name         string // lower case
	text         string // everything that words are looked for in, lower case
	initials     string // pinyin initials of the name
}

// index is the whole published catalogue in memory: a county has some thousand services,
// which a scan reads in a millisecond, and there is nothing to keep in step on disk.
type index []entry

// index builds the search index on first use after a publication.
func (h *Hall) index() (index, error) {
	if i := h.catalog.Load(); i != nil {
		return *i, nil
	}
	services, err := findAll(h.app, "services", "code", dbx.HashExp{"state": "published"})
	if err != nil {
		return nil, err
	}
	members, err := findAll(h.app, "life_event_members", "", dbx.HashExp{"retired": false})
	if err != nil {
		return nil, err
	}
	events := map[string][]string{}
	for _, m := range members {
		events[m.GetString("service")] = append(events[m.GetString("service")], m.GetString("life_event"))
	}
	built := make(index, 0, len(services))
	for _, r := range services {
		id, s, err := h.inForce(h.app, r.Id)
		if err != nil || id == "" {
			continue // published, but its revision takes effect later
		}
		e := entry{ID: s.ID, Code: s.Code, Name: s.Name, NameEn: s.NameEn, Department: s.Department.Name, DepartmentEn: s.Department.NameEn,
			Handling: s.Handling, PromisedDays: s.PromisedDays, Trips: s.Trips, OnlineDepth: s.OnlineDepth,
			departmentID: s.Department.ID, objects: s.ServiceObjects, lifeEvents: events[s.ID]}
		e.name, e.initials = strings.ToLower(s.Name), initials(s.Name)
		e.text = strings.ToLower(strings.Join([]string{s.Name, s.NameEn, s.Department.Name, s.Code, s.BasicItem.Name, s.ResultName}, "\n"))
		built = append(built, e)
	}
	h.catalog.Store(&built)
	return built, nil
}

func (h *Hall) bindSearch() {
	stale := func(e *core.RecordEvent) error {
		h.catalog.Store(nil)
		return e.Next()
	}
	for _, name := range []string{"services", "revisions", "life_event_members", "departments"} {
		h.app.OnRecordAfterCreateSuccess(name).BindFunc(stale)
		h.app.OnRecordAfterUpdateSuccess(name).BindFunc(stale)
		h.app.OnRecordAfterDeleteSuccess(name).BindFunc(stale)
	}
}

const servicesPage = 20

// findServices finds published services by Chinese words and parts of them, pinyin
// initials or English, in any order of the words, best first.
func (h *Hall) findServices(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page := 1
	if text := q.Get("page"); text != "" {
		n, err := count(text, 100000)
		if err != nil {
			return refuse("page", err)
		}
		page = max(n, 1)
	}
	all, err := h.index()
	if err != nil {
		return err
	}
	found := all.find(q.Get("q"), func(x *entry) bool {
		return (q.Get("department") == "" || x.departmentID == q.Get("department")) &&
			(q.Get("object") == "" || slices.Contains(x.objects, q.Get("object"))) &&
			(q.Get("life_event") == "" || slices.Contains(x.lifeEvents, q.Get("life_event")))
	})
	from := min((page-1)*servicesPage, len(found))
	to := min(from+servicesPage, len(found))
	return e.JSON(http.StatusOK, map[string]any{"items": found[from:to], "total": len(found), "page": page})
}

func (i index) find(query string, keep func(*entry) bool) []entry {
	terms := strings.Fields(strings.ToLower(string([]rune(query)[:min(len([]rune(query)), 100)])))
	type hit struct {
		entry
		score int
	}
	var hits []hit
	for n := range i {
		if !keep(&i[n]) {
			continue
		}
		if score := i[n].score(terms); score >= 0 {
			hits = append(hits, hit{i[n], score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	found := make([]entry, len(hits))
	for n, x := range hits {
		found[n] = x.entry
	}
	return found
}

// score is how well the entry answers all terms; -1 where one term finds nothing.
func (x *entry) score(terms []string) int {
	total := 0
	for _, t := range terms {
		switch {
		case strings.HasPrefix(x.name, t):
			total += 8
		case strings.Contains(x.name, t):
			total += 6
		case strings.Contains(x.text, t):
			total += 4
		case isLetters(t) && strings.Contains(x.initials, t):
			total += 3
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

// subsequence reports whether the signs of a Chinese term stand in the name in order,
// which is how people shorten names (食品许可 for 食品经营许可).
func subsequence(term, name string) bool {
	want := []rune(term)
	if len(want) < 2 || !unicode.Is(unicode.Han, want[0]) {
		return false
	}
	for _, r := range name {
		if len(want) > 0 && r == want[0] {
			want = want[1:]
		}
	}
	return len(want) == 0
}

// The 3,755 signs of the first level of GB 2312 stand in the order of their pinyin, so
// the initial of a sign is the interval its code falls into.
var (
	pinyinFrom    = []int{0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1, 0xD7FA}
	pinyinLetters = "abcdefghjklmnopqrstwxyz"
)

func initials(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r < 0x80 {
			if r >= 'a' && r <= 'z' {
				b.WriteRune(r)
			}
			continue
		}
		code, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
		if err != nil || len(code) != 2 {
			continue
		}
		at, exact := slices.BinarySearch(pinyinFrom, int(code[0])<<8|int(code[1]))
		if !exact {
			at--
		}
		if at >= 0 && at < len(pinyinLetters) {
			b.WriteByte(pinyinLetters[at])
		}
	}
	return b.String()
}
