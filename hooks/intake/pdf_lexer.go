package intake

import (
	"bytes"
	"math"
	"slices"
	"strconv"
)

// lexer reads values from bytes. It is as lenient as the readers that people have, but
// notes where the text is not well formed.
type lexer struct {
	data   []byte
	pos    int
	depth  int
	odd    bool // something was not well formed
	grave  bool // one of the names that make a file active was met
	budget *budget
	names  map[string]name // each name is kept in memory once
}

// at is a lexer of the same document at another place.
func (l *lexer) at(data []byte, pos int) *lexer {
	return &lexer{data: data, pos: pos, budget: l.budget, names: l.names}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// space skips blanks and comments; false at the end of the data.
func (l *lexer) space() bool {
	for l.pos < len(l.data) {
		switch c := l.data[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		default:
			return true
		}
	}
	return false
}

// word is the run of regular characters here, without moving.
func (l *lexer) word() []byte {
	end := l.pos
	for end < len(l.data) && isRegular(l.data[end]) {
		end++
	}
	return l.data[l.pos:end]
}

// keyword reports whether exactly this word stands here. It never looks far: to read the
// whole word from many places would make long words costly.
func (l *lexer) keyword(w string) bool {
	end := l.pos + len(w)
	return l.prefix(w) && (end == len(l.data) || !isRegular(l.data[end]))
}

// prefix reports whether the text goes on with s.
func (l *lexer) prefix(s string) bool { return bytes.HasPrefix(l.data[l.pos:], []byte(s)) }

// value reads one value; false when none stands here, without moving.
func (l *lexer) value() (any, bool) {
	if !l.space() || !l.budget.spend(&l.budget.values, 1, isDeep) {
		return nil, false
	}
	switch c := l.data[l.pos]; {
	case c == '/':
		l.pos++
		return l.name(), true
	case c == '(':
		l.text()
		return nil, true
	case l.prefix("<<"):
		return l.dict(), l.budget.why == ""
	case c == '<':
		l.hex()
		return nil, true
	case c == '[':
		return l.array(), l.budget.why == ""
	case isDigit(c) || c == '+' || c == '-' || c == '.':
		return l.number(), true
	}
	for _, w := range []string{"true", "false", "null"} {
		if l.keyword(w) {
			l.pos += len(w)
			return nil, true
		}
	}
	return nil, false
}

// number reads an integer, or a reference that begins with one.
func (l *lexer) number() any {
	first, whole := l.digits()
	if !whole || first < 0 {
		return integer(first, whole)
	}
	back := l.pos
	if l.space() && isDigit(l.data[l.pos]) {
		if _, whole := l.digits(); whole && l.space() && l.keyword("R") {
			l.pos++
			return ref(first)
		}
	}
	l.pos = back
	return first
}

func integer(n int, whole bool) any {
	if whole {
		return n
	}
	return nil
}

// digits reads a number; false when it is not whole or too large.
func (l *lexer) digits() (int, bool) {
	w := l.word()
	l.pos += len(w)
	n, err := strconv.Atoi(string(w))
	return n, err == nil && n <= math.MaxInt32 && n >= math.MinInt32
}

// name reads a name after its slash; #xx is the character with that code.
func (l *lexer) name() name {
	w := l.word()
	l.pos += len(w)
	if bytes.IndexByte(w, '#') >= 0 {
		w = unescape(w)
	}
	n, known := l.names[string(w)]
	if !known {
		n = name(w)
		l.names[string(n)] = n
	}
	if graveNames[n] {
		l.grave = true
	}
	return n
}

func unescape(w []byte) []byte {
	out := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if c, err := strconv.ParseUint(string(w[i+1:i+3]), 16, 8); err == nil {
				out, i = append(out, byte(c)), i+2
				continue
			}
		}
		out = append(out, w[i])
	}
	return out
}

// text skips a string in parentheses.
func (l *lexer) text() {
	for open := 0; l.pos < len(l.data); l.pos++ {
		switch l.data[l.pos] {
		case '\\':
			l.pos++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.pos++
				return
			}
		}
	}
	l.pos, l.odd = len(l.data), true
}

// hex skips a string in angle brackets.
func (l *lexer) hex() {
	end := bytes.IndexByte(l.data[l.pos:], '>')
	if end < 0 {
		l.pos, l.odd = len(l.data), true
		return
	}
	l.pos += end + 1
}

// enter counts the nesting.
func (l *lexer) enter() bool {
	l.depth++
	if l.depth > maxDepth {
		l.budget.spend(&l.budget.values, math.MaxInt32, isDeep)
	}
	return l.budget.why == ""
}

func (l *lexer) array() (a array) {
	l.pos++
	for open := l.enter(); open; {
		var v any
		if v, open = l.element("]"); open {
			a = append(a, v)
		}
	}
	l.depth--
	return a
}

func (l *lexer) dict() (d dict) {
	l.pos += 2
	for open := l.enter(); open; {
		var k, v any
		if k, open = l.element(">>"); !open {
			break
		}
		key, isName := k.(name)
		if !isName {
			l.odd = true
			continue
		}
		if v, open = l.element(">>"); open {
			d = append(d, entry{key, v})
		} else {
			l.odd = true
		}
	}
	l.depth--
	return d
}

// structural are the words that can not stand inside a value; they end it.
var structural = []string{"obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref"}

// element reads a value inside brackets and skips what does not belong there; false at the
// closing bracket, which it passes, or where the value breaks off.
func (l *lexer) element(closing string) (any, bool) {
	for {
		if v, ok := l.value(); ok {
			return v, true
		}
		if l.budget.why != "" || l.pos >= len(l.data) {
			l.odd = true
			return nil, false
		}
		if l.prefix(closing) {
			l.pos += len(closing)
			return nil, false
		}
		l.odd = true
		if slices.ContainsFunc(structural, l.keyword) {
			return nil, false
		}
		if w := l.word(); len(w) > 0 {
			l.pos += len(w)
			return nil, true
		}
		l.pos++
	}
}
