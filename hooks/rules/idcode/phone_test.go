package idcode

import (
	"testing"

	"onestop/hooks/rules/fault"
)

func TestTelephonesHaveOneForm(t *testing.T) {
	for in, want := range map[string]string{
		"13800138000": "13800138000", "138 0013 8000": "13800138000", "138-0013-8000": "13800138000",
		"+8613800138000": "13800138000", "+86-138-0013-8000": "13800138000", "008613800138000": "13800138000", "１３８００１３８０００": "13800138000",
		"19912345678": "19912345678",
		"08161234567": "0816-1234567", "0816-1234567": "0816-1234567", "(0816)1234567": "0816-1234567", "（０８１６）１２３４５６７": "0816-1234567",
		"0816-123-4567": "0816-1234567", "010-88886666": "010-88886666", "02888886666": "028-88886666", "+86 816 1234567": "0816-1234567", "+86-0816-1234567": "0816-1234567",
		"0816-1234567-12": "0816-1234567-12", "0816-1234567转12": "0816-1234567-12", "0816 1234567 ext 12": "0816-1234567-12",
	} {
		if got, err := Mobile(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}

func TestTelephonesRefused(t *testing.T) {
	for _, s := range []string{"", "0", "12345678901", "1380013800", "138001380000", "1234567", "+1 2025550123", "+85212345678", "0816-0234567",
		"0816-12345", "mobile", "13800l38000", "00861380013800", "-", "+86", "0816--", "13800138000,13900139000"} {
		if got, err := Mobile(s); fault.Of(err) != fault.NumberInvalid {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
}

func FuzzMobile(f *testing.F) {
	for _, s := range []string{"13800138000", "0816-1234567-12", "+86 816 1234567", "0816-123-4567", "0086-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Mobile(s)
		if err != nil {
			if fault.Of(err) != fault.NumberInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if again, err := Mobile(n); err != nil || again != n {
			t.Fatalf("%q gives %q, which gives %q %v", s, n, again, err)
		}
		MaskPhone(n)
	})
}

func TestPassports(t *testing.T) {
	for in, want := range map[string]string{"E12345678": "E12345678", "ea1234567": "EA1234567", " G1234 5678": "G12345678", "H12345678": "H12345678", "123456789": "123456789"} {
		if got, err := Passport(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, s := range []string{"", "E123", "PASSPORT", "E12345678901234", "510799198706110137", "E1234-5678", "护照12345678"} {
		if got, err := Passport(s); fault.Of(err) != fault.NumberInvalid {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
}

func FuzzPassport(f *testing.F) {
	f.Add("E12345678")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Passport(s)
		if err != nil {
			if fault.Of(err) != fault.NumberInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if again, err := Passport(n); err != nil || again != n {
			t.Fatalf("%q gives %q, which gives %q %v", s, n, again, err)
		}
	})
}
