package hooks

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
)

// What is wrong with the words of a command is said in both languages, with what may be meant or
// where to look; what is said in words already, or is no question of the words, stays as it is.
func TestWordsThatAreWrongAreToldInBothLanguages(t *testing.T) {
	for words, want := range map[string][2]string{
		"standby":                              {"onestop standby needs --replica and a value", "须写 --replica 及其值"},
		"restore":                              {"onestop restore needs --from", "须写 --from"},
		"standby --atuo --replica file:///x":   {"takes no flag --atuo. Did you mean --auto? See onestop standby --help", "没有选项 --atuo。是否指 --auto？"},
		"restore --nonsense":                   {"takes no flag --nonsense. See", "没有选项 --nonsense。用法"},
		"restore -q":                           {"takes no flag -q. See", "没有选项 -q。用法"},
		"restore --from":                       {"--from needs an argument", "--from 后面须写值"},
		"promte":                               {`onestop has no command "promte". Did you mean onestop promote?`, "没有命令“promte”。是否指 onestop promote？"},
		"nothingofthatsort":                    {`has no command "nothingofthatsort". See onestop --help`, "没有命令"},
		"restore --from /x word":               {`takes no further word, and "word" is one`, "后面不能再写“word”"},
		"doctor --seldom":                      {"takes no flag --seldom", "没有选项"},
		"restore --from /x --at 31.12.":        {`"31.12." is no time`, "“31.12.”不是时间"},
		"upgrade install":                      {"too few or too many words. Write: onestop upgrade install", "参数个数不对"},
		"promote --replica file:///x --now=ja": {`"ja" is no value of --now`, "“ja”不是 --now 的值"},
	} {
		h := Register(pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: t.TempDir()}), Options{DueByHand: true})
		root := &cobra.Command{Use: "onestop", SilenceErrors: true, SilenceUsage: true}
		root.AddCommand(h.Commands()...)
		root.SetArgs(strings.Fields(words))
		root.SetOut(io.Discard)
		c, err := root.ExecuteC()
		said, both := refusal.Known(inWords(c, err))
		if !both || !strings.Contains(said.EN, want[0]) || !strings.Contains(said.ZH, want[1]) {
			t.Errorf("%q: %v, %q", words, err, said)
		}
	}
	other := errors.New("the disk is full")
	said := refusal.New("Do it.", "请做。")
	if inWords(&cobra.Command{}, other) != other || inWords(&cobra.Command{}, said) != said || inWords(&cobra.Command{}, nil) != nil {
		t.Error("another error is another one")
	}
}

// The training county is not served as a real one; what to do is said in both languages.
func TestTheTrainingCountyIsToldApart(t *testing.T) {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: t.TempDir()})
	h := &Hall{app: app}
	h.keepTrainingApart(Options{Trained: func(string) bool { return true }})
	said, both := refusal.Known(app.OnServe().Trigger(&core.ServeEvent{App: app}))
	if !both || !strings.Contains(said.EN, "with the command demo") || !strings.Contains(said.ZH, "请用 demo 命令启动") {
		t.Error(said)
	}
}
