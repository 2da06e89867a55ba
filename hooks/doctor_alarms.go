package hooks

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
)

// Alarms do not go through the outbox of the house: they have to get out when its database
// takes no rows. They wait beside the data folder and are tried again as letters are.

// writeAlarms writes to the administrators what has changed since they were last told.
func (h *Hall) writeAlarms(memory *doctor.Memory, report doctor.Report) {
	news := memory.Turn(report)
	if news.Empty() {
		return
	}
	for _, f := range news.Wrong {
		h.app.Logger().Error("the doctor: "+f.EN, "check", f.Code, "level", f.Level, "figure", f.Figure)
	}
	for _, f := range news.Mended {
		h.app.Logger().Warn("the doctor: mended", "check", f.Code)
	}
	alarms, err := doctor.ReadAlarms(h.app.DataDir())
	h.logged(err)
	memory.Write(core.GenerateDefaultRandomId(), h.app.Settings().Meta.AppName, news, report.At, h.mails(), alarms.Webhook != "")
}

func (h *Hall) mails() bool { return h.app.Settings().SMTP.Enabled }

// sendAlarms sends what is due of the alarms that wait.
func (h *Hall) sendAlarms(ctx context.Context) {
	h.practice.turn.Lock()
	defer h.practice.turn.Unlock()
	memory, err := doctor.Remember(h.app.DataDir(), time.Now())
	if err != nil || len(memory.Letters) == 0 {
		h.logged(err)
		return
	}
	due := append([]doctor.Letter{}, memory.Letters...)
	for _, l := range due {
		now := time.Now()
		if l.Due.After(now) {
			continue
		}
		sent, err := h.sendAlarm(ctx, l)
		if err != nil {
			h.app.Logger().Error("an alarm could not be sent", "alarm", l.ID, "error", reason(err))
		}
		memory.Posted(sent, now, backoff)
	}
	h.logged(memory.Keep(h.app.DataDir()))
}

// sendAlarm sends an alarm by the ways that it has not gone yet, and answers what is left.
func (h *Hall) sendAlarm(ctx context.Context, l doctor.Letter) (doctor.Letter, error) {
	alarms, err := doctor.ReadAlarms(h.app.DataDir())
	if err != nil {
		return l, err
	}
	var errs []error
	if l.Mail {
		err := h.mailAlarm(ctx, alarms, l)
		l.Mail = err != nil
		errs = append(errs, err)
	}
	if l.Hook {
		err := postAlarm(ctx, alarms, l)
		l.Hook = err != nil
		errs = append(errs, err)
	}
	err = errors.Join(errs...)
	if l.Failed = ""; err != nil {
		l.Failed = reason(err)
	}
	return l, err
}

// errNobody is an alarm by mail to a house without administrators.
var errNobody = refusal.New("There is nobody to send mails to: name an address, or make an administrator.", "没有收件人：请填写邮箱，或先建立管理员。")

// mailAlarm sends one mail to all who look after the house. Each alarm keeps its Message-ID,
// so that a second copy is known as one.
func (h *Hall) mailAlarm(ctx context.Context, alarms doctor.Alarms, l doctor.Letter) error {
	to, err := h.alarmed(alarms)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mailLimit)
	defer cancel()
	meta := h.app.Settings().Meta
	_, domain, _ := strings.Cut(meta.SenderAddress, "@")
	message := &mailer.Message{
		From:    mail.Address{Name: meta.SenderName, Address: meta.SenderAddress},
		To:      to,
		Subject: l.Subject,
		Text:    l.Text,
		HTML:    htmlOf(l.Text),
		Headers: map[string]string{"Message-ID": "<" + l.ID + "@" + domain + ">", "Auto-Submitted": "auto-generated"},
	}
	return within(ctx, h.practice.hanging, func() error { return h.app.NewMailClient().Send(message) })
}

// alarmed are the addresses that alarms go to: those that were named, else all administrators.
func (h *Hall) alarmed(alarms doctor.Alarms) ([]mail.Address, error) {
	var to []mail.Address
	for _, address := range alarms.Mail {
		to = append(to, mail.Address{Address: address})
	}
	if len(to) > 0 {
		return to, nil
	}
	administrators, err := h.app.FindAllRecords(core.CollectionNameSuperusers)
	if err != nil {
		return nil, err
	}
	for _, a := range administrators {
		to = append(to, mail.Address{Address: a.Email()})
	}
	if len(to) == 0 {
		return nil, errNobody
	}
	return to, nil
}

// postAlarm posts an alarm to the webhook, signed as text messages are.
func postAlarm(ctx context.Context, alarms doctor.Alarms, l doctor.Letter) error {
	hook, err := openWebhook(alarms.Webhook, alarms.Secret)
	if err != nil || hook == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, smsLimit)
	defer cancel()
	return hook.send(ctx, l.ID, map[string]any{"key": l.ID, "kind": "alarm", "at": l.At.UTC().Format(time.RFC3339), "subject": l.Subject, "text": l.Text, "checks": l.Codes})
}
