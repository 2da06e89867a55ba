package catalogue

import "reflect"

// Kind groups changes as readers look for them.
type Kind string

// The kinds of change.
const (
	KindName       Kind = "name"
	KindDays       Kind = "days"
	KindMaterials  Kind = "materials"
	KindSteps      Kind = "steps"
	KindTrips      Kind = "trips"
	KindFees       Kind = "fees"
	KindConditions Kind = "conditions" // who may apply, and on what conditions
	KindChannels   Kind = "channels"
	KindResult     Kind = "result"
	KindWhere      Kind = "where" // address, hours, telephones, the department
	KindLaw        Kind = "law"   // what the basic catalogue and the law lay down
	KindQuestions  Kind = "questions"
	KindForm       Kind = "form"
	KindFile       Kind = "file"     // how the file is kept
	KindBaseline   Kind = "baseline" // what it took before the reform
)

// Kinds lists the kinds in the order in which readers look for them.
func Kinds() []Kind {
	return []Kind{KindDays, KindMaterials, KindSteps, KindTrips, KindFees, KindConditions, KindChannels, KindResult, KindWhere,
		KindQuestions, KindForm, KindName, KindLaw, KindFile, KindBaseline}
}

// Effect is what a change means for the citizen.
type Effect string

// The effects. Neutral is also a change of which the elements alone do not tell.
const (
	Better  Effect = "better"
	Worse   Effect = "worse"
	Neutral Effect = "neutral"
)

// opposite is the effect of the way back.
func (e Effect) opposite() Effect {
	switch e {
	case Better:
		return Worse
	case Worse:
		return Better
	}
	return Neutral
}

// Event says whether an element changed, or a row came or went.
type Event string

// The events.
const (
	Changed Event = "changed"
	Added   Event = "added"
	Removed Event = "removed"
)

// Change is one thing in which two lists differ. Field is the key of the element; of a
// row that came or went it is the name of its collection. ID and Subject are the row and
// what it is called, empty for an element of the list itself. Before and After are the
// values (a text, a number, yes or no, a list of texts), nil where there is no row.
type Change struct {
	Kind      Kind   `json:"kind"`
	Event     Event  `json:"event"`
	Field     string `json:"field"`
	ID        string `json:"id,omitempty"`
	Subject   string `json:"subject,omitempty"`
	SubjectEn string `json:"subject_en,omitempty"`
	Before    any    `json:"before"`
	After     any    `json:"after"`
	Effect    Effect `json:"effect"`
}

// uncompared are the elements in which lists may differ without a change: record ids,
// which no reader sees, the place of a row among its like, and the material type behind
// the name of the type.
var uncompared = map[string][]string{
	"services":    {"id"},
	"department":  {"id"},
	"basic_item":  {"id"},
	"materials":   {"id", "order", "type", "type_code"},
	"questions":   {"id", "order"},
	"options":     {"id", "order"},
	"fees":        {"id"},
	"form_fields": {"id", "order"},
	"steps":       {"id"},
}

// comparison is two lists in normal form, the options of the second under the ids that
// they have in the first.
type comparison struct {
	a, b *Snapshot
	list []Change
}

// Changes tells in what the second list differs from the first, element by element: the
// list itself, then its rows, which are matched by id, else by what they are called
// (R-CLM-07: the publisher sees it before, the public after).
func Changes(a, b *Snapshot) []Change {
	c := &comparison{a: a.normal(), b: b.normal(), list: []Change{}}
	alignOptions(c.a, c.b)
	compareElements(c, listAspects, c.a, c.b, Change{})
	compareElements(c, bodyAspects, &c.a.Department, &c.b.Department, Change{})
	compareElements(c, itemAspects, &c.a.BasicItem, &c.b.BasicItem, Change{})
	compareRows(c, materialRows)
	compareRows(c, stepRows)
	compareRows(c, feeRows)
	compareRows(c, questionRows)
	compareRows(c, optionRows)
	compareRows(c, fieldRows)
	return c.list
}

// aspect is one compared element of a list or of a row.
type aspect[T any] struct {
	kind  Kind
	field string
	value func(x *T) any                // what is compared
	shown func(s *Snapshot, v any) any  // what is shown; nil: the value itself
	judge func(before, after *T) Effect // nil: neutral
}

func compareElements[T any](c *comparison, aspects []aspect[T], x, y *T, of Change) {
	for _, e := range aspects {
		before, after := e.value(x), e.value(y)
		if reflect.DeepEqual(before, after) {
			continue
		}
		change := of
		change.Event, change.Field, change.Before, change.After, change.Effect = Changed, e.field, before, after, Neutral
		if change.Kind = of.Kind; of.Kind == "" {
			change.Kind = e.kind
		}
		if e.shown != nil {
			change.Before, change.After = e.shown(c.a, before), e.shown(c.b, after)
		}
		if e.judge != nil {
			change.Effect = e.judge(x, y)
		}
		c.list = append(c.list, change)
	}
}
