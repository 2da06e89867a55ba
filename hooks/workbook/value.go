package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"onestop/hooks/rules/workday"
)

func (c *Column) title() Word { return Word{Zh: c.Zh, En: c.En} }

// parse reads what a person typed into the value of the column, nil where nothing was
// typed. A number typed as text is that number; nothing else is guessed.
func (c *Column) parse(typed string) (any, *Problem) {
	text := strings.TrimFunc(strings.ReplaceAll(typed, "\r\n", "\n"), blank)
	if text == "" {
		return nil, nil
	}
	if Broken(text) {
		return nil, found("text_broken")
	}
	switch c.Kind {
	case Text:
		return c.text(text)
	case Code:
		return c.code(text)
	case Number:
		return c.number(text)
	case Day:
		return c.day(text)
	case Flag, Choice:
		return c.choice(text)
	case List:
		return c.list(strings.Split(text, "\n"))
	}
	return c.list(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }))
}

func found(code string, args ...any) *Problem {
	p := newProblem(code, args...)
	return &p
}

// blank are the characters that people leave around a value without seeing them.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f'
}

// Broken reports control characters, direction overrides and the mark that a decoder
// leaves for bytes that were not text.
func Broken(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r == unicode.ReplacementChar || (unicode.IsControl(r) && r != '\n' && r != '\t') ||
			(r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) || r == 0xFFFE || r == 0xFFFF
	})
}

func wide(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= '！' && r <= '～' || r == '\u3000' })
}

func (c *Column) text(s string) (any, *Problem) {
	if c.Narrow && strings.ContainsFunc(s, func(r rune) bool { return r >= '０' && r <= '９' }) {
		return nil, found("digits_wide")
	}
	if utf8.RuneCountInString(s) > c.Max {
		return nil, found("text_long", c.title(), c.Max)
	}
	return s, nil
}

func (c *Column) code(s string) (any, *Problem) {
	if wide(s) {
		return nil, found("digits_wide")
	}
	if utf8.RuneCountInString(s) > c.Max {
		return nil, found("text_long", c.title(), c.Max)
	}
	if err := c.Check(s); err != nil {
		p := codeProblem(c, err)
		return nil, &p
	}
	return s, nil
}

func (c *Column) number(s string) (any, *Problem) {
	if wide(s) {
		return nil, found("digits_wide")
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return nil, found("number_invalid", c.title())
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > c.Max {
		return nil, found("number_large", c.title(), c.Max)
	}
	return n, nil
}

func (c *Column) day(s string) (any, *Problem) {
	if wide(s) {
		return nil, found("digits_wide")
	}
	if _, err := workday.ParseDay(s); err != nil || len(s) != len("2006-01-02") {
		return nil, found("day_invalid", c.title())
	}
	return s, nil
}

func (c *Column) choice(s string) (any, *Problem) {
	code, known := c.word(s)
	if !known {
		return nil, found("choice_unknown", c.title(), clip(s))
	}
	if c.Kind == Flag {
		return code == "true", nil
	}
	return code, nil
}

var optionForm = regexp.MustCompile(`^[1-9][0-9]{0,5}/[1-9][0-9]{0,5}$`)

func (c *Column) list(items []string) (any, *Problem) {
	var list []string
	for _, item := range items {
		item = strings.TrimFunc(item, blank)
		if item == "" {
			continue
		}
		if p := c.entry(&item); p != nil {
			return nil, p
		}
		if slices.Contains(list, item) {
			return nil, found("list_repeated", c.title(), clip(item))
		}
		list = append(list, item)
	}
	limit := c.Max
	if c.Kind == Choices {
		limit = len(c.Choices)
	}
	if len(list) > limit {
		return nil, found("list_long", c.title(), limit)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, nil
}

// entryLength is how long one text of a list may be, in characters.
const entryLength = 200

// entry reads one item of a list in its place.
func (c *Column) entry(item *string) *Problem {
	switch c.Kind {
	case Choices:
		code, known := c.word(*item)
		if !known {
			return found("choice_unknown", c.title(), clip(*item))
		}
		*item = code
	case Refs:
		if wide(*item) {
			return found("digits_wide")
		}
		if !optionForm.MatchString(*item) {
			return found("option_form", c.title())
		}
	case List:
		if utf8.RuneCountInString(*item) > entryLength {
			return found("text_long", c.title(), entryLength)
		}
	}
	return nil
}

// typed is the value as a person would type it, a number as a number.
func (c *Column) typed(v any) any {
	switch v := v.(type) {
	case bool:
		return c.called(strconv.FormatBool(v))
	case []string:
		words := make([]string, len(v))
		for i, s := range v {
			words[i] = c.called(s)
		}
		if c.Kind == List {
			return strings.Join(words, "\n")
		}
		return strings.Join(words, "、")
	case string:
		if c.Kind == Choice {
			return c.called(v)
		}
	}
	return v
}

// clip keeps a stranger's word short enough to repeat in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
