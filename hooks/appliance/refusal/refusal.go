// Package refusal says why something about the data folder is not done, in words for the
// person before the machine, in English and in Chinese.
package refusal

import (
	"errors"
	"fmt"
)

// Refusal is one reason in both languages.
type Refusal struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// New formats both sentences with the same arguments.
func New(en, zh string, args ...any) error {
	return Refusal{fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...)}
}

// Error says it in English and then in Chinese, each on a line of its own.
func (r Refusal) Error() string { return r.EN + "\n" + r.ZH }

// Said is the reason itself, also of an error that a Refusal is part of.
func (r Refusal) Said() Refusal { return r }

// Known is the reason that an error says in both languages, false where it says none.
func Known(err error) (Refusal, bool) {
	said, ok := errors.AsType[interface {
		error
		Said() Refusal
	}](err)
	if !ok {
		return Refusal{}, false
	}
	return said.Said(), true
}

// Of is the reason of any error: its own sentences, or that of the machine in both languages.
func Of(err error) Refusal {
	if r, ok := Known(err); ok {
		return r
	}
	return Refusal{"The machine says: " + err.Error(), "系统提示：" + err.Error()}
}

// Maybe is Of where there is an error, else nil.
func Maybe(err error) *Refusal {
	if err == nil {
		return nil
	}
	r := Of(err)
	return &r
}
