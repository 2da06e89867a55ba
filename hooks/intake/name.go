package intake

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// nameRunes is how long a displayed name may be, in characters.
const nameRunes = 150

// nameless stands where nothing of a name is left.
const nameless = "未命名"

// device matches the names that Windows keeps for devices, with any extension.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|$)`)

// extension matches what a reader would take for the type of a file: a dot and up to eight
// letters and digits, not digits alone (so 合同2026.03 and 张三.身份证 have none).
var extension = regexp.MustCompile(`\.([0-9]*[A-Za-z][A-Za-z0-9]*)$`)

// CleanName makes the original name of an upload safe to show and to offer for saving.
// Chinese and every other script stay. Folders, control characters, characters that turn
// the direction of writing or can not be seen, and characters reserved by file systems go;
// device names of Windows are marked; at most 150 characters stay, with the extension.
// The result is never empty and cleaning it again changes nothing.
func CleanName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.Map(visible, s)
	s = trimName(strings.Join(strings.Fields(s), " "))
	if device.MatchString(s) {
		s = "_" + s
	}
	if s = shorten(s); s == "" {
		return nameless
	}
	return s
}

// visible drops the characters that have no place in a name and turns every blank into a space.
func visible(r rune) rune {
	switch {
	case unicode.In(r, unicode.Zl, unicode.Zp):
		return -1
	case unicode.IsSpace(r) && !unicode.IsControl(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Noncharacter_Code_Point, unicode.Variation_Selector),
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), r == unicode.ReplacementChar:
		return -1
	case strings.ContainsRune(`<>:"/\|?*`, r):
		return -1
	}
	return r
}

// trimName drops the dots and blanks that file systems hide or cut.
func trimName(s string) string { return strings.Trim(s, " .") }

// shorten keeps the extension of a name that is too long.
func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= nameRunes {
		return s
	}
	end := extension.FindString(s)
	if len(end) > 9 {
		end = ""
	}
	return trimName(string(runes[:nameRunes-len(end)])) + end
}

// misleads reports whether the extension of a name claims another type than the content
// has. No extension at all is fine, and so is .png on a JPEG or .jpg on a PNG: phones and
// messengers mix them up, either is shown the same way, and the stored file gets the true
// extension.
func misleads(name string, f *format) bool {
	found := extension.FindStringSubmatch(trimName(CleanName(name)))
	return found != nil && !slices.Contains(f.extensions, strings.ToLower(found[1]))
}
