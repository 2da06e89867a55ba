package gate

import (
	"net/netip"
	"os"
	"strconv"
	"strings"

	"onestop/hooks/appliance/refusal"
)

const (
	// mostOfAddress is how many connections one address holds: sixteen browsers.
	mostOfAddress = 100
	// mostOfAll is how many there are at once, where the machine allows more.
	mostOfAll = 20_000
	// filesApart are the files that the process keeps for the database, uploads and children.
	filesApart = 512

	envMost    = "ONESTOP_CONNECTIONS" // connections of one address, 0: no bound
	envProxies = "ONESTOP_PROXIES"     // addresses and networks whose connections are everybody's
)

// FromEnvironment reads the bounds of connections as the environment sets them.
func FromEnvironment() (*Connections, error) {
	c := &Connections{Most: mostOfAddress, Total: mostOfAll}
	if files := openFiles(); files > 0 {
		c.Total = min(c.Total, max(files-filesApart, files/2))
	}
	if text := os.Getenv(envMost); text != "" {
		most, err := strconv.Atoi(text)
		if err != nil || most < 0 {
			return nil, refusal.New("%[1]s is %[2]q. Give a whole number of connections, 0 for no bound.",
				"%[1]s 的值是“%[2]s”。请填连接数，0 表示不限。", envMost, text)
		}
		c.Most = most
	}
	var err error
	c.Trusted, err = networks(os.Getenv(envProxies))
	return c, err
}

// networks reads addresses and networks that stand between commas.
func networks(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			var single netip.Addr
			single, err = netip.ParseAddr(part)
			if err == nil {
				prefix = netip.PrefixFrom(single.Unmap(), single.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, refusal.New("%[1]s names %[2]q, which is no address and no network such as 10.1.0.0/16.",
				"%[1]s 中的“%[2]s”不是地址，也不是 10.1.0.0/16 这样的网段。", envProxies, part)
		}
		list = append(list, prefix)
	}
	return list, nil
}
