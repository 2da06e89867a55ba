package password

import (
	"errors"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
)

func listed(word string) bool {
	return strings.Contains(" password 1qaz2wsx woaini1314 iloveyou1234 qwertyuiop dragon ", " "+word+" ")
}

// The passwords that are refused, and why (R-SEC-02, R-SEC-03).
func TestCheck_R_SEC_03(t *testing.T) {
	known := []string{"liming@county.gov.cn", "李示例", "示例县市场监督管理局", "13800000001", "510799198706110137", "Ng"}
	for _, c := range []struct {
		word string
		kind Kind
		want string
	}{
		{"", Applicant, Short},
		{"aB3$xyz", Applicant, Short},
		{"aB3$xyzw", Applicant, ""},
		{"aB3$xyzw", Staff, Short},
		{"aB3$xyzw9", Staff, Short},
		{"aB3$xyzw9q", Staff, ""},
		{"八个汉字的密码也行的", Staff, ""},
		{"八个汉字", Applicant, Short},
		{"1212121212", Staff, Simple},
		{"aaaaaaaabbbb", Staff, Simple},
		{"qwertyuiop", Staff, Common},
		{"QwertyUIOP", Staff, Common},
		{"password2026!", Staff, Common},
		{"!!Dragon20261", Staff, Common},
		{"1qaz2wsx", Applicant, Common},
		{"liming20261", Staff, Personal},
		{"xx-LiMing-1", Staff, Personal},
		{"李示例的密码很长很长", Staff, Personal},
		{"示例县市场监督管理局", Staff, Personal},
		{"x13800000001", Staff, Personal},
		{"000001-abcd", Staff, Personal},
		{"wo19870611ya", Staff, Personal},
		{"wo870611-ya", Staff, Personal},
		{"ab-110137-cd", Staff, Personal},
		{"county.gov rules", Staff, ""},
		{"something else", Staff, ""},
		{"ngngabcdefgh", Staff, ""}, // a name of two letters is in many words
		{"onestop-demo-2026", Staff, ""},
	} {
		err := Check(c.word, c.kind, listed, known...)
		var f *fault.Fault
		got := ""
		if errors.As(err, &f) {
			got, _ = f.Params()["subject"].(string)
			if f.Code() != string(fault.PasswordWeak) || strings.Contains(f.Error(), c.word) && c.word != "" {
				t.Errorf("%q: %s %s", c.word, f.Code(), f)
			}
		}
		if got != c.want {
			t.Errorf("%q of %s: %q, want %q", c.word, c.kind, got, c.want)
		}
	}
}

// Whatever contains the number, the name or too little is refused, and nothing panics.
func TestCheckProperty(t *testing.T) {
	none := func(string) bool { return false }
	holds := func(before, after, known string) bool {
		_ = Check(before+after, Staff, none, known, before)
		return Check(before+"13800000001"+after, Applicant, none, "13800000001") != nil && Check(before+"Li-Ming"+after, Applicant, none, "li-ming@x.cn") != nil
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("password", "a@b", "51079919870611013x")
	f.Add("\xff\xfe", "", "x")
	f.Fuzz(func(t *testing.T, word, a, b string) { _ = Check(word, Staff, listed, a, b) })
}
