package cert

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"slices"
	"sync"
	"time"
)

// lookEvery is how long the addresses of the machine are taken to be the same.
const lookEvery = time.Minute

// House hands out the certificate of one house as it is asked for, and draws it anew
// before it ends and when the machine gets another address.
type House struct {
	Dir       string
	Now       func() time.Time
	Names     func() []string // what the machine is called when the authority is drawn
	Addresses func() []net.IP // those of the machine

	mu        sync.Mutex
	authority *Authority
	leaf      *tls.Certificate
	addresses []net.IP
	looked    time.Time
}

// NewHouse is the house of a data folder on this machine.
func NewHouse(dir string) *House {
	return &House{Dir: dir, Now: time.Now, Names: OwnNames, Addresses: OwnAddresses}
}

// Open reads the authority, drawn where there is none yet.
func (h *House) Open() (*Authority, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open()
}

func (h *House) open() (*Authority, error) {
	if h.authority != nil {
		return h.authority, nil
	}
	a, err := Load(h.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		a, err = Draw(h.Dir, h.Names(), h.Addresses(), h.Now())
	}
	if err != nil {
		return nil, err
	}
	h.authority = a
	return a, nil
}

// Rename draws a new authority that may vouch for more names than the machine gives itself;
// where the one that is there has them all, it stays. It answers whether a new one was drawn.
func (h *House) Rename(names []string) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	known, err := h.open()
	if err != nil {
		return false, err
	}
	if !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(known.Names(), name) }) {
		return false, nil
	}
	return true, h.draw(names)
}

// Renew draws a new authority in any case, for the names that the old one had, for more, and
// for the addresses that the machine has now. One that cannot be read is replaced.
func (h *House) Renew(names []string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if known, err := Load(h.Dir); err == nil {
		names = slices.Concat(names, known.Names())
	}
	return h.draw(names)
}

func (h *House) draw(names []string) error {
	fresh, err := Draw(h.Dir, unique(slices.Concat(names, h.Names())), h.Addresses(), h.Now())
	if err == nil {
		h.authority, h.leaf = fresh, nil
	}
	return err
}

// Certificate answers a TLS handshake.
func (h *House) Certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, err := h.open()
	if err != nil {
		return nil, err
	}
	now := h.Now()
	if since := now.Sub(h.looked); h.leaf == nil || since >= lookEvery || since < 0 {
		h.addresses, h.looked = h.Addresses(), now
	}
	if h.leaf == nil || !a.fits(h.leaf.Leaf, h.addresses, now) {
		leaf, err := a.issue(h.addresses, now)
		if err != nil {
			return nil, err
		}
		h.leaf = leaf
	}
	return h.leaf, nil
}

// Standing is how the HTTPS of a house stands, for the page of the office PCs and for those
// who look after the machine.
type Standing struct {
	Fingerprint string    `json:"fingerprint"` // SHA-256 of the authority
	Thumbprint  string    `json:"thumbprint"`  // SHA-1 of it, which is what Windows shows
	Names       []string  `json:"names"`
	Addresses   []string  `json:"addresses"` // of the machine, those that are not its own loopback
	Uncovered   []string  `json:"uncovered"` // of them, those for which the authority may not vouch
	Until       time.Time `json:"until"`     // the end of the authority
}

// Standing looks at the authority and at the addresses of the machine.
func (h *House) Standing() (Standing, error) {
	a, err := h.Open()
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Fingerprint: a.Fingerprint(), Thumbprint: a.Thumbprint(), Names: a.spoken(), Addresses: []string{}, Uncovered: []string{}, Until: a.Cert.NotAfter}
	for _, ip := range h.Addresses() {
		if ip.IsLoopback() || ip.IsLinkLocalUnicast() {
			continue
		}
		s.Addresses = append(s.Addresses, ip.String())
		if !a.covers(ip) {
			s.Uncovered = append(s.Uncovered, ip.String())
		}
	}
	return s, nil
}
