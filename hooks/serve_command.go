package hooks

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/store"
)

const defaultAddress = "127.0.0.1:8090"

// noOrigins lets no page of another site read an answer. An empty list would be taken for
// the platform's own, which lets all of them.
var noOrigins = []string{""}

// ServeCommand serves the house. It takes the words and flags of the platform's own and
// differs from it where an address is reached from the network: there it speaks HTTPS, by
// a certificate of its own where no public name is given, and plain HTTP on the same port
// only leads there.
func (h *Hall) ServeCommand() *cobra.Command {
	e := entrance{}
	cmd := &cobra.Command{
		Use: "serve [domain(s)]", Args: cobra.ArbitraryArgs, SilenceUsage: true,
		Short: "Serve the county (on 127.0.0.1:8090; a public domain gets a certificate by Let's Encrypt)",
		PreRunE: func(_ *cobra.Command, domains []string) error {
			e.domains = domains
			return e.completed().check()
		},
		RunE: func(*cobra.Command, []string) error { return h.Serve(e.completed()) },
	}
	e.flags(cmd)
	return cmd
}

// flags are those by which a house is served.
func (e *entrance) flags(cmd *cobra.Command) {
	set := cmd.PersistentFlags()
	set.StringSliceVar(&e.origins, "origins", noOrigins, "other sites whose pages may read answers (CORS), such as https://portal.example.gov.cn; none unless named")
	set.StringVar(&e.http, "http", "", "address of plain HTTP (default 127.0.0.1:8090, with a domain 0.0.0.0:80); from the network it leads to HTTPS, which answers on the same port unless --https names another")
	set.StringVar(&e.https, "https", "", "address of HTTPS (with a domain default 0.0.0.0:443)")
	set.BoolVar(&e.browse, "open", false, "open the browser of this machine")
	storageFlag(set, &e.storage)
	e.replica.flags(set)
	set.BoolVar(&e.plain, "plain", false, "speak plain HTTP to the network, too (behind a proxy that speaks HTTPS)")
}

// storageFlag says where the files of a house are.
func storageFlag(set *pflag.FlagSet, into *string) {
	set.StringVar(into, "storage", "", "keep the files of a new house in an object storage: "+store.Form+"; remembered; the key stands in ONESTOP_S3_KEY and ONESTOP_S3_SECRET")
}

// entrance says where and how a house is served.
type entrance struct {
	http, https      string // addresses; both the same: one port that takes either
	plain            bool   // plain HTTP although it is reached from the network
	browse           bool   // open the browser
	domains, origins []string
	replica          replicaFlags
	storage          string // where the files are from now on, "" where they were
}

// completed fills in what was left open.
func (e entrance) completed() entrance {
	if len(e.domains) > 0 {
		e.http, e.https = either(e.http, "0.0.0.0:80"), either(e.https, "0.0.0.0:443")
		return e
	}
	e.http = either(e.http, defaultAddress)
	if e.https == "" && !e.plain && !loopbackAddress(e.http) {
		e.https = e.http
	}
	return e
}

// check refuses what names no door, no storage and no replica, which can be said without a house.
func (e entrance) check() error {
	for _, address := range []string{e.http, e.https} {
		if _, _, err := net.SplitHostPort(address); address != "" && err != nil {
			return refusal.New("%[1]s is no address to listen on; give host and port, such as 127.0.0.1:8090.", "%[1]s 不是监听地址；请写出主机和端口，例如 127.0.0.1:8090。", address)
		}
	}
	if e.storage != "" {
		if _, err := store.Parse(e.storage); err != nil {
			return err
		}
	}
	if err := e.replica.whole(); err != nil || e.replica.address == "" {
		return err
	}
	_, err := replica.Open(e.replica.address)
	return err
}

// Serve serves the house until it is ended.
func (h *Hall) Serve(e entrance) error {
	config := apis.ServeConfig{HttpAddr: e.http, AllowedOrigins: e.origins, ShowStartBanner: e.https == ""}
	if e.storage != "" {
		place, err := store.Parse(e.storage)
		if err != nil {
			return err
		}
		h.storage = &place
	}
	if e.https != "" { // the platform would open the plain door itself and lose the port on the way
		config.HttpAddr, config.HttpsAddr, config.CertificateDomains = "", e.https, e.domains
		h.entrance = &e
	}
	h.greet(e)
	if err := h.replicate(e.replica); err != nil {
		return err
	}
	err := apis.Serve(h.app, config)
	if op := new(net.OpError); errors.As(err, &op) && op.Op == "listen" {
		return refusal.New("%[1]s cannot be listened on (%[2]s). End what else has it, or name another address with --http or --https; ports below 1024 want an administrator (sudo).",
			"无法监听 %[1]s（%[2]s）。请结束占用它的程序，或用 --http、--https 换一个地址；1024 以下的端口需要管理员权限（sudo）。", op.Addr, op.Err)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// greet tells, as soon as the house is served, how to set it up, and opens the browser where
// that was asked for: at the first start, or at the first page.
func (h *Hall) greet(e entrance) {
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopGreet", Priority: -1000, Func: func(se *core.ServeEvent) error {
		if err := se.Next(); err != nil {
			return err
		}
		address, err := h.announceSetup(os.Stdout, e)
		if site, ok := e.here(); ok && e.browse && err == nil {
			browse(either(address, site+"/"))
		}
		return err
	}})
}

// here is how this machine itself reaches the house; false where it is served on an address
// of the network alone.
func (e entrance) here() (site string, ok bool) {
	address, scheme := e.http, "http"
	if address == "" {
		address, scheme = e.https, "https"
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port), host == "localhost" || isLoopback(host)
}

// browse opens an address in the browser of this machine, if it has one; whoever has none
// finds the address on the console.
func browse(address string) {
	var cmd *exec.Cmd
	switch {
	case runtime.GOOS == "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	case runtime.GOOS == "darwin":
		cmd = exec.Command("open", address)
	case os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "":
		cmd = exec.Command("xdg-open", address)
	default:
		return
	}
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }() // how it ends says nothing
	}
}

// ByDoubleClick are the words of a start without any: the house for the whole office, and the
// browser with it.
func ByDoubleClick() []string { return []string{"serve", "--http", "0.0.0.0:8090", "--open"} }

// WaitForReader keeps the window of a double click open until its reader has read why
// nothing started.
func WaitForReader() {
	if runtime.GOOS == "windows" {
		fmt.Fprintln(os.Stderr, "按回车键关闭 Press Enter to close")
		_, _ = fmt.Scanln() // whatever is typed
	}
}

// loopbackAddress tells whether an address to listen on is reached from this machine alone.
func loopbackAddress(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && (host == "localhost" || isLoopback(host))
}

// isLoopback tells whether an address or host is this machine for itself.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func either(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}
