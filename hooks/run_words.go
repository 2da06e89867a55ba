package hooks

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onestop/hooks/appliance/refusal"
)

// inWords says in both languages what the platform says of a command line in English alone: a flag
// or a command that there is not, with the one that may be meant, one that is missing, and a value
// that is none. Other errors stay as they are.
func inWords(c *cobra.Command, err error) error {
	if _, said := refusal.Known(err); said || err == nil {
		return err
	}
	path := c.CommandPath()
	if unknown, is := errors.AsType[*pflag.NotExistError](err); is {
		name, maybe := "-"+unknown.GetSpecifiedName(), refusal.Refusal{}
		if unknown.GetSpecifiedShortnames() == "" {
			name, maybe = "-"+name, meant(flagNames(c), unknown.GetSpecifiedName(), "--")
		}
		return refusal.New("%[1]s takes no flag %[2]s.%[3]s See %[1]s --help", "%[1]s 没有选项 %[2]s。%[4]s用法见 %[1]s --help", path, name, maybe.EN, maybe.ZH)
	}
	if bare, is := errors.AsType[*pflag.ValueRequiredError](err); is {
		return refusal.New("--%[2]s needs an argument behind it; see %[1]s --help", "--%[2]s 后面须写值；用法见 %[1]s --help", path, bare.GetFlag().Name)
	}
	if wrong, is := errors.AsType[*pflag.InvalidValueError](err); is {
		return refusal.New("%[2]q is no value of --%[3]s (%[4]v); see %[1]s --help", "“%[2]s”不是 --%[3]s 的值（%[4]v）；用法见 %[1]s --help", path, wrong.GetValue(), wrong.GetFlag().Name, wrong.Unwrap())
	}
	return inWordsOf(c, path, err)
}

// inWordsOf tells the errors of the platform that have no type apart by how they begin.
func inWordsOf(c *cobra.Command, path string, err error) error {
	text := err.Error()
	if list, is := strings.CutPrefix(text, "required flag(s) "); is {
		list, _, _ = strings.Cut(list, " not set")
		flags := strings.ReplaceAll(strings.ReplaceAll(list, `"`, ""), ", ", ", --")
		return refusal.New("%[1]s needs --%[2]s and a value behind it; see %[1]s --help", "%[1]s 须写 --%[2]s 及其值；用法见 %[1]s --help", path, flags)
	}
	word := ""
	if n, _ := fmt.Sscanf(text, "unknown command %q for", &word); n == 1 {
		return unknownCommand(c, word)
	}
	if strings.HasPrefix(text, "accepts ") || strings.HasPrefix(text, "requires ") { // so many words, and received so many
		return refusal.New("%[1]s is given too few or too many words. Write: %[2]s", "%[1]s 的参数个数不对，应写：%[2]s", path, c.UseLine())
	}
	return err
}

// unknownCommand refuses a word that is no command below another, or that one takes no word.
func unknownCommand(c *cobra.Command, word string) error {
	path := c.CommandPath()
	if !c.HasAvailableSubCommands() {
		return refusal.New("%[1]s takes no further word, and %[2]q is one; see %[1]s --help", "%[1]s 后面不能再写“%[2]s”；用法见 %[1]s --help", path, word)
	}
	maybe := meant(c, word, path+" ")
	return refusal.New("%[1]s has no command %[2]q.%[3]s See %[1]s --help", "%[1]s 没有命令“%[2]s”。%[4]s用法见 %[1]s --help", path, word, maybe.EN, maybe.ZH)
}

// meant asks for what may be meant by a word among the commands below another; "" where nothing is
// near it.
func meant(c *cobra.Command, word, before string) (ask refusal.Refusal) {
	if c.SuggestionsMinimumDistance == 0 {
		c.SuggestionsMinimumDistance = 2 // as the platform has it
	}
	near := c.SuggestionsFor(word)
	if len(near) == 0 {
		return ask
	}
	list := before + strings.Join(near, ", "+before)
	return refusal.Refusal{EN: " Did you mean " + list + "?", ZH: "是否指 " + list + "？"}
}

// flagNames has the flags of a command as if they were commands, of which the platform knows how
// near they are to a word.
func flagNames(c *cobra.Command) *cobra.Command {
	names, seen := &cobra.Command{}, map[string]bool{}
	add := func(f *pflag.Flag) {
		if !f.Hidden && !seen[f.Name] {
			seen[f.Name] = true
			names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
		}
	}
	c.Flags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	return names
}

// ConsoleTime is ParseChinaTime for a command.
func ConsoleTime(s string) (time.Time, error) {
	at, err := ParseChinaTime(s)
	if err != nil {
		err = refusal.New("%[1]q is no time. Give it in China time, as 2026-03-02T09:00.", "“%[1]s”不是时间。请按中国时间写成 2026-03-02T09:00。", s)
	}
	return at, err
}
