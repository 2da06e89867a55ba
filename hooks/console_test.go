package hooks

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What an office reads on the console is said in both languages with the same figures.
func TestTheConsoleSpeaksBothLanguages(t *testing.T) {
	verbs := regexp.MustCompile(`%(?:\.\d+)?\[(\d+)\]`)
	told, files := 0, token.NewFileSet()
	names, err := filepath.Glob("*_command*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, "commands.go", "console.go", "setup.go") {
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "tell" {
				return true
			}
			literal := func(e ast.Expr) string {
				l, ok := e.(*ast.BasicLit)
				if !ok {
					return ""
				}
				text, _ := strconv.Unquote(l.Value)
				return text
			}
			en, zh := literal(call.Args[1]), literal(call.Args[2])
			if en == "" && zh == "" { // handed on
				return true
			}
			told++
			named := func(text string) map[string]bool {
				found := map[string]bool{}
				for _, m := range verbs.FindAllStringSubmatch(text, -1) {
					found[m[1]] = true
				}
				return found
			}
			if has := regexp.MustCompile(`\p{Han}`); has.MatchString(en) || !has.MatchString(zh) || len(named(en)) != len(named(zh)) || len(named(en)) != len(call.Args)-3 {
				t.Errorf("%s: %q, %q", files.Position(call.Pos()), en, zh)
			}
			return true
		})
	}
	if told < 20 {
		t.Errorf("only %d sentences are told", told)
	}
}

// The commands that an office uses say nothing past the helper that says it in both languages.
func TestOfficesReadNoHalfSentences(t *testing.T) {
	for _, name := range []string{"backup_command.go", "upgrade_command.go", "service_command.go", "https_command.go", "account_command.go", "superuser_command.go", "doctor_command.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if !strings.Contains(line, "fmt.Fprint") {
				continue
			}
			if words := regexp.MustCompile(`"[^"]*[a-z]{3,} [a-z]+[^"]*"`).FindString(line); words != "" {
				t.Errorf("%s:%d says %s past tell", name, n+1, words)
			}
		}
	}
}

func TestOneAsksBeforeTheCertificateGoes(t *testing.T) {
	x := newHouse(t)
	renewed := func(in string, args ...string) (string, bool, error) {
		before, _ := os.ReadFile(x.app.DataDir() + ".ca")
		said, err := x.command(x.httpsCommand(), in, append([]string{"new"}, args...)...)
		after, readErr := os.ReadFile(x.app.DataDir() + ".ca")
		return said, readErr == nil && !bytes.Equal(before, after), err
	}
	if said, drawn, err := renewed(""); !drawn || err != nil { // nobody trusts anything yet
		t.Fatal(said, err)
	}
	for _, in := range []string{"", "no\n", "否\n", "yes please\n", "\n"} {
		if said, drawn, err := renewed(in); drawn || err == nil || !strings.Contains(err.Error(), "--yes") || !strings.Contains(said, "every office PC") || !strings.Contains(said, "办公电脑") {
			t.Errorf("%q: %s, %v, %v", in, said, drawn, err)
		}
	}
	for in, args := range map[string][]string{"yes\n": nil, "是\n": {"hall.example.gov.cn"}, "": {"--yes"}} {
		if said, drawn, err := renewed(in, args...); !drawn || err != nil || !strings.Contains(said, "Fingerprint") || !strings.Contains(said, "有效期至") {
			t.Errorf("%q %v: %s, %v", in, args, said, err)
		}
	}
	if said, drawn, err := renewed("yes\n", "http://hall"); drawn || err == nil || strings.Contains(said, "office PC") {
		t.Errorf("a wrong name: %s, %v", said, err)
	}
}

// Nobody shuts out the machine itself, or lets everybody in, by a slip (R-SEC-04).
func TestNobodyShutsTheMachineOut_R_SEC_04(t *testing.T) {
	x := newHouse(t)
	kept := x.app.Settings().SuperuserIPs
	set := func(args ...string) (string, error) {
		return x.command(x.SuperuserCommand(), "", append([]string{"ips"}, args...)...)
	}
	for _, list := range [][]string{{}, {"192.168.1.20"}, {"10.0.0.0/8", "2001:db8::/32"}, {"::1"}, {"127.0.0.2"}, {"everybody"}} {
		said, err := set(list...)
		if err == nil || len(x.app.Settings().SuperuserIPs) != len(kept) || !regexp.MustCompile(`\p{Han}`).MatchString(err.Error()) {
			t.Errorf("%v: %s %v %v", list, said, err, x.app.Settings().SuperuserIPs)
		}
	}
	for _, list := range [][]string{{"127.0.0.0/8", "::1", "192.168.1.20"}, {"127.0.0.1"}, {"0.0.0.0/0"}, {"--anyway", "192.168.1.20"}} {
		said, err := set(list...)
		if got := x.app.Settings().SuperuserIPs; err != nil || got[0] != list[len(list)-len(got)] || !strings.Contains(said, "管理员只能从") {
			t.Errorf("%v: %s %v %v", list, said, err, got)
		}
	}
	if said, err := set("--anyway"); err != nil || len(x.app.Settings().SuperuserIPs) != 0 || !strings.Contains(said, "any address") {
		t.Errorf("%s %v", said, err)
	}
	said, err := x.command(x.SuperuserCommand(), "", "upsert", "second@example.gov.cn", "Lantern-93-Orchard")
	if err != nil || !strings.Contains(said, "已完成：superuser upsert second@example.gov.cn") || strings.Contains(said, "Lantern") {
		t.Errorf("%s %v", said, err)
	}
}
