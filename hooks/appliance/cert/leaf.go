package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	leafLife   = 90 * 24 * time.Hour
	renewAhead = 30 * 24 * time.Hour // before its end, a certificate is drawn anew
)

// issue draws a certificate of the house for its names and for those addresses that the
// authority may vouch for. It never outlives the authority.
func (a *Authority) issue(addresses []net.IP, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: first(a.Names()), Organization: []string{"Onestop"}},
		NotBefore:    now.Add(-backdated),
		NotAfter:     now.Add(leafLife),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     a.spoken(),
	}
	if template.NotAfter.After(a.Cert.NotAfter) {
		template.NotAfter = a.Cert.NotAfter
	}
	for _, ip := range addresses {
		if a.covers(ip) {
			template.IPAddresses = append(template.IPAddresses, ip)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.Cert, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// spoken are the names of the house and, for the short ones, those that the machine gives
// itself in the local network.
func (a *Authority) spoken() []string {
	list := a.Names()
	for _, name := range a.Names() {
		if !strings.Contains(name, ".") && name != "localhost" {
			list = append(list, name+"."+localDomain)
		}
	}
	return unique(list)
}

// fits tells whether a certificate still serves: it does not end soon, and it names all
// addresses of the machine that it may.
func (a *Authority) fits(leaf *x509.Certificate, addresses []net.IP, now time.Time) bool {
	if now.Before(leaf.NotBefore) || now.Add(renewAhead).After(leaf.NotAfter) && leaf.NotAfter.Before(a.Cert.NotAfter) || now.After(leaf.NotAfter) {
		return false
	}
	return !slices.ContainsFunc(addresses, func(ip net.IP) bool {
		return a.covers(ip) && !slices.ContainsFunc(leaf.IPAddresses, ip.Equal)
	})
}
