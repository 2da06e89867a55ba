package hooks

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/mail"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

const (
	mailLimit   = 30 * time.Second
	hangingMail = 16 // mails that a silent server may hold up before no more are handed to it
)

// mailChannel sends by the mail server of the dashboard's settings, to verified
// addresses. Where no server is set up there, no mail is queued.
func (h *Hall) mailChannel() *channel {
	hanging := make(chan struct{}, hangingMail)
	return &channel{
		name:    "email",
		open:    func() bool { return h.app.Settings().SMTP.Enabled },
		address: verifiedEmail,
		limit:   mailLimit,
		wake:    make(chan struct{}, carriers),
		send: func(ctx context.Context, l *letter, to string) error {
			if !h.app.Settings().SMTP.Enabled {
				return errors.New("the mail server was switched off")
			}
			return within(ctx, hanging, func() error { return h.app.NewMailClient().Send(h.mailOf(l, to)) })
		},
	}
}

func verifiedEmail(recipient *core.Record) string {
	if !recipient.Verified() {
		return ""
	}
	return recipient.Email()
}

// mailOf writes a letter as a mail. Its Message-ID is the same at every try.
func (h *Hall) mailOf(l *letter, to string) *mailer.Message {
	meta := h.app.Settings().Meta
	_, domain, _ := strings.Cut(meta.SenderAddress, "@")
	first, _, _ := strings.Cut(l.Text, "。")
	text := h.withLink(l)
	return &mailer.Message{
		From:    mail.Address{Name: meta.SenderName, Address: meta.SenderAddress},
		To:      []mail.Address{{Address: to}},
		Subject: first,
		Text:    text,
		HTML:    htmlOf(text),
		Headers: map[string]string{"Message-ID": "<" + l.ID + "@" + domain + ">", "Auto-Submitted": "auto-generated"},
	}
}

// htmlOf is a text as the body of a mail.
func htmlOf(text string) string {
	return "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>") + "</p>"
}

// withLink is the text with the address of the status page below it, where the
// administrator has set the address of the house.
func (h *Hall) withLink(l *letter) string {
	if address := h.pageAddress(l.Link); address != "" {
		return l.Text + "\n" + address
	}
	return l.Text
}

func (h *Hall) pageAddress(path string) string {
	origin := strings.TrimRight(h.app.Settings().Meta.AppURL, "/")
	if origin == "" || strings.Contains(origin, "localhost") {
		return ""
	}
	return origin + path
}

// within waits for work that cannot be called back no longer than ctx. Work that hangs
// keeps its place, so that a silent server holds up a bounded number of tries.
func within(ctx context.Context, places chan struct{}, work func() error) error {
	select {
	case places <- struct{}{}:
	default:
		return errors.New("the mail server does not answer earlier mails")
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-places }()
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("panic: %v", p)
			}
		}()
		done <- work()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
