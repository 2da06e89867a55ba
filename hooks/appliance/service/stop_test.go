package service

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onestop/hooks/appliance/refusal"
)

// A house that does not end is not waited for without end.
func TestTheEndIsNotAwaitedForEver(t *testing.T) {
	var said refusal.Refusal
	if err := await(make(chan error), time.Millisecond); !errors.As(err, &said) {
		t.Error(err)
	}
	done := make(chan error, 1)
	done <- nil
	if err := await(done, time.Minute); err != nil {
		t.Error(err)
	}
}

// The rules of the firewall are found again by their name, whatever the ports were.
func TestRulesOfTheFirewallGoByOneName(t *testing.T) {
	name := closeFirewall()[len(closeFirewall())-1]
	rules := append(Plan{HTTP: ":80", HTTPS: ":443"}.openFirewall(), Plan{HTTP: ":8090"}.openFirewall()...)
	for _, words := range rules {
		if !slices.Contains(words, name) {
			t.Errorf("%v stays behind", words)
		}
	}
	if len(rules) != 3 || !slices.Contains(rules[2], "localport=8090") {
		t.Error(rules)
	}
}
