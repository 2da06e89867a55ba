package hooks

import (
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// The handbooks are pages of the house, in Chinese in the folder help and in English in
// help/en, with the same chapters. Their chapters are found by the search of the help page.

const (
	handbookFolder = "help"
	chaptersMost   = 8 // found at once; who finds more writes more words
)

// helpChapter is a chapter of a handbook, as the search of the help page tells it.
type helpChapter struct {
	Address   string `json:"address"`
	AddressEn string `json:"address_en"`
	Title     string `json:"title"`
	TitleEn   string `json:"title_en"`
	Book      string `json:"book"`
	BookEn    string `json:"book_en"`
}

// handbook is every chapter of both editions, with the index that finds it.
type handbook struct {
	index    index
	chapters map[string]helpChapter
}

var (
	bookTitle   = regexp.MustCompile(`<h1>([^<]*)</h1>`)
	bookChapter = regexp.MustCompile(`(?s)<section class="chapter" id="([\w-]+)">\s*<h2>(.*?)</h2>(.*?)</section>`)
	anyTag      = regexp.MustCompile(`<[^>]*>`)
)

// readHandbook reads the chapters out of the pages; where there are none nothing is found.
func readHandbook(pages fs.FS, r *reader) handbook {
	b := handbook{chapters: map[string]helpChapter{}}
	if pages == nil {
		return b
	}
	names, _ := fs.Glob(pages, handbookFolder+"/*.html")
	for _, name := range names {
		english := editionOf(pages, path.Join(handbookFolder, "en", path.Base(name)))
		edition := editionOf(pages, name)
		for _, c := range edition.chapters {
			en := english.chapter(c.id)
			key := path.Base(name) + "#" + c.id
			b.chapters[key] = helpChapter{Address: "/" + name + "#" + c.id, AddressEn: "/" + path.Join(handbookFolder, "en", key),
				Title: c.title, TitleEn: en.title, Book: edition.title, BookEn: english.title}
			b.index = append(b.index, r.entry(key, c.title, en.title, c.title, en.title, c.text, en.text))
		}
	}
	return b
}

// edition is one handbook in one language.
type edition struct {
	title    string
	chapters []bookPart
}

type bookPart struct{ id, title, text string }

func editionOf(pages fs.FS, name string) edition {
	body, _ := fs.ReadFile(pages, name)
	var e edition
	if found := bookTitle.FindSubmatch(body); found != nil {
		e.title = html.UnescapeString(string(found[1]))
	}
	for _, found := range bookChapter.FindAllSubmatch(body, -1) {
		e.chapters = append(e.chapters, bookPart{string(found[1]), plainText(found[2]), plainText(found[3])})
	}
	return e
}

func (e edition) chapter(id string) bookPart {
	for _, c := range e.chapters {
		if c.id == id {
			return c
		}
	}
	return bookPart{}
}

func plainText(body []byte) string {
	return html.UnescapeString(string(anyTag.ReplaceAll(body, nil)))
}

// chaptersFor are the chapters that hold every word; none where nothing is asked.
func (h *Hall) chaptersFor(words string) []helpChapter {
	found := []helpChapter{}
	if strings.TrimSpace(words) == "" {
		return found
	}
	book := h.handbook()
	for _, x := range book.index.find(words, anyEntry) {
		if len(found) == chaptersMost {
			break
		}
		found = append(found, book.chapters[x.ID])
	}
	return found
}
