package hooks

import (
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/refusal"
)

// httpsCommand looks after the certificate of the house. It opens no database, so it works
// beside the running service, which takes a new one up at its next start.
func (h *Hall) httpsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "https", Short: "The certificate that office PCs import"}
	yes := false
	renew := besideHouse(&cobra.Command{Use: "new [NAME…]", Short: "Draw a new one, for the addresses of now and for more names; every office PC imports it anew", RunE: func(c *cobra.Command, names []string) error {
		checked, err := cert.CheckNames(names)
		if err != nil {
			return err
		}
		if err := h.replacing(c, yes); err != nil {
			return err
		}
		if err := h.certificates.Renew(checked); err != nil {
			return err
		}
		return h.showCertificate(c.OutOrStdout())
	}})
	renew.Flags().BoolVar(&yes, "yes", false, "do not ask; every office PC imports the new one")
	cmd.AddCommand(beginsNamed(renew),
		beginsNamed(besideHouse(&cobra.Command{Use: "show", Args: cobra.NoArgs, Short: "Fingerprint, names and end of the certificate", RunE: func(c *cobra.Command, _ []string) error {
			return h.showCertificate(c.OutOrStdout())
		}})),
	)
	return cmd
}

func (h *Hall) showCertificate(out io.Writer) error {
	s, err := h.certificates.Standing()
	if err != nil {
		return err
	}
	tell(out, "Fingerprint %[1]s\nThumbprint  %[2]s\nNames       %[3]s\nAddresses   %[4]s\nUntil       %[5]s", "指纹 %[1]s\n指纹（SHA-1）%[2]s\n名称 %[3]s\n地址 %[4]s\n有效期至 %[5]s",
		s.Fingerprint, s.Thumbprint, strings.Join(s.Names, " "), strings.Join(s.Addresses, " "), chinaTime(s.Until))
	if len(s.Uncovered) > 0 {
		tell(out, "Not covered: %[1]s; run onestop https new.", "证书未包含：%[1]s；请运行 onestop https new。", strings.Join(s.Uncovered, " "))
	}
	return nil
}

// replacing asks before the certificate goes that office PCs trust; the first one, and one
// that cannot be read, may simply be drawn.
func (h *Hall) replacing(c *cobra.Command, yes bool) error {
	known, err := cert.Load(h.app.DataDir())
	if errors.Is(err, fs.ErrPermission) {
		return err // it may be good
	}
	if yes || err != nil {
		return nil //nolint:nilerr // there is nothing that anybody trusts
	}
	return confirmed(c, "--yes", refusal.Of(refusal.New("The certificate in use (until %[1]s) goes, and every office PC shows a warning until it has imported the new one. Go on?",
		"现用证书（有效期至 %[1]s）将作废；所有办公电脑在重新导入新证书前都会显示警告。继续吗？", chinaTime(known.Cert.NotAfter))))
}
