package hooks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/idcode"
)

const (
	smsLimit    = 10 * time.Second
	secretBytes = 16 // the shortest secret of the webhook
)

// webhook is the county's SMS gateway, or a small program before it: it takes a JSON
// object by POST and answers 2xx once the message is its own.
type webhook struct {
	address string
	secret  []byte
	client  *http.Client
}

// openWebhook reads the settings of the gateway; nil where there is none. Telephone
// numbers leave the machine by https only; plain http is for a program on the same one.
func openWebhook(address, secret string) (*webhook, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, refusal.New("The webhook is not an address such as https://sms.example.gov.cn/send (no user or password in it).", "Webhook 应是类似 https://sms.example.gov.cn/send 的地址（其中不含用户名和密码）。")
	}
	plain := u.Scheme == "http"
	if ip, err := netip.ParseAddr(u.Hostname()); (err == nil && !mayCall(ip, plain)) || (err != nil && plain && u.Hostname() != "localhost") {
		return nil, refusal.New("The webhook must be https://; http:// is for a program on this machine (127.0.0.1) only.", "Webhook 必须是 https://；http:// 只能用于本机上的程序（127.0.0.1）。")
	}
	if len(secret) < secretBytes {
		return nil, refusal.New("The secret of the webhook must hold at least %[1]d characters; whoever receives checks by it that a message comes from here.", "Webhook 密钥至少 %[1]d 个字符；接收方用它核对消息确实来自本系统。", secretBytes)
	}
	return &webhook{address: address, secret: []byte(secret), client: &http.Client{
		Transport:     &http.Transport{DialContext: (&net.Dialer{Timeout: smsLimit, Control: refuseHosts(plain)}).DialContext, MaxConnsPerHost: carriers, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// mayCall: never an address that means "nobody", "everybody" or the metadata service of a
// hosting machine; without encryption only this machine.
func mayCall(ip netip.Addr, plain bool) bool {
	ip = ip.Unmap()
	return !ip.IsUnspecified() && !ip.IsMulticast() && !ip.IsLinkLocalUnicast() && (!plain || ip.IsLoopback())
}

// refuseHosts checks the address that a name was resolved to, at the moment of the call.
func refuseHosts(plain bool) func(string, string, syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !mayCall(to.Addr(), plain) {
			return errors.New("the host of the webhook is not one that may be called")
		}
		return nil
	}
}

// smsChannel sends to the mobile number of the applicant.
func (h *Hall) smsChannel(w *webhook) *channel {
	return &channel{
		name:    "sms",
		open:    func() bool { return true },
		address: mobileNumber,
		limit:   smsLimit,
		wake:    make(chan struct{}, carriers),
		send: func(ctx context.Context, l *letter, to string) error {
			return w.send(ctx, l.ID, map[string]string{"key": l.ID, "kind": l.Kind, "to": to, "text": l.Text, "link": h.pageAddress(l.Link)})
		},
	}
}

func mobileNumber(applicant *core.Record) string {
	number, err := idcode.Mobile(applicant.GetString("phone"))
	if err != nil || strings.Contains(number, "-") { // a fixed line reads no SMS
		return ""
	}
	return number
}

// send posts one message, signed with the secret. Redirects are not followed: a message
// goes where the administrator said.
func (w *webhook) send(ctx context.Context, key string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "onestop/"+Version)
	r.Header.Set("Idempotency-Key", key)
	r.Header.Set("X-Onestop-Signature", "sha256="+w.sign(body))
	answer, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection serves again; its end is no matter
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("HTTP %d", answer.StatusCode)
	}
	return nil
}

// sign is the HMAC-SHA256 of the body in hexadecimal.
func (w *webhook) sign(body []byte) string {
	m := hmac.New(sha256.New, w.secret)
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}
