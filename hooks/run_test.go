package hooks

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// A command that fails says so with its status, whatever it fails at: its words, a flag or
// its work.
func TestFailuresOfCommandsAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a missing word": {nil, "usage: import FILE"}, "a flag that does not exist": {[]string{"x", "--nonsense"}, "nonsense"},
		"its work": {[]string{"broken"}, "broken"}, "nothing": {[]string{"x"}, ""},
	} {
		command := &cobra.Command{Use: "import FILE", Args: cobra.ExactArgs(1), SilenceErrors: true, SilenceUsage: true, RunE: func(_ *cobra.Command, args []string) error {
			if args[0] == "broken" {
				return errors.New("broken")
			}
			return nil
		}}
		command.SetArgs(c.args)
		if c.args == nil {
			command.SetArgs([]string{})
		}
		command.SetOut(io.Discard)
		command.SetErr(io.Discard)
		failure := keepFailures(command)
		_ = command.Execute()
		if got := failure.Load(); (got == nil) != (c.want == "") || (got != nil && !strings.Contains((*got).Error(), c.want)) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
