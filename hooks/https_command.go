package hooks

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/cert"
)

// httpsCommand looks after the certificate of the house. It opens no database, so it works
// beside the running service, which takes a new one up at its next start.
func (h *Hall) httpsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "https", Short: "The certificate that office PCs import"}
	cmd.AddCommand(
		OwnFolder(&cobra.Command{Use: "show", Args: cobra.NoArgs, Short: "Fingerprint, names and end of the certificate", RunE: func(c *cobra.Command, _ []string) error {
			return h.showCertificate(c.OutOrStdout())
		}}),
		OwnFolder(&cobra.Command{Use: "new [NAME…]", Short: "Draw a new one, for the addresses of now and for more names; every office PC imports it anew", RunE: func(c *cobra.Command, names []string) error {
			checked, err := cert.CheckNames(names)
			if err != nil {
				return err
			}
			if err := h.certificates.Renew(checked); err != nil {
				return err
			}
			return h.showCertificate(c.OutOrStdout())
		}}),
	)
	return cmd
}

func (h *Hall) showCertificate(out io.Writer) error {
	s, err := h.certificates.Standing()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "fingerprint %s\nthumbprint  %s\nnames       %s\naddresses   %s\nuntil       %s\n", s.Fingerprint, s.Thumbprint, strings.Join(s.Names, " "), strings.Join(s.Addresses, " "), chinaTime(s.Until))
	if len(s.Uncovered) > 0 {
		fmt.Fprintf(out, "not covered %s; onestop https new\n", strings.Join(s.Uncovered, " "))
	}
	return nil
}
