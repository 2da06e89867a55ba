package demo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"onestop/hooks/rules/workday"
)

const (
	password = "onestop-demo-2026"
	cases    = 200
	// marker is a file in the data folder that says it holds nothing but the training county.
	marker = ".demo"
	// opening is where the training clock stands unless --now says otherwise: a published
	// calendar lies ahead of it.
	opening = "2026-03-02T09:00"
)

// noOrigins lets no page of another site read an answer; an empty list would let all.
var noOrigins = []string{""}

// Folder is the data folder to propose: a new one under the system's temporary folder
// for a training without --dir, "" (the platform's own choice) for everything else.
func Folder(training bool, args []string) (string, error) {
	named := slices.ContainsFunc(args, func(a string) bool { return a == "--dir" || strings.HasPrefix(a, "--dir=") })
	if !training || named {
		return "", nil
	}
	dir, err := os.MkdirTemp("", "onestop-demo-")
	if err != nil {
		return "", fmt.Errorf("the training needs a temporary folder: %w", err)
	}
	return filepath.Join(dir, "data"), nil
}

// IsDemo reports whether a data folder holds the training county.
func IsDemo(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, marker))
	return err == nil
}

// Command is the training mode: the example county in a folder of its own, served with a
// clock that can be moved.
func Command(h House, parse func(string) (time.Time, error)) *cobra.Command {
	var address, now string
	cmd := &cobra.Command{
		Use: "demo", Args: cobra.NoArgs,
		Short: "Training mode: the example county 510799 with a movable clock",
		RunE: func(c *cobra.Command, _ []string) error {
			to, err := parse(now)
			if err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), "Loading the example county … 正在装载示例县……")
			loaded := keepOpen(h.App())
			if err := furnish(h, to, c.Flags().Changed("now")); err != nil {
				return err
			}
			loaded()
			welcome(c, h, address)
			return apis.Serve(h.App(), apis.ServeConfig{HttpAddr: address, AllowedOrigins: noOrigins})
		},
	}
	cmd.Flags().StringVar(&address, "http", "127.0.0.1:8090", "the address to serve on")
	cmd.Flags().StringVar(&now, "now", opening, "where the clock stands, in China time")
	return cmd
}

// keepOpen has a signal not close the database under the loading, which would go on without
// one; the process ends with it, and the folder says that it is not whole.
func keepOpen(app core.App) (loaded func()) {
	const id = "onestopLoading"
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: id, Priority: 999, Func: func(*core.TerminateEvent) error { return nil }})
	return func() { app.OnTerminate().Unbind(id) }
}

// furnish loads the county into a fresh folder, or goes on where a training was left. A
// folder with anybody's real data is refused.
func furnish(h House, to time.Time, moved bool) error {
	app := h.App()
	file := filepath.Join(app.DataDir(), marker)
	known, err := os.ReadFile(file)
	switch {
	case err == nil && string(known) == "loading\n":
		return fmt.Errorf("the loading of the training county in %[1]s was interrupted; delete the folder and its key, %[1]s.key, and start again\n示例县装载到 %[1]s 时被中断：请删除该文件夹及其密钥 %[1]s.key，再重新开始", filepath.Clean(app.DataDir()))
	case err == nil:
		return goOn(h, to, moved)
	case inhabited(app):
		return fmt.Errorf("%[1]s holds data that is not the training county; name another folder with --dir\n%[1]s 里有示例县以外的数据，请用 --dir 指明另一个文件夹", app.DataDir())
	}
	if err := os.WriteFile(file, []byte("loading\n"), 0o600); err != nil {
		return err
	}
	if err := h.Hurry(app.RunAllMigrations); err != nil {
		return err
	}
	if err := unlimited(app); err != nil {
		return err
	}
	if err := Load(h, Options{Now: to, Password: password, Cases: cases}); err != nil {
		return err
	}
	return os.WriteFile(file, []byte("training county\n"), 0o600)
}

// inhabited reports whether anybody has an account in the folder.
func inhabited(app core.App) bool {
	for _, name := range []string{"applicants", "officers", core.CollectionNameSuperusers} {
		if n, err := app.CountRecords(name); err == nil && n > 0 {
			return true
		}
	}
	return false
}

// unlimited lifts the rate limits: a class trains behind one address.
func unlimited(app core.App) error {
	s, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	s.RateLimits.Enabled = false
	return app.Save(s)
}

// goOn sets the clock to where the training was left (the time of its last change), or
// on to a later instant.
func goOn(h House, to time.Time, moved bool) error {
	var last struct {
		At string `db:"at"`
	}
	if err := h.App().RunAllMigrations(); err != nil {
		return err
	}
	if err := h.App().DB().NewQuery("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").One(&last); err != nil {
		return errors.Join(errors.New("the training county has no trail"), err)
	}
	left, err := time.Parse("2006-01-02 15:04:05.000Z", last.At)
	if err != nil {
		return err
	}
	if moved && to.After(left) {
		left = to
	}
	h.MoveTo(left)
	return nil
}

func welcome(c *cobra.Command, h House, address string) {
	fmt.Fprintf(c.OutOrStdout(), `
一门办 Onestop — training county 510799 示例县 (no real person or body)
clock   %s (China time)   data  %s

pages   http://%[3]s/            citizens 群众
        http://%[3]s/desk/       officers 工作人员
        http://%[3]s/desk/claims.html  cataloguers, supervisors 编目和审核
        http://%[3]s/counter/    counter 窗口
        http://%[3]s/_/          administrators 管理员

logins  password %s
        zhang@demo.test (person)  restaurant@demo.test (organisation)
        clerk@ examiner@ examiner2@ approver@ cataloguer@ supervisor@ supervisor2@ auditor@demo.test
        admin@demo.test (dashboard)

clock   curl -X POST -H 'Content-Type: application/json' -d '{"days":7}' http://%[3]s/api/onestop/demo/clock
`, workday.Minute(h.Now()), h.App().DataDir(), address, password)
}
