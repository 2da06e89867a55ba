package doctor

const (
	batchMost    = 500 // of administrators; applicants and guests have less, whatever the setting
	batchSeconds = 60
)

func doorPorts(f Facts) Finding {
	d := f.Door
	switch {
	case d == nil:
		return Finding{}
	case len(d.Taken) > 0:
		return red(some(d.Taken), "Another program of this machine holds %[1]s, so that Onestop cannot start there: stop that one, or name another address with --http.",
			"本机另一个程序占用了 %[1]s，一门办无法在此启动：请停止它，或用 --http 换一个地址。", some(d.Taken))
	}
	return green(d.Address, "No other program holds the address of the service.", "服务地址没有被别的程序占用。")
}

func doorSecret(f Facts) Finding {
	d := f.Door
	switch {
	case d == nil || !f.Served:
		return Finding{}
	case !d.TLS && !d.Loopback && !f.Training:
		return red(d.Address, "The service answers the network without encryption, so that passwords and identity numbers can be read on the way: serve by https, or listen on 127.0.0.1 behind a server that does.",
			"服务对网络开放却没有加密，密码和证件号码可能被截获：请改用 https，或只监听 127.0.0.1 并在前面放置提供 https 的服务器。")
	case d.TLS:
		return green(d.Address, "The service speaks https.", "服务使用 https。")
	}
	return green(d.Address, "The service answers this machine alone.", "服务只对本机开放。")
}

func filesProtected(f Facts) Finding {
	switch s := f.Schema; {
	case s == nil:
		return Finding{}
	case len(s.Unprotected) > 0:
		return red(some(s.Unprotected), "Everybody who knows the address can fetch the files of %[1]s: bring back the schema of this version by installing it anew.",
			"任何人只要知道地址就能下载 %[1]s 的文件：请重新安装本版本以恢复数据结构。", some(s.Unprotected))
	}
	return green("", "Files of people and cases open only for those who may read them.", "个人和办件的文件只对有权的人开放。")
}

func rulesShipped(f Facts) Finding {
	switch s := f.Schema; {
	case s == nil:
		return Finding{}
	case len(s.Changed) > 0:
		return red(some(s.Changed), "Who may read and write is not as it was shipped in %[1]s: find out who changed it, and bring back the schema by installing this version anew.",
			"%[1]s 的访问规则与出厂时不同：请查明是谁改的，并重新安装本版本以恢复。", some(s.Changed))
	}
	return green("", "Who may read and write is as it was shipped.", "访问规则与出厂时一致。")
}

func limitsOn(f Facts) Finding {
	switch s := f.Settings; {
	case s == nil || f.Training:
		return Finding{}
	case !s.RateLimits || s.Rules == 0:
		return red("", "The limits on how often one address may ask are off, so that passwords can be guessed: turn them on in the dashboard, Settings, Application.",
			"访问频率限制已关闭，密码可能被猜出：请在管理后台“设置—应用”中打开。")
	}
	return green(digits(f.Settings.Rules), "How often one address may ask is limited.", "访问频率限制已打开。")
}

func batchBounds(f Facts) Finding {
	switch s := f.Settings; {
	case s == nil:
		return Finding{}
	case s.Batch && (s.BatchMost > batchMost || s.BatchSeconds > batchSeconds || s.BatchSeconds <= 0):
		return amber(digits(s.BatchMost), "One batch may hold %[1]d requests for %[2]d seconds, while nobody else can save: set at most %[3]d requests and %[4]d seconds in the dashboard.",
			"一个批量请求可含 %[1]d 项、占用 %[2]d 秒，期间别人都无法保存：请在管理后台设为不超过 %[3]d 项、%[4]d 秒。", s.BatchMost, s.BatchSeconds, batchMost, batchSeconds)
	}
	return green(digits(f.Settings.BatchMost), "Batches are bounded.", "批量请求有上限。")
}

func devOff(f Facts) Finding {
	switch {
	case f.Settings == nil || !f.Served || f.Training:
		return Finding{}
	case f.Settings.Dev:
		return red("", "The service runs in developer mode, which prints personal data: start it without --dev, and not from the temporary folder.",
			"服务处于开发模式，会打印个人信息：请去掉 --dev，也不要从临时文件夹启动。")
	}
	return green("", "Developer mode is off.", "开发模式已关闭。")
}

func houseAddress(f Facts) Finding {
	switch s := f.Settings; {
	case s == nil || f.Training || f.House == New:
		return Finding{}
	case s.Address == "":
		return amber("", "The address of the house is not set, so that mails lead nowhere: fill in the application URL in the dashboard, Settings, Application.",
			"没有设置本系统的网址，邮件里没有链接：请在管理后台“设置—应用”填写应用网址。")
	}
	return green(f.Settings.Address, "Mails lead to the pages of the house.", "邮件里的链接指向本系统。")
}
