package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/problem"
	"onestop/hooks/rules/workday"
)

// What is personal in a problem is who reported it, how to reach them, their words and their
// files. The measure, the answer, the dates and the effect stay: they are the ledger.

// blankProblem are the fields that erasure empties, and what stands there afterwards.
var blankProblem = map[string]any{"reporter": "", "title": erased, "text": erased, "contact": "", "contact_cipher": "", "file_names": nil, "words_public": false}

// problemRows adds the problems of an applicant, the acts on them, and who looked how to
// reach the reporter, to the own rows.
func problemRows(app core.App, applicant string, rows map[string][]*core.Record) error {
	list, err := findAll(app, "problems", "created", dbx.HashExp{"reporter": applicant})
	if err != nil {
		return err
	}
	rows["problems"] = list
	for _, p := range list {
		acts, err := actionsOn(app, "problem", p.Id)
		if err != nil {
			return err
		}
		looks, err := findAll(app, "looks", "created", dbx.HashExp{"problem": p.Id})
		if err != nil {
			return err
		}
		rows["actions"], rows["looks"] = append(rows["actions"], acts...), append(rows["looks"], looks...)
	}
	return nil
}

// ownContact opens what the applicant left to be reached by, for the copy of the own data.
func (h *Hall) ownContact(list []*core.Record) error {
	for _, p := range list {
		if sealed := p.GetString("contact_cipher"); sealed != "" {
			contact, err := h.seal.open(sealed)
			if err != nil {
				return err
			}
			p.Set("contact", contact)
		}
	}
	return nil
}

// unlinkProblems lets go of whoever asked for erasure: drafts go, the name and the way to
// be reached at once, the words as soon as the problem has ended, because its department
// works by them until then (R-PI-06).
func unlinkProblems(tx core.App, applicant string, today workday.Day) error {
	if err := dropProblemDrafts(tx, dbx.HashExp{"reporter": applicant}); err != nil {
		return err
	}
	list, err := findAll(tx, "problems", "id", dbx.HashExp{"reporter": applicant})
	if err != nil {
		return err
	}
	for _, p := range list {
		for _, field := range []string{"reporter", "contact", "contact_cipher"} {
			p.Set(field, "")
		}
		p.Set("keep_until", (today - 1).String())
		if err := write(tx, p); err != nil {
			return err
		}
		if !problem.Open(flow.State(p.GetString("state"))) {
			if err := eraseProblem(tx, p, today); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseProblem empties a problem of what is personal in it, and the reasons of its acts.
func eraseProblem(tx core.App, p *core.Record, today workday.Day) error {
	acts, err := actionsOn(tx, "problem", p.Id)
	if err != nil {
		return err
	}
	for _, a := range acts {
		a.Set("applicant", "")
		if err := blank(tx, a, blanks["actions"]); err != nil {
			return err
		}
	}
	looks, err := findAll(tx, "looks", "", dbx.HashExp{"problem": p.Id})
	if err != nil {
		return err
	}
	for _, r := range looks {
		if err := blank(tx, r, blanks["looks"]); err != nil {
			return err
		}
	}
	p.Set("erased_at", dateTime(today.Start()))
	return blank(tx, p, blankProblem)
}

// eraseProblems erases what is kept long enough, and drafts that nobody touched for a long
// time.
func (h *Hall) eraseProblems(ctx context.Context, today workday.Day) error {
	ended := dbx.NewExp("state IN ('verified', 'rejected', 'merged') AND keep_until != '' AND keep_until < {:today} AND erased_at = ''", dbx.Params{"today": today.String()})
	if err := h.eachProblem(ctx, ended, func(tx core.App, p *core.Record) error { return eraseProblem(tx, p, today) }); err != nil {
		return err
	}
	return h.eachProblem(ctx, dbx.NewExp("state = 'draft' AND updated < {:old}", dbx.Params{"old": h.draftsBefore()}), func(tx core.App, p *core.Record) error {
		return tx.DeleteWithContext(penned, p)
	})
}
