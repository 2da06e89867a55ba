package hooks

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"rsc.io/qr"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/recovery"
	"onestop/hooks/rules/totp"
)

// The steps after a right password, in this order: the code of the telephone, or its
// enrolment where there is none yet, and a password of one's own where an administrator
// set it. Until the last one is done there is no token, only a ticket that is good for
// nothing else. The answer is the 401 with mfaId that PocketBase's clients know.

// The names of the steps.
const (
	stepCode     = "code"     // six digits of the telephone, or one of the codes on paper
	stepEnrol    = "enrol"    // take up the secret, and the first six digits
	stepPassword = "password" // a new password
)

// ticketLife is how long the steps may take; wrongCodes how many a ticket survives.
const (
	ticketLife = 10 * time.Minute
	wrongCodes = 5
)

// ticket is a sign-in between the password and the token.
type ticket struct {
	id         string
	collection string
	holder     string
	tokenKey   string // whoever changes the account meanwhile ends the ticket
	attempt    *attempt
	public     bool
	second     bool   // the code was right
	secret     []byte // that is being enrolled
	codes      []string
	wrong      int
	ends       time.Time
}

// tickets are kept in memory: after a restart one begins again with the password.
type tickets struct {
	mu   sync.Mutex
	byID map[string]*ticket
}

// keep gives a ticket its id and puts it away, and forgets those that ran out.
func (s *tickets) keep(t *ticket, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[string]*ticket{}
	}
	for id, old := range s.byID {
		if !now.Before(old.ends) {
			delete(s.byID, id)
		}
	}
	if t.id == "" {
		t.id, t.ends = security.RandomString(40), now.Add(ticketLife)
	}
	s.byID[t.id] = t
}

// take takes a ticket out, so that one request at a time works with it; nil for none.
func (s *tickets) take(id string, now time.Time) *ticket {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.byID[id]
	delete(s.byID, id)
	if t == nil || !now.Before(t.ends) {
		return nil
	}
	return t
}

// nextStep says what is asked for next, nil for nothing: the params of step_required.
func (h *Hall) nextStep(app core.App, r *core.Record, t *ticket) (map[string]any, error) {
	if h.demo {
		return nil, nil
	}
	row, err := secondStep(app, r)
	if err != nil {
		return nil, err
	}
	switch {
	case !t.second && row != nil:
		return map[string]any{"step": stepCode}, nil
	case !t.second && needsSecondStep(r):
		return h.offerSecret(r, t)
	case r.GetBool("password_due"):
		return map[string]any{"step": stepPassword, "min": accounts[t.collection].Minimum()}, nil
	}
	return nil, nil
}

// offerSecret shows the secret of a telephone that is to be enrolled, as QR code and as text.
func (h *Hall) offerSecret(r *core.Record, t *ticket) (map[string]any, error) {
	if t.secret == nil {
		t.secret = make([]byte, totp.SecretSize)
		if _, err := rand.Read(t.secret); err != nil {
			return nil, err
		}
	}
	address := totp.Address(t.secret, h.app.Settings().Meta.AppName, r.Email())
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, err
	}
	return map[string]any{"step": stepEnrol, "secret": totp.Spell(t.secret), "address": address, "qr": qrSVG(code)}, nil
}

// askStep answers 401 with the ticket and what is asked for (step_required).
func (h *Hall) askStep(e *core.RequestEvent, r *core.Record, t *ticket, asked map[string]any) error {
	h.tickets.keep(t, h.doorClock())
	f := fault.New(fault.StepRequired, "R-SEC-02", "The password was right. Send what is asked for next (step) with mfaId to /api/onestop/signin.").With("id", t.id)
	for key, value := range asked {
		f = f.With(key, value)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	if err := e.JSON(http.StatusUnauthorized, map[string]any{
		"mfaId": t.id, "step": asked["step"], "status": http.StatusUnauthorized, "message": f.Error(),
		"data": map[string]any{"mfa": map[string]any{"code": f.Code(), "message": f.Error(), "params": f.Params()}},
	}); err != nil {
		return err
	}
	return apis.ErrMFA // it is written; whoever stands around knows that there is no token yet
}

// stepAnswer is what comes with a ticket.
type stepAnswer struct {
	Ticket   string `json:"mfaId"`
	Code     string `json:"code"`
	Password string `json:"password"`
}

// takeStep takes the next step of a sign-in: {mfaId, code} or {mfaId, password}. It answers
// as auth-with-password does, with a 401 while a step is missing (step_wrong, password_weak,
// account_locked).
func (h *Hall) takeStep(e *core.RequestEvent) error {
	var sent stepAnswer
	if err := e.BindBody(&sent); err != nil {
		return refuse("code", fault.New(fault.ValueInvalid, "R-SEC-02", "Send mfaId and code, or mfaId and password, as texts."))
	}
	t := h.tickets.take(sent.Ticket, h.doorClock())
	if t == nil {
		return e.UnauthorizedError("This sign-in took too long; begin again with the password.", nil)
	}
	r, err := e.App.FindRecordById(t.collection, t.holder)
	if err != nil || r.TokenKey() != t.tokenKey || r.IsSuperuser() && !h.mayAdminister(e) {
		return e.UnauthorizedError("This sign-in ended; begin again with the password.", err)
	}
	asked, err := h.nextStep(e.App, r, t)
	if err != nil {
		return err
	}
	if asked != nil {
		if asked["step"] == stepPassword {
			r, err = h.ownPassword(e.App, r, t, sent.Password)
		} else {
			err = h.secondCode(e.App, r, t, sent.Code)
		}
	}
	if err != nil {
		var f *fault.Fault
		if errors.As(err, &f) && t.wrong < wrongCodes {
			h.tickets.keep(t, h.doorClock())
		}
		return err
	}
	e.Set(keyTicket, t)
	var meta any
	if len(t.codes) > 0 {
		zh, en := h.office()
		meta = map[string]any{"recovery_codes": t.codes, "office": map[string]string{"zh-CN": zh, "en": en}, "day": h.today().String()} // the sheet says whose codes they are
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return apis.RecordAuthResponse(e, r, methodSteps, meta)
}

// secondCode holds a code against the telephone; what fails counts as a wrong password does.
// Whether the account is locked, the code and the count are one transaction: of many codes
// at once none is tried that comes after the last that the account takes.
func (h *Hall) secondCode(app core.App, r *core.Record, t *ticket, code string) error {
	var state doorState
	var right bool
	var told time.Duration
	err := h.as(app, actorOf(r), func(tx core.App) (err error) {
		if state, err = h.stateOf(tx, t.attempt); err != nil || state.barred {
			return err
		}
		if right, err = h.tryCode(tx, r, t, code); err != nil || right {
			return err
		}
		return h.asHouse(tx, func() (err error) {
			told, err = h.countFailure(tx, t.attempt)
			return err // nil: what failed stays counted
		})
	})
	switch {
	case err != nil:
		return err
	case state.barred:
		t.wrong = wrongCodes
		return refuse("code", lockedFor(max(state.told, time.Minute)))
	case right:
		t.second, t.secret = true, nil
		return nil
	}
	t.wrong++
	if told > 0 {
		t.wrong = wrongCodes
		return refuse("code", lockedFor(told))
	}
	return refuse("code", fault.New(fault.StepWrong, "R-SEC-02", "This code is wrong, too old or was used; wait for the next one on the telephone and type its six digits."))
}

// tryCode takes up the telephone that is being enrolled, or opens by the one that was.
func (h *Hall) tryCode(tx core.App, r *core.Record, t *ticket, code string) (bool, error) {
	if t.secret != nil {
		return h.enrol(tx, r, t, code)
	}
	return h.opensSecond(tx, r, code)
}

// ownPassword takes the password of one's own that an officer chooses at the first sign-in,
// and answers the account as it is then.
func (h *Hall) ownPassword(app core.App, r *core.Record, t *ticket, word string) (*core.Record, error) {
	if r.ValidatePassword(word) {
		return nil, refuse("password", fault.New(fault.PasswordWeak, "R-SEC-03", "This is the password that you were given; choose one that nobody else knows.").With("subject", "given"))
	}
	if err := h.checkPassword(app, r, word); err != nil {
		return nil, err
	}
	var stored *core.Record
	err := h.as(app, actorOf(r), func(tx core.App) (err error) {
		if stored, err = tx.FindRecordById(r.Collection(), r.Id); err != nil {
			return err
		}
		stored.SetPassword(word)
		stored.Set("password_due", false)
		return write(tx, stored)
	})
	if err != nil {
		return nil, err
	}
	t.tokenKey = stored.TokenKey()
	return stored, nil
}

// newCodes draws the codes on paper, by which somebody gets in who lost the telephone.
func newCodes() ([]string, error) {
	list := make([]string, paperCodes)
	random := make([]byte, recovery.Length)
	for i := range list {
		if _, err := rand.Read(random); err != nil {
			return nil, err
		}
		list[i] = recovery.Grouped(recovery.Spell(random))
	}
	slices.Sort(list)
	return list, nil
}
