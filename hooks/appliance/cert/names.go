package cert

import (
	"net"
	"os"
	"regexp"
	"slices"
	"strings"

	"onestop/hooks/appliance/refusal"
)

var hostLabel = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// mostNames is how many names a house may have.
const mostNames = 10

// CheckNames tidies the names by which the office PCs are to reach the house and refuses
// what is no host name: full-width signs, addresses, ports, and a domain that stands for
// half of the internet.
func CheckNames(names []string) ([]string, error) {
	var list []string
	for _, name := range names {
		name = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(name), "."))
		if name == "" {
			continue
		}
		labels := strings.Split(name, ".")
		bad := len(name) > 200 || net.ParseIP(name) != nil || slices.ContainsFunc(labels, func(l string) bool { return !hostLabel.MatchString(l) })
		if bad || slices.Contains(wholeDomains, name) {
			return nil, refusal.New("%[1]q is no name of this machine. Write a host name such as hall-pc or hall.county.gov.cn, without http:// and port.", "“%[1]s”不能作为本机的名称。请填写主机名，例如 hall-pc 或 hall.county.gov.cn，不带 http:// 和端口。", name)
		}
		list = append(list, name)
	}
	if list = unique(list); len(list) > mostNames {
		return nil, refusal.New("Give at most %[1]d names.", "最多填写 %[1]d 个名称。", mostNames)
	}
	return list, nil
}

// wholeDomains are names below which strangers have theirs: an authority for one of them
// could vouch for all of those.
var wholeDomains = []string{"cn", "com", "net", "org", "gov", "edu", "local", "gov.cn", "com.cn", "net.cn", "org.cn", "edu.cn", "ac.cn", "mil.cn"}

// OwnNames are what this machine is called: its host name, without the domain too.
func OwnNames() []string {
	name, err := os.Hostname()
	if err != nil {
		return []string{"localhost"}
	}
	list := []string{}
	for _, n := range []string{name, strings.SplitN(name, ".", 2)[0], "localhost"} {
		if checked, err := CheckNames([]string{n}); err == nil {
			list = append(list, checked...)
		}
	}
	return unique(list)
}

// OwnAddresses are those of this machine at the moment.
func OwnAddresses() []net.IP {
	found, err := net.InterfaceAddrs()
	if err != nil {
		return []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	list := []net.IP{}
	for _, a := range found {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsMulticast() {
			list = append(list, n.IP)
		}
	}
	return list
}
