package totp

import (
	"net/url"
	"strings"
	"testing"
	"testing/quick"
	"time"
)

// The vectors of RFC 4226, appendix D, and of RFC 6238, appendix B, in their last six digits.
func TestVectors_RFC_6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for step, want := range strings.Fields("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489") {
		if got := Code(secret, int64(step)); got != want {
			t.Errorf("count %d: %s, want %s", step, got, want)
		}
	}
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := Code(secret, Step(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// A code is good one step early and late, and once.
func TestEachCodeOnce_R_SEC_02(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1111111111, 0)
	here := Step(now)
	for off, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if step, ok := Accept(secret, Code(secret, here+off), now, 0); ok != want || ok && step != here+off {
			t.Errorf("%d steps off: %v", off, ok)
		}
	}
	code := Code(secret, here)
	if _, ok := Accept(secret, code, now, here); ok {
		t.Error("the code of the step that was used is taken again")
	}
	if _, ok := Accept(secret, Code(secret, here-1), now, here); ok {
		t.Error("an earlier code is taken after a later one")
	}
	for _, typed := range []string{code[:3] + " " + code[3:], " " + code + "\n", "０５０４７１"} {
		if _, ok := Accept(secret, typed, now, 0); !ok {
			t.Errorf("%q is not read", typed)
		}
	}
	for _, typed := range []string{"", "0", code + "0", code[1:], "abcdef"} {
		if _, ok := Accept(secret, typed, now, 0); ok {
			t.Errorf("%q is taken", typed)
		}
	}
}

func TestAcceptProperty(t *testing.T) {
	holds := func(secret []byte, seconds uint32, typed string) bool {
		now := time.Unix(int64(seconds), 0)
		if _, ok := Accept(secret, typed, now, 0); ok && len(Normal(typed)) != Digits {
			return false
		}
		step, ok := Accept(secret, Code(secret, Step(now)+1), now, 0)
		return ok && step >= Step(now)-1 && len(Code(secret, step)) == Digits
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

// What the QR code says is read by every app: the label, the secret in base 32, the issuer.
func TestAddress(t *testing.T) {
	secret := []byte("12345678901234567890")
	u, err := url.Parse(Address(secret, "一门办 示例县", "li@county.gov.cn"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/一门办 示例县:li@county.gov.cn" {
		t.Fatalf("%v %v", u, err)
	}
	q := u.Query()
	if q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("issuer") != "一门办 示例县" || q.Get("digits") != "6" || q.Get("period") != "30" || strings.Contains(u.String(), "+") {
		t.Errorf("%s", u)
	}
}
