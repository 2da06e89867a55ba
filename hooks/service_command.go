package hooks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/service"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/where"
	"onestop/hooks/rules/workday"
)

// serviceCommand has the machine run the house by itself.
func (h *Hall) serviceCommand() *cobra.Command {
	cmd := OwnFolder(&cobra.Command{Use: "service", Short: "Run with the machine, as a service of systemd or Windows"})
	dry := false
	work := func(c *cobra.Command) service.Work { return service.Work{Out: c.OutOrStdout(), Dry: dry} }
	remove := OwnFolder(&cobra.Command{Use: "uninstall", Args: cobra.NoArgs, Short: "End the service and remove it; program and data stay", RunE: func(c *cobra.Command, _ []string) error {
		err := work(c).Uninstall()
		if err == nil && !dry {
			tell(c.OutOrStdout(), "The service is removed; program and data stay.", "服务已移除；程序和数据保留。")
		}
		return err
	}})
	remove.Flags().BoolVar(&dry, "dry-run", false, "say what would be done")
	cmd.AddCommand(h.serviceInstallCommand(), remove,
		OwnFolder(&cobra.Command{Use: "status", Args: cobra.NoArgs, Short: "How the service stands; ends with a failing status where it does not run", RunE: func(c *cobra.Command, _ []string) error {
			return errors.Join(work(c).Status(), sayStandby(c.OutOrStdout()))
		}}))
	return cmd
}

func (h *Hall) serviceInstallCommand() *cobra.Command {
	plan, dry, second := service.Usual(), false, replicaFlags{}
	cmd := OwnFolder(&cobra.Command{Use: "install [domain(s)]", Args: cobra.ArbitraryArgs, Short: "Install or renew the service and start it; data of a start by hand move along", RunE: func(c *cobra.Command, domains []string) error {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		if plan.Domains = domains; len(domains) > 0 && !c.Flags().Changed("http") {
			plan.HTTP = ""
		}
		if c.Flags().Changed("dir") {
			if plan.Dir, err = filepath.Abs(h.app.DataDir()); err != nil {
				return err
			}
		}
		if err := second.plan(&plan); err != nil {
			return err
		}
		begun := time.Now()
		if err := (service.Work{Out: c.OutOrStdout(), Dry: dry}).Install(plan, self); err != nil || dry {
			return err
		}
		tell(c.OutOrStdout(), "The service is installed and starts with the machine; its data lie in %[1]s.", "服务已安装，随机器启动；数据在 %[1]s。", plan.Dir)
		if plan.Standby {
			return awaitStandby(c.Context(), c.OutOrStdout(), plan, begun)
		}
		return awaitSetup(c.Context(), c.OutOrStdout(), plan, begun)
	}})
	cmd.Flags().StringVar(&plan.HTTP, "http", plan.HTTP, "address of plain HTTP, which leads to HTTPS on the same port")
	cmd.Flags().StringVar(&plan.HTTPS, "https", "", "address of HTTPS, where it has one of its own")
	cmd.Flags().StringArrayVar(&plan.Disks, "disk", nil, "a folder for backups outside /mnt, /media, /run/media and /srv; may be given again")
	storageFlag(cmd.Flags(), &plan.Storage)
	second.flags(cmd.Flags())
	cmd.Flags().BoolVar(&plan.Standby, "standby", false, "follow the replica of another machine instead of serving; once it took over, the service serves the house, after a restart, too")
	cmd.Flags().BoolVar(&plan.Auto, "auto", false, "with --standby: take over by itself from a primary that was started with --confirm or --yield")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be done")
	return cmd
}

// plan puts what a service is to do with its files and its replica into its plan, and refuses
// what a start would refuse.
func (f *replicaFlags) plan(p *service.Plan) error {
	if err := f.whole(); err != nil {
		return err
	}
	if p.Storage != "" {
		if _, err := store.Parse(p.Storage); err != nil {
			return err
		}
	}
	if f.address != "" {
		if err := replica.Check(f.address); err != nil {
			return err
		}
	}
	p.Replica, p.Confirm, p.Yield, p.Same = f.address, f.confirm, f.yield, replica.Same
	return nil
}

// serviceWait is how long the first start of a service may take.
const serviceWait = 90 * time.Second

// awaitSetup waits until the service answers and leads to the page of its first start, if it
// was not set up before. What was printed before the service began leads nowhere any more.
func awaitSetup(ctx context.Context, out io.Writer, plan service.Plan, begun time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, serviceWait)
	defer cancel()
	link, answers := plan.Dir+linkEnding, 0
	for answers < 4 { // the way is written within the seconds in which it begins to answer
		if info, err := os.Stat(link); err == nil && info.ModTime().After(begun) {
			text, err := os.ReadFile(link)
			if err != nil {
				return err
			}
			address := strings.TrimSpace(string(text))
			sayFirstStart(out, address)
			browse(address)
			return nil
		}
		if plan.Answers() {
			answers++
		}
		select {
		case <-ctx.Done():
			answers = 4
		case <-time.After(time.Second):
		}
	}
	return (service.Work{Out: out}).Status()
}

// standbyWait is how long a standby may take until it follows.
const standbyWait = 30 * time.Second

// awaitStandby waits until the standby follows, or serves a house that it took over before.
func awaitStandby(ctx context.Context, out io.Writer, plan service.Plan, begun time.Time) error {
	for end := time.Now().Add(standbyWait); time.Now().Before(end); {
		f, err := replica.LookFollowed(plan.Dir)
		if err != nil {
			return err
		}
		if f != nil && f.Running && f.At.After(begun) {
			return sayFollowed(out, plan.Dir, f)
		}
		if f == nil && plan.Answers() {
			tell(out, "This machine took over before: it serves the house.", "本机此前已接替，正在服务。")
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return (service.Work{Out: out}).Status()
}

// sayStandby tells how the standby stands where the service is one.
func sayStandby(out io.Writer) error {
	words, err := service.Installed()
	at := slices.Index(words, "--dir")
	if err != nil || !slices.Contains(words, "standby") || at < 0 || at+1 == len(words) {
		return err
	}
	dir := words[at+1]
	f, err := replica.LookFollowed(dir)
	return sayLooked(out, dir, f, err)
}

// sayLooked tells what was found of a standby. Whoever may not look into its folder is told by
// whom it can be seen; the service runs nevertheless.
func sayLooked(out io.Writer, dir string, f *replica.Followed, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		tell(out, "How the standby stands, the administrator of the machine alone may see: put sudo before the command, or open the command line by “Run as administrator”.",
			"只有系统管理员能查看备机的状态：请在命令前加 sudo，或用“以管理员身份运行”打开命令行。")
		return nil
	case err != nil:
		return err
	case f == nil:
		tell(out, "The standby took over, or has not begun to follow; onestop doctor%[1]s says more.", "备机已接替，或尚未开始跟随；详见 onestop doctor%[1]s。", where.Flag(dir))
		return nil
	}
	return sayFollowed(out, dir, f)
}

// sayFollowed tells what the check-up says of a standby, and fails where that is red.
func sayFollowed(out io.Writer, dir string, f *replica.Followed) error {
	said := doctor.Stands(*f, time.Now())
	if said.Level == doctor.Red {
		return refusal.Refusal{EN: said.EN, ZH: said.ZH}
	}
	fmt.Fprintf(out, "%s\n%s\n", said.EN, said.ZH)
	tell(out, "Looked at %[1]s last at %[2]s. Take over with: %[3]s", "最近于 %[2]s 查看 %[1]s。接替主机请运行：%[3]s", f.Place, workday.Minute(f.At), toPromote(f.Place, dir))
	return nil
}

// bindStop remembers the server, which the service manager of Windows has ended by a call
// where other systems send a signal.
func (h *Hall) bindStop() {
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopStop", Priority: 998, Func: func(se *core.ServeEvent) error {
		h.server.Store(se.Server)
		if h.stopping.Load() { // asked for while nothing was served yet
			return http.ErrServerClosed
		}
		return se.Next()
	}})
}

// Stop ends the serving of the house, or has it not begin; whoever is not answered within a few seconds is cut off.
func (h *Hall) Stop() {
	h.stopping.Store(true)
	if leave := h.leave.Load(); leave != nil {
		(*leave)()
	}
	server := h.server.Load()
	if server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close() // nothing is left to be done about who does not go
	}
}
