package doctor

import (
	"time"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/rules/workday"
)

const (
	clockApart  = time.Minute
	clockWrong  = 10 * time.Minute
	certSoon    = 25 * 24 * time.Hour // certificates of the house renew themselves 30 days before
	certNow     = 7 * 24 * time.Hour
	chinaOffset = 8 * 3600
)

// clockStored holds the clock against the newest time in the database, the day on which the
// program was made and, in service, the time that has passed.
func clockStored(f Facts) Finding {
	c := f.Clock
	if c == nil || f.Training {
		return Finding{}
	}
	wrong := probe.Of(probe.Clock(f.Now, c.Stored, c.Built))
	switch {
	case c.Leapt != nil: // acts are refused
		return red(workday.Minute(f.Now), c.Leapt.EN, c.Leapt.ZH)
	case wrong == nil:
		return green(workday.Minute(f.Now), "The clock goes on from the newest record.", "时钟与最近的记录相符。")
	case wrong.Code == probe.ClockAhead: // the machine may have been off
		return amber(workday.Minute(f.Now), wrong.EN, wrong.ZH)
	}
	return red(workday.Minute(f.Now), wrong.EN, wrong.ZH)
}

// PeerAgrees tells whether another server was asked and says the same time.
func (c Clock) PeerAgrees() bool {
	return !c.PeerAt.IsZero() && c.Asked.Sub(c.PeerAt).Abs() <= clockApart
}

// clockPeer holds the clock against that of another server, where one is named.
func clockPeer(f Facts) Finding {
	c := f.Clock
	if c == nil || c.Peer == "" || c.PeerAt.IsZero() {
		return Finding{}
	}
	apart := c.Asked.Sub(c.PeerAt).Abs().Round(time.Second)
	switch {
	case apart > clockWrong:
		return red(apart.String(), "The clock of the machine is %[1]s away from that of %[2]s: set it, and turn on the setting of the time by the network.",
			"机器时钟与 %[2]s 相差 %[1]s：请校准，并打开网络校时。", apart, c.Peer)
	case apart > clockApart:
		return amber(apart.String(), "The clock of the machine is %[1]s away from that of %[2]s: turn on the setting of the time by the network.",
			"机器时钟与 %[2]s 相差 %[1]s：请打开网络校时。", apart, c.Peer)
	}
	return green(apart.String(), "The clock agrees with that of another server.", "时钟与另一台服务器一致。")
}

func clockZone(f Facts) Finding {
	c := f.Clock
	switch {
	case c == nil:
		return Finding{}
	case c.Offset != chinaOffset:
		return amber(c.Zone, "The machine goes by the time zone %[1]s; Onestop goes by China time all the same, but set Asia/Shanghai so that the logs of the machine agree.",
			"机器时区是 %[1]s；一门办仍按北京时间计算，但请改为 Asia/Shanghai，使系统日志时间一致。", c.Zone)
	}
	return green(c.Zone, "The machine goes by China time.", "机器使用北京时间。")
}

func certificateDays(f Facts) Finding {
	c := f.Certificate
	if c == nil {
		return Finding{}
	}
	left := c.Until.Sub(f.Now)
	figure := day(c.Until)
	switch {
	case left <= 0:
		return red(figure, "The certificate of the pages ended on %[1]s, so that browsers warn everybody: have it made anew.", "网页证书已于 %[1]s 过期，浏览器会警告所有人：请重新生成证书。", figure)
	case left < certNow:
		return red(figure, "The certificate of the pages ends in %[1]s: have it made anew this week.", "网页证书 %[1]d 天后过期：请本周重新生成。", daysOf(days(left)))
	case left < certSoon:
		return amber(figure, "The certificate of the pages ends in %[1]s: have it made anew.", "网页证书 %[1]d 天后过期：请重新生成。", daysOf(days(left)))
	}
	return green(figure, "The certificate of the pages is valid.", "网页证书有效。")
}
