package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed county.json
var countyJSON []byte

//go:embed catalogue.json
var catalogueJSON []byte

// undertakenJSON are items on their way to a published list, in the shape of services.
//
//go:embed undertaken.json
var undertakenJSON []byte

// county is who lives and works in the example county.
type county struct {
	Regions     []region     `json:"regions"`
	Departments []department `json:"departments"`
	Officers    []officer    `json:"officers"`
	Posts       []officer    `json:"posts"`    // filled in every other department
	Surnames    string       `json:"surnames"` // of those who fill them, one per department
	Applicants  []applicant  `json:"applicants"`
}

type region struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Level  string `json:"level"`
	Parent string `json:"parent"` // code
}

type department struct {
	Key     string `json:"key"` // as in examiner.police@demo.test
	Code    string `json:"code"`
	Name    string `json:"name"`
	NameEn  string `json:"name_en"`
	Kind    string `json:"kind"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

type officer struct {
	Login      string   `json:"login"`
	Name       string   `json:"name"`
	Department string   `json:"department"` // key
	Roles      []string `json:"roles"`
	Deputy     string   `json:"deputy"` // login
}

type applicant struct {
	Login    string `json:"login"`
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	IDType   string `json:"id_type"`
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
}

// register is what the county does for people.
type register struct {
	MaterialTypes []materialType `json:"material_types"`
	Services      []service      `json:"services"`
	LifeEvents    []lifeEvent    `json:"life_events"`
}

type materialType struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Source    string `json:"source"`
	Shareable bool   `json:"shareable"`
	Copy      bool   `json:"copy"` // a copy is handed in, not the original
	Form      int    `json:"form"` // R-CAT-19
	Basis     string `json:"basis"`
	Standard  string `json:"standard"`
}

type service struct {
	Key        string     `json:"key"`
	Code       string     `json:"code"` // of the basic item, 12 digits
	Name       string     `json:"name"`
	NameEn     string     `json:"name_en"`
	Department string     `json:"department"`
	Regime     string     `json:"regime"`
	Basis      string     `json:"basis"`
	Law        limit      `json:"law"`     // none where the law sets none
	Promise    int        `json:"promise"` // working days; 0 is on the spot
	Trips      int        `json:"trips"`
	Reason     string     `json:"trips_reason"`
	Depth      string     `json:"depth"`
	Objects    []string   `json:"objects"`
	Conditions string     `json:"conditions"`
	Result     outcome    `json:"result"`
	Fees       []fee      `json:"fees"`
	Commitment bool       `json:"commitment"`
	Scope      string     `json:"scope"` // county where it is not told
	Materials  []material `json:"materials"`
	Questions  []question `json:"questions"`
	Fields     []field    `json:"fields"`
	Steps      []step     `json:"steps"`
	Inspection bool       `json:"inspection"` // turns on inspection (R-AL-23)
}

type limit struct {
	N    int    `json:"n"`
	Unit string `json:"unit"`
}

type outcome struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Years  int    `json:"years"`
}

type fee struct {
	Name     string `json:"name"`
	Standard string `json:"standard"`
	Basis    string `json:"basis"`
}

// material is a paper that a service asks for. OnlyIf names answers as question.option.
type material struct {
	Type      string   `json:"type"` // code
	Necessity string   `json:"necessity"`
	OnlyIf    []string `json:"only_if"`
}

type question struct {
	Key     string   `json:"key"`
	Text    string   `json:"text"`
	TextEn  string   `json:"text_en"`
	Options []option `json:"options"`
}

type option struct {
	Key    string `json:"key"`
	Text   string `json:"text"`
	TextEn string `json:"text_en"`
}

type field struct {
	Key      string   `json:"key"`
	Label    string   `json:"label"`
	LabelEn  string   `json:"label_en"`
	Kind     string   `json:"kind"`
	Required bool     `json:"required"`
	Choices  []string `json:"choices"`
	OnlyIf   []string `json:"only_if"`
}

type step struct {
	Seq        int    `json:"seq"`
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Days       int    `json:"days"`
	Department string `json:"department"` // key; the service's own where it is not told
}

type lifeEvent struct {
	Key         string     `json:"key"`
	Name        string     `json:"name"`
	NameEn      string     `json:"name_en"`
	Lead        string     `json:"lead"`
	Description string     `json:"description"`
	Promise     int        `json:"promise"`
	Questions   []question `json:"questions"`
	Members     []member   `json:"members"`
}

type member struct {
	Service  string   `json:"service"`
	After    []string `json:"after"` // services
	Optional bool     `json:"optional"`
	OnlyIf   []string `json:"only_if"`
}

// read takes the county and its catalogue from the binary.
func (l *loader) read() error {
	if err := json.Unmarshal(countyJSON, &l.county); err != nil {
		return fmt.Errorf("county.json: %w", err)
	}
	if err := json.Unmarshal(catalogueJSON, &l.items); err != nil {
		return fmt.Errorf("catalogue.json: %w", err)
	}
	if err := json.Unmarshal(undertakenJSON, &l.undertaken); err != nil {
		return fmt.Errorf("undertaken.json: %w", err)
	}
	return nil
}
