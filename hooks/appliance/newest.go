package appliance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

// advised adds to a refusal which backup to restore: the newest good one of the folder, by
// what the backups keep in <folder>.backup. The room of the backups knows this one, so it is
// read here by its two files alone.
func advised(err error, dir string) error {
	if err == nil {
		return nil
	}
	said, advice := refusal.Of(err), newestBackup(dir)
	return refusal.Refusal{EN: said.EN + " " + advice.EN, ZH: said.ZH + advice.ZH}
}

func newestBackup(dir string) refusal.Refusal {
	var settings struct{ Target string }
	var status struct {
		Good *struct{ At time.Time }
	}
	beside := filepath.Clean(dir) + ".backup"
	if readJSON(filepath.Join(beside, "settings.json"), &settings) != nil || settings.Target == "" {
		return refusal.Refusal{EN: "No backup disk was named on this computer; look for one with backups of another.", ZH: "本机没有设置备份磁盘，请查找其他电脑上的备份。"}
	}
	if readJSON(filepath.Join(beside, "status.json"), &status) != nil || status.Good == nil {
		return refusal.Of(refusal.New("No backup is known to have been made; look on %[1]s.", "没有成功备份的记录，请查看备份磁盘 %[1]s。", settings.Target))
	}
	return refusal.Of(refusal.New("The newest good backup is of %[1]s: onestop restore --from \"%[2]s\"", "最近一次成功的备份是 %[1]s，恢复命令：onestop restore --from \"%[2]s\"",
		workday.Minute(status.Good.At), settings.Target))
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
