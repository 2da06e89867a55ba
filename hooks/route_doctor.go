package hooks

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"

	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/fault"
)

// viewDoctor answers administrators what the doctor found when it last looked, and where
// alarms go. The secret of the webhook is told to nobody.
func (h *Hall) viewDoctor(e *core.RequestEvent) error {
	if h.practice.last.Load() == nil && !h.practice.busy.Load() {
		h.lookNow(e.Request.Context())
	}
	alarms, err := doctor.ReadAlarms(h.app.DataDir())
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"report": h.practice.last.Load(), "night": h.practice.night.Load(), "busy": h.practice.busy.Load(),
		"alarms": map[string]any{"mail": alarms.Mail, "webhook": alarms.Webhook, "secret": alarms.Secret != "", "peer": alarms.Peer, "smtp": h.mails()}})
}

// askDoctor has everything looked over at once, behind the request.
func (h *Hall) askDoctor(e *core.RequestEvent) error {
	routine.FireAndForget(func() { h.lookOver(h.practice.life, false) }, &h.practice.running)
	return e.JSON(http.StatusAccepted, map[string]any{})
}

// setAlarms says where alarms go from now on. A secret that is not sent stays as it was.
func (h *Hall) setAlarms(e *core.RequestEvent) error {
	var asked struct {
		Mail    string `json:"mail"`
		Webhook string `json:"webhook"`
		Secret  string `json:"secret"`
		Peer    string `json:"peer"`
	}
	if err := e.BindBody(&asked); err != nil {
		return e.BadRequestError("Send JSON.", nil)
	}
	h.practice.turn.Lock()
	defer h.practice.turn.Unlock()
	known, err := doctor.ReadAlarms(h.app.DataDir())
	if err != nil {
		return err
	}
	alarms := doctor.Alarms{Mail: doctor.Addresses(asked.Mail), Webhook: strings.TrimSpace(asked.Webhook), Secret: asked.Secret, Peer: strings.TrimSpace(asked.Peer)}
	if alarms.Secret == "" && alarms.Webhook == known.Webhook { // a secret never goes to another address than it was typed for
		alarms.Secret = known.Secret
	}
	if field, err := alarms.Check(); err != nil {
		return machineFault(field, fault.AlarmRefused, err)
	}
	if _, err := openWebhook(alarms.Webhook, alarms.Secret); err != nil {
		return machineFault("webhook", fault.AlarmRefused, err)
	}
	if err := alarms.Keep(h.app.DataDir()); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{})
}

// errNoWay is a trial of alarms that go nowhere.
var errNoWay = refusal.New("Alarms go nowhere yet: set up the mail server (Settings, Mail) or a webhook.", "警报还没有出口：请设置邮件服务器（设置—邮件）或 Webhook。")

// tryAlarm sends a trial alarm at once, and says what went wrong.
func (h *Hall) tryAlarm(e *core.RequestEvent) error {
	alarms, err := doctor.ReadAlarms(h.app.DataDir())
	if err != nil {
		return err
	}
	l := doctor.Letter{ID: core.GenerateDefaultRandomId(), At: time.Now(), Mail: h.mails(), Hook: alarms.Webhook != "", Subject: "一门办测试警报 Onestop trial alarm",
		Text: "这是一次测试：警报可以送达。\nThis is a trial: alarms arrive.\n", Codes: []string{"trial"}}
	if h.demo || !l.Mail && !l.Hook { // nothing leaves a training house
		return machineFault("mail", fault.AlarmRefused, errNoWay)
	}
	if _, err := h.sendAlarm(e.Request.Context(), l); err != nil {
		return machineFault("mail", fault.AlarmRefused, refusal.New("The trial alarm did not arrive: %[1]s.", "测试警报没有送达：%[1]s。", reason(err)))
	}
	return e.JSON(http.StatusOK, map[string]any{})
}
