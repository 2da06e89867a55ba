package hooks

import (
	"os"
	"strings"
	"testing"
)

// The search of the help page finds the chapters of the handbooks in the words of both
// languages and by sound, each with its address in both editions; what is found is there.
func TestChaptersOfTheHandbooksAreFound(t *testing.T) {
	x := newPagedHouse(t)
	for q, want := range map[string]string{
		"忘记密码":               "/help/citizens.html#account",
		"forgotten password": "/help/citizens.html#account",
		"hdsjl":              "/help/administrators.html#audit",
		"容缺 补交":              "/help/clerks.html#accept",
		"没有这样的词":             "",
		"":                   "",
	} {
		chapters := x.call("GET", "/api/onestop/help?q="+strings.ReplaceAll(q, " ", "+"), nil, nil).ok().body["chapters"].([]any)
		if len(chapters) > chaptersMost {
			t.Errorf("%q finds %d chapters at once", q, len(chapters))
		}
		addresses := []string{}
		for _, c := range chapters {
			chapter := c.(map[string]any)
			addresses = append(addresses, chapter["address"].(string))
			for _, field := range []string{"address", "address_en"} {
				page, id, _ := strings.Cut(strings.TrimPrefix(chapter[field].(string), "/"), "#")
				body, err := os.ReadFile("../pb_public/" + page)
				if err != nil || !strings.Contains(string(body), `<section class="chapter" id="`+id+`">`) {
					t.Errorf("%q finds %v, which is not there (%v)", q, chapter[field], err)
				}
			}
			for _, field := range []string{"title", "title_en", "book", "book_en"} {
				if chapter[field] == "" {
					t.Errorf("%v has no %s", chapter["address"], field)
				}
			}
		}
		if want == "" && len(addresses) > 0 {
			t.Errorf("%q finds %v", q, addresses)
		}
		if want != "" && !strings.Contains(strings.Join(addresses, " "), want) {
			t.Errorf("%q finds %v, not %s", q, addresses, want)
		}
	}
}

// Without pages, as in a house that serves the API alone, no chapter is found.
func TestNoChaptersWithoutPages(t *testing.T) {
	x := newHouse(t)
	if found := x.chaptersFor("密码"); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

// The pages of the handbooks are sent as they are written, with their text for browsers
// without JavaScript and nothing that says it is needed.
func TestHandbooksAreReadWithoutJavaScript(t *testing.T) {
	x := newPagedHouse(t)
	for _, path := range []string{"/help/", "/help/citizens.html", "/help/en/administrators.html"} {
		body := x.page(path).ok().text
		if strings.Contains(body, "<noscript>") || !strings.Contains(body, "<h1>") {
			t.Errorf("%s is not the page as it was written", path)
		}
	}
	x.page("/help.html?q=%E5%BF%98%E8%AE%B0%E5%AF%86%E7%A0%81").ok().says(`href="/help/citizens.html#account"`)
}
