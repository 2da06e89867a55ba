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

// Of is the reason of any error: its own sentences, or that of the machine in both languages.
func Of(err error) Refusal {
	var r Refusal
	if errors.As(err, &r) {
		return r
	}
	return Refusal{"The machine says: " + err.Error(), "系统提示：" + err.Error()}
}
