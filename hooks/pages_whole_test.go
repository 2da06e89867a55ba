package hooks

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// plainPage is a page with the given stylesheets and module.
func plainPage(module string, styles ...string) *fstest.MapFile {
	text := "<!doctype html>\n"
	for _, style := range styles {
		text += `<link rel="stylesheet" href="` + style + "\">\n"
	}
	return &fstest.MapFile{Data: []byte(text + "<link rel=\"modulepreload\" href=\"/shared/b.js\">\n<script type=\"module\" src=\"" + module + "\"></script>\n<main></main>\n")}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestAPageIsPutTogetherOfItsParts(t *testing.T) {
	made := madeWhole(fstest.MapFS{
		"desk/a.html":    plainPage("a.js", "/style/x.css", "y.css"),
		"style/x.css":    file("x{}"),
		"desk/y.css":     file("y{}"),
		"desk/a.js":      file("// About a.\nimport { b, c as d } from \"../shared/b.js\";\nimport words, { VERSION } from \"../shared/w.js\";\nb(d, words, VERSION);\n"),
		"shared/b.js":    file("import { VERSION } from \"./w.js\";\nexport const b = 1;\nexport async function c() {\n  return (await import(\"./late.js\")).default;\n}\nexport class D {}\n"),
		"shared/w.js":    file("export const VERSION = 2;\nexport default {\n  a: 1,\n};\n"),
		"shared/late.js": file("export default {};\n"),
	})
	want := map[string]string{
		"desk/a.html":      "<!doctype html>\n<link rel=\"stylesheet\" href=\"/desk/a.whole.css\">\n<script type=\"module\" src=\"/desk/a.whole.js\"></script>\n<main></main>\n",
		"desk/a.whole.css": "x{}\ny{}\n",
		"desk/a.whole.js": `const $0 = (() => { // shared/w.js
const VERSION = 2;
const $default = {
  a: 1,
};
return { VERSION, default: $default };
})();
const $1 = (() => { // shared/b.js
const { VERSION } = $0;
const b = 1;
async function c() {
  return (await import("/shared/late.js")).default;
}
class D {}
return { b, c, D };
})();
const $2 = (() => { // desk/a.js
const { b, c: d } = $1;
const words = $0.default;
const { VERSION } = $0;
b(d, words, VERSION);
return {  };
})();
`,
	}
	if len(made) != len(want) {
		t.Errorf("%d parts", len(made))
	}
	for name, text := range want {
		if got := string(made[name]); got != text {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, text)
		}
	}
}

// What is fetched when it is needed runs then, once, and shares what is there already.
func TestALaterModuleIsPartOfTheWhole(t *testing.T) {
	made := madeWhole(fstest.MapFS{
		"a.html": plainPage("a.js"),
		"a.js":   file("import { b } from \"./b.js\";\nconst f = () => import(\"./c.js\");\n"),
		"b.js":   file("export const b = 1;\n"),
		"c.js":   file("import { b } from \"./b.js\";\nexport const c = b;\n"),
	})
	want := `const $0 = (() => { // b.js
const b = 1;
return { b };
})();
const $1 = (() => { // a.js
const { b } = $0;
const f = () => Promise.resolve().then(() => $2());
return {  };
})();
const $2 = ((made) => () => made || (made = (() => { // c.js
const { b } = $0;
const c = b;
return { c };
})()))();
`
	if got := string(made["a.whole.js"]); got != want {
		t.Errorf("got\n%s", got)
	}
}

// What the network may lose is asked for by another address each time.
func TestALaterModuleKeepsWhatItsAddressTurnsOn(t *testing.T) {
	made := madeWhole(fstest.MapFS{
		"a.html": plainPage("a.js"),
		"a.js":   file("const f = (n) => [import(`./b.js?${n}`), import(`./c.js?${n}`)];\n"),
		"b.js":   file("export const b = 1;\n"),
		"c.js":   file("import { b } from \"./b.js\";\nexport const c = b;\n"),
	})
	if got := string(made["a.whole.js"]); !strings.Contains(got, "const f = (n) => [import(`/b.js?${n}`), Promise.resolve().then(() => $") {
		t.Errorf("got\n%s", got)
	}
	if made := madeWhole(fstest.MapFS{"a.html": plainPage("a.js"), "a.js": file("const f = (n) => import(`./${n}.js`);\n")}); made["a.whole.js"] != nil {
		t.Errorf("what cannot be known is put together: %s", made["a.whole.js"])
	}
}

// What is not understood is left alone: the page is sent with its plain parts.
func TestAPageOfAnotherKindStaysPlain(t *testing.T) {
	for what, files := range map[string]fstest.MapFS{
		"two modules":                        {"a.html": file("<script type=\"module\" src=\"a.js\"></script>\n<script type=\"module\" src=\"b.js\"></script>\n"), "a.js": file(""), "b.js": file("")},
		"a script of old":                    {"a.html": file("<script src=\"a.js\"></script>\n"), "a.js": file("")},
		"a missing module":                   {"a.html": plainPage("a.js")},
		"a missing import":                   {"a.html": plainPage("a.js"), "a.js": file("import { b } from \"./b.js\";\n")},
		"a circle":                           {"a.html": plainPage("a.js"), "a.js": file("import { b } from \"./b.js\";\nexport const a = 1;\n"), "b.js": file("import { a } from \"./a.js\";\nexport const b = 1;\n")},
		"a binding that moves":               {"a.html": plainPage("a.js"), "a.js": file("export let a = 1;\n")},
		"a list of exports":                  {"a.html": plainPage("a.js"), "a.js": file("const a = 1;\nexport { a };\n")},
		"exports of another":                 {"a.html": plainPage("a.js"), "a.js": file("export * from \"./b.js\";\n"), "b.js": file("")},
		"exports taken apart":                {"a.html": plainPage("a.js"), "a.js": file("export const { a } = { a: 1 };\n")},
		"waiting at the top":                 {"a.html": plainPage("a.js"), "a.js": file("await 1;\n")},
		"its own address":                    {"a.html": plainPage("a.js"), "a.js": file("const u = import.meta.url;\n")},
		"a computed import":                  {"a.html": plainPage("a.js"), "a.js": file("const f = (n) => import(n);\n")},
		"a later one that is there already":  {"a.html": plainPage("a.js"), "a.js": file("import { b } from \"./b.js\";\nconst f = () => import(\"./b.js\");\n"), "b.js": file("import { c } from \"./c.js\";\n"), "c.js": file("export const c = 1;\n")},
		"a later one that another needs now": {"a.html": plainPage("a.js"), "a.js": file("import { d } from \"./d.js\";\nconst f = () => import(\"./b.js\");\n"), "b.js": file("import { c } from \"./c.js\";\n"), "c.js": file("export const c = 1;\n"), "d.js": file("import \"./b.js\";\n")},
		"a later one that is missing":        {"a.html": plainPage("a.js"), "a.js": file("const f = () => import(\"./b.js\");\n")},
		"a stylesheet that leads on":         {"a.html": plainPage("a.js", "a.css"), "a.js": file(""), "a.css": file("x { background: url(b.png) }")},
		"a stylesheet for print":             {"a.html": file("<link rel=\"stylesheet\" href=\"a.css\" media=\"print\">\n<script type=\"module\" src=\"a.js\"></script>\n"), "a.js": file(""), "a.css": file("")},
	} {
		if made := madeWhole(files); len(made) > 0 {
			t.Errorf("%s: %v", what, made)
		}
	}
}

// Every page of the house is of the plain kind, and nothing of it is lost on the way.
func TestEveryPageOfTheHouseIsSentWhole(t *testing.T) {
	pages := os.DirFS("../pb_public")
	made, statement, count := madeWhole(pages), regexp.MustCompile(`(?m)^(?:import|export) `), 0
	err := fs.WalkDir(pages, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (strings.HasPrefix(name, "_") || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if path.Ext(name) != ".html" {
			return nil
		}
		count++
		if _, err := (&whole{pages: pages, modules: map[string]*module{}}).page(name); err != nil {
			t.Errorf("%s stays plain: %v", name, err)
			return nil
		}
		stem := strings.TrimSuffix(name, ".html")
		script, css := string(made[stem+".whole.js"]), string(made[stem+".whole.css"])
		if statement.MatchString(script) || strings.Contains(script, "\x00") || !strings.Contains(script, "// shared/html.js\n") || !strings.Contains(css, "--ink:") {
			t.Errorf("%s is not put together", name)
		}
		return nil
	})
	if err != nil || count < 15 {
		t.Errorf("%d pages (%v)", count, err)
	}
}

func TestWholePagesAreServedUnlessAFolderOnDiskMayChangeThem(t *testing.T) {
	files := fstest.MapFS{"index.html": plainPage("/a.js", "/a.css"), "a.js": file("export const a = 1;\n"), "a.css": file("a{}")}
	for _, c := range []struct {
		folders []string
		want    bool
	}{{nil, true}, {[]string{t.TempDir()}, false}} {
		s, err := newShelf(files, c.folders...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.close() })
		if got := s.has("index.whole.js"); got != c.want {
			t.Errorf("%v: whole %v", c.folders, got)
		}
		if got := strings.Contains(string(s.embedded["index.html"]().body), "whole.js"); got != c.want {
			t.Errorf("%v: the page names it: %v", c.folders, got)
		}
		if !s.has("a.js") || !s.has("a.css") {
			t.Error("the plain parts are gone")
		}
	}
}

// counting counts how often its files are opened.
type counting struct {
	fs.FS
	opened map[string]int
}

func (c counting) Open(name string) (fs.File, error) {
	c.opened[name]++
	return c.FS.Open(name)
}

// A start puts no page together; the first who asks for one does, and nothing stands where a
// page stays plain.
func TestPagesArePutTogetherWhenAskedFor(t *testing.T) {
	files := counting{fstest.MapFS{"index.html": plainPage("/a.js", "/a.css"), "a.js": file("export const a = 1;\n"), "a.css": file("a{}"), "words.html": file("<p>words</p>")}, map[string]int{}}
	s, err := newShelf(files)
	if err != nil {
		t.Fatal(err)
	}
	if n := files.opened["a.js"] + files.opened["index.html"]; n != 0 {
		t.Errorf("%d files were read at the start", n)
	}
	for range 2 {
		if !s.has("index.html") || !s.has("index.whole.js") || !s.has("index.whole.css") || files.opened["a.js"] != 1 {
			t.Errorf("the page was put together %d times", files.opened["a.js"])
		}
	}
	if s.has("words.whole.js") || s.has("words.whole.css") {
		t.Error("a page without a module has one")
	}
	if body, err := fs.ReadFile(s, "words.html"); err != nil || string(body) != "<p>words</p>" {
		t.Errorf("a plain page: %q, %v", body, err)
	}
}

func BenchmarkWholePages(b *testing.B) {
	pages := os.DirFS("../pb_public")
	for b.Loop() {
		if len(madeWhole(pages)) == 0 {
			b.Fatal("none")
		}
	}
}

// madeWhole is everything that is put together of the pages that can be sent whole.
func madeWhole(pages fs.FS) map[string][]byte {
	made := map[string][]byte{}
	for name, whole := range wholePages(pages) {
		if body := whole(); body != nil {
			made[name] = body
		}
	}
	return made
}
