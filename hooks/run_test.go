package hooks

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase"
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

// A command on the wrong folder is refused before anything is made there, and says how to name
// the right one; what begins a house begins one, and what is there is taken as it is.
func TestNoHouseIsBegunByMistake(t *testing.T) {
	full, kept := copyTemplate(t), filepath.Join(t.TempDir(), "gone")
	if err := os.WriteFile(kept+".key", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	backed := filepath.Join(t.TempDir(), "backed")
	if err := os.Mkdir(backed+".backup", 0o700); err != nil {
		t.Fatal(err)
	}
	lost := t.TempDir()
	if err := os.WriteFile(filepath.Join(lost, ".installed"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	begun := t.TempDir()
	if err := os.WriteFile(filepath.Join(begun, "data.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: full})
	h := Register(app, Options{DueByHand: true})
	root := &cobra.Command{Use: "onestop"}
	root.AddCommand(append(h.Commands(), h.SuperuserCommand(), Begins(h.ServeCommand()))...)
	const ok, beside, begin = "", "--dir /var/lib/onestop/pb_data", "确要在这里新建一套的"
	for words, want := range map[string]struct{ empty, named string }{
		"serve":                         {ok, ok},
		"superuser upsert a b":          {begin, ok},
		"superuser create a b":          {begin, ok},
		"superuser ips ::1":             {beside, beside},
		"superuser delete a":            {beside, beside},
		"account unlock a":              {beside, beside},
		"audit verify":                  {beside, beside},
		"statistics rebuild":            {beside, beside},
		"queue rebuild":                 {beside, beside},
		"calendar show":                 {beside, beside},
		"calendar import a":             {begin, ok},
		"catalogue import a":            {begin, ok},
		"catalogue export a":            {beside, beside},
		"catalogue export a --template": {ok, ok},
		"account unlock --help":         {ok, ok},
		"backup":                        {beside, beside},
		"backup show":                   {beside, beside},
		"upgrade install a":             {beside, beside},
		"https new":                     {begin, ok},
		"restore":                       {ok, ok},
		"doctor":                        {ok, ok},
		"rules":                         {ok, ok},
		"service install":               {ok, ok},
	} {
		args := strings.Fields(words)
		c, _, err := root.Find(args)
		if err != nil {
			t.Fatal(words, err)
		}
		check := func(what, dir string, named bool, want string) {
			t.Helper()
			var err error
			if !anywhere(c, args) {
				err = expectHouse(c, dir, named)
			}
			if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dir) || want == beside && strings.Contains(err.Error(), begin)) {
				t.Errorf("%s, %s: %v", words, what, err)
			}
		}
		gone := want.empty
		if c.Annotations[NoFolder] == besideIt {
			gone = ok
		}
		check("an empty folder", t.TempDir(), false, want.empty)
		check("none", filepath.Join(t.TempDir(), "none"), false, want.empty)
		check("one that a first start began and did not end", begun, false, want.empty)
		check("one that is named", t.TempDir(), true, want.named)
		check("a house", full, false, ok)
		check("a house that is gone but for its key", kept, false, ok) // which the start tells
		check("a house that is gone but for its backups", backed, false, gone)
		check("a house that lost its database", lost, false, ok) // as well
	}
	if _, err := os.Stat(kept); err == nil {
		t.Error("a folder was made")
	}
}

// What serve does not take is refused before a house is begun, and lists are not read twice.
func TestWordsAreTriedBeforeTheFolderIsOpened(t *testing.T) {
	h := Register(pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: t.TempDir()}), Options{DueByHand: true})
	for words, want := range map[string]string{
		"--auto": "unknown flag", "--confirm": "--replica", "--replica=": "--replica", "--replica x": "s3://", "--http nonsense": "nonsense", "--https [": "[", "--storage s3://x": `"x"`, "--http": "needs an argument",
		"": "", "--http 127.0.0.1:80 --plain": "", "a.example b.example": "", "--http 0.0.0.0:1 --https :2": "",
	} {
		c := h.ServeCommand()
		keepFailures(c)
		if err := tryWords(c, strings.Fields(words)); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", words, err)
		}
	}
	var disks, origins []string
	c := &cobra.Command{Use: "x", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return nil }}
	c.Flags().StringArrayVar(&disks, "disk", nil, "")
	c.Flags().StringSliceVar(&origins, "origins", noOrigins, "")
	words := []string{"--disk", "a", "--disk", "b", "--origins", "c,d"}
	c.SetArgs(words)
	if err := errors.Join(tryWords(c, words), c.Execute()); err != nil || strings.Join(disks, " ") != "a b" || strings.Join(origins, " ") != "c d" {
		t.Errorf("%v %v, %v", disks, origins, err)
	}
	if err := tryWords(c, []string{"word"}); err == nil {
		t.Error("a word too many")
	}
	none := h.ServeCommand()
	if given := none.Flag("origins"); tryWords(none, nil) != nil || given.Value.String() != given.DefValue {
		t.Errorf("%v", given.Value)
	}
}
