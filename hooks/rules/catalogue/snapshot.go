// Package catalogue holds the content of an implementation list (GB/T 39554.2): the
// immutable snapshot that a revision keeps and that portal and cases read, its one
// canonical form in bytes, and the quality rules a list must pass before it is published.
package catalogue

import (
	"slices"
	"strings"
)

// Handling says whether an item is decided on the spot (R-CAT-15).
const (
	Instant  = "instant"  // 即办件: decided on the spot, promised days 0
	Promised = "promised" // 承诺件: decided within the promised working days
)

// Units of a legal limit.
const (
	WorkingDays  = "WD" // 工作日
	CalendarDays = "CD" // 自然日
)

// Necessity of a material (R-CAT-20 and the local 容缺后补).
const (
	Required   = "required"   // blocks acceptance while it is missing
	Deferrable = "deferrable" // may follow within the promised limit (R-PL-24)
	Optional   = "optional"   // never blocks
)

// Kinds of a step.
const (
	Examine      = "examine"
	SiteCheck    = "site_check" // two officers (R-AL-10)
	ExpertReview = "expert_review"
	Publicity    = "publicity"
)

// Snapshot is the whole content of one implementation list at the moment it is
// published. Its JSON keys are the field names of the collections it was taken from;
// retired rows are not in it. ID is the service record.
type Snapshot struct {
	ID       string `json:"id"`
	Code     string `json:"code"` // 31 characters (R-CAT-31)
	Name     string `json:"name"`
	NameEn   string `json:"name_en"`
	Regime   string `json:"regime"`   // key of the regime table
	Handling string `json:"handling"` // Instant or Promised

	StatutoryDays int    `json:"statutory_days"` // 0: the list states no limit of its own
	StatutoryUnit string `json:"statutory_unit"` // WorkingDays or CalendarDays
	PromisedDays  int    `json:"promised_days"`  // working days; 0 for Instant
	Joint         bool   `json:"joint"`          // handled jointly (R-AL-17)

	Conditions     string   `json:"conditions"`
	Basis          string   `json:"basis"`
	ServiceObjects []string `json:"service_objects"` // R-CAT-14
	Channels       []string `json:"channels"`        // counter, online, post
	Trips          int      `json:"trips"`           // visits to the hall
	TripsReason    string   `json:"trips_reason"`
	OnlineDepth    string   `json:"online_depth"` // I, II, III, IV (R-MET-21)

	Fee              bool   `json:"fee"`
	ResultKind       string `json:"result_kind"` // certificate, approval, other, none
	ResultName       string `json:"result_name"`
	ResultNameEn     string `json:"result_name_en"`
	ResultSample     string `json:"result_sample"`
	ResultValidYears int    `json:"result_valid_years"` // 0: without end

	Address        string `json:"address"`
	Hours          string `json:"hours"`
	ConsultPhone   string `json:"consult_phone"`
	ComplaintPhone string `json:"complaint_phone"`
	QuantityLimit  string `json:"quantity_limit"`
	Scope          string `json:"scope"` // nation, province, city, county, town
	Commitment     bool   `json:"commitment"`
	SiteCheck      bool   `json:"site_check"`
	OneWindow      bool   `json:"one_window"` // taken in at the comprehensive window (R-PL-20, R-MET-03)
	Inspection     bool   `json:"inspection"` // turns on inspection, testing or quarantine (R-AL-23)
	KeepOriginal   bool   `json:"keep_original"`
	RetentionYears int    `json:"retention_years"`

	BaselineDays      int `json:"baseline_days"` // before the reform, for the four cuts (R-PL-26)
	BaselineMaterials int `json:"baseline_materials"`
	BaselineSteps     int `json:"baseline_steps"`
	BaselineTrips     int `json:"baseline_trips"`

	Department Body        `json:"department"`
	BasicItem  BasicItem   `json:"basic_item"`
	Materials  []Material  `json:"materials"`
	Questions  []Question  `json:"questions"`
	Fees       []Fee       `json:"fees"`
	FormFields []FormField `json:"form_fields"`
	Steps      []Step      `json:"steps"`
}

// Body is the department that implements the item. Region is a region code.
type Body struct {
	ID      string `json:"id"`
	Code    string `json:"code"` // unified social credit code
	Name    string `json:"name"`
	NameEn  string `json:"name_en"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
	Region  string `json:"region"`
}

// BasicItem is the item of the basic catalogue that the list implements (R-CAT-01).
type BasicItem struct {
	ID     string   `json:"id"`
	Code   string   `json:"code"` // 12 characters (R-CAT-30)
	Name   string   `json:"name"`
	NameEn string   `json:"name_en"`
	Type   string   `json:"type"` // R-CAT-10
	Basis  string   `json:"basis"`
	Levels []string `json:"levels"` // R-CAT-11
}

// Material is one paper of the list. Type is the id of its material type; TypeName is
// what the type is called, by which the result of one member of a life event is known
// as the material of another (R-PKG-01). OnlyIf lists options: the material is asked
// when the list is empty or one of them is chosen.
type Material struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	TypeCode  string   `json:"type_code"`
	TypeName  string   `json:"type_name"`
	Name      string   `json:"name"`
	NameEn    string   `json:"name_en"`
	Necessity string   `json:"necessity"`
	Source    string   `json:"source"`   // 10, 20, 99 (R-CAT-21)
	Original  int      `json:"original"` // number of originals
	Copies    int      `json:"copies"`   // number of copies
	Form      string   `json:"form"`     // R-CAT-19
	Basis     string   `json:"basis"`
	Standard  string   `json:"standard"`
	BlankForm string   `json:"blank_form"`
	Sample    string   `json:"sample"`
	OnlyIf    []string `json:"only_if"`
	Order     int      `json:"order"`
}

// Question tells cases apart (情形引导, R-PKG-04); one of its options may be chosen.
type Question struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	TextEn  string   `json:"text_en"`
	Order   int      `json:"order"`
	OnlyIf  []string `json:"only_if"`
	Options []Option `json:"options"`
}

// Option is one answer of a question.
type Option struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	TextEn string `json:"text_en"`
	Order  int    `json:"order"`
}

// Fee is one charge; none may be taken that is not published (R-AL-38).
type Fee struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Standard  string `json:"standard"`
	Basis     string `json:"basis"`
	Reducible bool   `json:"reducible"`
	PayOnline bool   `json:"pay_online"`
}

// FormField is one line of the application form.
type FormField struct {
	ID       string   `json:"id"`
	Key      string   `json:"key"`
	Label    string   `json:"label"`
	LabelEn  string   `json:"label_en"`
	Kind     string   `json:"kind"` // text long_text number date choice id_number uscc phone
	Choices  []string `json:"choices"`
	Required bool     `json:"required"`
	Prefill  string   `json:"prefill"`
	OnlyIf   []string `json:"only_if"`
	Order    int      `json:"order"`
}

// Step is one step of the review; steps of the same Seq run side by side. Department
// is a record id, Days are working days.
type Step struct {
	ID         string `json:"id"`
	Seq        int    `json:"seq"`
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Department string `json:"department"`
	Days       int    `json:"days"`
}

// Material returns the material with the id, nil where the list has none.
func (s *Snapshot) Material(id string) *Material {
	i := slices.IndexFunc(s.Materials, func(m Material) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Materials[i]
}

// Step returns the step with the id, nil where the list has none.
func (s *Snapshot) Step(id string) *Step {
	i := slices.IndexFunc(s.Steps, func(x Step) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Steps[i]
}

// Asks reports whether the form has a field with the key, under whatever answers.
func (s *Snapshot) Asks(key string) bool {
	return slices.ContainsFunc(s.FormFields, func(f FormField) bool { return f.Key == key })
}

// Limited reports whether the number of licences is limited (R-AL-01 has every list say
// so; 无限制 says that it is not), so that they are granted in order (R-AL-15).
func (s *Snapshot) Limited() bool {
	return s.QuantityLimit != "" && !strings.Contains(s.QuantityLimit, "无") && !strings.Contains(s.QuantityLimit, "不限")
}
