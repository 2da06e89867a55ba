package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/refusal"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

type testHouse struct {
	*House
	at        time.Time
	addresses []net.IP
}

func newHouse(t *testing.T) *testHouse {
	t.Helper()
	x := &testHouse{at: noon, addresses: []net.IP{net.ParseIP("127.0.0.1"), net.ParseIP("192.168.7.5"), net.ParseIP("59.213.4.9")}}
	x.House = &House{Dir: filepath.Join(t.TempDir(), "data"), Now: func() time.Time { return x.at },
		Names: func() []string { return []string{"hall-pc", "localhost"} }, Addresses: func() []net.IP { return x.addresses }}
	return x
}

func (x *testHouse) leaf(t *testing.T) *x509.Certificate {
	t.Helper()
	c, err := x.Certificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Leaf
}

// verify is what a PC finds that trusts the authority of the house and nothing else.
func (x *testHouse) verify(t *testing.T, leaf *x509.Certificate, host string) error {
	t.Helper()
	a, err := x.Open()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: x.at})
	return err
}

func TestTheCertificateHoldsForTheHouse(t *testing.T) {
	x := newHouse(t)
	leaf := x.leaf(t)
	for host, good := range map[string]bool{
		"hall-pc": true, "hall-pc.local": true, "localhost": true, "192.168.7.5": true, "127.0.0.1": true, "59.213.4.9": true,
		"other-pc": false, "192.168.7.6": false, "www.google.com": false, "59.213.4.8": false,
	} {
		if err := x.verify(t, leaf, host); (err == nil) != good {
			t.Errorf("%s: %v", host, err)
		}
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 398*24*time.Hour {
		t.Errorf("browsers refuse a certificate of %v", life)
	}
}

// The authority can vouch for nothing but this house, whoever has its key.
func TestTheAuthorityVouchesForNobodyElse(t *testing.T) {
	x := newHouse(t)
	a, err := x.Open()
	if err != nil {
		t.Fatal(err)
	}
	if !a.Cert.PermittedDNSDomainsCritical || !a.Cert.MaxPathLenZero || !slices.Equal(a.Cert.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("the authority is not confined: %+v", a.Cert)
	}
	forged := func(names []string, ips []net.IP, usage x509.ExtKeyUsage) *x509.Certificate {
		key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		template := &x509.Certificate{SerialNumber: serial(), NotBefore: noon.Add(-time.Hour), NotAfter: noon.Add(time.Hour), DNSNames: names, IPAddresses: ips, ExtKeyUsage: []x509.ExtKeyUsage{usage}}
		der, err := x509.CreateCertificate(rand.Reader, template, a.Cert, key.Public(), a.key)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return leaf
	}
	for _, host := range []string{"www.google.com", "mail.gov.cn", "hall-pc.evil.cn", "evil-hall-pc", "notlocal"} {
		var invalid x509.CertificateInvalidError
		if err := x.verify(t, forged([]string{host}, nil, x509.ExtKeyUsageServerAuth), host); !errors.As(err, &invalid) || invalid.Reason != x509.CANotAuthorizedForThisName {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"8.8.8.8", "59.213.4.8", "2001:4860:4860::8888"} {
		if err := x.verify(t, forged(nil, []net.IP{net.ParseIP(host)}, x509.ExtKeyUsageServerAuth), host); err == nil {
			t.Errorf("%s is vouched for", host)
		}
	}
	if err := x.verify(t, forged([]string{"hall-pc"}, nil, x509.ExtKeyUsageServerAuth), "hall-pc"); err != nil {
		t.Errorf("the house itself is not vouched for, so the trial tries nothing: %v", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.Cert)
	if _, err := forged([]string{"hall-pc"}, nil, x509.ExtKeyUsageCodeSigning).Verify(x509.VerifyOptions{Roots: roots, CurrentTime: noon, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}); err == nil {
		t.Error("the authority may sign programs")
	}
}

func TestCertificatesRenewThemselves(t *testing.T) {
	x := newHouse(t)
	begun := x.leaf(t)
	x.at = noon.Add(59 * 24 * time.Hour)
	if x.leaf(t) != begun {
		t.Error("a certificate with a month left is drawn anew")
	}
	x.at = noon.Add(61 * 24 * time.Hour)
	renewed := x.leaf(t)
	if renewed == begun || x.verify(t, renewed, "hall-pc") != nil {
		t.Error("a certificate is not drawn anew a month before its end")
	}
	x.addresses = append(x.addresses, net.ParseIP("192.168.7.99"))
	if x.leaf(t) != renewed {
		t.Error("addresses are looked at in every handshake")
	}
	x.at = x.at.Add(2 * time.Minute)
	if moved := x.leaf(t); x.verify(t, moved, "192.168.7.99") != nil {
		t.Error("a new address is not in the certificate")
	}
	x.addresses = append(x.addresses, net.ParseIP("8.8.8.8"))
	x.at = x.at.Add(2 * time.Minute)
	stays := x.leaf(t)
	if x.at = x.at.Add(2 * time.Minute); x.leaf(t) != stays {
		t.Error("an address that the authority may not vouch for draws a certificate each time")
	}
	if s, err := x.Standing(); err != nil || !slices.Equal(s.Uncovered, []string{"8.8.8.8"}) {
		t.Errorf("%+v, %v", s, err)
	}
	x.at = noon.AddDate(authorityYears, 0, -2) // the authority itself ends
	last := x.leaf(t)
	if last.NotAfter.After(noon.AddDate(authorityYears, 0, 0)) || x.leaf(t) != last {
		t.Error("a certificate outlives its authority, or is drawn for each handshake")
	}
}

func TestTheAuthorityIsKept(t *testing.T) {
	x := newHouse(t)
	a, err := x.Open()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(File(x.Dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v %v", info, err)
	}
	again := &House{Dir: x.Dir, Now: x.Now, Names: func() []string { return []string{"moved"} }, Addresses: x.Addresses}
	if b, err := again.Open(); err != nil || b.Fingerprint() != a.Fingerprint() {
		t.Errorf("another start has another authority: %v", err)
	}
	if drawn, err := x.Rename([]string{"hall-pc"}); err != nil || drawn {
		t.Errorf("a known name draws a new authority: %v %v", drawn, err)
	}
	drawn, err := x.Rename([]string{"hall.county.gov.cn"})
	if b, _ := x.Open(); err != nil || !drawn || b.Fingerprint() == a.Fingerprint() || x.verify(t, x.leaf(t), "hall.county.gov.cn") != nil {
		t.Errorf("the new name does not hold: %v %v", drawn, err)
	}
}

func TestDrawingANewAuthority(t *testing.T) {
	x := newHouse(t)
	if _, err := x.Rename([]string{"hall.county.gov.cn"}); err != nil {
		t.Fatal(err)
	}
	a, _ := x.Open()
	x.addresses = append(x.addresses, net.ParseIP("59.213.4.10"))
	if err := x.Renew([]string{"second.gov.cn"}); err != nil {
		t.Fatal(err)
	}
	b, _ := x.Open()
	if a.Fingerprint() == b.Fingerprint() || a.Thumbprint() == b.Thumbprint() || len(b.Thumbprint()) != 59 {
		t.Error("the authority is the same")
	}
	for _, host := range []string{"hall-pc", "hall.county.gov.cn", "second.gov.cn", "59.213.4.10"} {
		if err := x.verify(t, x.leaf(t), host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestBrokenKeysAreRefused(t *testing.T) {
	x, other := newHouse(t), newHouse(t)
	for _, h := range []*testHouse{x, other} {
		if _, err := h.Open(); err != nil {
			t.Fatal(err)
		}
	}
	whole, _ := os.ReadFile(File(x.Dir))
	foreign, _ := os.ReadFile(File(other.Dir))
	cut := strings.Index(string(whole), "-----BEGIN PRIVATE KEY")
	for name, content := range map[string]string{
		"empty": "", "cut": string(whole[:len(whole)-30]), "without key": string(whole[:cut]), "noise": "\x00\x01nothing",
		"another's key": string(whole[:cut]) + string(foreign[strings.Index(string(foreign), "-----BEGIN PRIVATE KEY"):]),
	} {
		if err := os.WriteFile(File(x.Dir), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := NewHouse(x.Dir).Open()
		var said refusal.Refusal
		if !errors.As(err, &said) || !strings.Contains(said.EN, "backup") || !strings.Contains(said.ZH, "备份") {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(File(x.Dir)); string(now) != content {
			t.Errorf("%s: the file was replaced", name)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "data")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestNames(t *testing.T) {
	if got, err := CheckNames([]string{" Hall-PC. ", "", "hall.county.gov.cn", "hall-pc"}); err != nil || !slices.Equal(got, []string{"hall-pc", "hall.county.gov.cn"}) {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"http://hall", "hall:8090", "192.168.1.5", "大厅", "-hall", "gov.cn", "com", "hall..cn", "*.hall", strings.Repeat("a", 64), strings.Repeat("a.", 120) + "cn"} {
		if got, err := CheckNames([]string{bad}); err == nil {
			t.Errorf("%q passes as %v", bad, got)
		}
	}
	if _, err := CheckNames(strings.Fields("a b c d e f g h i j k")); err == nil {
		t.Error("eleven names pass")
	}
	if len(OwnNames()) == 0 || len(OwnAddresses()) == 0 {
		t.Error("this machine has no name or no address")
	}
}

// Nothing that lies in the file makes the reading of it panic, and nothing but a whole one passes.
func FuzzParse(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if a, err := parse(text); err == nil && (a.key == nil || !a.Cert.IsCA) {
			t.Error("half an authority")
		}
	})
}
