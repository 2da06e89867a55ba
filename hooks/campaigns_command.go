package hooks

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/rules/campaign"
	"onestop/hooks/rules/fault"
)

// campaignCommand lists campaigns at the console and makes them from templates.
func (h *Hall) campaignCommand() *cobra.Command {
	n, lead := newCampaign{}, ""
	cmd := &cobra.Command{Use: "campaign", Short: "List the reform campaigns, or make one from a template"}
	make := &cobra.Command{Use: "new TEMPLATE", Args: cobra.ExactArgs(1), Short: "Make a campaign in preparation: " + strings.Join(templateKeys(), ", "), RunE: func(c *cobra.Command, args []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		d, err := departmentCoded(h.app, lead)
		if err != nil {
			return err
		}
		if d != nil {
			n.Lead = d.Id
		}
		n.Template = args[0]
		id := ""
		err = h.as(h.app, system, func(tx core.App) (err error) {
			id, err = h.FromTemplate(tx, n)
			return err
		})
		if err != nil {
			return err
		}
		return h.printCampaign(c, id)
	}}
	flags := make.Flags()
	flags.StringVar(&n.Deadline, "deadline", "", "the last day, YYYY-MM-DD")
	flags.StringVar(&n.Starts, "starts", "", "the first day; today without it")
	flags.StringVar(&n.Name, "name", "", "its name; that of the template without it")
	flags.StringVar(&lead, "lead", "", "the department that runs it, by its unified social credit code")
	cmd.AddCommand(make, &cobra.Command{Use: "show", Args: cobra.NoArgs, Short: "List the campaigns with how far they are and by how much they miss", RunE: func(c *cobra.Command, _ []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		all, err := findAll(h.app, "campaigns", "deadline", nil)
		for _, r := range all {
			if err := h.printCampaign(c, r.Id); err != nil {
				return err
			}
		}
		return err
	}})
	return cmd
}

func templateKeys() []string {
	keys := make([]string, len(campaign.Templates))
	for i, t := range campaign.Templates {
		keys[i] = t.Key
	}
	return keys
}

// printCampaign says in a line how a campaign stands.
func (h *Hall) printCampaign(c *cobra.Command, id string) error {
	b, err := h.readBoard(h.app, system, id)
	if err != nil {
		return err
	}
	if b == nil {
		return fault.New(fault.RecordForeign, "", "There is no such campaign.")
	}
	o := b.overview()
	fmt.Fprintf(c.OutOrStdout(), "%s  %-6s %s – %s  %d of %d tasks done, %d of %d working days, missed by %d  %s\n",
		o.ID, o.State, o.Starts, o.Deadline, o.Done, o.Tasks, o.Needed, o.Available, o.Missing, o.Name)
	return nil
}
