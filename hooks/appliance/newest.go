package appliance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
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

// ofStandby refuses to serve the folder of a standby, which has no database until it takes over; nil
// where none followed beside it.
func ofStandby(dir string) error {
	var followed struct{ Place string } // what a standby leaves until it has taken over
	if readJSON(filepath.Join(filepath.Clean(dir)+".standby", "followed.json"), &followed) != nil || followed.Place == "" {
		return nil
	}
	return refuse("The folder %[1]s is that of a standby, which has no database of its own until it takes over. To follow: onestop standby%[2]s --replica %[3]s. To take over: onestop promote%[2]s --replica %[3]s",
		"文件夹 %[1]s 属于备机，接替之前没有自己的数据库。继续跟随：onestop standby%[2]s --replica %[3]s；接替主机：onestop promote%[2]s --replica %[3]s", dir, where.Flag(dir), where.Quoted(followed.Place))
}

// reminded adds to a refusal of a folder without a database where the newest one lies that was
// set aside beside it, by a restore or a promotion.
func reminded(err error, dir string) error {
	aside := newestAside(dir)
	if err == nil || aside == "" {
		return err
	}
	said := refusal.Of(err)
	return refuse("%[1]s The database that was set aside last lies in %[3]s; if it is the one to serve, move its files back.", "%[2]s最近一次移到一旁的数据库在 %[3]s；如要用它，请把其中的文件移回。", said.EN, said.ZH, aside)
}

// newestAside is a folder with a database, "" where there is none.
func newestAside(dir string) string {
	list, err := filepath.Glob(filepath.Clean(dir) + ".replaced-*") // sorted, and they end with the time
	if err != nil {
		return "" // a folder with brackets in its name is told of nothing
	}
	list = append(list, filepath.Clean(dir)+".replacing") // where that was cut off
	for _, aside := range slices.Backward(list) {
		if _, err := os.Stat(filepath.Join(aside, dataName)); err == nil {
			return aside
		}
	}
	return ""
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
	return refusal.Of(refusal.New("The newest good backup is of %[1]s: onestop restore%[2]s --from %[3]s", "最近一次成功的备份是 %[1]s，恢复命令：onestop restore%[2]s --from %[3]s",
		workday.Minute(status.Good.At), where.Flag(dir), where.Quoted(settings.Target)))
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
