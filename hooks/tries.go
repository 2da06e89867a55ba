package hooks

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/gate"
	"onestop/hooks/rules/lockout"
	"onestop/hooks/rules/workday"
)

// Failures to sign in are counted in the collection tries under keyed digests, so that
// they outlive a restart and say nothing of anybody (R-SEC-02, R-PI-07). Three counts:
//
//   - of the identity that was typed, whether there is such an account or not. It decides
//     what is said, and nothing else: two names of one account do not give each other away.
//   - of the account, by whatever name and from whatever address. It locks the account.
//   - of the account from an address from which its holder signed in lately. Whoever knows
//     a name could keep its holder out for ever by failing on purpose; from there the
//     holder has an allowance of one's own, which strangers do not use up.
//
// So a stranger has five tries in fifteen minutes at an account, however many addresses.

// placeLife is how long an address is known from which somebody signed in.
const placeLife = 30 * 24 * time.Hour

// attempt is one try to sign in.
type attempt struct {
	record   *core.Record // nil: there is no such account
	identity string       // digests
	account  string       // "" where there is none
	place    string
}

// key is what tries are held one after the other by.
func (a *attempt) key() string {
	if a.account != "" {
		return a.account
	}
	return a.identity
}

func (h *Hall) attemptOf(e *core.RecordAuthWithPasswordRequestEvent) *attempt {
	typed := strings.ToLower(strings.TrimSpace(e.Identity))
	a := &attempt{record: e.Record, identity: h.seal.digest("try", "identity", e.Collection.Name, typed)}
	if e.Record != nil {
		a.account = h.accountDigest(e.Record)
		a.place = h.seal.digest("try", "place", a.account, networkOf(e.RealIP()))
	}
	return a
}

// attemptAs is a try by somebody who is signed in, at the account of one's own.
func (h *Hall) attemptAs(r *core.Record, ip string) *attempt {
	account := h.accountDigest(r)
	return &attempt{record: r, account: account,
		identity: h.seal.digest("try", "identity", r.Collection().Name, strings.ToLower(r.Email())), place: h.seal.digest("try", "place", account, networkOf(ip))}
}

func (h *Hall) accountDigest(r *core.Record) string {
	return h.seal.digest("try", "account", r.Collection().Name, r.Id)
}

// networkOf is the address by which a caller is counted: of version 6 the network, within
// which a household changes by itself.
func networkOf(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	return gate.AddressOf(addr).String()
}

// failures are one stored count.
type failures struct {
	row   *core.Record
	tries lockout.Tries
}

// readCount reads the count of a key, an empty one where none is stored.
func readCount(app core.App, key string) (failures, error) {
	row, err := findOne(app, "tries", "key", key)
	if err != nil || row == nil {
		return failures{}, err
	}
	c := failures{row: row}
	return c, row.UnmarshalJSONField("tries", &c.tries)
}

// keepCount stores it.
func keepCount(tx core.App, key, account string, c failures) error {
	if c.row == nil {
		row, err := newRecord(tx, "tries", map[string]any{"key": key, "account": account})
		if err != nil {
			return err
		}
		c.row = row
	}
	c.row.Set("tries", c.tries)
	return write(tx, c.row)
}

// knownPlace reports whether the holder signed in from there lately.
func knownPlace(c failures, now time.Time) bool {
	return c.row != nil && now.Sub(c.row.GetDateTime("good_at").Time()) < placeLife && !c.row.GetDateTime("good_at").IsZero()
}

// doorState is how a door stands for an attempt.
type doorState struct {
	barred bool          // the right password would not open
	told   time.Duration // for how long it is said to be locked; 0: it is not said
	key    string        // of the count that bars, "" for an identity without an account
	place  bool          // it is that of a place
}

func (h *Hall) stateOf(app core.App, a *attempt) (doorState, error) {
	now := h.doorClock()
	said, err := readCount(app, a.identity)
	if err != nil {
		return doorState{}, err
	}
	s := doorState{}
	if said.tries.Locked(now) {
		s.told = said.tries.Until.Sub(now)
	}
	if a.account == "" {
		return s, nil
	}
	place, err := readCount(app, a.place)
	if err != nil {
		return s, err
	}
	if knownPlace(place, now) {
		s.key, s.place, s.barred = a.place, true, place.tries.Locked(now)
		return s, nil
	}
	account, err := readCount(app, a.account)
	s.key, s.barred = a.account, account.tries.Locked(now)
	return s, err
}

// countFailure counts a failed try and answers for how long it is to be said that nobody
// is let in. Whose account was locked by it is told.
func (h *Hall) countFailure(app core.App, a *attempt) (told time.Duration, err error) {
	now := h.doorClock()
	err = h.as(app, system, func(tx core.App) error {
		state, err := h.stateOf(tx, a)
		if err != nil {
			return err
		}
		for _, key := range []string{a.identity, state.key} {
			if key == "" {
				continue
			}
			c, err := readCount(tx, key)
			if err != nil {
				return err
			}
			before := c.tries
			if c.tries = before.Fail(now); !before.Locked(now) {
				if err := keepCount(tx, key, a.account, c); err != nil {
					return err
				}
			}
			if key == a.identity && c.tries.Locked(now) {
				told = c.tries.Until.Sub(now)
			}
			if key == state.key && c.tries.Locked(now) && !before.Locked(now) {
				if err := h.tellLocked(tx, a.record); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return told, err
}

// countEntry forgets what was counted before a whole sign-in, and knows the address from now on.
func (h *Hall) countEntry(app core.App, a *attempt) error {
	if a == nil || a.account == "" {
		return nil
	}
	now := h.doorClock()
	state, err := h.stateOf(app, a)
	if err != nil {
		return err
	}
	place, err := readCount(app, a.place)
	if err != nil {
		return err
	}
	fresh := state.place && len(place.tries.Failed) == 0 && now.Sub(place.row.GetDateTime("good_at").Time()) < 24*time.Hour
	said, err := readCount(app, a.identity)
	if err != nil || fresh && (said.row == nil || said.tries.Locked(now)) {
		return err // which is so nearly always: nothing is written
	}
	return h.as(app, system, func(tx core.App) error {
		if !said.tries.Locked(now) && said.row != nil { // while it is locked, strangers see no difference
			if err := deleteRow(tx, said.row); err != nil {
				return err
			}
		}
		if !state.place {
			if c, err := readCount(tx, a.account); err != nil {
				return err
			} else if c.row != nil {
				if err := deleteRow(tx, c.row); err != nil {
					return err
				}
			}
		}
		place.tries = lockout.Tries{}
		if place.row == nil {
			row, err := newRecord(tx, "tries", map[string]any{"key": a.place, "account": a.account})
			if err != nil {
				return err
			}
			place.row = row
		}
		place.row.Set("good_at", now.UTC())
		return keepCount(tx, a.place, a.account, place)
	})
}

// deleteRow takes a row of the house's own bookkeeping away.
func deleteRow(tx core.App, r *core.Record) error { return tx.DeleteWithContext(penned, r) }

// unlock opens an account again: its holder has a new password, or somebody who may do it
// asked for it.
func (h *Hall) unlock(tx core.App, r *core.Record) error {
	rows, err := findAll(tx, "tries", "", dbx.HashExp{"account": h.accountDigest(r)})
	for _, row := range rows {
		if row.GetDateTime("good_at").IsZero() {
			err = deleteRow(tx, row)
		} else {
			row.Set("tries", lockout.Tries{})
			err = write(tx, row)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// tellLocked tells whose account was locked, once a day: whoever goes on failing shall not
// fill somebody's inbox. It stands in the trail each time.
func (h *Hall) tellLocked(tx core.App, r *core.Record) error {
	if err := h.witness(tx, "lock", r, map[string]any{}); err != nil {
		return err
	}
	n := news{kind: "account_locked", about: r, own: "/me.html", page: "/desk/post.html", key: "locked/" + r.Id + "/" + h.today().String()}
	told, err := findOne(tx, "notifications", "key", n.keyFor(map[bool]string{true: r.Id, false: "inbox"}[r.Collection().Name == "officers"]))
	if err != nil || told != nil {
		return err
	}
	switch r.Collection().Name {
	case "applicants":
		return h.tellApplicant(tx, n, lockedWords)
	case "officers":
		return h.tellOfficers(tx, n, lockedWords, []string{r.Id})
	}
	h.app.Logger().Warn("an administrator's account was locked after five failures to sign in", "superuser", r.Id)
	return nil
}

var lockedWords = []sentence{{"有人连续五次用错误的密码登录您的账号，账号已锁定15分钟。不是您本人操作的，请尽快修改密码。", "Somebody failed five times to sign in to your account, so it is locked for 15 minutes. If that was not you, change your password soon."}}

// forgetTries forgets counts that matter no more.
func (h *Hall) forgetTries(ctx context.Context, _ workday.Day) error {
	now := h.doorClock()
	rows, err := findAll(h.app, "tries", "", nil)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c := failures{row: row}
		if err := row.UnmarshalJSONField("tries", &c.tries); err != nil {
			return err
		}
		if knownPlace(c, now) || !c.tries.Spent(now) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := h.as(h.app, system, func(tx core.App) error { return deleteRow(tx, row) }); err != nil {
			return err
		}
	}
	return nil
}
