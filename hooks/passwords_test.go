package hooks

import "testing"

// Weak passwords are refused wherever they are set, and what the list holds (R-SEC-03).
func TestWeakPasswordsAreRefused_R_SEC_03(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	set := func(collection, who, by, word string) reply {
		return x.call("PATCH", "/api/collections/"+collection+"/records/"+x.person(who).Id, x.person(by), map[string]any{"oldPassword": password, "password": word, "passwordConfirm": word})
	}
	for _, c := range []struct{ collection, who, by, word string }{
		{"officers", "clerk", "clerk", "kurz-2026"}, {"officers", "clerk", "clerk", "password123"}, {"officers", "clerk", "admin", "clerk-is-here"},
		{"officers", "clerk", "clerk", "示例县市场监督管理局8"}, {"officers", "clerk", "admin", "1234567890"},
		{"applicants", "zhang", "zhang", "12345678"}, {"applicants", "zhang", "zhang", "zhang-2026"}, {"applicants", "zhang", "zhang", "张示例张示例一二"},
		{"applicants", "zhang", "zhang", "tel13800000001"}, {"applicants", "zhang", "zhang", "xx19870611yy"}, {"applicants", "zhang", "admin", "x-110137-x"},
		{"_superusers", "admin", "admin", "iloveyou"}, {"_superusers", "admin", "admin", "the-admin-2026"},
	} {
		set(c.collection, c.who, c.by, c.word).refused("password", "password_weak", "R-SEC-03")
	}
	set("officers", "clerk", "clerk", "several words in a row").ok()
	set("applicants", "zhang", "zhang", "several words").ok()
	sign := map[string]any{"kind": "person", "name": "王示例", "id_type": "resident_id", "id_number": "510799198304040172", "phone": "13800000009", "password": "ab19830404", "passwordConfirm": "ab19830404"}
	x.call("POST", toApplicants, nil, sign).refused("password", "password_weak", "R-SEC-03")
	for _, word := range []string{"123456", "password", "qwertyuiop", "1q2w3e4r", "woaini", "5201314", "a123456", "iloveyou", "football", "michael"} {
		if !CommonPassword(word) {
			t.Errorf("%q is not on the list", word)
		}
	}
	if CommonPassword("onestop-demo-2026") || CommonPassword("") {
		t.Error("the list holds what it should not")
	}
}
