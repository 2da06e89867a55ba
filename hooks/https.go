package hooks

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/gate"
)

// acmeProtocol is what an authority speaks that looks whether a name is ours (RFC 8737).
const acmeProtocol = "acme-tls/1"

// bindEntrance opens the doors of a house that is reached from the network: HTTPS, and a
// plain one that leads there. It comes last, when everything else has dressed the server.
func (h *Hall) bindEntrance() {
	h.certificates = cert.NewHouse(h.app.DataDir())
	var plain net.Listener
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopPlainDoor", Priority: -999, Func: func(se *core.ServeEvent) error {
		err := se.Next()
		switch {
		case plain == nil:
			return err
		case err != nil:
			return errors.Join(err, plain.Close())
		}
		h.servePlain(se, *h.entrance, plain) // the server is whole now
		return nil
	}})
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopEntrance", Priority: 999, Func: func(se *core.ServeEvent) (err error) {
		if h.entrance == nil {
			return se.Next()
		}
		if plain, err = h.openDoors(se, *h.entrance); err != nil {
			return err
		}
		if err := se.Next(); err != nil {
			return err
		}
		h.sayDoors(*h.entrance)
		return nil
	}})
}

// openDoors lets the server speak HTTPS and answers where plain HTTP comes in; nil where it
// does not.
func (h *Hall) openDoors(se *core.ServeEvent, e entrance) (plain net.Listener, err error) {
	if len(e.domains) == 0 {
		if _, err := h.certificates.Open(); err != nil {
			return nil, err
		}
	}
	se.Server.TLSConfig.GetCertificate = h.certificateFor(se, e)
	plain, err = plainListener(se, e)
	if plain != nil && e.http != e.https {
		plain = h.connections.Bound(plain)
	}
	return plain, err
}

// certificateFor answers handshakes: public names by Let's Encrypt where they were given,
// everything else by the house itself.
func (h *Hall) certificateFor(se *core.ServeEvent, e entrance) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		public := len(e.domains) > 0 && (slices.Contains(hello.SupportedProtos, acmeProtocol) || se.CertManager.HostPolicy(context.Background(), hello.ServerName) == nil)
		if public {
			return se.CertManager.GetCertificate(hello)
		}
		return h.certificates.Certificate(hello)
	}
}

// plainListener is where plain HTTP comes in: on the port of HTTPS itself, or on its own.
func plainListener(se *core.ServeEvent, e entrance) (net.Listener, error) {
	if e.http != e.https {
		if e.http == "" {
			return nil, nil //nolint:nilnil // there is no plain door
		}
		return net.Listen("tcp", e.http)
	}
	inner := se.Listener
	if inner == nil {
		var err error
		if inner, err = net.Listen("tcp", e.https); err != nil {
			return nil, err
		}
	}
	secure, plain := cert.Split(inner)
	se.Listener = secure
	return plain, nil
}

// servePlain serves the plain door beside the other until the house ends.
func (h *Hall) servePlain(se *core.ServeEvent, e entrance, listener net.Listener) {
	door := plainDoor{house: se.Server.Handler}
	if e.http != e.https {
		_, door.port, _ = net.SplitHostPort(e.https) // it was listened on, so it has one
	}
	server := &http.Server{
		Handler: plainHandler(door, e, se.CertManager), BaseContext: se.Server.BaseContext, ErrorLog: se.Server.ErrorLog, ConnContext: se.Server.ConnContext, ConnState: se.Server.ConnState,
		ReadTimeout: se.Server.ReadTimeout, ReadHeaderTimeout: se.Server.ReadHeaderTimeout, WriteTimeout: se.Server.WriteTimeout, IdleTimeout: se.Server.IdleTimeout, MaxHeaderBytes: se.Server.MaxHeaderBytes,
	}
	h.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopPlainDoor", Priority: -9998, Func: func(te *core.TerminateEvent) error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(ctx) // who is not done after a second is cut off with the process
		return te.Next()
	}})
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			h.app.Logger().Error("The plain door is closed.", "error", err)
		}
	}()
}

// plainHandler gives every answer of the plain door its headers, also where a public
// authority asks by it whether a name is ours.
func plainHandler(door http.Handler, e entrance, manager interface {
	HTTPHandler(http.Handler) http.Handler
}) http.Handler {
	if len(e.domains) > 0 {
		door = manager.HTTPHandler(door)
	}
	return gate.Headers(door, nil)
}

// plainDoor is what plain HTTP answers: the house to this machine itself, the page of the
// certificate to everybody, the way to HTTPS for all else.
type plainDoor struct {
	house http.Handler
	port  string // of HTTPS; "" where it is the port that was asked
}

func (d plainDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reading := r.Method == http.MethodGet || r.Method == http.MethodHead
	if fromHere(r) || reading && openInPlain(r.URL.Path) {
		d.house.ServeHTTP(w, r)
		return
	}
	to, ok := d.secured(r)
	switch {
	case !ok:
		http.Error(w, "The address is no host name.", http.StatusBadRequest)
	case !reading: // what was sent has already been read on the way
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Upgrade", "TLS/1.2, HTTP/1.1")
		w.WriteHeader(http.StatusUpgradeRequired)
		fmt.Fprintf(w, `{"data":{},"message":"Use %s.","status":%d}`, to, http.StatusUpgradeRequired)
	default:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}
}

var hostForm = regexp.MustCompile(`^([A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$`)

// secured is the address of the request by HTTPS, with its host and the right port.
func (d plainDoor) secured(r *http.Request) (string, bool) {
	parts := hostForm.FindStringSubmatch(r.Host)
	if parts == nil {
		return "", false
	}
	host, port := parts[1], strings.TrimPrefix(parts[2], ":")
	if d.port != "" {
		port = d.port
	} else if port == "" {
		port = "80" // the port that was asked, and that takes both
	}
	if port != "443" {
		host += ":" + port
	}
	return "https://" + host + r.URL.EscapedPath() + query(r), true
}

func query(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return "?" + r.URL.RawQuery
}

// fromHere tells whether a connection begins and ends on this machine.
func fromHere(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && loopbackAddress(local.String()) && loopbackAddress(r.RemoteAddr)
}

// openInPlain tells which paths a PC reads before it trusts the house: the page that says
// how, its parts, and the certificate.
func openInPlain(asked string) bool {
	switch asked {
	case certificateFile, "/certificate.html", "/certificate.whole.js", "/certificate.whole.css", "/favicon.svg", "/api/onestop/certificate":
		return true
	}
	for _, folder := range []string{"/machine/", "/shared/", "/style/"} {
		if strings.HasPrefix(asked, folder) && path.Clean(asked) == asked {
			return true
		}
	}
	return false
}

// sayDoors prints where the house is reached, and by what the office PCs know it.
func (h *Hall) sayDoors(e entrance) {
	if len(e.domains) > 0 {
		fmt.Fprintf(os.Stdout, "https://%s/\n", e.domains[0])
		return
	}
	standing, err := h.certificates.Standing()
	if err != nil {
		h.app.Logger().Error("The certificate cannot be looked at.", "error", err)
		return
	}
	for _, address := range h.reachedBy(e, standing) {
		fmt.Fprintf(os.Stdout, "https://%s/   办公电脑先打开 Office PCs first: http://%s/certificate.html\n", address, plainAddress(e, address))
	}
	fmt.Fprintf(os.Stdout, "指纹 Fingerprint (SHA-256): %s\n", standing.Fingerprint)
}

// reachedBy are the hosts with the port of HTTPS under which the house is reached from the network.
func (h *Hall) reachedBy(e entrance, s cert.Standing) []string {
	host, port, err := net.SplitHostPort(e.https)
	if err != nil {
		return nil
	}
	hosts := []string{host}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		hosts = slices.Concat(s.Addresses, slices.DeleteFunc(slices.Clone(s.Names), func(n string) bool { return n == "localhost" }))
	}
	list := make([]string, 0, len(hosts))
	for _, h := range hosts {
		list = append(list, joined(h, port, "443"))
	}
	return list
}

// plainAddress is the same host with the port of plain HTTP.
func plainAddress(e entrance, address string) string {
	host := address
	if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	_, port, err := net.SplitHostPort(e.http)
	if err != nil {
		return address
	}
	return joined(host, port, "80")
}

func joined(host, port, usual string) string {
	if port == usual {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}
