package intake

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"身份证正面.jpg", "身份证正面.jpg"},
		{"营业执照（副本） 2026-03.pdf", "营业执照（副本） 2026-03.pdf"},
		{"مستند.pdf", "مستند.pdf"},
		{"𠮷田さん.png", "𠮷田さん.png"},
		{"/etc/passwd", "passwd"},
		{`C:\照片\证.jpg`, "证.jpg"},
		{`..\..\a.jpg`, "a.jpg"},
		{"../..", nameless},
		{"a/", "a"},
		{"", nameless},
		{".", nameless},
		{" . . ", nameless},
		{"\x00\x01\u202e", nameless},
		{".htaccess", "htaccess"},
		{"a\x00b\r\nc.jpg", "abc.jpg"},
		{"photo\u202egpj.exe", "photogpj.exe"},
		{"\u2066a\u2069\u200f.jpg", "a.jpg"},
		{"零\u200b宽\ufeff.jpg", "零宽.jpg"},
		{"a<b>:\"|?*.jpg", "ab.jpg"},
		{"a.jpg:evil", "a.jpgevil"},
		{"全角　空格.jpg", "全角 空格.jpg"},
		{"  a   b .jpg. ", "a b .jpg"},
		{"CON", "_CON"},
		{"con.pdf", "_con.pdf"},
		{"LPT1.jpg", "_LPT1.jpg"},
		{"nul .txt", "_nul .txt"},
		{"console.jpg", "console.jpg"},
		{"bad\xff\xfeutf8.jpg", "badutf8.jpg"},
		{strings.Repeat("长", 300) + ".jpg", strings.Repeat("长", 146) + ".jpg"},
		{strings.Repeat("长", 300), strings.Repeat("长", 150)},
		{strings.Repeat("长", 149) + "  .jpg", strings.Repeat("长", 146) + ".jpg"},
		{"a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 148)},
	} {
		if got := CleanName(c.in); got != c.want {
			t.Errorf("CleanName(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// clean checks what holds for every name; it says what does not.
func clean(in string) string {
	s := CleanName(in)
	switch {
	case s == "" || !utf8.ValidString(s):
		return "it is empty or not UTF-8"
	case utf8.RuneCountInString(s) > nameRunes:
		return "it is too long"
	case strings.ContainsAny(s, `<>:"/\|?*`) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		return "it has a forbidden character"
	case strings.Trim(s, ". ") != s:
		return "it begins or ends with a dot or blank"
	case CleanName(s) != s:
		return "cleaning it again gives " + CleanName(s)
	}
	return ""
}

func TestCleanNameAlways(t *testing.T) {
	if err := quick.Check(func(s string) bool { return clean(s) == "" }, &quick.Config{MaxCount: 3000}); err != nil {
		t.Error(err)
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.jpg", `C:\a.exe`, "con.", "\u202e", strings.Repeat("长 .", 100), "_con . .", "a\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if wrong := clean(s); wrong != "" {
			t.Errorf("%q becomes %q: %s", s, CleanName(s), wrong)
		}
	})
}

func TestMisleads(t *testing.T) {
	jpg, pdf := &formats[0], &formats[2]
	for _, c := range []struct {
		name string
		f    *format
		want bool
	}{
		{"a.jpg", jpg, false}, {"a.JPEG", jpg, false}, {"a.png", jpg, false}, {"a", jpg, false}, {"a.", jpg, false},
		{"a.pdf", jpg, true}, {"a.heic", jpg, true}, {"a.exe", jpg, true}, {"a.jpg.exe", jpg, true}, {"a.exe.jpg", jpg, false},
		{"a.2026", jpg, false}, {"a.3gp", jpg, true}, {"第1.2版", jpg, false}, {"a.jpg ", jpg, false}, {"a.averyverylongextension", jpg, true},
		{"a.pdf", pdf, false}, {"a.PDF", pdf, false}, {"a.jpg", pdf, true}, {"a", pdf, false},
	} {
		if got := misleads(c.name, c.f); got != c.want {
			t.Errorf("misleads(%q, %s) = %v", c.name, c.f.ext, got)
		}
	}
}
