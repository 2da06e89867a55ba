package hooks

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/appliance/where"
)

// OwnFolder marks a command, and those below it, that do not open the data folder of the
// house: a backup only reads and may run beside the service, a restore replaces the folder.
func OwnFolder(c *cobra.Command) *cobra.Command {
	c.Annotations = map[string]string{NoFolder: "yes"}
	for _, below := range c.Commands() {
		OwnFolder(below)
	}
	return c
}

func (h *Hall) backupCommand() *cobra.Command {
	to, keepKey, over := "", true, false
	cmd := besideHouse(&cobra.Command{Use: "backup", Args: cobra.NoArgs, Short: "Back up to another disk or into a bucket, encrypted; may run while the service does", RunE: func(c *cobra.Command, _ []string) error {
		if over && to == "" {
			return refusal.New("Say with --to which place is taken over.", "请用 --to 说明要接管哪个备份位置。")
		}
		if to != "" {
			phrase, err := h.aim(to, keepKey, over)
			if err != nil {
				return err
			}
			if phrase != "" {
				if !vault.InBucket(to) {
					to = where.Whole(to)
				}
				fmt.Fprint(c.OutOrStdout(), recoveryCard(phrase, to, h.backups.Dir))
			}
		}
		result, err := h.backups.Run(c.Context())
		sayBackup(c.OutOrStdout(), result, err)
		return backup.Named(err, h.backups.Dir)
	}})
	cmd.Flags().StringVar(&to, "to", "", "the backup disk, a folder on it, or "+store.Form+" with the key in ONESTOP_BACKUP_S3_KEY and ONESTOP_BACKUP_S3_SECRET; remembered, the service then backs up there every hour")
	cmd.Flags().BoolVar(&keepKey, "keep-key", true, "keep the recovery phrase on this machine, too, for the nightly restore drill")
	cmd.Flags().BoolVar(&over, "take-over", false, "with --to: go on where another copy of this house made its backups, which has ended for good; it is refused there from then on")
	cmd.AddCommand(h.backupShowCommand(), h.backupDrillCommand(), h.backupCardCommand())
	return cmd
}

// aim names the place of the backups, also where over says that another copy of the house, which
// made its backups there, has ended.
func (h *Hall) aim(target string, keepKey, over bool) (phrase string, err error) {
	if over {
		return h.backups.TakeOver(target, keepKey)
	}
	return h.backups.Aim(target, keepKey)
}

func sayBackup(out io.Writer, r backup.Result, err error) {
	if err != nil {
		return
	}
	tell(out, "Backup %[1]d was made in %.1[2]f s: database %[3]s, %[4]s of %[5]s (%[6]d new), %[7]s written.",
		"第 %[1]d 份备份已完成，用时 %.1[2]f 秒：数据库 %[3]s，%[5]d 条记录的 %[4]d 个文件（新增 %[6]d 条），写入 %[7]s。",
		r.Seq, r.Seconds, megabytes(r.Database), manyFiles(r.Files), manyRecords(r.Records), r.New, megabytes(r.Written))
	for _, w := range r.Warnings {
		fmt.Fprintln(out, "! "+w.EN+"\n! "+w.ZH)
	}
}

func manyFiles(n int) refusal.Many { return refusal.Many{N: n, One: "file", More: "files"} }

func manyRecords(n int) refusal.Many { return refusal.Many{N: n, One: "record", More: "records"} }

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }

func (h *Hall) backupShowCommand() *cobra.Command {
	return besideHouse(&cobra.Command{Use: "show", Args: cobra.NoArgs, Short: "How the backups stand; ends with a failing status where they do not stand well", RunE: func(c *cobra.Command, _ []string) error {
		s, err := h.backups.Status(c.Context())
		if err != nil {
			return err
		}
		if !s.Set {
			return backup.Named(s.Unset(), h.backups.Dir)
		}
		return showBackups(c.OutOrStdout(), s, time.Now())
	}})
}

// showBackups prints the status and fails for what somebody must look after.
func showBackups(out io.Writer, s backup.Status, now time.Time) error {
	many := refusal.Many{N: len(s.Backups), One: "backup", More: "backups"}
	switch {
	case !s.Reachable:
		tell(out, "%[1]s: what lies there cannot be seen, for the reason below.", "%[1]s：无法查看其中的备份，原因见下文。", s.Target)
	case s.Bucket:
		tell(out, "Object storage: %[1]s, %[2]s.", "对象存储：%[1]s，%[2]d 份备份。", s.Target, many)
	default:
		tell(out, "Disk: %[1]s, %[2]s free, %[3]s.", "磁盘：%[1]s，剩余 %[2]s，%[3]d 份备份。", s.Target, megabytes(int64(s.Free)), many)
	}
	if !s.KeyKept && s.Drill == nil {
		tell(out, "Whether they open is not known: the recovery phrase is not kept on this machine, so nothing tries them. Try them with onestop backup drill --phrase-file FILE.",
			"备份能否打开不得而知：本机没有保存恢复短语，无法自动演练。请用 onestop backup drill --phrase-file 文件 演练。")
	}
	if s.Good != nil {
		tell(out, "The last good one: %[1]s.", "最近一次成功：%[1]s。", chinaTime(s.Good.At))
	}
	if d := s.GoodDrill; d != nil {
		tell(out, "The last good drill: %[1]s, %[2]d of %[3]s opened, %[4]s read.", "最近一次演练成功：%[1]s，打开 %[3]d 条记录中的 %[2]d 条，读取 %[4]d 个文件。", chinaTime(d.At), d.Opened, manyRecords(d.Records), manyFiles(d.Files))
	}
	switch {
	case s.Problem != nil:
		return *s.Problem
	case s.Last != nil && s.Last.Problem != nil:
		return *s.Last.Problem
	case s.Overdue(time.Time{}, now):
		return backup.ErrLate
	case s.Drill != nil && s.Drill.Problem != nil:
		return *s.Drill.Problem
	case !s.OtherDisk:
		return backup.ErrSameDisk
	}
	return nil
}

func (h *Hall) backupDrillCommand() *cobra.Command {
	file := ""
	cmd := besideHouse(&cobra.Command{Use: "drill", Args: cobra.NoArgs, Short: "Try the newest backup: restore it into a folder that is thrown away, and look it over", RunE: func(c *cobra.Command, _ []string) error {
		var identity *vault.Identity
		if file != "" {
			typed, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if identity, err = vault.ParsePhrase(string(typed), ""); err != nil {
				return err
			}
		}
		d, err := h.backups.Drill(c.Context(), identity)
		if err == nil {
			tell(c.OutOrStdout(), "The backup of %[1]s is good: database, trail and key are in order, %[2]d of %[3]s opened, %[4]s read, in %.1[5]f s.",
				"%[1]s 的备份完好：数据库、操作日志链和密钥正常，打开 %[3]d 条记录中的 %[2]d 条，读取 %[4]d 个文件，用时 %.1[5]f 秒。",
				chinaTime(d.Backup), d.Opened, manyRecords(d.Records), manyFiles(d.Files), d.Seconds)
		}
		return err
	}})
	cmd.Flags().StringVar(&file, "phrase-file", "", "a file with the recovery phrase, where this machine does not keep it")
	return cmd
}

func (h *Hall) backupCardCommand() *cobra.Command {
	return OwnFolder(&cobra.Command{Use: "card", Args: cobra.NoArgs, Short: "Print the card with the recovery phrase again, where this machine keeps it", RunE: func(c *cobra.Command, _ []string) error {
		phrase, err := h.backups.Phrase()
		if err != nil {
			return err
		}
		s, err := h.backups.Status(c.Context())
		if err != nil {
			return err
		}
		if !s.Set {
			return backup.Named(s.Unset(), h.backups.Dir)
		}
		fmt.Fprint(c.OutOrStdout(), recoveryCard(phrase, s.Target, h.backups.Dir))
		return nil
	}})
}

func (h *Hall) restoreCommand() *cobra.Command {
	from, at, file := "", "", ""
	cmd := OwnFolder(&cobra.Command{Use: "restore", Args: cobra.NoArgs, Short: "Bring a backup back; everything is checked before anything is touched, and what was there is kept", RunE: func(c *cobra.Command, _ []string) error {
		restore := &backup.Restore{Dir: h.backups.Dir, From: from, Now: time.Now, Opens: sealOpens,
			Identity: func(recipient string) (*vault.Identity, error) { return h.askIdentity(c, file, recipient) },
			Say:      func(r refusal.Refusal) { fmt.Fprintln(c.OutOrStdout(), r.Error()) }}
		if at != "" {
			var err error
			if restore.At, err = ConsoleTime(at); err != nil {
				return err
			}
		}
		tell(c.OutOrStdout(), "The backup is brought back into the data folder %[1]s; what is there is kept beside it.", "备份将恢复到数据文件夹 %[1]s；原来的数据会保留在旁边。", where.Whole(h.backups.Dir))
		out, err := restore.Run(c.Context())
		if err == nil {
			sayRestored(c.OutOrStdout(), out, h.backups.Dir)
		}
		return err
	}})
	cmd.Flags().StringVar(&from, "from", "", "the backup disk, or the bucket as it was named")
	cmd.Flags().StringVar(&at, "at", "", "the newest backup up to then, in China time, 2026-03-02T09:00; the newest of all if not given")
	cmd.Flags().StringVar(&file, "phrase-file", "", "a file with the recovery phrase; else it is asked for")
	if err := cmd.MarkFlagRequired("from"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func sayRestored(out io.Writer, r *backup.Restored, dir string) {
	tell(out, "The backup of %[1]s is back: the database and %[2]s. Everybody signs in again.", "已恢复 %[1]s 的备份：数据库和 %[2]d 个上传文件。所有人须重新登录。", chinaTime(r.At), refusal.Many{N: r.Files, One: "uploaded file", More: "uploaded files"})
	if r.Old != "" {
		tell(out, "What was there before lies in %[1]s.", "原来的数据保留在 %[1]s。", r.Old)
	}
	if r.Unaimed {
		fmt.Fprintln(out, backup.Named(backup.ErrRestored, dir))
	}
	for _, name := range r.Missing {
		tell(out, "! This file was missing already: %[1]s", "! 备份时已缺失：%[1]s", name)
	}
	if ofService(dir) {
		tell(out, "Start the service; on a new machine install it, as the administrator: onestop service install", "请启动服务；新机器请由系统管理员安装：onestop service install")
		return
	}
	tell(out, "Start the service, double-click the program, or run: onestop serve%[1]s", "请启动服务，或双击程序，或运行：onestop serve%[1]s", where.Flag(dir))
}

// askIdentity takes the phrase from a file, from this machine where it keeps that of these
// backups, or from whoever sits before it.
func (h *Hall) askIdentity(c *cobra.Command, file, recipient string) (*vault.Identity, error) {
	if file != "" {
		typed, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		return vault.ParsePhrase(string(typed), recipient)
	}
	if phrase, err := h.backups.Phrase(); err == nil {
		if kept, err := vault.ParsePhrase(phrase, recipient); err == nil {
			return kept, nil
		}
	}
	tell(c.OutOrStdout(), "Type the recovery phrase, in one line or several:", "请输入恢复短语，分行输入也可以：")
	typed := ""
	for lines := bufio.NewScanner(c.InOrStdin()); !vault.Complete(typed) && lines.Scan(); {
		typed += lines.Text() + "\n"
	}
	return vault.ParsePhrase(typed, recipient)
}
