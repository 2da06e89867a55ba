package hooks

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/recovery"
)

// Whoever forgot the password, or was registered at the counter and never had one, sets a
// new one by number and a one-time code (R-SEC-02, R-PL-20). A clerk who has checked the
// identity document opens the code; where the house has a mail server or an SMS gateway it
// is sent on demand; an account in which nobody ever signed in opens by the code of a
// counter receipt, too. What the house refuses never says whether there is an account.

// openedCode and recovered are the events of the trail.
const (
	openedCode = "code"
	recovered  = "recover"
)

// recoveryChannels answers by which channels a code can be sent: none in most offices.
func (h *Hall) recoveryChannels(e *core.RequestEvent) error {
	names := []string{}
	for _, c := range h.post.channels {
		if c.open() && recovery.Channel(c.name).Life() > 0 {
			names = append(names, c.name)
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"channels": names})
}

// openCode gives a clerk a one-time code for somebody whose identity document was checked
// at the counter (role_required, reason_required). An earlier code ends; the person is told.
func (h *Hall) openCode(e *core.RequestEvent) error {
	var body struct {
		Checked bool `json:"checked"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("checked", fault.New(fault.ValueInvalid, "R-SEC-02", "Send {\"checked\": true} once you have checked the identity document."))
	}
	who := actorOf(e.Auth)
	if !who.has(flow.Clerk) {
		return refuse("id", fault.New(fault.RoleRequired, "R-PL-20", "Only a clerk opens a code, at the counter."))
	}
	if !body.Checked {
		return refuse("checked", fault.New(fault.ReasonRequired, "R-SEC-02", "Check the identity document of the person in front of you first; who checked it is recorded."))
	}
	var r *core.Record
	var code string
	err := h.as(e.App, who, func(tx core.App) (err error) {
		if r, err = tx.FindRecordById("applicants", e.Request.PathValue("id")); errors.Is(err, errNoRows) || err == nil && !r.GetDateTime("erasure_at").IsZero() {
			return e.NotFoundError("There is no such account.", nil)
		}
		if err != nil {
			return err
		}
		if code, err = h.newCode(tx, r, recovery.Counter); err != nil {
			return err
		}
		return h.tellApplicant(tx, news{kind: "account_code", about: r, own: "/me.html"}, codeOpenedWords)
	})
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"code": recovery.Grouped(code), "expires": chinaTime(r.GetDateTime("code_until").Time()), "name": r.GetString("name"), "id_number": r.GetString("id_number")})
}

// newCode draws a code for an account, as it was read in this transaction, keeps its keyed
// digest and says so in the trail.
func (h *Hall) newCode(tx core.App, r *core.Record, by recovery.Channel) (string, error) {
	random := make([]byte, recovery.Length)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	code := recovery.Spell(random)
	until, err := types.ParseDateTime(h.Now().Add(by.Life()))
	if err != nil {
		return "", err
	}
	r.Set("code_digest", h.codeDigest(r, code))
	r.Set("code_until", until)
	if err := write(tx, r); err != nil {
		return "", err
	}
	return code, h.witness(tx, openedCode, r, map[string]any{"channel": string(by)})
}

func (h *Hall) codeDigest(r *core.Record, code string) string {
	return h.seal.digest("code", r.Id, code)
}

// bearer is what somebody who cannot sign in says of who they are.
type bearer struct {
	IDType   string `json:"id_type"`
	IDNumber string `json:"id_number"`
}

// account finds the open account of a number; nil where there is none. A number that cannot be
// one is refused: that says nothing of anybody.
func (h *Hall) account(app core.App, n bearer) (*core.Record, error) {
	number, err := h.normalNumber(n.IDType, n.IDNumber)
	if err != nil {
		return nil, err
	}
	r, err := h.holderOf(app, n.IDType, number)
	if err != nil || r == nil || !r.GetDateTime("erasure_at").IsZero() {
		return nil, err
	}
	return r, nil
}

// sendCode sends a code to whoever has the number, if the house knows where to; the answer is
// the same for everybody.
func (h *Hall) sendCode(e *core.RequestEvent) error {
	var body struct {
		bearer
		Channel string `json:"channel"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("id_number", fault.New(fault.ValueInvalid, "R-SEC-02", "Send id_type, id_number and channel as texts."))
	}
	r, err := h.account(e.App, body.bearer)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(h.post.channels, func(c *channel) bool { return c.name == body.Channel && c.open() })
	if r != nil && i >= 0 && h.post.channels[i].address(r) != "" {
		if err := h.dispatchCode(e.App, r.Id, h.post.channels[i]); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"sent": true})
}

// dispatchCode sends a new code by a channel, unless one is good still. It is not queued: no
// code stands anywhere.
func (h *Hall) dispatchCode(app core.App, id string, c *channel) error {
	var r *core.Record
	var code string
	err := h.as(app, system, func(tx core.App) (err error) {
		if r, err = tx.FindRecordById("applicants", id); err != nil || !recovery.MaySend(r.GetDateTime("code_until").Time(), h.Now()) {
			return err
		}
		code, err = h.newCode(tx, r, recovery.Channel(c.name))
		return err
	})
	if err != nil || code == "" {
		return err
	}
	l := &letter{ID: core.GenerateDefaultRandomId(), Applicant: r.Id, Kind: "account_code", Link: "/recover.html", Text: compose(codeWords, map[string]string{"code": recovery.Grouped(code)})}
	routine.FireAndForget(func() {
		ctx, cancel := context.WithTimeout(context.Background(), c.limit)
		defer cancel()
		if err := c.send(ctx, l, c.address(r)); err != nil {
			app.Logger().Error("a code was not sent", "channel", c.name, "error", err)
		}
	})
	return nil
}

// renewal is what comes back with a code.
type renewal struct {
	bearer
	Code     string `json:"code"`
	Phone    string `json:"phone"`
	Password string `json:"password"`
}

// recoverAccount gives an account a new password, and the number by which its holder signs
// in, for the right code (recovery_wrong). All sessions end, the code is used up.
func (h *Hall) recoverAccount(e *core.RequestEvent) error {
	var asked renewal
	if err := e.BindBody(&asked); err != nil {
		return refuse("code", fault.New(fault.ValueInvalid, "R-SEC-02", "Send id_type, id_number, code, phone and password as texts."))
	}
	phone, err := idcode.Mobile(asked.Phone)
	if err != nil {
		return refuse("phone", err)
	}
	r, err := h.account(e.App, asked.bearer)
	if err != nil {
		return err
	}
	by := actor{kind: kindGuest}
	if r != nil {
		by = actorOf(r)
	}
	if err := h.as(e.App, by, func(tx core.App) error { return h.renew(tx, asked, phone) }); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"done": true})
}

// renew does it inside the write transaction, where a code opens once.
func (h *Hall) renew(tx core.App, asked renewal, phone string) error {
	r, err := h.account(tx, asked.bearer)
	if err != nil {
		return err
	}
	opened, err := h.opens(tx, r, recovery.Normal(asked.Code))
	if err != nil {
		return err
	}
	if opened == "" {
		return refuse("code", fault.New(fault.RecoveryWrong, "R-SEC-02", "Number and code do not belong together, or the code was used or has expired; compare them with the slip, or ask for a new one."))
	}
	for field, value := range map[string]any{"phone": phone, "code_digest": "", "code_until": ""} {
		r.Set(field, value)
	}
	r.SetPassword(asked.Password)
	if err := write(tx, r); err != nil {
		return err
	}
	if err := h.unlock(tx, r); err != nil {
		return err
	}
	if err := h.witness(tx, recovered, r, map[string]any{"by": opened}); err != nil {
		return err
	}
	return h.tellApplicant(tx, news{kind: "account_recovered", about: r, own: "/me.html"}, recoveredWords)
}

// opens says by what a code opens the account: "code", or "receipt" where nobody ever signed
// in (R-PL-20); "" for neither.
func (h *Hall) opens(tx core.App, r *core.Record, code string) (string, error) {
	if r == nil || code == "" {
		return "", nil
	}
	if security.Equal(r.GetString("code_digest"), h.codeDigest(r, code)) && recovery.Open(r.GetDateTime("code_until").Time(), h.Now()) {
		return "code", nil
	}
	if r.GetString("seen_on") != "" {
		return "", nil
	}
	cases, err := findAll(tx, "applications", "", dbx.HashExp{"applicant": r.Id, "channel": "counter"})
	for _, c := range cases {
		if kept := c.GetString("track_code"); takesOver(c) && kept != "" && security.Equal(kept, code) {
			return "receipt", nil
		}
	}
	return "", err
}

// takesOver reports whether the receipt of a case opens the account: one that the applicant
// took along from the counter. What an agent hands in leaves the receipt with the agent.
func takesOver(c *core.Record) bool {
	return c.GetString("channel") == "counter" && c.GetString("agent_name") == ""
}

var (
	codeWords       = []sentence{{"一门办：您的一次性代码是{code}，30分钟内有效。任何人向您索要都不要告诉他。", "Onestop: your one-time code is {code}, good for 30 minutes. Give it to nobody who asks for it."}}
	codeOpenedWords = []sentence{{"窗口已核对证件，为您的账号开具了一次性代码。不是您本人办理的，请立即打12345。", "The counter checked an identity document and opened a one-time code for your account. If that was not you, call 12345 at once."}}
	recoveredWords  = []sentence{{"您的账号已设置新密码。不是您本人办理的，请立即打12345。", "Your account has a new password. If that was not you, call 12345 at once."}}
)
