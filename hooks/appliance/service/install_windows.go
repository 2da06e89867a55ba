package service

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
	"golang.org/x/sys/windows/svc/mgr"

	"onestop/hooks/appliance/refusal"
)

// stopLimit is how long a service that is told to end may take; systemd is told the same.
const stopLimit = 30 * time.Second

// account is the virtual one that Windows makes for this service alone: it has no password
// and no rights but those that are given below.
const account = `NT SERVICE\` + Name

// Usual is the plan that an office gets without asking.
func Usual() Plan {
	return Plan{Binary: filepath.Join(place("ProgramFiles", `C:\Program Files`), "Onestop", Name+".exe"),
		Dir: filepath.Join(place("ProgramData", `C:\ProgramData`), "Onestop", "pb_data"), HTTP: "0.0.0.0:8090"}
}

func place(variable, usual string) string {
	if path := os.Getenv(variable); path != "" {
		return path
	}
	return usual
}

// Install makes the service and starts it. self is the program that installs; what was
// started beside it by hand before moves to the data of the service.
func (w Work) Install(p Plan, self string) error {
	if err := p.Check(); err != nil {
		return err
	}
	if err := mayInstall(w.Dry); err != nil {
		return err
	}
	if p.keyed() && !w.Dry && (os.Getenv("ONESTOP_S3_KEY") == "" || os.Getenv("ONESTOP_S3_SECRET") == "") {
		return refusal.New("The key of the object storage is missing. Set ONESTOP_S3_KEY and ONESTOP_S3_SECRET as variables of the system (System Properties, Environment Variables, System variables), restart Windows, and try again. Whoever signs in to this machine can read them there.",
			"缺少对象存储的密钥。请把 ONESTOP_S3_KEY 和 ONESTOP_S3_SECRET 设为系统变量（系统属性，环境变量，系统变量），重启 Windows，然后再试。能登录本机的人都能看到它们。")
	}
	if err := w.mayFollow(p, self); err != nil {
		return err
	}
	return w.all(w.steps(p, self))
}

func mayInstall(dry bool) error {
	if !dry && !windows.GetCurrentProcessToken().IsElevated() {
		return refusal.New("Only the administrator of the machine may do this: open the command line by “Run as administrator”.", "只有系统管理员能做这件事：请用“以管理员身份运行”打开命令行。")
	}
	return nil
}

func (w Work) steps(p Plan, self string) []step {
	home := filepath.Dir(p.Dir)
	list := []step{
		doing(stopped, "stop the service, if there is one", "停止已有的服务"),
		doing(func() error {
			return errors.Join(os.MkdirAll(home, 0o700), os.MkdirAll(filepath.Dir(p.Binary), 0o755))
		}, "make %[1]s and %[2]s", "建立文件夹 %[1]s 和 %[2]s", home, filepath.Dir(p.Binary)),
	}
	if !same(self, p.Binary) {
		list = append(list, doing(func() error { return copyBinary(self, p.Binary) }, "copy %[1]s to %[2]s", "把 %[1]s 复制到 %[2]s", self, p.Binary))
	}
	if beside := byHand(self); used(beside) && !used(p.Dir) && !same(beside, p.Dir) {
		list = append(list, doing(func() error { return moveData(beside, p.Dir) }, "move %[1]s to %[2]s", "把 %[1]s 移动到 %[2]s", beside, p.Dir))
	}
	list = slices.Concat(list, p.paperSteps(), p.absentSteps())
	list = append(list, doing(func() error { return register(p) }, "install the service %[1]s (delayed start, again after 5, 30 and 60 seconds): %[2]s", "安装服务 %[1]s（延迟启动，异常结束后隔 5、30、60 秒重启）：%[2]s", Name, p.Binary+" "+strings.Join(p.arguments(), " ")),
		doing(func() error { return giveHouse(p.Dir) }, "give %[1]s, %[2]s and %[2]s.* to %[3]s", "把 %[1]s、%[2]s 和 %[2]s.* 交给账户 %[3]s", home, p.Dir, account))
	disks := slices.Clone(p.Disks)
	if place := p.replicaFolder(); place != "" {
		disks = append(disks, place)
	}
	for _, disk := range disks {
		list = append(list, running("icacls", disk, "/grant", account+":(OI)(CI)M", "/Q"))
	}
	list = append(list, firewallClosed())
	for _, words := range p.openFirewall() {
		list = append(list, running(words...))
	}
	return append(list, doing(started, "start the service", "启动服务"))
}

// firewallClosed takes the rules of an earlier installation away, if there are any.
func firewallClosed() step {
	s := running(closeFirewall()...)
	return step{s.what, func() error {
		_ = s.do() // it fails where there are none
		return nil
	}}
}

func running(words ...string) step {
	return step{strings.Join(words, " "), func() error {
		out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	}}
}

// giveHouse lets the service, the system and the administrators at the data, and nobody else:
// at the folder of the data, at what lies beside it under its name, whole, and at the folder above.
func giveHouse(dir string) error {
	list, err := parts(dir)
	if err != nil {
		return err
	}
	rights := []string{"/inheritance:r", "/grant:r", account + ":(OI)(CI)M", "/grant:r", "*S-1-5-18:(OI)(CI)F", "/grant:r", "*S-1-5-32-544:(OI)(CI)F", "/Q"}
	err = running(append([]string{"icacls", filepath.Dir(dir)}, rights...)...).do()
	for _, part := range list {
		err = errors.Join(err, running(append([]string{"icacls", part, "/T"}, rights...)...).do())
	}
	return err
}

// owned: on Windows what lies in a folder tells whose it is.
func owned(string) bool { return false }

// mountPoint tells whether a folder leads to another volume or place.
func mountPoint(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(os.ModeSymlink|os.ModeIrregular) != 0
}

// register makes the service, or gives the one that is there the words of the plan.
func register(p Plan) error {
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	defer m.Disconnect() //nolint:errcheck // nothing is left to do
	config := mgr.Config{DisplayName: "一门办 Onestop", Description: "一门办政务服务 Onestop government service", StartType: mgr.StartAutomatic, DelayedAutoStart: true, ServiceStartName: account, SidType: windows.SERVICE_SID_TYPE_UNRESTRICTED}
	s, err := m.OpenService(Name)
	if err == nil {
		known, err := s.Config()
		if err != nil {
			return errors.Join(err, s.Close())
		}
		known.BinaryPathName, known.DelayedAutoStart = windows.ComposeCommandLine(append([]string{p.Binary}, p.arguments()...)), true
		if err := s.UpdateConfig(known); err != nil {
			return errors.Join(err, s.Close())
		}
	} else if s, err = m.CreateService(Name, p.Binary, config, p.arguments()...); err != nil {
		return err
	}
	defer s.Close()
	again := []mgr.RecoveryAction{{Type: mgr.ServiceRestart, Delay: 5 * time.Second}, {Type: mgr.ServiceRestart, Delay: 30 * time.Second}, {Type: mgr.ServiceRestart, Delay: time.Minute}}
	if err := errors.Join(s.SetRecoveryActions(again, 24*60*60), s.SetRecoveryActionsOnNonCrashFailures(true)); err != nil {
		return err
	}
	_ = eventlog.InstallAsEventCreate(Name, eventlog.Error|eventlog.Warning|eventlog.Info) // it may be there from before
	return nil
}

// withService does something with the service that is there.
func withService(do func(*mgr.Service) error) error {
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	defer m.Disconnect() //nolint:errcheck // nothing is left to do
	s, err := m.OpenService(Name)
	if err != nil {
		return errAbsent
	}
	defer s.Close()
	return do(s)
}

var errAbsent = refusal.New("There is no service yet: onestop service install", "还没有安装服务：onestop service install")

func started() error { return withService(func(s *mgr.Service) error { return s.Start() }) }

// stopped ends the service and waits for it; where there is none, there is nothing to end.
func stopped() error {
	err := withService(func(s *mgr.Service) error {
		if _, err := s.Control(svc.Stop); err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
			return err
		}
		for range 60 {
			status, err := s.Query()
			if err != nil || status.State == svc.Stopped {
				return err
			}
			time.Sleep(500 * time.Millisecond)
		}
		return refusal.New("The service does not end.", "服务没有停止。")
	})
	if errors.Is(err, errAbsent) {
		return nil
	}
	return err
}

// Uninstall ends the service and removes it. Program and data stay.
func (w Work) Uninstall() error {
	if err := mayInstall(w.Dry); err != nil {
		return err
	}
	return w.all([]step{doing(stopped, "stop the service", "停止服务"), doing(func() error {
		return withService(func(s *mgr.Service) error { return errors.Join(s.Delete(), eventlog.Remove(Name)) })
	}, "remove the service %[1]s", "移除服务 %[1]s", Name), firewallClosed()})
}

// Installed are the words with which the service runs the program, none without a service.
func Installed() (words []string, err error) {
	err = withService(func(s *mgr.Service) error {
		config, err := s.Config()
		if err == nil {
			words, err = windows.DecomposeCommandLine(config.BinaryPathName)
		}
		return err
	})
	if errors.Is(err, errAbsent) {
		return nil, nil
	}
	return words, err
}

// Status says how the service stands; it fails where it does not run.
func (w Work) Status() error {
	return withService(func(s *mgr.Service) error {
		status, err := s.Query()
		if err != nil {
			return err
		}
		config, err := s.Config()
		if err != nil {
			return err
		}
		fmt.Fprintf(w.Out, "state %d, process %d\n%s\n", status.State, status.ProcessId, config.BinaryPathName)
		if status.State != svc.Running {
			return refusal.New("The service does not run. The event viewer says why (Windows Logs, Application, %[1]s).", "服务没有运行。原因见事件查看器（Windows 日志，应用程序，来源 %[1]s）。", Name)
		}
		return nil
	})
}

// Run does the work, and where the service manager started this process, tells it how that
// goes and ends the work when it says so. What the work fails with stands in the event log.
func Run(work func() error, stop func()) error {
	managed, err := svc.IsWindowsService()
	if err != nil || !managed {
		return errors.Join(err, work())
	}
	h := &handler{work: work, stop: stop}
	if err := svc.Run(Name, h); err != nil {
		return err
	}
	return h.err
}

type handler struct {
	work func() error
	stop func()
	err  error
}

// Execute is what the service manager calls.
func (h *handler) Execute(_ []string, requests <-chan svc.ChangeRequest, status chan<- svc.Status) (bool, uint32) {
	const takes = svc.AcceptStop | svc.AcceptShutdown
	done := make(chan error, 1)
	go func() { done <- h.work() }()
	status <- svc.Status{State: svc.Running, Accepts: takes}
	for {
		select {
		case h.err = <-done:
			return h.ended()
		case r := <-requests:
			switch r.Cmd {
			case svc.Interrogate:
				status <- r.CurrentStatus
			case svc.Stop, svc.Shutdown:
				status <- svc.Status{State: svc.StopPending, WaitHint: uint32(stopLimit.Milliseconds())}
				h.stop()
				h.err = await(done, stopLimit)
				return h.ended()
			}
		}
	}
}

func (h *handler) ended() (bool, uint32) {
	if h.err == nil {
		return false, 0
	}
	if log, err := eventlog.Open(Name); err == nil {
		_ = log.Error(1, h.err.Error()) // there is nobody else to tell
		_ = log.Close()
	}
	return true, 1
}
