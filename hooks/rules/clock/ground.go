package clock

import (
	"slices"

	"onestop/hooks/rules/fault"
)

// Ground is a cause that the law does not count into a limit.
type Ground struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
}

// Grounds is the closed list of 行政许可法 Art. 45 (R-AL-20). A site visit under Art. 34
// and a correction by the applicant are not on it: they never stop the clock.
var Grounds = []Ground{
	{"hearing", "听证", "Hearing"},
	{"tender", "招标", "Tender"},
	{"auction", "拍卖", "Auction"},
	{"inspection", "检验", "Inspection"},
	{"testing", "检测", "Testing"},
	{"quarantine", "检疫", "Quarantine"},
	{"appraisal", "鉴定", "Appraisal"},
	{"expert_review", "专家评审", "Expert review"},
}

// PauseGround refuses with pause_ground whatever is not on the closed list (R-AL-20).
func PauseGround(key string) error { return Regime{}.PauseGround(key) }

// PauseGround refuses with pause_ground whatever neither the closed list of R-AL-20 nor
// the regime itself excludes from its limits (FOI: consultation of third parties).
func (r Regime) PauseGround(key string) error {
	is := func(g Ground) bool { return g.Key == key }
	if slices.ContainsFunc(Grounds, is) || slices.ContainsFunc(r.Excluded, is) {
		return nil
	}
	return fault.New(fault.PauseGround, "R-AL-20",
		"The clock stops only for a hearing, tender, auction, inspection, testing, quarantine, appraisal or expert review.")
}
