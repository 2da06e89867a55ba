package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// mark is a property that a field may have beside its type and help text.
type mark int

const (
	must   mark = iota // a record without it is refused
	hidden             // never leaves the house
	pick               // people choose records by it
	public             // of a file: anyone may fetch it
)

func has(marks []mark, m mark) bool { return slices.Contains(marks, m) }

func text(name string, limit int, help string, marks ...mark) core.Field {
	return &core.TextField{Name: name, Max: limit, Help: help, Required: has(marks, must), Hidden: has(marks, hidden), Presentable: has(marks, pick)}
}

// coded is a text of a fixed form.
func coded(name, pattern, help string, marks ...mark) core.Field {
	return &core.TextField{Name: name, Max: 100, Pattern: pattern, Help: help, Required: has(marks, must), Presentable: has(marks, pick)}
}

// day is a civil date of China as text.
func day(name, help string, marks ...mark) core.Field {
	return coded(name, `^\d{4}-\d{2}-\d{2}$`, help, marks...)
}

func at(name, help string) core.Field { return &core.DateField{Name: name, Help: help} }

func number(name string, limit float64, help string, marks ...mark) core.Field {
	zero := 0.0
	return &core.NumberField{Name: name, Min: &zero, Max: &limit, OnlyInt: true, Help: help, Required: has(marks, must), Presentable: has(marks, pick)}
}

func yes(name, help string) core.Field { return &core.BoolField{Name: name, Help: help} }

func one(name, help string, values []string, marks ...mark) core.Field {
	return &core.SelectField{Name: name, Values: values, MaxSelect: 1, Help: help, Required: has(marks, must)}
}

func some(name, help string, values []string, marks ...mark) core.Field {
	return &core.SelectField{Name: name, Values: values, MaxSelect: len(values), Help: help, Required: has(marks, must)}
}

func data(name string, bytes int64, help string, marks ...mark) core.Field {
	return &core.JSONField{Name: name, MaxSize: bytes, Help: help, Required: has(marks, must), Hidden: has(marks, hidden)}
}

func file(name, help string, mimes []string, marks ...mark) core.Field {
	return &core.FileField{Name: name, MaxSelect: 1, MaxSize: 20 << 20, MimeTypes: mimes, Protected: !has(marks, public), Help: help, Required: has(marks, must)}
}

var papers = []string{"application/pdf", "image/jpeg", "image/png"}
