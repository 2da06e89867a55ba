package service

import (
	"fmt"
	"time"

	"onestop/hooks/appliance/refusal"
)

// await waits for the end of the work, but not for ever: one that has not begun to serve
// may be in the middle of something long, which survives being cut off.
func await(done <-chan error, limit time.Duration) error {
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return refusal.New("The house did not end within %[1]s and was cut off.", "服务在 %[1]s 内没有停止，已强行结束。", limit)
	}
}

// firewallRule is the name of every rule that lets the network in, so that all of them go together.
const firewallRule = "Onestop"

// closeFirewall takes the rules away; it fails where there are none.
func closeFirewall() []string {
	return []string{"netsh", "advfirewall", "firewall", "delete", "rule", "name=" + firewallRule}
}

// openFirewall lets the network in at the ports of a plan.
func (p Plan) openFirewall() [][]string {
	var list [][]string
	for _, port := range p.ports() {
		list = append(list, []string{"netsh", "advfirewall", "firewall", "add", "rule", "name=" + firewallRule, "dir=in", "action=allow", "protocol=TCP", fmt.Sprintf("localport=%d", port), "program=" + p.Binary})
	}
	return list
}
