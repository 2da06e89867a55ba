package appliance

import "fmt"

// refusal is why Onestop does not start, in words for the person before the machine.
type refusal struct{ en, zh string }

// Error says it in English and then in Chinese, each on a line of its own.
func (r refusal) Error() string { return r.en + "\n" + r.zh }

// refuse formats both sentences with the same arguments.
func refuse(en, zh string, args ...any) error {
	return refusal{fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...)}
}
