package idcode

import (
	"fmt"
	"slices"

	"onestop/hooks/rules/fault"
)

// Lengths of the item codes.
const (
	basicLength    = 12
	taskLength     = 31
	handlingLength = 33
)

// itemTypes are the nationwide types of an item (R-CAT-10). A local code may carry any
// two digits or letters instead (R-CAT-33).
var itemTypes = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}

// BasicCode is the code of an item of the basic catalogue, 12 characters (R-CAT-30).
type BasicCode struct {
	Area string // 2: 00 for the nation, else the province
	Type string // 2: the item type
	Main string // 5: the main item
	Sub  string // 3: the sub-item, 000 none
}

// TaskCode is the code of an implementation list, 31 characters (R-CAT-31).
type TaskCode struct {
	Body  string // 18: credit code of the implementing body
	Level string // 1: level of exercise, 1 nation to 6 village (R-CAT-11)
	Basic BasicCode
}

// HandlingCode is the code of one business of an implementation list, 33 characters
// (R-CAT-32).
type HandlingCode struct {
	Task     TaskCode
	Sequence int // 1 to 99
}

// String is the code in its 12 characters.
func (c BasicCode) String() string { return c.Area + c.Type + c.Main + c.Sub }

// String is the code in its 31 characters.
func (c TaskCode) String() string { return c.Body + c.Level + c.Basic.String() }

// String is the code in its 33 characters.
func (c HandlingCode) String() string { return fmt.Sprintf("%s%02d", c.Task, c.Sequence) }

// ParseBasicCode reads a code of the basic catalogue; code_invalid (R-CAT-30, R-CAT-33).
func ParseBasicCode(s string) (BasicCode, error) {
	n := normal(s)
	if len(n) != basicLength || !alphanumeric(n) {
		return BasicCode{}, badItem("R-CAT-30", "length", "A basic code has 12 characters: area 2, type 2, main item 5, sub-item 3.")
	}
	c := BasicCode{Area: n[:2], Type: n[2:4], Main: n[4:9], Sub: n[9:]}
	switch {
	case c.Area != "00" && !provinces[c.Area]:
		return BasicCode{}, badItem("R-CAT-30", "area", "A basic code begins with 00 or the two digits of a province.")
	case c.Area == "00" && !slices.Contains(itemTypes, c.Type):
		return BasicCode{}, badItem("R-CAT-33", "type", "A nationwide basic code carries one of the item types 01 to 10 or 20.")
	case !digits(c.Main) || !digits(c.Sub):
		return BasicCode{}, badItem("R-CAT-30", "item", "Main item and sub-item of a basic code are digits.")
	}
	return c, nil
}

// ParseTaskCode reads the code of an implementation list; code_invalid (R-CAT-30, -31, -33).
func ParseTaskCode(s string) (TaskCode, error) {
	n := normal(s)
	if len(n) != taskLength || !alphanumeric(n) {
		return TaskCode{}, badItem("R-CAT-31", "length", "An implementation code has 31 characters: body 18, level 1, basic code 12.")
	}
	body, err := CreditCode(n[:18])
	if err != nil {
		return TaskCode{}, badItem("R-CAT-33", "body", "The implementation code does not begin with a valid unified social credit code. "+err.Error())
	}
	if n[18] < '1' || n[18] > '6' {
		return TaskCode{}, badItem("R-CAT-33", "level", "The level of an implementation code is a digit from 1 (nation) to 6 (village).")
	}
	basic, err := ParseBasicCode(n[19:])
	if err != nil {
		return TaskCode{}, err
	}
	return TaskCode{Body: body, Level: n[18:19], Basic: basic}, nil
}

// ParseHandlingCode reads the code of a business; code_invalid (R-CAT-30 … R-CAT-33).
func ParseHandlingCode(s string) (HandlingCode, error) {
	n := normal(s)
	if len(n) != handlingLength || !alphanumeric(n) || !digits(n[taskLength:]) || n[taskLength:] == "00" {
		return HandlingCode{}, badItem("R-CAT-32", "sequence", "A business code has 33 characters: the implementation code and a number from 01 to 99.")
	}
	task, err := ParseTaskCode(n[:taskLength])
	if err != nil {
		return HandlingCode{}, err
	}
	return HandlingCode{Task: task, Sequence: int(n[31]-'0')*10 + int(n[32]-'0')}, nil
}

// NewTaskCode builds the code of the body's own list of a catalogue item and checks all
// of it; code_invalid.
func NewTaskCode(body, level, basic string) (TaskCode, error) {
	return ParseTaskCode(normal(body) + normal(level) + normal(basic))
}

// NewHandlingCode builds the code of the n-th business of a list; code_invalid.
func NewHandlingCode(task TaskCode, n int) (HandlingCode, error) {
	return ParseHandlingCode(HandlingCode{Task: task, Sequence: n}.String())
}

// Check compares an implementation code with the body that owns the list, the code of
// the catalogue item, its type and the levels at which it is exercised (R-CAT-33);
// code_invalid.
func (c TaskCode) Check(owner, basic, itemType string, levels []string) error {
	switch {
	case c.Body != normal(owner):
		return badItem("R-CAT-33", "body", "The implementation code names another body than the one that owns the list.")
	case c.Basic.String() != normal(basic):
		return badItem("R-CAT-33", "basic", "The implementation code embeds another basic code than that of the catalogue item.")
	case c.Basic.Area == "00" && c.Basic.Type != itemType:
		return badItem("R-CAT-33", "type", "The type within the code is not the type of the catalogue item.")
	case !slices.Contains(levels, c.Level):
		return badItem("R-CAT-33", "level", "The catalogue item is not exercised at the level that the code names.")
	}
	return nil
}

func badItem(cite, part, sentence string) error {
	return fault.New(fault.CodeInvalid, cite, "%s", sentence).With("part", part)
}
