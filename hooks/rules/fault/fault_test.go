package fault

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
)

func TestFaultCarriesCodeSentenceAndCite(t *testing.T) {
	f := New(CorrectionUsed, "R-AL-08", "A second correction needs %s.", "a supervisor")
	if f.Code() != "correction_used" || f.Error() != "A second correction needs a supervisor." || f.Cite() != "R-AL-08" {
		t.Fatalf("got %q %q %q", f.Code(), f.Error(), f.Cite())
	}
	g := f.With("count", 1)
	if f.Params()["count"] != nil || g.Params()["count"] != 1 || g.Params()["cite"] != "R-AL-08" {
		t.Fatal("With must copy and keep the citation")
	}
}

func TestFaultIsRecognisedWhenWrapped(t *testing.T) {
	err := fmt.Errorf("while accepting: %w", New(StateMoved, "", "Look again."))
	if Of(err) != StateMoved || !errors.Is(err, New(StateMoved, "R-X", "other words")) {
		t.Fatal("a wrapped fault must be found by its code")
	}
	if Of(errors.New("plain")) != "" || errors.Is(err, New(RoleRequired, "", "x")) {
		t.Fatal("another error must not be taken for the fault")
	}
}

func TestUndeclaredCodePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("an undeclared code must panic")
		}
	}()
	New("made_up", "", "x")
}

func TestCodesAreNounReason(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)
	for _, c := range Codes() {
		if !shape.MatchString(string(c)) {
			t.Errorf("%q is not noun_reason", c)
		}
	}
	if len(Codes()) < 35 {
		t.Errorf("the contract has 35 codes, got %d", len(Codes()))
	}
}
