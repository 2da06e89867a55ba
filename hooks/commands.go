package hooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Commands are the console's ways into the house; each writes through the same hooks as
// the API. serve and superuser are PocketBase's own.
func (h *Hall) Commands() []*cobra.Command {
	return []*cobra.Command{h.calendarCommand(), h.auditCommand(), h.catalogueCommand(), h.rehearseCommand(), h.campaignCommand(), h.statisticsCommand(), h.queueCommand(), h.backupCommand(), h.restoreCommand(), h.storageCommand(), h.standbyCommand(), h.promoteCommand(), h.doctorCommand(), h.httpsCommand(), h.serviceCommand(), h.upgradeCommand(), versionCommand(), h.accountCommand(), rulesCommand()}
}

func (h *Hall) calendarCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "calendar", Short: "Show or import the State Council's holiday notices"}
	cmd.AddCommand(
		&cobra.Command{Use: "show [YEAR]", Args: cobra.MaximumNArgs(1), Short: "List the published years, or the days of one year", RunE: func(c *cobra.Command, args []string) error {
			return h.showCalendar(c, args)
		}},
		beginsNamed(&cobra.Command{Use: "import FILE", Args: cobra.ExactArgs(1), Short: "Import a notice: {\"years\":{\"2027\":{\"papers\":[…],\"off\":{\"2027-01-01\":\"元旦\"},\"work\":{…}}}}", RunE: func(c *cobra.Command, args []string) error {
			n, err := h.ImportCalendar(h.app, args[0])
			if err == nil {
				tell(c.OutOrStdout(), "%[1]s imported; running cases are dated anew at the next start or within a quarter of an hour.", "已导入 %[1]d 天；在办件的期限在下次启动时或一刻钟内重新计算。", refusal.Many{N: n, One: "day is", More: "days are"})
			}
			return err
		}}),
	)
	return cmd
}

func (h *Hall) showCalendar(c *cobra.Command, args []string) error {
	if err := h.app.RunAllMigrations(); err != nil {
		return err
	}
	days := h.days()
	if len(args) == 0 {
		tell(c.OutOrStdout(), "published years: %[1]v", "已公布的年份：%[1]v", days.Years())
		return nil
	}
	if !slices.ContainsFunc(days.Years(), func(y int) bool { return strconv.Itoa(y) == args[0] }) {
		return refusal.New("There is no notice for %[1]s; published are %[2]v.", "没有 %[1]s 年的放假通知；已公布的有 %[2]v。", args[0], days.Years())
	}
	rows, err := findAll(h.app, "calendar", "date", dbx.HashExp{})
	for _, r := range rows {
		if day := r.GetString("date"); len(day) > 4 && day[:4] == args[0] {
			fmt.Fprintf(c.OutOrStdout(), "%s  %-4s  %s\n", day, r.GetString("kind"), r.GetString("name"))
		}
	}
	return err
}

// notice is one file of holiday notices by year.
type notice struct {
	Years map[string]struct {
		Papers []string          `json:"papers"`
		Off    map[string]string `json:"off"`
		Work   map[string]string `json:"work"`
	} `json:"years"`
}

// ImportCalendar imports the years of a notice file, all or nothing: a day that is there
// already takes the new notice's word (R-CAL-05).
func (h *Hall) ImportCalendar(app core.App, file string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, refusal.New("The notice cannot be read (%[1]v).", "放假通知文件无法读取（%[1]v）。", err)
	}
	var n notice
	if err := json.Unmarshal(text, &n); err != nil || len(n.Years) == 0 {
		return 0, refusal.New("The file is not a notice: it has no object \"years\".", "文件不是放假通知：其中没有 \"years\"。")
	}
	if err := app.RunAllMigrations(); err != nil {
		return 0, err
	}
	total := 0
	err = h.as(app, system, func(tx core.App) error {
		for year, y := range n.Years {
			paper := ""
			if len(y.Papers) > 0 {
				paper = y.Papers[0]
			}
			for kind, days := range map[string]map[string]string{"off": y.Off, "work": y.Work} {
				if err := importDays(tx, year, kind, paper, days); err != nil {
					return err
				}
				total += len(days)
			}
		}
		return nil
	})
	return total, err
}

func importDays(tx core.App, year, kind, paper string, days map[string]string) error {
	dates := make([]string, 0, len(days))
	for d := range days {
		dates = append(dates, d)
	}
	sort.Strings(dates)
	for _, date := range dates {
		if _, err := workday.ParseDay(date); err != nil || date[:4] != year {
			return refusal.New("%[1]q is not a day of %[2]s; nothing was imported.", "“%[1]s”不是 %[2]s 年的日期；没有导入任何内容。", date, year)
		}
		r, err := findOne(tx, "calendar", "date", date)
		if err != nil {
			return err
		}
		if r == nil {
			if r, err = newRecord(tx, "calendar", map[string]any{"date": date}); err != nil {
				return err
			}
		}
		r.Load(map[string]any{"kind": kind, "name": days[date], "notice": paper})
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("%s: %w", date, err)
		}
	}
	return nil
}

func (h *Hall) auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "The trail of all changes"}
	cmd.AddCommand(&cobra.Command{Use: "verify", Args: cobra.NoArgs, Short: "Check the hash chain of the trail and print its head", RunE: func(c *cobra.Command, _ []string) error {
		v, err := verifyTrail(h.app)
		rows, head := v.Head()
		if err != nil {
			return refusal.New("The trail is broken after %[1]s: %[2]v", "操作日志在第 %[1]d 行之后不完整：%[2]v", refusal.Many{N: int(rows), One: "good row", More: "good rows"}, err)
		}
		by, since := v.Hash()
		tell(c.OutOrStdout(), "The trail is whole: %[1]s, head %[2]s, chained by %[3]s since row %[4]d. Keep the head on paper.", "操作日志完整：%[1]d 行，链首 %[2]s，自第 %[4]d 行起用 %[3]s 链接。请把链首抄在纸上保存。", refusal.Many{N: int(rows), One: "row", More: "rows"}, head, spoken[by], since)
		return nil
	}}, h.auditHashCommand())
	return cmd
}

func rulesCommand() *cobra.Command {
	return &cobra.Command{Use: "rules", Args: cobra.NoArgs, Short: "Print the transition tables and the limits of the law", Annotations: map[string]string{NoFolder: "yes"}, RunE: func(c *cobra.Command, _ []string) error {
		out := c.OutOrStdout()
		for _, name := range slices.Sorted(maps.Keys(flow.Tables)) {
			fmt.Fprintln(out, flow.Tables[name].Draw())
		}
		fmt.Fprintln(out, "limits by regime")
		for _, key := range slices.Sorted(maps.Keys(clock.Regimes)) {
			r := clock.Regimes[key]
			fmt.Fprintf(out, "%-16s %-12s decision %s, extension %s, notice %s, delivery %s  [%s]\n", r.Key, r.Name, r.Decision, r.Extension, r.Notice, r.Delivery, r.Cite)
		}
		return nil
	}}
}
