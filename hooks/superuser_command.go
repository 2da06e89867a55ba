package hooks

import (
	"net/netip"
	"strings"

	"github.com/pocketbase/pocketbase/cmd"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
)

// SuperuserCommand is the platform's own, but that it speaks Chinese as well and that nobody
// shuts this machine out, or lets everybody in, without meaning it.
func (h *Hall) SuperuserCommand() *cobra.Command {
	all := cmd.NewSuperuserCommand(h.app)
	for _, c := range all.Commands() {
		switch name := c.Name(); name {
		case "ips":
			all.RemoveCommand(c)
		case "otp": // is closed, and says so itself
		default:
			if name == "create" || name == "upsert" {
				beginsNamed(c)
			}
			inner := c.RunE
			c.RunE = func(c *cobra.Command, args []string) error {
				err := inner(c, args)
				if err == nil {
					tell(c.OutOrStdout(), "Done: superuser %[1]s %[2]s.", "已完成：superuser %[1]s %[2]s。", name, args[0])
				}
				return err
			}
		}
	}
	all.AddCommand(h.superuserAddressesCommand())
	return all
}

// superuserAddressesCommand says from where administrators may come.
func (h *Hall) superuserAddressesCommand() *cobra.Command {
	anyway := false
	c := &cobra.Command{Use: "ips ADDRESS…", Example: "superuser ips 127.0.0.0/8 ::1 192.168.1.20", Short: "The addresses and networks from which administrators may come, in place of those before", RunE: func(c *cobra.Command, args []string) error {
		if !anyway {
			if err := shutsNobodyOut(args); err != nil {
				return err
			}
		}
		settings, err := h.app.Settings().Clone()
		if err != nil {
			return err
		}
		settings.SuperuserIPs = args
		if err := h.app.Save(settings); err != nil {
			return err
		}
		if len(args) == 0 {
			tell(c.OutOrStdout(), "Administrators come from any address.", "管理员可以从任何地址登录。")
			return nil
		}
		tell(c.OutOrStdout(), "Administrators come from %[1]s alone.", "管理员只能从 %[1]s 登录。", strings.Join(args, " "))
		return nil
	}}
	c.Flags().BoolVar(&anyway, "anyway", false, "also where that shuts this machine out, or names no address and so lets everybody try")
	return c
}

// shutsNobodyOut refuses a list that lets everybody in, or not even this machine.
func shutsNobodyOut(list []string) error {
	if len(list) == 0 {
		return refusal.New("Without an address administrators may come from anywhere. Name 127.0.0.0/8, ::1 and their own; if anywhere is meant, say --anyway.",
			"不写地址，任何地方都能登录管理员。请写 127.0.0.0/8、::1 和管理员的地址；如确要不限，请加 --anyway。")
	}
	here := netip.MustParseAddr("127.0.0.1")
	for _, entry := range list {
		network, err := netip.ParsePrefix(entry)
		if err != nil {
			one, err := netip.ParseAddr(entry)
			if err != nil {
				return refusal.New("%[1]q is no address and no network such as 192.168.1.0/24.", "“%[1]s”不是地址，也不是 192.168.1.0/24 这样的网段。", entry)
			}
			network = netip.PrefixFrom(one.Unmap(), one.Unmap().BitLen())
		}
		if network.Contains(here) {
			return nil
		}
	}
	return refusal.New("This list shuts out the machine itself (127.0.0.1), from which the dashboard is always reached. Add 127.0.0.0/8 and ::1; if that is meant, say --anyway.",
		"这样会把本机（127.0.0.1）也挡在外面，本机将打不开管理后台。请加上 127.0.0.0/8 和 ::1；如确要如此，请加 --anyway。")
}
