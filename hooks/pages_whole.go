package hooks

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A page names its stylesheets one by one, and its module imports others: that reads well
// and costs a request for each. So a page whose parts are all of the plain kinds below is
// sent whole: it names one stylesheet and one module, both put together from the same files when
// one of the three is first asked for. Each module becomes a function that is called once, after those that it
// imports and in their order, which is the order of the browser; what it exports is what
// the function returns. A module that is fetched only when it is needed runs only then; one
// that imports nothing, such as a file of words, comes as the plain file. The plain files
// are served as ever. Comments, which stand on lines of their own, do not travel: they are
// a seventh of what a page weighs. A page with anything of
// another kind, and every page while a folder on disk may change its parts, stays plain.

var (
	styleLink   = regexp.MustCompile(`(?m)^<link rel="stylesheet" href="([^"]+)">\n`)
	preloadLink = regexp.MustCompile(`(?m)^<link rel="modulepreload" href="[^"]+">\n`)
	comments    = regexp.MustCompile(`(?m)^\s*//.*\n`)
	styleNotes  = regexp.MustCompile(`(?s)/\*.*?\*/\s*`)
	moduleTag   = regexp.MustCompile(`(?m)^<script type="module" src="([^"]+)"></script>\n`)
	outsideCSS  = regexp.MustCompile(`url\(|@import|@charset`)

	importLine  = regexp.MustCompile(`(?m)^import (?:(\w+)|\* as (\w+))?(?:, )?(?:\{([^}]*)\})? ?(?:from )?"(\.[^"]+)";\n`)
	importLater = regexp.MustCompile("import\\((?:\"(\\.[^\"]+)\"|`(\\.[^`?$]+)(\\?\\$\\{\\w+\\})`)\\)")
	exportLine  = regexp.MustCompile(`(?m)^export (?:(?:const (\w+) =)|(?:(?:async )?function (\w+)\()|(?:class (\w+)\b)|(default) \{)`)
)

// module is one file: what it imports, in order, now and later, and its code as the body
// of a function.
type module struct {
	needs, later []string
	code         string
}

// whole puts pages together, one at a time. Modules are read once for all pages.
type whole struct {
	pages   fs.FS
	mu      sync.Mutex
	modules map[string]*module
}

// wholePages are the pages, and their one stylesheet and one module, by name. Each answers
// nil where the page can not be sent whole.
func wholePages(pages fs.FS) map[string]func() []byte {
	w, made := &whole{pages: pages, modules: map[string]*module{}}, map[string]func() []byte{}
	_ = fs.WalkDir(pages, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".html" {
			return nil // what cannot be read is not there
		}
		parts := sync.OnceValue(func() map[string][]byte { return w.parts(name) })
		for _, part := range wholeNames(name) {
			made[part] = func() []byte { return parts()[part] }
		}
		return nil
	})
	return made
}

// wholeNames are the page itself, its module and its stylesheet.
func wholeNames(page string) [3]string {
	stem := strings.TrimSuffix(page, ".html")
	return [3]string{page, stem + ".whole.js", stem + ".whole.css"}
}

// parts are the files of a page that is sent whole, none where it stays plain.
func (w *whole) parts(page string) map[string][]byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	parts, err := w.page(page)
	if err != nil {
		return nil
	}
	return parts
}

// page puts one page together, or says why it stays plain.
func (w *whole) page(name string) (map[string][]byte, error) {
	page, err := fs.ReadFile(w.pages, name)
	if err != nil {
		return nil, err
	}
	text, names := string(page), wholeNames(name)
	script, styles := moduleTag.FindAllStringSubmatch(text, -1), styleLink.FindAllStringSubmatch(text, -1)
	if len(script) != 1 || strings.Count(text, "<script") != 1 || strings.Count(text, `rel="stylesheet"`) != len(styles) {
		return nil, fmt.Errorf("%s: its scripts and stylesheets are not of the plain kind", name)
	}
	code, err := w.script(addressed(name, script[0][1]))
	if err != nil {
		return nil, err
	}
	css, err := w.style(name, styles)
	if err != nil {
		return nil, err
	}
	text = styleLink.ReplaceAllString(preloadLink.ReplaceAllString(text, ""), "")
	text = strings.Replace(text, script[0][0], fmt.Sprintf("<link rel=\"stylesheet\" href=\"/%s\">\n<script type=\"module\" src=\"/%s\"></script>\n", names[2], names[1]), 1)
	return map[string][]byte{name: []byte(text), names[1]: []byte(code), names[2]: []byte(css)}, nil
}

// addressed is the file that a page or module means by an address.
func addressed(from, address string) string {
	if inside, ok := strings.CutPrefix(address, "/"); ok {
		return path.Clean(inside)
	}
	return path.Join(path.Dir(from), address)
}

func (w *whole) style(page string, links [][]string) (string, error) {
	var all strings.Builder
	for _, link := range links {
		name := addressed(page, link[1])
		css, err := fs.ReadFile(w.pages, name)
		if err != nil {
			return "", err
		}
		if outsideCSS.Match(css) {
			return "", fmt.Errorf("%s: leads to other files", name)
		}
		all.Write(append(styleNotes.ReplaceAll(css, nil), '\n'))
	}
	return all.String(), nil
}

// script puts a module and all that it imports into one.
func (w *whole) script(entry string) (string, error) {
	order := []string{}
	if err := w.visit(entry, nil, &order); err != nil {
		return "", err
	}
	asked := map[string]bool{}
	for at := 0; at < len(order); at++ { // grows by what is asked for later
		for _, name := range w.modules[order[at]].later {
			if slices.Contains(order, name) != asked[name] {
				return "", fmt.Errorf("%s: is imported both now and later", name)
			}
			asked[name] = true
			if err := w.visit(name, nil, &order); err != nil {
				return "", err
			}
		}
	}
	var all strings.Builder
	for at, name := range order {
		m, places := w.modules[name], []string{}
		for _, other := range slices.Concat(m.needs, m.later) {
			if asked[other] && slices.Contains(m.needs, other) {
				return "", fmt.Errorf("%s: is imported both now and later", other)
			}
			places = append(places, moduleMark(other), "$"+strconv.Itoa(slices.Index(order, other)))
		}
		shape := "const $%d = (() => { // %s\n%s})();\n"
		if asked[name] {
			shape = "const $%d = ((made) => () => made || (made = (() => { // %s\n%s})()))();\n"
		}
		fmt.Fprintf(&all, shape, at, name, strings.NewReplacer(places...).Replace(m.code))
	}
	return all.String(), nil
}

// moduleMark stands in the code of a module for another one that it imports.
func moduleMark(name string) string { return "\x00" + name + "\x00" }

// visit appends a module after those that it imports; way is how it was reached.
func (w *whole) visit(name string, way []string, order *[]string) error {
	if slices.Contains(*order, name) {
		return nil
	}
	if slices.Contains(way, name) {
		return fmt.Errorf("%s: imports itself by way of %v", name, way)
	}
	m, err := w.module(name)
	if err != nil {
		return err
	}
	for _, need := range m.needs {
		if err := w.visit(need, append(slices.Clone(way), name), order); err != nil {
			return err
		}
	}
	*order = append(*order, name)
	return nil
}

// module reads a module and turns its imports and exports into those of a function.
func (w *whole) module(name string) (*module, error) {
	if m := w.modules[name]; m != nil {
		return m, nil
	}
	source, err := fs.ReadFile(w.pages, name)
	if err != nil {
		return nil, err
	}
	m, exports := &module{}, []string{}
	code := starting("import ", comments.ReplaceAllString(string(source), ""), importLine, func(line string) string {
		found := importLine.FindStringSubmatch(line)
		other := addressed(name, found[4])
		m.needs = append(m.needs, other)
		return imported(found[1], found[2], found[3], moduleMark(other))
	})
	code = starting("export ", code, exportLine, func(line string) string {
		found := exportLine.FindStringSubmatch(line)
		if found[4] != "" {
			exports = append(exports, "default: $default")
			return "const $default = {"
		}
		exports = append(exports, found[1]+found[2]+found[3])
		return strings.TrimPrefix(line, "export ")
	})
	if code, err = w.later(name, code, m); err != nil {
		return nil, err
	}
	if !plain(code) {
		return nil, fmt.Errorf("%s: an import, an export or an await is not of the plain kind", name)
	}
	m.code = code + "return { " + strings.Join(exports, ", ") + " };\n"
	w.modules[name] = m
	return m, nil
}

// starting replaces the statements that begin lines with a word; the files of words, the
// longest of all, have next to none.
func starting(word, code string, statement *regexp.Regexp, replace func(string) string) string {
	at := strings.Index("\n"+code, "\n"+word)
	if at < 0 {
		return code
	}
	return code[:at] + statement.ReplaceAllStringFunc(code[at:], replace)
}

// plain reports whether nothing is left that only a module may say.
func plain(code string) bool {
	for _, statement := range []string{"\nimport", "\nexport", "\nawait", "import.meta"} {
		if strings.Contains("\n"+code, statement) {
			return false
		}
	}
	return strings.Count(code, "import(") == strings.Count(code, `import("/`)+strings.Count(code, "import(`/")
}

// imported is an import as declarations: the default, all as one, and the named ones.
func imported(standard, all, named, from string) string {
	var lines string
	if standard != "" {
		lines = "const " + standard + " = " + from + ".default;\n"
	}
	if all != "" {
		lines += "const " + all + " = " + from + ";\n"
	}
	if named != "" {
		lines += "const {" + strings.ReplaceAll(named, " as ", ": ") + "} = " + from + ";\n"
	}
	return lines
}

// later turns the imports of what is fetched only when it is needed. What imports nothing
// gets its full address, and with it what a template says behind the question mark: after a
// loss the same is asked for by another address. Anything else would bring what it imports a
// second time, so it is part of the whole.
func (w *whole) later(name, code string, m *module) (string, error) {
	var err error
	code = importLater.ReplaceAllStringFunc(code, func(call string) string {
		found := importLater.FindStringSubmatch(call)
		other, query := addressed(name, found[1]+found[2]), found[3]
		source, missing := fs.ReadFile(w.pages, other)
		switch {
		case missing != nil:
			err = missing
		case importLine.Match(source):
			m.later = append(m.later, other)
			return "Promise.resolve().then(() => " + moduleMark(other) + "())"
		}
		if query != "" {
			return "import(`/" + other + query + "`)"
		}
		return `import("/` + other + `")`
	})
	return code, err
}
