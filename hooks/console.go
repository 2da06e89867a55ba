package hooks

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
)

// tell says on the console what was done, as refusals say what was not: in English and in
// Chinese, each on a line of its own, with the same arguments.
func tell(out io.Writer, en, zh string, args ...any) {
	fmt.Fprintln(out, refusal.New(en, zh, args...).Error())
}

// confirmed asks whoever sits at the console, and refuses without a yes; where nobody sits
// there, the flag says it.
func confirmed(c *cobra.Command, flag string, question refusal.Refusal) error {
	fmt.Fprint(c.ErrOrStderr(), question.Error()+"\n[yes 是 / no 否] ")
	line, _ := bufio.NewReader(c.InOrStdin()).ReadString('\n') // nothing is no yes
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "yes", "y", "是":
		return nil
	}
	return refusal.New("Nothing was changed. Answer yes, or say %[1]s where nobody can answer.", "没有改动。请回答“是”；无人应答时请加 %[1]s。", flag)
}
