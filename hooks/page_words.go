package hooks

import (
	"io/fs"
	"regexp"
	"strings"
)

// pageWords are the words of the pages by key, in Chinese and English. They are read from
// the groups that the pages read, so that a report says a thing as the pages say it.
type pageWords map[string]sentence

var wordLine = regexp.MustCompile(`(?m)^\s+"([\w.]+)": "((?:[^"\\]|\\.)*)",$`)

// readWords reads groups of shared/words; a house without pages has none.
func readWords(pages fs.FS, groups ...string) (pageWords, error) {
	words := pageWords{}
	if pages == nil {
		return words, nil
	}
	for _, group := range groups {
		text, err := fs.ReadFile(pages, "shared/words/"+group+".js")
		if err != nil {
			return nil, err
		}
		zh, en, _ := strings.Cut(string(text), "\n  en: {")
		english := map[string]string{}
		for _, m := range wordLine.FindAllStringSubmatch(en, -1) {
			english[m[1]] = unescaped.Replace(m[2])
		}
		for _, m := range wordLine.FindAllStringSubmatch(zh, -1) {
			words[m[1]] = sentence{unescaped.Replace(m[2]), english[m[1]]}
		}
	}
	return words, nil
}

var unescaped = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n")

// of is the word of the key; other stands in both languages where there is none.
func (w pageWords) of(key, other string) sentence {
	if s, known := w[key]; known {
		return s
	}
	return sentence{other, other}
}
