// Package cert gives a house on a local network its HTTPS: a certificate authority of its
// own, drawn at the first start, that can vouch for nothing but this house, and short
// certificates by it that renew themselves. The office PCs import the authority once.
package cert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

const (
	authorityYears = 10
	backdated      = 24 * time.Hour // office PCs whose clocks are behind take it all the same
	localDomain    = "local"        // names that machines give themselves (mDNS)
)

// privateRanges are the addresses that no host on the internet has (RFC 1918, RFC 4193, the
// link-local and the loopback ones).
var privateRanges = ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")

func ranges(texts ...string) []*net.IPNet {
	list := make([]*net.IPNet, len(texts))
	for i, text := range texts {
		_, list[i], _ = net.ParseCIDR(text) // literals above
	}
	return list
}

// Authority vouches for one house. Its certificate carries critical name constraints: names
// of the house, names below .local, private addresses and those that the machine had when it
// was drawn. Whoever steals the key can impersonate this house and nothing else.
type Authority struct {
	Cert *x509.Certificate
	key  crypto.Signer
}

// File is where the authority of a data folder is kept: one file beside it, as the key of
// the identity numbers is, that only this user may read. It is in the backups, which only
// the recovery phrase opens: a house that was restored on another machine is trusted by the
// office PCs at once. Certificates of the house itself are never on a disk.
func File(dir string) string {
	return strings.TrimRight(filepath.Clean(dir), string(filepath.Separator)) + ".ca"
}

// Draw makes a new authority for the names and addresses and puts it in the place of the one
// that is there. Office PCs that trusted that one have to import the new one.
func Draw(dir string, names []string, addresses []net.IP, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := authorityTemplate(names, addresses, now)
	template.SerialNumber = serial()
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	if err := disk.WriteFile(File(dir), text); errors.Is(err, fs.ErrPermission) {
		return nil, err
	} else if err != nil {
		return nil, refusal.New("The key of the HTTPS certificates %[1]s cannot be written (%[2]v).", "HTTPS 证书密钥 %[1]s 无法写入（%[2]v）。", File(dir), err)
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{cert, key}, err
}

func authorityTemplate(names []string, addresses []net.IP, now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:               pkix.Name{CommonName: "Onestop 内网根证书 " + first(names), Organization: []string{"Onestop"}},
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.AddDate(authorityYears, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         append(unique(names), localDomain),
		PermittedIPRanges:           append(slices.Clone(privateRanges), ownRanges(addresses)...),
	}
}

// ownRanges are the addresses of the machine that lie in no private range: some office
// networks use such numbers inside.
func ownRanges(addresses []net.IP) (list []*net.IPNet) {
	for _, ip := range addresses {
		if within(privateRanges, ip) {
			continue
		}
		bits := 8 * len(short(ip))
		list = append(list, &net.IPNet{IP: short(ip), Mask: net.CIDRMask(bits, bits)})
	}
	return list
}

func short(ip net.IP) net.IP {
	if four := ip.To4(); four != nil {
		return four
	}
	return ip
}

func within(list []*net.IPNet, ip net.IP) bool {
	return slices.ContainsFunc(list, func(n *net.IPNet) bool { return n.Contains(ip) })
}

// Load reads the authority of a data folder; fs.ErrNotExist where none was drawn, and
// fs.ErrPermission where this user may not read it. A file that cannot be used is refused with
// what to do.
func Load(dir string) (*Authority, error) {
	text, err := os.ReadFile(File(dir))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	if err != nil {
		return nil, broken(dir, err)
	}
	a, err := parse(text)
	if err != nil {
		return nil, broken(dir, err)
	}
	return a, nil
}

func broken(dir string, err error) error {
	return refusal.New("The key of the HTTPS certificates %[1]s cannot be used (%[2]v). Put back the copy from the backup; or delete the file: the next start draws a new one, which every office PC has to import.",
		"HTTPS 证书密钥 %[1]s 无法使用（%[2]v）。请从备份恢复该文件；或删除它，下次启动会生成新的，届时每台办公电脑都要重新导入证书。", File(dir), err)
}

func parse(text []byte) (*Authority, error) {
	certificate, rest := pem.Decode(text)
	if certificate == nil || certificate.Type != "CERTIFICATE" {
		return nil, errors.New("it holds no certificate")
	}
	cert, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return nil, err
	}
	private, _ := pem.Decode(rest)
	if private == nil || private.Type != "PRIVATE KEY" {
		return nil, errors.New("it holds no key")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(cert.PublicKey) {
		return nil, errors.New("the key is not that of the certificate")
	}
	if !cert.IsCA || !cert.PermittedDNSDomainsCritical {
		return nil, errors.New("the certificate is not one of ours")
	}
	return &Authority{cert, key}, nil
}

// PEM is the certificate as the office PCs import it, without the key.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Cert.Raw})
}

// Fingerprint is the SHA-256 of the certificate as browsers show it, by which people tell
// the right one.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.Cert.Raw)
	return pairs(sum[:])
}

// Thumbprint is the SHA-1 of the certificate, because Windows shows no other. It is compared
// with one certificate only, for which nobody can make a second of the same.
func (a *Authority) Thumbprint() string {
	sum := sha1.Sum(a.Cert.Raw)
	return pairs(sum[:])
}

func pairs(sum []byte) string {
	list := make([]string, len(sum))
	for i, b := range sum {
		list[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(list, ":")
}

// Names are those of the house, without the domain .local.
func (a *Authority) Names() []string {
	return slices.DeleteFunc(slices.Clone(a.Cert.PermittedDNSDomains), func(name string) bool { return name == localDomain })
}

// covers tells whether the authority may vouch for an address.
func (a *Authority) covers(ip net.IP) bool { return within(a.Cert.PermittedIPRanges, ip) }

func serial() *big.Int {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	n, _ := rand.Int(rand.Reader, limit) // the reader of the machine does not fail
	return n.Add(n, big.NewInt(1))
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func unique(list []string) (out []string) {
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
