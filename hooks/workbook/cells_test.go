package workbook

import (
	"bytes"
	"testing"
)

// What other programs write differently is read the same: cells and rows without their
// references, prefixes before the names of elements, texts shared or written in place.
func TestOtherWritersAreRead(t *testing.T) {
	const prefixed = `<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>` +
		`<x:row><x:c t="inlineStr"><x:is><x:t>材料类型代码</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>类型名称</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>英文名称</x:t></x:is></x:c>` +
		`<x:c t="inlineStr"><x:is><x:t>来源渠道</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>可共享获取</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>有效天数</x:t></x:is></x:c></x:row><x:row/>` +
		`<x:row><x:c t="inlineStr"><x:is><x:t>M-1</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:r><x:t>身份</x:t></x:r><x:r><x:t>证</x:t></x:r></x:is></x:c><x:c/>` +
		`<x:c t="str"><x:v>其他</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c><x:v>3.0E1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	content := repacked(t, excel(t, New()), func(name string, part []byte) []byte {
		if name == "xl/worksheets/sheet5.xml" { // 材料类型
			return []byte(prefixed)
		}
		return part
	})
	b, problems := Read(bytes.NewReader(content), Usual)
	if len(problems) > 0 || len(b.Rows("material_types")) != 1 {
		t.Fatalf("%v", problems)
	}
	r := b.Rows("material_types")[0]
	if r.Text("code") != "M-1" || r.Text("name") != "身份证" || r.Text("source") != "99" || !r.Bool("shareable") || r.Int("valid_days") != 30 || r.Line != firstLine {
		t.Errorf("%+v", r.cells)
	}
}
