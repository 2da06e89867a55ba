package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/rules/session"
)

// The house holds the sign-ins that it gave out: until when each was last heard of, and
// whether it ended. A request whose token holds no more is a guest's (R-SEC-02 b). What is
// heard is kept in memory and written once in a while, so that a restart signs nobody out
// and nobody in. Log-ins go by the machine's time, also in the training mode.

const (
	quietHeader  = "X-Onestop-Quiet" // of requests that a page sends by itself, which keep nobody signed in
	writtenAfter = 5 * time.Minute   // activity is written when what is stored is older
)

// held is a sign-in as the house knows it.
type held struct {
	heard, written time.Time
	ends           time.Time
	limits         session.Limits
	ended          bool
}

type sessions struct {
	mu    sync.Mutex
	known map[string]*held // by the digest of the token
}

// newToken gives out a token of its own, good for a time: two of one second differ.
func newToken(r *core.Record, life time.Duration) (string, error) {
	claims := map[string]any{
		core.TokenClaimType: core.TokenTypeAuth, core.TokenClaimId: r.Id, core.TokenClaimCollectionId: r.Collection().Id,
		core.TokenClaimRefreshable: false, "jti": security.RandomString(16),
	}
	return security.NewJWT(claims, r.TokenKey()+r.Collection().AuthToken.Secret, life)
}

// tokenDigest is that of the signed part: the signature can be written in several ways.
func tokenDigest(token string) string {
	signed := token
	if i := strings.LastIndex(token, "."); i >= 0 {
		signed = token[:i]
	}
	sum := sha256.Sum256([]byte(signed))
	return hex.EncodeToString(sum[:])
}

// bindSessions looks at each request whether its sign-in still holds.
func (h *Hall) bindSessions(o Options) {
	h.sessions.known = map[string]*held{}
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopSessions", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: h.holdSession})
		return se.Next()
	})
	h.app.OnRealtimeSubscribeRequest().Bind(&hook.Handler[*core.RealtimeSubscribeRequestEvent]{Id: "onestopRealtimeSession", Func: func(e *core.RealtimeSubscribeRequestEvent) error {
		if e.Auth != nil {
			e.Client.Set(realtimeSession, tokenDigest(tokenOf(e.Request)))
		}
		return e.Next()
	}})
	if !o.DueByHand {
		h.app.Cron().MustAdd("onestopSessions", "* * * * *", func() {
			if err := h.keepSessions(); err != nil {
				h.app.Logger().Error("sessions were not written down", "error", err)
			}
		})
	}
	h.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopSessions", Priority: -100, Func: func(e *core.TerminateEvent) error {
		if h.app.DB() == nil {
			return e.Next()
		}
		return errors.Join(h.keepSessions(), e.Next())
	}})
}

const realtimeSession = "onestopSession"

// holdSession makes a guest of whoever comes with a token that holds no more. Bearers of a
// superuser's are looked at as to where they come from.
func (h *Hall) holdSession(e *core.RequestEvent) error {
	if e.Auth == nil {
		return e.Next()
	}
	token := tokenOf(e.Request)
	s, err := h.sessionOf(e.App, token, e.Auth.Collection().Name)
	if err != nil {
		return err
	}
	h.sessions.mu.Lock()
	now := h.doorClock()
	holds := !s.ended && s.limits.Holds(s.ends, s.heard, now)
	if holds && e.Request.Header.Get(quietHeader) == "" {
		s.heard = now
	}
	h.sessions.mu.Unlock()
	if !holds || e.Auth.IsSuperuser() && !h.mayAdminister(e) {
		e.Auth = nil
	}
	return e.Next()
}

// sessionOf finds what is known of a token: in memory, else as it was written down, else
// that it was given out.
func (h *Hall) sessionOf(app core.App, token, collection string) (*held, error) {
	digest := tokenDigest(token)
	h.sessions.mu.Lock()
	s := h.sessions.known[digest]
	h.sessions.mu.Unlock()
	if s != nil {
		return s, nil
	}
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		return nil, err
	}
	expires, err := claims.GetExpirationTime()
	if err != nil || expires == nil {
		return nil, errors.Join(errors.New("a token without an end"), err)
	}
	s = &held{ends: expires.Time, limits: session.Of(collection)}
	s.heard = s.limits.Began(s.ends)
	row, err := findOne(app, "sessions", "digest", digest)
	if err != nil {
		return nil, err
	}
	if row != nil {
		s.heard, s.ended = row.GetDateTime("heard_at").Time(), row.GetBool("ended")
		s.written = s.heard
	}
	h.sessions.mu.Lock()
	defer h.sessions.mu.Unlock()
	if other := h.sessions.known[digest]; other != nil {
		return other, nil
	}
	h.sessions.known[digest] = s
	return s, nil
}

// signOut ends the sign-in of a request, here and in its realtime connection.
func (h *Hall) signOut(e *core.RequestEvent) error {
	if e.Auth == nil {
		return e.NoContent(http.StatusNoContent) // which has ended already
	}
	token := tokenOf(e.Request)
	s, err := h.sessionOf(e.App, token, e.Auth.Collection().Name)
	if err != nil {
		return err
	}
	h.sessions.mu.Lock()
	s.ended = true
	ended := *s
	h.sessions.mu.Unlock()
	if err := h.writeSessions(e.App, map[string]held{tokenDigest(token): ended}); err != nil {
		return err
	}
	h.hangUp()
	return e.NoContent(http.StatusNoContent)
}

// writeSessions stores what is known of some, by their digests. What ended stays so: a copy
// from before may be written after.
func (h *Hall) writeSessions(app core.App, known map[string]held) error {
	if len(known) == 0 {
		return nil
	}
	return h.as(app, system, func(tx core.App) error {
		for digest, s := range known {
			row, err := findOne(tx, "sessions", "digest", digest)
			if err == nil && row == nil {
				row, err = newRecord(tx, "sessions", map[string]any{"digest": digest})
			}
			if err != nil {
				return err
			}
			row.Load(map[string]any{"heard_at": s.heard.UTC(), "ends_at": s.ends.UTC(), "ended": s.ended || row.GetBool("ended")})
			if err := write(tx, row); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepSessions writes down who was heard of, forgets what has run out, and takes the
// sign-in from realtime connections that lost it.
func (h *Hall) keepSessions() error {
	now := h.doorClock()
	h.sessions.mu.Lock()
	if len(h.sessions.known) == 0 { // a command of the console, perhaps before the first migration
		h.sessions.mu.Unlock()
		return nil
	}
	due := map[string]held{}
	for digest, s := range h.sessions.known {
		if s.heard.Sub(s.written) >= writtenAfter && now.Before(s.ends) {
			due[digest] = *s
			s.written = s.heard
		}
		if !now.Before(s.ends) || s.limits.Idle > 0 && now.Sub(s.heard) > 2*s.limits.Idle && s.written.Equal(s.heard) {
			delete(h.sessions.known, digest) // what is written says the same
		}
	}
	h.sessions.mu.Unlock()
	h.hangUp()
	failed := h.writeSessions(h.app, due)
	_, err := h.app.NonconcurrentDB().Delete("sessions", dbx.NewExp("ends_at < {:now}", dbx.Params{"now": dateTime(now).String()})).Execute()
	return errors.Join(failed, err)
}

// hangUp takes the sign-in, and what they listen to, from realtime connections whose session
// holds no more.
func (h *Hall) hangUp() {
	now := h.doorClock()
	for _, client := range h.live.broker.Clients() {
		digest, _ := client.Get(realtimeSession).(string)
		if digest == "" || client.Get(apis.RealtimeClientAuthKey) == nil {
			continue
		}
		h.sessions.mu.Lock()
		s := h.sessions.known[digest]
		holds := s != nil && !s.ended && s.limits.Holds(s.ends, s.heard, now)
		h.sessions.mu.Unlock()
		if !holds {
			client.Unset(apis.RealtimeClientAuthKey)
			client.Unsubscribe()
		}
	}
}
