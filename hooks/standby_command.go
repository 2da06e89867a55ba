package hooks

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/where"
)

// standbyCommand follows a replica and serves the house once it is promoted. What follows the
// flags of its own are those of serve.
func (h *Hall) standbyCommand() *cobra.Command {
	e, auto := entrance{}, false
	cmd := OwnFolder(&cobra.Command{Use: "standby [domain(s)]", Args: cobra.ArbitraryArgs, Short: "Follow the replica of another machine, and serve the house when that one is gone (by onestop promote, or by itself with --auto); one that took over goes on serving", RunE: func(c *cobra.Command, domains []string) error {
		e.domains = domains
		s, err := h.standby(c, e.replica.address)
		if err != nil {
			return err
		}
		s.Auto = auto
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		h.leave.Store(&stop)
		if h.stopping.Load() {
			stop()
		}
		err = follow(ctx, c.OutOrStdout(), s)
		ended := ctx.Err() != nil
		stop()
		if ended {
			return nil
		}
		if err != nil {
			return err
		}
		return h.serveFrom(e)
	}})
	e.flags(cmd)
	cmd.Flags().BoolVar(&auto, "auto", false, "take over by itself from a primary that was started with --confirm or --yield")
	if err := cmd.MarkPersistentFlagRequired(replicaFlag); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

// follow follows until this machine is to serve the house: at once, where it took over before.
func follow(ctx context.Context, out io.Writer, s *replica.Standby) error {
	serves, err := s.Serves(ctx)
	if err != nil {
		return err
	}
	if serves {
		tell(out, "This machine took over before and serves the house.", "本机此前已接替，继续服务。")
		return nil
	}
	if err := s.Prepare(ctx); err != nil {
		return err
	}
	if err := appliance.ForgetTrialOf(s.Dir); err != nil { // of the time when this machine was the primary
		s.Log.Warn("What a trial of the replica left could not be removed.", "error", err)
	}
	tell(out, "Following %[1]s. %[2]s takes over.", "正在跟随 %[1]s。接替主机请运行 %[2]s。", s.Place, toPromote(s.Place.String(), s.Dir))
	if s.Auto {
		tell(out, "It takes over by itself when the primary falls silent, if that one runs with --confirm or --yield.", "如主机以 --confirm 或 --yield 运行，主机失联时本机自动接替。")
	}
	if err := s.Follow(ctx); err != nil {
		return err
	}
	tell(out, "This machine has taken over and serves the house.", "本机已接替，开始服务。")
	return nil
}

// toPromote is the command by which a standby takes over.
func toPromote(place, dir string) string {
	return "onestop promote" + where.Flag(dir) + " --replica " + where.Quoted(place)
}

// serveFrom serves a house from a command that opened no data folder.
func (h *Hall) serveFrom(e entrance) error {
	app, ok := h.app.(*pocketbase.PocketBase)
	if !ok {
		return fmt.Errorf("%T serves nothing by itself", h.app)
	}
	appliance.LeaveLog()
	serve := &cobra.Command{Use: serveName, RunE: func(*cobra.Command, []string) error { return h.Serve(e.completed()) }}
	app.RootCmd.RemoveCommand(app.RootCmd.Commands()...)
	app.RootCmd.AddCommand(serve)
	os.Args = []string{os.Args[0], serveName, "--dir", h.app.DataDir()}
	app.RootCmd.SetArgs(os.Args[1:])
	return execute(app, serve, nil)
}

// opensCopy refuses a key beside a data folder that is none, or not that of a copied database.
func opensCopy(dir string) func(*dbx.DB) error {
	return func(copied *dbx.DB) error {
		s, err := openSeal(dir, false)
		if err != nil || copied == nil {
			return err
		}
		fits, err := s.fits(copied)
		if err == nil && !fits {
			err = backup.NewBadKey("The key file %[1]s is that of another house and does not open the numbers of people in the replica: copy the key from the primary, or bring a backup of it back first (onestop restore). Nothing was taken over.",
				"密钥文件 %[1]s 属于另一套系统，打不开副本中的证件号码：请从主机复制密钥，或先恢复一份它的备份（onestop restore）。没有接替。", appliance.KeyFile(dir))
		}
		return err
	}
}

// promoteCommand has the standby that runs beside take over, or does it itself where none
// runs.
func (h *Hall) promoteCommand() *cobra.Command {
	f, now := replicaFlags{}, false
	cmd := OwnFolder(&cobra.Command{Use: "promote", Args: cobra.NoArgs, Short: "Take over from the primary: what its replica holds becomes the database of this folder, and the primary is fenced", RunE: func(c *cobra.Command, _ []string) error {
		s, err := h.standby(c, f.address)
		if err != nil {
			return err
		}
		running, err := s.Ask(c.Context(), now)
		if err != nil {
			return err
		}
		if running {
			tell(c.OutOrStdout(), "The standby has taken over and serves the house.", "备机已接替，开始服务。")
			return nil
		}
		if err := s.PromoteAlone(c.Context(), now); err != nil {
			return err
		}
		tell(c.OutOrStdout(), "This folder has taken over. Start it, with the --http and the --confirm or --yield of the primary: onestop serve%[1]s --replica %[2]s", "本文件夹已接替。请启动，并加上主机原有的 --http 和 --confirm 或 --yield：onestop serve%[1]s --replica %[2]s", where.Flag(s.Dir), where.Quoted(s.Place.String()))
		return nil
	}})
	cmd.Flags().StringVar(&f.address, replicaFlag, "", "where the replica lies")
	cmd.Flags().BoolVar(&now, "now", false, "take over from a primary that is at work, too; it stops taking acts")
	if err := cmd.MarkFlagRequired(replicaFlag); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func (h *Hall) standby(c *cobra.Command, address string) (*replica.Standby, error) {
	place, err := replica.Open(address)
	if err != nil {
		return nil, err
	}
	return &replica.Standby{Place: place, Dir: h.app.DataDir(), Owner: thisMachine(h.app.DataDir()), Since: probe.Elapsed, Now: time.Now, Opens: opensCopy(h.app.DataDir()),
		Log: slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil)),
		Say: func(r refusal.Refusal) { fmt.Fprintln(c.ErrOrStderr(), r.Error()) }}, nil
}
