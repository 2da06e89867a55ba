package workbook

import (
	"errors"
	"fmt"

	"onestop/hooks/rules/fault"
)

// Problem is one reason why a book is refused: at which cell, by which rule ("" where the
// workbook's own form sets it), and what to do, in both languages. Cell is like C7 in
// Excel, services[3].code in JSON, and "" where the whole sheet or file is meant.
type Problem struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
	Code  string `json:"code"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Rule  string `json:"rule,omitempty"`
}

func (p Problem) String() string {
	place := p.Sheet
	switch {
	case p.Sheet == "" && p.Cell == "":
		return p.Code + ": " + p.En
	case p.Cell != "":
		place += "!" + p.Cell
	}
	return fmt.Sprintf("%s %s: %s", place, p.Code, p.En)
}

// sentences are the problems by code: what a person reads, and the rule.
var sentences = map[string]struct{ zh, en, rule string }{
	// The file.
	"file_empty":     {"文件是空的，请重新选择。", "The file is empty; choose it again.", ""},
	"file_large":     {"文件超过%d兆字节，请分部门导入。", "The file has more than %d MB; import it department by department.", ""},
	"file_bomb":      {"文件解压后超出允许的大小，请另存为新的.xlsx文件。", "The file unpacks to more than is allowed; save it as a new .xlsx.", ""},
	"file_xls":       {"这是旧版.xls或加密的文件，请用Excel另存为不加密的.xlsx。", "This is an old .xls or an encrypted file; save it as an open .xlsx.", ""},
	"file_text":      {"这是文本文件（如.csv），请在模板中填写并存为.xlsx。", "This is a text such as .csv; fill in the template and save it as .xlsx.", ""},
	"file_other":     {"这不是Excel工作簿（.xlsx），请使用下载的模板。", "This is no Excel workbook (.xlsx); use the template.", ""},
	"file_macro":     {"工作簿含有宏或外部链接，请删除后另存为.xlsx。", "The workbook has macros or links to other files; remove them and save it as .xlsx.", ""},
	"file_broken":    {"文件已损坏，无法读取，请用Excel重新保存。", "The file is damaged; save it again with Excel.", ""},
	"encoding_wrong": {"文件不是UTF-8编码，请用Excel重新保存。", "The file is not encoded in UTF-8; save it again with Excel.", ""},
	"rows_too_many":  {"工作簿的数据行须少于%d行，请分部门导入。", "The workbook must have fewer than %d rows; import it department by department.", ""},
	"problems_more":  {"问题超过%d个，其余未列出，请先改正以上问题。", "There are more than %d problems; mend these first.", ""},

	// Sheets, columns and rows.
	"sheet_missing":   {"缺少工作表“%s”，请不要删除或改名。", "The sheet %s is missing; do not remove or rename it.", ""},
	"sheet_unknown":   {"模板中没有工作表“%s”，请删除。", "The template has no sheet %s; remove it.", ""},
	"sheet_hidden":    {"工作表已隐藏，请取消隐藏并核对。", "The sheet is hidden; show it and check it.", ""},
	"column_missing":  {"缺少列“%s”，请不要删除或改名。", "The column %s is missing; do not remove or rename it.", ""},
	"column_unknown":  {"模板中没有列“%s”，请删除或恢复原来的列名。", "The template has no column %s; remove it or give its name back.", ""},
	"column_repeated": {"列“%s”出现了两次，请删除一列。", "The column %s stands twice; remove one.", ""},
	"column_hidden":   {"该列已隐藏，请取消隐藏并核对。", "The column is hidden; show it and check it.", ""},
	"row_hidden":      {"该行已隐藏或被筛选，请取消隐藏并核对。", "The row is hidden or filtered out; show it and check it.", ""},
	"cells_merged":    {"单元格已合并，请取消合并，每格单独填写。", "The cells are merged; split them and fill in each.", ""},
	"cell_outside":    {"该单元格不属于任何一列，请清空。", "The cell belongs to no column; empty it.", ""},

	// Cells.
	"cell_formula":     {"该单元格是公式，请粘贴为数值。", "The cell is a formula; paste its value.", ""},
	"cell_error":       {"该单元格是Excel错误值，请重新填写。", "The cell holds an error of Excel; fill it in again.", ""},
	"value_missing":    {"“%s”必须填写。", "%s must be filled in.", ""},
	"value_type":       {"“%s”的值类型不对，请填写%s。", "%s is of the wrong type; give a %s.", ""},
	"text_broken":      {"文字中有乱码或控制字符，请重新输入。", "The text holds broken or control characters; type it again.", ""},
	"text_long":        {"“%s”最多%d个字，请缩短。", "%s has at most %d characters; shorten it.", ""},
	"text_number":      {"该单元格是数字格式，开头的0可能已丢失，请设为文本格式后重新输入。", "The cell is a number and may have lost its zeros in front; format it as text and type it again.", ""},
	"digits_wide":      {"含有全角字符，请改为半角。", "The value has full-width characters; type them half-width.", ""},
	"number_invalid":   {"“%s”应为不小于0的整数。", "%s is a whole number from 0 on.", ""},
	"number_large":     {"“%s”最大为%d。", "%s is at most %d.", ""},
	"day_invalid":      {"“%s”应为真实日期，如2026-03-02。", "%s is a real day such as 2026-03-02.", ""},
	"choice_unknown":   {"“%s”中没有“%s”，请从下拉列表选择。", "%s has no choice %q; choose one of the list.", ""},
	"list_repeated":    {"“%s”中“%s”重复。", "%s names %q twice.", ""},
	"list_long":        {"“%s”最多%d项。", "%s has at most %d entries.", ""},
	"option_form":      {"“%s”应写成问题编号/选项编号，如1/2。", "%s is written question/option, such as 1/2.", ""},
	"code_invalid":     {"“%s”不正确：%s。", "%s is wrong. %s", "R-CAT-33"},
	"row_repeated":     {"与第%s行重复（%s）。", "The row repeats row %s (%s).", ""},
	"code_repeated":    {"编码与第%s行重复，编码不得重复使用（%s）。", "The code repeats that of row %s; a code is used once (%s).", "R-CAT-34"},
	"service_missing":  {"“实施清单”表中没有编码%s，清单须整份导入。", "The sheet 实施清单 has no code %s; a list is imported as a whole.", ""},
	"question_missing": {"该事项没有编号为%s的问题。", "The list has no question %s.", ""},
	"option_missing":   {"该事项没有选项%s。", "The list has no option %s.", ""},

	// JSON.
	"json_broken":     {"JSON格式错误（第%d字节附近），请检查。", "The JSON is broken near byte %d; mend it.", ""},
	"section_unknown": {"没有“%s”这一部分，请删除。", "There is no section %q; remove it.", ""},
	"section_missing": {"缺少“%s”，清单须整份导入（没有内容时写[]）。", "The section %s is missing; a list is imported as a whole (write [] for none).", ""},
	"key_unknown":     {"没有字段“%s”，请删除。", "There is no field %q; remove it.", ""},
	"key_repeated":    {"字段“%s”出现了两次。", "The field %q stands twice.", ""},
}

// Say declares a problem that the user of the room finds in its rows: the sentences take
// the arguments of Row.Problem in order. It is called while the program starts.
func Say(code, rule, zh, en string) {
	sentences[code] = struct{ zh, en, rule string }{zh, en, rule}
}

// newProblem is a problem of a declared code, which is part of the contract.
func newProblem(code string, args ...any) Problem {
	s, known := sentences[code]
	if !known {
		panic("workbook: undeclared problem " + code)
	}
	p := Problem{Code: code, Zh: s.zh, En: s.en, Rule: s.rule}
	if len(args) > 0 {
		zh, en := make([]any, len(args)), make([]any, len(args))
		for i, a := range args {
			zh[i], en[i] = a, a
			if w, ok := a.(Word); ok {
				zh[i], en[i] = w.Zh, w.En
			}
		}
		p.Zh, p.En = fmt.Sprintf(s.zh, zh...), fmt.Sprintf(s.en, en...)
	}
	return p
}

// parts of a code in Chinese, by the part that a fault names.
var parts = map[string]string{
	"length": "位数不对", "area": "地区代码不对", "type": "事项类型代码不对", "item": "主项或子项不是数字", "body": "前18位不是有效的统一社会信用代码",
	"level": "行使层级应为1至6", "basic": "基本编码不一致", "sequence": "业务序号应为01至99", "signs": "只能使用规定的半角字符", "": "校验不通过",
}

// CodePart says in words what is wrong with a code that idcode refused.
func CodePart(err error) Word {
	part := ""
	var f *fault.Fault
	if errors.As(err, &f) {
		part, _ = f.Params()["part"].(string)
	}
	return Word{Zh: parts[part], En: err.Error()}
}

// codeProblem tells what the reader of a code refused.
func codeProblem(c *Column, err error) Problem {
	p := newProblem("code_invalid", c.title(), CodePart(err))
	p.Rule = ""
	var f *fault.Fault
	if errors.As(err, &f) {
		p.Rule = f.Cite()
	}
	return p
}

// findings are the problems met so far; past the limit nothing more is kept.
type findings struct {
	list  []Problem
	limit int
}

func (f *findings) full() bool { return len(f.list) >= f.limit }

func (f *findings) add(sheet, cell string, p Problem) {
	if f.full() {
		return
	}
	p.Sheet, p.Cell = sheet, cell
	f.list = append(f.list, p)
	if f.full() {
		f.list = append(f.list, newProblem("problems_more", f.limit))
	}
}

func (f *findings) say(sheet, cell, code string, args ...any) {
	f.add(sheet, cell, newProblem(code, args...))
}
