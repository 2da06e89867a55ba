package workbook

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const (
	body  = "11510799DEM000030Q"
	basic = "000116013001"
	task  = body + "4" + basic
)

// small is a book with one list and a row of every kind.
func small(t testing.TB) *Book {
	t.Helper()
	b := New()
	add := func(sheet string, values map[string]any) {
		if err := b.Add(sheet, values); err != nil {
			t.Fatal(err)
		}
	}
	add("basic_items", map[string]any{"code": basic, "name": "食品经营许可", "type": "01", "basis": "《食品安全法》第三十五条", "levels": []string{"3", "4"}, "status": "in_use", "version": 1, "effective_on": "2026-01-01"})
	add("services", map[string]any{"code": task, "department": body, "regime": "FOOD_BUSINESS", "handling": "promised", "promised_days": 5, "conditions": "第一行\n第二行 <&>\"'", "channels": []string{"counter", "online"}, "fee": true, "consult_phone": "0816-5107003"})
	add("material_types", map[string]any{"code": "M-ID", "name": "居民身份证", "source": "20", "shareable": true})
	add("questions", map[string]any{"service": task, "order": 1, "text": "是否使用燃气？"})
	add("options", map[string]any{"service": task, "question": 1, "order": 1, "text": "=是"})
	add("options", map[string]any{"service": task, "question": 1, "order": 2, "text": "否"})
	add("materials", map[string]any{"service": task, "order": 1, "type": "M-ID", "name": "_x0041_证", "necessity": "required", "source": "20", "original": 1, "only_if": []string{"1/1", "1/2"}})
	add("fees", map[string]any{"service": task, "name": "工本费", "standard": "每本5元", "basis": "发改价格"})
	add("form_fields", map[string]any{"service": task, "key": "kind", "label": "类别", "kind": "choice", "choices": []string{"自有、共有", "租赁"}, "required": true, "order": 1})
	add("steps", map[string]any{"service": task, "seq": 1, "name": "审查", "kind": "examine", "days": 3})
	return b
}

func excel(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTemplateIsEmptyAndRead(t *testing.T) {
	var out bytes.Buffer
	if err := Template(&out); err != nil {
		t.Fatal(err)
	}
	b, problems := Read(bytes.NewReader(out.Bytes()), Usual)
	if len(problems) > 0 || !b.Equal(New()) {
		t.Fatalf("%v", problems)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range Sheets {
		s := &Sheets[i]
		comments, err := f.GetComments(s.Zh)
		if err != nil || len(comments) != len(s.Columns) {
			t.Errorf("%s: %d comments on %d headers, %v", s.Zh, len(comments), len(s.Columns), err)
		}
		panes, err := f.GetPanes(s.Zh)
		if err != nil || !panes.Freeze || panes.YSplit != firstLine-1 {
			t.Errorf("%s: the headers are not frozen: %+v %v", s.Zh, panes, err)
		}
		validations, err := f.GetDataValidations(s.Zh)
		if err != nil || len(validations) == 0 {
			t.Errorf("%s: no drop-downs: %v", s.Zh, err)
		}
		for j := range s.Columns {
			if s.Columns[j].remark() == "" || !strings.Contains(commentAt(comments, cellName(j+1, 1)), s.Columns[j].Zh) {
				t.Errorf("%s.%s has no comment", s.Key, s.Columns[j].Key)
			}
		}
	}
	if rows, err := f.GetRows(guideSheet); err != nil || len(rows) < 90 {
		t.Errorf("the guide has %d rows: %v", len(rows), err)
	}
}

func commentAt(comments []excelize.Comment, cell string) string {
	for _, c := range comments {
		if c.Cell == cell {
			return says(c)
		}
	}
	return ""
}

func TestExamplesAreValues(t *testing.T) {
	for i := range Sheets {
		for j := range Sheets[i].Columns {
			c := &Sheets[i].Columns[j]
			if _, p := c.parse(c.Example); p != nil {
				t.Errorf("%s.%s: the example %q is refused: %v", Sheets[i].Key, c.Key, c.Example, p)
			}
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for seed := range uint64(12) {
		b := small(t)
		if seed > 0 {
			b = chance(t, rand.New(rand.NewPCG(seed, 1)))
		}
		back, problems := Read(bytes.NewReader(excel(t, b)), Usual)
		if len(problems) > 0 || !back.Equal(b) {
			t.Fatalf("seed %d: Excel: %v", seed, problems)
		}
		var out bytes.Buffer
		if err := WriteJSON(&out, b); err != nil {
			t.Fatal(err)
		}
		back, problems = Read(bytes.NewReader(out.Bytes()), Usual)
		if len(problems) > 0 || !back.Equal(b) {
			t.Fatalf("seed %d: JSON: %v\n%s", seed, problems, out.String())
		}
	}
}

// chance is a book of random rows, each value one that its column takes.
func chance(t testing.TB, r *rand.Rand) *Book {
	b := New()
	for n := range r.IntN(4) + 1 {
		code := body + "4" + "0001160130" + strconv.Itoa(10+n)
		row(t, b, r, "services", map[string]any{"code": code, "department": body})
		row(t, b, r, "basic_items", map[string]any{"code": code[19:]})
		row(t, b, r, "material_types", map[string]any{"code": "M" + strconv.Itoa(n)})
		for q := range r.IntN(3) + 1 {
			row(t, b, r, "questions", map[string]any{"service": code, "order": q + 1})
			row(t, b, r, "options", map[string]any{"service": code, "question": q + 1, "order": 1})
		}
		for k := range r.IntN(5) {
			for _, sheet := range []string{"materials", "fees", "form_fields", "steps"} {
				row(t, b, r, sheet, map[string]any{"service": code, "order": k + 1, "seq": k + 1, "key": "k" + strconv.Itoa(k), "name": "名" + strconv.Itoa(k)})
			}
		}
	}
	return b
}

func row(t testing.TB, b *Book, r *rand.Rand, sheet string, fixed map[string]any) {
	values := map[string]any{}
	s := SheetOf(sheet)
	for i := range s.Columns {
		c := &s.Columns[i]
		if v, is := fixed[c.Key]; is {
			values[c.Key] = v
		} else if c.Required || r.IntN(3) > 0 {
			values[c.Key] = c.any(r)
		}
	}
	if err := b.Add(sheet, values); err != nil {
		t.Fatal(err)
	}
}

// any is a random value of the column.
func (c *Column) any(r *rand.Rand) any {
	word := func() string { return c.Choices[r.IntN(len(c.Choices))].Code }
	signs := []rune("零一 二ab,、\n\"<>&'=+@0 9é😀_x000D_")
	switch c.Kind {
	case Number:
		return r.IntN(c.Max) + 1
	case Flag:
		return r.IntN(2) == 0
	case Choice:
		return word()
	case Choices, Refs:
		if c.Kind == Refs {
			return []string{"1/1"}
		}
		return []string{word()}
	case List:
		return []string{"甲、乙", "丙"}
	case Code, Day:
		return c.Example
	}
	text := "字"
	for range r.IntN(min(c.Max, 60) - 1) {
		text += string(signs[r.IntN(len(signs))])
	}
	return strings.TrimFunc(text, blank)
}
