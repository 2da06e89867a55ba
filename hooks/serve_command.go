package hooks

import (
	"errors"
	"net"
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/spf13/cobra"
)

const defaultAddress = "127.0.0.1:8090"

// ServeCommand serves the house. It takes the words and flags of the platform's own and
// differs from it where an address is reached from the network: there it speaks HTTPS, by
// a certificate of its own where no public name is given, and plain HTTP on the same port
// only leads there.
func (h *Hall) ServeCommand() *cobra.Command {
	e := entrance{}
	cmd := &cobra.Command{
		Use: "serve [domain(s)]", Args: cobra.ArbitraryArgs, SilenceUsage: true,
		Short: "Serve the county (on 127.0.0.1:8090; a public domain gets a certificate by Let's Encrypt)",
		RunE: func(_ *cobra.Command, domains []string) error {
			e.domains = domains
			return h.Serve(e.completed())
		},
	}
	cmd.Flags().StringSliceVar(&e.origins, "origins", []string{"*"}, "CORS allowed domain origins list")
	cmd.Flags().StringVar(&e.http, "http", "", "address of plain HTTP (default 127.0.0.1:8090, with a domain 0.0.0.0:80); from the network it leads to HTTPS, which answers on the same port unless --https names another")
	cmd.Flags().StringVar(&e.https, "https", "", "address of HTTPS (with a domain default 0.0.0.0:443)")
	cmd.Flags().BoolVar(&e.plain, "plain", false, "speak plain HTTP to the network, too (behind a proxy that speaks HTTPS)")
	return cmd
}

// entrance says where and how a house is served.
type entrance struct {
	http, https      string // addresses; both the same: one port that takes either
	plain            bool   // plain HTTP although it is reached from the network
	domains, origins []string
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

// Serve serves the house until it is ended.
func (h *Hall) Serve(e entrance) error {
	config := apis.ServeConfig{HttpAddr: e.http, AllowedOrigins: e.origins, ShowStartBanner: e.https == ""}
	if e.https != "" { // the platform would open the plain door itself and lose the port on the way
		config.HttpAddr, config.HttpsAddr, config.CertificateDomains = "", e.https, e.domains
		h.entrance = &e
	}
	if err := apis.Serve(h.app, config); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
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
