package hooks

import (
	"errors"
	"testing"

	"onestop/hooks/workbook"
)

// A book that was exported before the list was changed or published does not take that
// back: the list keeps its state and its content (R-CLM-06).
func TestAnOldExportIsNotImported_R_CLM_06(t *testing.T) {
	for name, c := range map[string]struct {
		code    string
		between func(x *house, b *workbook.Book) *workbook.Book
	}{
		"published since": {"list_republished", func(x *house, b *workbook.Book) *workbook.Book {
			s := x.find("services", "code='%s'", marketCode+"4002010000000")
			x.set(x.find("claims", "id='%s'", s.GetString("claim")), map[string]any{"state": "published"})
			if err := x.Publish(x.app, s.Id); err != nil {
				x.t.Fatal(err)
			}
			return b
		}},
		"changed since": {"list_moved", func(x *house, b *workbook.Book) *workbook.Book {
			x.set(x.find("services", "code='%s'", marketCode+"4002010000000"), map[string]any{"hours": "每天"})
			return b
		}},
		"a row changed since": {"list_moved", func(x *house, b *workbook.Book) *workbook.Book {
			x.set(x.find("materials", "service.code='%s' && order=2", marketCode+"4002010000000"), map[string]any{"standard": "新标准"})
			return b
		}},
		"written by hand": {"list_unstamped", func(x *house, _ *workbook.Book) *workbook.Book { return bookOf(x.t, 1) }},
	} {
		t.Run(name, func(t *testing.T) {
			x := newHouse(t)
			x.mustImport(nil, bookOf(t, 1))
			b := c.between(x, x.stamped(bookOf(t, 1)))
			claim := func() string {
				return x.find("claims", "id='%s'", x.find("services", "code='%s'", marketCode+"4002010000000").GetString("claim")).GetString("state")
			}
			state := claim()
			_, err := x.imports(nil, changedBook(t, b, "services", 0, map[string]any{"promised_days": 2}))
			var problems Problems
			if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Code != c.code || problems[0].Cell != "AM3" {
				t.Fatalf("%v", err)
			}
			if s := x.find("services", "code='%s'", marketCode+"4002010000000"); s.GetInt("promised_days") != 3 || claim() != state {
				t.Errorf("the list is %s with %d days", claim(), s.GetInt("promised_days"))
			}
			x.mustImport(nil, changedBook(t, x.stamped(b), "services", 0, map[string]any{"promised_days": 2}))
		})
	}
}
