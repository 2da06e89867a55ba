//go:build !linux && !windows

package service

import "onestop/hooks/appliance/refusal"

var errNowhere = refusal.New("On this system there is no service to install; start onestop serve by the means that it has.", "本系统不支持安装服务，请用系统自带的方式启动 onestop serve。")

// Usual is the plan that an office gets without asking.
func Usual() Plan { return Plan{HTTP: "0.0.0.0:8090"} }

// Install, Uninstall and Status are for Linux and Windows.
func (Work) Install(Plan, string) error { return errNowhere }

// Uninstall is for Linux and Windows.
func (Work) Uninstall() error { return errNowhere }

// Status is for Linux and Windows.
func (Work) Status() error { return errNowhere }

// Installed is for Linux and Windows.
func Installed() ([]string, error) { return nil, nil }

func owned(string) bool { return false }

func mountPoint(string) bool { return false }

// Run does the work.
func Run(work func() error, _ func()) error { return work() }
