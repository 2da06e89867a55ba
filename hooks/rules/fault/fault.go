// Package fault holds the refusals of the law: each has a stable code, a sentence
// that says what to do, the rule it enforces and the facts it was decided on.
//
// A Fault satisfies PocketBase's SafeErrorItem and SafeErrorParamsResolver by shape,
// without importing them, so the shell can hand it to a client unchanged.
package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Fault is one refusal. The zero value is not useful; make one with New.
type Fault struct {
	code    Code
	message string
	facts   map[string]any
}

// New refuses with a declared code, the rule it enforces (an R-number of the domain
// rules, for instance "R-AL-08"; "" where the house itself sets the rule) and an
// English sentence that says what to do. It panics on an undeclared code: codes are
// part of the contract and a test reads every one of them.
func New(code Code, cite, format string, args ...any) *Fault {
	if _, ok := codes[code]; !ok {
		panic("fault: undeclared code " + string(code))
	}
	f := &Fault{code: code, message: fmt.Sprintf(format, args...), facts: map[string]any{}}
	if cite != "" {
		f.facts["cite"] = cite
	}
	return f
}

// With returns a copy of the fault that also carries the fact key=value.
func (f *Fault) With(key string, value any) *Fault {
	c := &Fault{code: f.code, message: f.message, facts: maps.Clone(f.facts)}
	c.facts[key] = value
	return c
}

// Code is the stable name of the refusal; the pages translate by it.
func (f *Fault) Code() string { return string(f.code) }

// Error is the English sentence.
func (f *Fault) Error() string { return f.message }

// Params are the facts of the refusal; "cite" is the rule it enforces.
func (f *Fault) Params() map[string]any { return maps.Clone(f.facts) }

// Cite is the rule the refusal enforces, "" where the house itself sets it.
func (f *Fault) Cite() string { s, _ := f.facts["cite"].(string); return s }

// Is reports whether the target is a fault with the same code, whatever its facts.
func (f *Fault) Is(target error) bool {
	var t *Fault
	return errors.As(target, &t) && t.code == f.code
}

// Of returns the fault's code if err is or wraps a fault, "" otherwise.
func Of(err error) Code {
	var f *Fault
	if errors.As(err, &f) {
		return f.code
	}
	return ""
}
