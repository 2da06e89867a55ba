package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// A limit that reaches into a year without a calendar has no day yet; it is dated, from
// the day on which it began, when the calendar is there (R-CAL-05).

// claimsLimited are the states in which a claim has to come to its published list, or to
// the refusal of it, within a limit (R-CLM-12).
var claimsLimited = []flow.State{flow.ToClaim, flow.Compiling, flow.Declining, flow.InReview, flow.Approved}

// limitBegan is the instant from which the limit of a claim counts: that of the newest
// change of the item to follow, else of the act that gave the days anew, else of the claim.
const limitBegan = `CASE WHEN c.follow > 0 THEN b.updated ELSE COALESCE((SELECT MAX(a.at) FROM actions a
	WHERE a.claim = c.id AND (a.act = 'revise' OR a."to" = 'to_claim')), c.created) END AS since`

type undatedClaim struct {
	ID     string `db:"id"`
	Follow int    `db:"follow"`
	Since  string `db:"since"`
}

// dateClaims dates the limits of claims that a calendar covers by now.
func (h *Hall) dateClaims(ctx context.Context, _ workday.Day) error {
	var claims []undatedClaim
	states := make([]any, len(claimsLimited))
	for i, s := range claimsLimited {
		states[i] = string(s)
	}
	err := h.app.ConcurrentDB().Select("c.id", "c.follow", limitBegan).From("claims c").InnerJoin("basic_items b", dbx.NewExp("b.id = c.basic_item")).
		Where(dbx.HashExp{"c.due": ""}).AndWhere(dbx.Or(dbx.NewExp("c.follow > 0"), dbx.In("c.state", states...))).OrderBy("c.id").WithContext(ctx).All(&claims)
	if err != nil {
		return err
	}
	for _, c := range claims {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		days := catalogue.ClaimDays
		if c.Follow > 0 {
			days = catalogue.FollowDays
		}
		due, err := h.days().Add(dayOfStamp(c.Since), days)
		if err != nil {
			continue // the calendar does not reach so far yet
		}
		if err := h.dateClaim(c, due); err != nil {
			h.app.Logger().Error("a claim was not dated", "claim", c.ID, "error", err)
		}
	}
	return nil
}

// dateClaim stores the day unless an act gave the claim another limit meanwhile.
func (h *Hall) dateClaim(c undatedClaim, due workday.Day) error {
	return h.as(h.app, system, func(tx core.App) error {
		r, err := findOne(tx, "claims", "id", c.ID)
		if err != nil || r == nil || r.GetString("due") != "" || r.GetInt("follow") != c.Follow {
			return err
		}
		r.Set("due", due.String())
		return write(tx, r)
	})
}
