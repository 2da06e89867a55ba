package doctor

import (
	"time"

	"onestop/hooks/appliance/replica"
)

// replicaFresh: a house that confirms takes no acts without its replica, one that does not
// goes on, and each minute more is what a fire would cost.
func replicaFresh(f Facts) Finding {
	r := f.Replica
	if r == nil {
		return Finding{}
	}
	behind := time.Duration(r.Behind * float64(time.Second))
	switch {
	case r.Fenced != "":
		return red(r.Place, "Another machine has taken over from this one (%[1]s), and nothing is stored here: stop the service and run onestop standby.", "本机已被另一台接替（%[1]s），不再保存任何内容：请停止服务并运行 onestop standby。", r.Fenced)
	case (r.Confirm || r.Yields) && r.Unheld || behind > replica.Late:
		return red(r.Place, "The replica has not been written for %[1]d seconds (%[2]s): see to its disk, network or credentials.", "副本已有 %[1]d 秒没有更新（%[2]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), r.Problem)
	case r.Unheld || behind > replica.Soon:
		return amber(r.Place, "The replica is %[1]d seconds behind (%[2]s): see to its disk, network or credentials.", "副本落后 %[1]d 秒（%[2]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), r.Problem)
	}
	return green(r.Place, "The database is replicated as it changes.", "数据库实时复制，正常。")
}
