package hooks

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/training"
)

// guesses counts the wrong sign-in codes of each officer, so that nobody who is not at the
// meeting tries them out: of a million codes, five in ten minutes.
type guesses struct {
	lock  sync.Mutex
	wrong map[string]guessed // officer -> since when and how many
}

type guessed struct {
	since time.Time
	n     int
}

const (
	mostGuesses = 5
	guessesKept = 10 * time.Minute
)

// spent reports whether an officer has to wait before the next code.
func (g *guesses) spent(officer string, now time.Time) bool {
	g.lock.Lock()
	defer g.lock.Unlock()
	had := g.wrong[officer]
	return had.n >= mostGuesses && now.Before(had.since.Add(guessesKept))
}

// miss counts a wrong code.
func (g *guesses) miss(officer string, now time.Time) {
	g.lock.Lock()
	defer g.lock.Unlock()
	had := g.wrong[officer]
	if had.n == 0 || !now.Before(had.since.Add(guessesKept)) {
		had = guessed{since: now}
	}
	had.n++
	if g.wrong == nil {
		g.wrong = map[string]guessed{}
	}
	g.wrong[officer] = had
}

// signInCode is the code of a meeting at a turn, made of the key of the house.
func (h *Hall) signInCode(meeting string, turn int64) (string, error) {
	return training.Code(h.seal.digest("training", meeting, strconv.FormatInt(turn, 10)))
}

// showSignInCode shows the organiser the code for the screen of the meeting, the page that
// its QR code leads to, and when the next one follows.
func (h *Hall) showSignInCode(e *core.RequestEvent) error {
	if !actorOf(e.Auth).has(flow.Supervisor) {
		return refuse("training", fault.New(fault.RoleRequired, "R-MY-01", "A supervisor shows the code of a meeting."))
	}
	meeting, err := meetingOf(e)
	if err != nil {
		return err
	}
	if err := h.maySign(meeting, false); err != nil {
		return refuse("training", err)
	}
	turn := training.Turn(h.Now())
	code, err := h.signInCode(meeting.Id, turn)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"code": code, "until": dateTime(training.Until(turn)),
		"path": desks["trainings"] + meeting.Id + "&code=" + code})
}

func (h *Hall) maySign(meeting *core.Record, organiser bool) error {
	if meeting.GetBool("cancelled") {
		return fault.New(fault.SigninClosed, "R-MY-01", "This meeting was cancelled.").With("cancelled", true)
	}
	return training.MaySign(meeting.GetDateTime("at").Time(), h.Now(), organiser)
}

// signInAtTraining signs the caller in by the code on the screen, or, by a supervisor, an
// officer who was there and forgot it.
func (h *Hall) signInAtTraining(e *core.RequestEvent) error {
	var body struct {
		Code    string `json:"code"`
		Officer string `json:"officer"`
	}
	if err := e.BindBody(&body); err != nil || (body.Code == "") == (body.Officer == "") {
		return refuse("code", fault.New(fault.ValueInvalid, "R-MY-01", "Send {\"code\":\"123456\"} as it stands on the screen, or {\"officer\":…} as the organiser."))
	}
	meeting, err := meetingOf(e)
	if err != nil {
		return err
	}
	who := actorOf(e.Auth)
	row := map[string]any{"training": meeting.Id, "signed_at": h.instant()}
	if body.Code != "" {
		err = h.signSelf(meeting, who, body.Code, row)
	} else {
		err = h.signOther(meeting, who, body.Officer, row)
	}
	if err != nil {
		return err
	}
	stored, err := h.attend(e.App, who, row)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"officer": stored.GetString("officer"), "way": stored.GetString("way"), "signed_at": stored.GetDateTime("signed_at")})
}

func (h *Hall) signSelf(meeting *core.Record, who actor, code string, row map[string]any) error {
	if err := h.maySign(meeting, false); err != nil {
		return refuse("code", err)
	}
	if !isInvited(meeting, who.record) {
		return refuse("training", fault.New(fault.RecordForeign, "R-MY-01", "Your department is not invited to this meeting; ask the organiser."))
	}
	if h.guesses.spent(who.id(), h.Now()) {
		return refuse("code", fault.New(fault.QuotaExceeded, "R-MY-01", "Too many wrong codes; wait ten minutes or ask the organiser to add you."))
	}
	for _, turn := range training.Turns(h.Now()) {
		if right, err := h.signInCode(meeting.Id, turn); err != nil {
			return err
		} else if right == code {
			row["officer"], row["way"] = who.id(), "code"
			return nil
		}
	}
	h.guesses.miss(who.id(), h.Now())
	return refuse("code", fault.New(fault.SigninWrong, "R-MY-01", "This is not the code on the screen; it changes every five minutes."))
}

func (h *Hall) signOther(meeting *core.Record, who actor, officer string, row map[string]any) error {
	if !who.has(flow.Supervisor) {
		return refuse("officer", fault.New(fault.RoleRequired, "R-MY-01", "Sign in with the code on the screen; a supervisor adds who forgot it."))
	}
	if err := h.maySign(meeting, true); err != nil {
		return refuse("officer", err)
	}
	if o, err := findOne(h.app, "officers", "id", officer); err != nil {
		return err
	} else if o == nil {
		return refuse("officer", fault.New(fault.ValueInvalid, "R-MY-01", "Nobody here has this id; choose an officer from the list."))
	}
	row["officer"], row["way"], row["by"] = officer, "organiser", who.id()
	return nil
}

// attend stores the attendance; whoever is on the list already stays there as before.
func (h *Hall) attend(app core.App, who actor, row map[string]any) (stored *core.Record, err error) {
	err = h.as(app, who, func(tx core.App) error {
		found, err := findAll(tx, "training_attendances", "", dbx.HashExp{"training": row["training"], "officer": row["officer"]})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			stored = found[0]
			return nil
		}
		if stored, err = newRecord(tx, "training_attendances", row); err != nil {
			return err
		}
		return write(tx, stored)
	})
	return stored, err
}
