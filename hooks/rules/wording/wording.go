// Package wording is what departments write to applicants again and again: reasons, opinions
// and messages whose open places are filled from the case.
package wording

import (
	"regexp"
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
)

// Message is what an officer writes to an applicant beside the acts.
const Message = "message"

// Places are the open places of a template, written {申请人}; the desk fills them from the
// case when the template is taken.
var Places = []string{"申请人", "事项", "编号", "部门", "电话", "今天", "到期日", "缺少材料", "不合格材料"}

var place = regexp.MustCompile(`\{[^{}]*\}`)

// Check holds a template against what it is for: an act on cases that takes words, one of
// its grounds (value_invalid), open places that are known (value_invalid), and no person in
// it (text_personal, R-PI-08). It answers the field that is refused.
func Check(act, ground, text string) (field string, err error) {
	if !slices.Contains(Acts(), act) {
		return "act", fault.New(fault.ValueInvalid, "", "Choose an act on cases that takes words.").With("acts", Acts())
	}
	if grounds := groundsOf(act); ground != "" && !slices.Contains(grounds, ground) {
		return "ground", fault.New(fault.ValueInvalid, "", "Choose one of the grounds of the act, or none for all of them.").With("grounds", grounds)
	}
	for _, found := range place.FindAllString(text, -1) {
		if !slices.Contains(Places, found[1:len(found)-1]) {
			return "text", fault.New(fault.ValueInvalid, "", "There is no place %s; write one of {%s}.", found, strings.Join(Places, "} {")).With("places", Places)
		}
	}
	if idcode.NamesPerson(text) {
		return "text", fault.New(fault.TextPersonal, "R-PI-08", "Leave out identity numbers and mobile numbers; the places are filled from the case.")
	}
	return "", nil
}

// Blank stands where the case says nothing of a place, for the officer to write.
const Blank = "＿＿＿"

// Fill writes into each open place what the case says, and Blank where it says nothing.
// empty are the places of which nothing is said.
func Fill(text string, said map[string]string) (filled string, empty []string) {
	filled = place.ReplaceAllStringFunc(text, func(found string) string {
		name := found[1 : len(found)-1]
		switch {
		case !slices.Contains(Places, name):
			return found
		case said[name] == "":
			empty = append(empty, name)
			return Blank
		}
		return said[name]
	})
	return filled, empty
}

// Acts are those that a template may be for: what officers do with a case in words, and the
// message.
func Acts() []string {
	list := []string{Message}
	for _, row := range flow.Application.Rows {
		officer := slices.ContainsFunc(row.Roles, func(r flow.Role) bool { return r != flow.Applicant && r != flow.SystemActor })
		if officer && !slices.Contains(list, string(row.Act)) {
			list = append(list, string(row.Act))
		}
	}
	return list
}

func groundsOf(act string) []string {
	for _, row := range flow.Application.Rows {
		if string(row.Act) == act {
			return row.Grounds
		}
	}
	return nil
}
