package cases

import (
	"strings"
	"testing"

	"onestop/hooks/rules/workday"
)

// shop is a case with every kind of head line, for the tests of the reader.
const shop = `rules: R-AL-05
story: 示例 / Example
calendar: 2026
regime: FOOD_BUSINESS
law: 10 WD
promise: 5 WD
validity: 5
commitment: offered
inspection: yes
quantity: 全县10个
channels: counter
material: 申请表 required
material: 布局图 deferrable only_if 用气
question: 是否用气 = 用气 不用气
field: 经营场所 text required
fee: 工本费 20元
step: 1 审查 examine 3
step: 2 现场核查 site_check of 消防大队
officer: 王示例 clerk approver of 消防大队
bar: other 2026-03-01
ahead: 1 until 2026-03-20
lacks: conditions
member: 企业登记 3 WD issues 营业执照 asks 申请表
`

const opened = shop + `2026-03-02 applicant fill 经营场所=示例路1号
2026-03-02 applicant answer 用气
2026-03-02 applicant submit with 申请表
2026-03-03 clerk accept until 2026-03-06
`

func TestCaseFilesThatCannotBeReadNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "a case needs",
		shop:                            "a case needs",
		"rules R-AL-05":                 "line 1",
		"colour: red":                   "line 1",
		"calendar: MMXXVI":              "line 1",
		"regime: NONE":                  "line 1",
		"regime: LICENCE twice":         "line 1",
		"law: 20":                       "line 1",
		"law: 0 WD":                     "line 1",
		"promise: 10 CD":                "line 1",
		"promise: ten WD":               "line 1",
		"validity: forever":             "line 1",
		"validity: 1 2":                 "line 1",
		"commitment: no":                "line 1",
		"inspection: perhaps":           "line 1",
		"material: 申请表":                 "line 1",
		"material: 申请表 needed":          "line 1",
		"question: 是否用气":                "line 1",
		"field: 经营场所 text":              "line 1",
		"fee: 工本费":                      "line 1",
		"step: 一 审查 examine":            "line 1",
		"step: 1 审查 look":               "line 1",
		"step: 1 审查":                    "line 1",
		"step: 1 审查 examine soon":       "line 1",
		"officer: 王示例":                  "line 1",
		"officer: 王示例 king":             "line 1",
		"bar: all 2026-12-01":           "line 1",
		"bar: this soon":                "line 1",
		"ahead: 1":                      "line 1",
		"lacks: everything":             "line 1",
		"member: 企业登记":                  "line 1",
		"member: 企业登记 3 WD 营业执照":        "line 1",
		"state draft":                   "line 1",
		shop + "2026-03-02 clerk":       "line 24",
		shop + "2026-03-02 张三 submit":   "line 24",
		shop + "2026-03-02 king submit": "line 24",
		shop + "2026-03-02 applicant submit with 结婚证":   "line 24",
		shop + "2026-03-02 examiner examine pass":       "line 24",
		shop + "2026-03-02 examiner pause a b":          "line 24",
		shop + "2026-03-02 examiner pause a until soon": "line 24",
		shop + "2026-03-02 supervisor reassign to 张三":   "line 24",
		shop + "on soon":                                     "line 24",
		shop + "on 2026-03-02\nsky blue":                     "line 25",
		shop + "on 2026-03-02\nrefused state_moved":          "line 25",
		opened + "state accepted\nrefused state_moved R-A-1": "line 29",
		opened + "refused":                                   "line 28",
	} {
		if _, err := readStory(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text[max(0, len(text)-60):], err, want)
		}
	}
}

// TestStoriesCanFail plays wrong expectations: every one of them is noticed.
func TestStoriesCanFail(t *testing.T) {
	right := []string{"state accepted", "issues acceptance deferral", "notice met 2026-03-09 4", "inspection 2026-03-10 green 5", "law 2026-03-17 green", "promise 2026-03-10 green 5",
		"delivery none", "light green", "accepted 2026-03-03", "steps 审查 open 现场核查 waiting", "examiner 审查 none", "due 审查 2026-03-06", "stood 审查 0", "asks 申请表 布局图", "missing 布局图 missing",
		"corrections 0", "named none", "deferred 2026-03-06", "owed none", "ask_by none", "hold_by none", "result none", "valid_to none", "renew_by none", "remind none", "publish_by 2026-03-12",
		"barred none", "overrun none", "together asks 申请表", "together longest 3"}
	wrong := []string{"state submitted", "issues acceptance", "issues none", "notice 2026-03-09 green", "notice none", "inspection none", "law 2026-03-18 green", "law 2026-03-17 red", "law 2026-03-17 green 9",
		"law unknown 2027", "promise 2026-03-11 green 5", "promise 2026-03-10 green 5 provisional", "delivery 2026-03-10 green", "light red", "accepted none", "steps 审查 open", "steps none",
		"examiner 审查 王示例", "examiner 复核 none", "examiner", "due 审查 2026-03-09", "stood 审查 1", "due 现场核查 2026-03-09", "asks 申请表", "missing none", "missing 布局图 rejected", "corrections 1",
		"named 申请表", "deferred none", "owed 申请表", "ask_by 2026-03-10", "hold_by 2026-03-10", "result valid", "valid_to 2031-03-02", "renew_by 2031-03-02", "remind 2026-03-02", "publish_by none", "barred 2026-12-01",
		"publishable yes", "publishable none", "overrun publish", "together", "together asks none", "together longest 4", "together spares 营业执照", "together refused plan_cycle R-PKG-02", "together sing"}
	for _, c := range []struct {
		lines  []string
		failed int
	}{{right, 0}, {wrong, len(wrong)}} {
		s, err := readStory(opened + strings.Join(c.lines, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		var failed []int
		s.play(calendar(t, s.years...), func(line int, err error) {
			failed = append(failed, line)
			if c.failed == 0 {
				t.Errorf("line %d: %v", line, err)
			}
		})
		if len(failed) != c.failed {
			t.Errorf("%d of %d expectations failed, at the lines %v", len(failed), len(c.lines), failed)
		}
	}
	for _, unexpected := range []string{
		"2026-03-04 clerk accept",                                                          // refused, and nobody expected it
		"2026-03-04 clerk accept\nrefused state_moved R-AL-05",                             // refused under another rule
		"2026-03-04 clerk accept\nrefused role_required",                                   // refused with another code
		"2026-03-04 examiner pause testing until 2026-03-06\nrefused pause_ground R-AL-20", // not refused
		"2026-03-04 stranger leave",                                                        // nobody's officer
		"2026-03-04 supervisor reassign",                                                   // to nobody
	} {
		s, err := readStory(opened + unexpected)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		s.play(calendar(t, s.years...), func(int, error) { n++ })
		if n != 1 {
			t.Errorf("%q: %d objections", unexpected, n)
		}
	}
}

// A foreign text is read and played, or refused; it never breaks the reader.
func FuzzReadStory(f *testing.F) {
	f.Add(opened)
	for _, text := range texts(f, storyFiles) {
		f.Add(text)
	}
	cals := map[bool]*workday.Calendar{true: calendar(f, 2025, 2026), false: calendar(f)}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := readStory(text)
		if err != nil {
			return
		}
		s.play(cals[len(s.years) > 0], func(int, error) {})
	})
}
