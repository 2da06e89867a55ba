package hooks

import (
	"fmt"
	"path/filepath"
	"strings"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/service"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/appliance/where"
)

// restoring is one step of bringing a house back from its backups: a command, sentences, or both.
type restoring struct {
	Command string            `json:"command,omitempty"`
	Words   []refusal.Refusal `json:"words,omitempty"`
}

// restoringSteps are those of a house at a data folder whose backups lie at a place. The card of
// the console and those of the pages say the same.
func restoringSteps(place, dir string) []restoring {
	first := refusal.Refusal{EN: "Copy onestop to the new computer and plug the backup disk in.", ZH: "在新电脑上放好 onestop，接上备份磁盘。"}
	if vault.InBucket(place) {
		first = refusal.Refusal{EN: "Copy onestop to the new computer and set ONESTOP_BACKUP_S3_KEY and ONESTOP_BACKUP_S3_SECRET.", ZH: "在新电脑上放好 onestop，在 ONESTOP_BACKUP_S3_KEY 和 ONESTOP_BACKUP_S3_SECRET 里设置密钥。"}
	}
	flag, from := where.Flag(dir), where.Quoted(place)
	back := restoring{Command: "onestop restore" + flag + " --from " + from}
	typed := restoring{Words: []refusal.Refusal{{EN: "Type the phrase above; capitals or not.", ZH: "按提示输入上面的短语，大小写不限。"}}}
	again := restoring{Command: "onestop backup" + flag + " --to " + from + " --take-over", Words: []refusal.Refusal{
		{EN: "On a new computer nothing is backed up before.", ZH: "在新电脑上恢复后，要再指定备份位置才会备份。"},
		{EN: "--take-over only if the old house has ended; else name another place.", ZH: "原来的系统已停用时，才用 --take-over 接管原来的位置；否则请另设位置。"},
	}}
	if ofService(dir) {
		return append([]restoring{{Words: []refusal.Refusal{first}}}, restoringService(place, back, typed, again)...)
	}
	return []restoring{{Words: []refusal.Refusal{first}}, back, typed, again, {Command: "onestop serve" + flag}}
}

// restoringService are the steps of a house that runs as a service. The administrator restores, for
// the disk may belong to a user of another machine. The start hands over what he brought back. Only
// then there is the user of the service, who makes the backup: with files of the administrator on
// the disk he could not go on.
func restoringService(place string, back, typed, again restoring) []restoring {
	stop, start, install := "sc stop onestop", "sc start onestop", "onestop service install"
	var given []restoring
	if filepath.Separator == '/' {
		stop, start = "sudo systemctl stop onestop", "sudo systemctl start onestop"
		admin, user := "sudo ./", "sudo -u onestop "
		if vault.InBucket(place) { // the keys stand in the environment
			admin, user = "sudo -E ./", "sudo -E -u onestop "
		} else {
			given = []restoring{{Command: "sudo chown -R onestop " + where.Quoted(filepath.Join(place, vault.FolderName))}}
		}
		back.Command, install, again.Command = admin+back.Command, admin+install, user+again.Command
	}
	installed := restoring{Command: install, Words: []refusal.Refusal{{
		EN: "Where the service is there already: " + stop + " before step 2, and " + start + " here.",
		ZH: "已装有服务的机器：第 2 步前先运行 " + stop + "，这一步改为 " + start + "。"}}}
	return append(append([]restoring{back, typed, installed}, given...), again)
}

// ofService tells whether a data folder is that of a service, whose files are its user's: it takes
// those of the administrator when it starts.
func ofService(dir string) bool { return where.Whole(dir) == service.Usual().Dir }

// recoveryCard is what belongs on paper, in a safe, apart from the backup disk.
func recoveryCard(phrase, place, dir string) string {
	steps := ""
	for i, s := range restoringSteps(place, dir) {
		lines := []string{}
		if s.Command != "" {
			lines = append(lines, s.Command)
		}
		for _, w := range s.Words {
			lines = append(lines, w.ZH)
		}
		for _, w := range s.Words {
			lines = append(lines, w.EN)
		}
		steps += fmt.Sprintf("    %d. %s\n", i+1, strings.Join(lines, "\n       "))
	}
	return fmt.Sprintf(`
======================================================================
  一门办 · 恢复短语                          Onestop · recovery phrase

    %[1]s

  请打印或抄写，放进保险柜，不要和备份磁盘放在一起。
  没有它，备份谁也打不开；丢失后无法补发。
  Print or copy it and lock it away, apart from the backup disk.
  Without it nobody opens the backups, and nobody can issue it again.

  恢复 / To restore:
%[2]s======================================================================

`, strings.ReplaceAll(phrase, "\n", "\n    "), steps)
}
