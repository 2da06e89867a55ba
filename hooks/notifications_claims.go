package hooks

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// A newer catalogue or an act on many claims concerns hundreds of lists in one transaction.
// What it tells is gathered there, so that a person reads one line with a number and not
// hundreds of lines; a single act tells of its claim.

// gathering is what one transaction has to tell of claims.
type gathering struct {
	order []heading
	told  map[heading]*gathered
}

// heading is under which the news of many claims become one: who is told, and of what.
type heading struct{ officer, kind string }

type gathered struct {
	first news
	says  []sentence
	count int
	due   string // the earliest day, "" where none is due
}

// gathers runs what concerns many claims and tells of it at its end, in the same
// transaction.
func (h *Hall) gathers(tx core.App, do func() error) error {
	key, g := tx.TxInfo(), &gathering{told: map[heading]*gathered{}}
	h.gathered.Store(key, g)
	err := do()
	h.gathered.Delete(key)
	if err != nil {
		return err
	}
	for _, of := range g.order {
		n, says := g.told[of].summary()
		if err := h.tellOfficers(tx, n, says, []string{of.officer}); err != nil {
			return err
		}
	}
	return nil
}

// tellOnClaims writes to the inboxes of officers, or keeps it for the end where the
// transaction gathers.
func (h *Hall) tellOnClaims(tx core.App, n news, says []sentence, ids []string) error {
	g, gathers := h.gathered.Load(tx.TxInfo())
	if !gathers {
		return h.tellOfficers(tx, n, says, ids)
	}
	for _, id := range ids {
		g.(*gathering).add(heading{id, n.kind}, n, says)
	}
	return nil
}

func (g *gathering) add(of heading, n news, says []sentence) {
	had := g.told[of]
	if had == nil {
		had = &gathered{first: n, says: says}
		g.told[of], g.order = had, append(g.order, of)
	}
	had.count++
	if due := n.facts["due"]; due != "" && (had.due == "" || due < had.due) {
		had.due = due
	}
}

// summary is one line for all of them, with the page that lists them; what happened to one
// claim only is told as always.
func (g *gathered) summary() (news, []sentence) {
	many, known := manyWords[g.first.kind]
	if g.count == 1 || !known {
		return g.first, g.says
	}
	n := g.first
	n.facts = maps.Clone(n.facts)
	n.facts["count"], n.facts["due"], n.page = strconv.Itoa(g.count), g.due, "/desk/claims.html"+many.filter
	return n, many.says
}

// tellOfClaim tells the owner, or the supervisors whose turn it is; nobody is told of the
// own deed.
func (d *deed) tellOfClaim() error {
	say := actWords["claim"][d.act]
	c := d.claim
	n := news{kind: "claim_" + string(d.act), about: c.record, facts: map[string]string{"name": c.item.GetString("name"), "due": c.record.GetString("due"), "until": d.action.GetString("until")}}
	tell := func(says []sentence, ids []string) error {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == d.who.id() })
		return d.h.tellOnClaims(d.tx, n, says, ids)
	}
	if len(say.overseers) > 0 {
		supervisors, err := officersWith(d.tx, flow.Supervisor, dbx.HashExp{"active": true})
		if err != nil {
			return err
		}
		return tell(say.overseers, supervisors)
	}
	if len(say.officers) == 0 || c.record.GetString("owner") == "" {
		return nil
	}
	owner, err := present(d.tx, []string{c.record.GetString("owner")})
	if err != nil {
		return err
	}
	return tell(say.officers, owner)
}

// tellFollow tells the owner, or the cataloguers of the department, and the supervisors.
func (h *Hall) tellFollow(tx core.App, claim, item *core.Record, task followTask) error {
	if task.follow == 0 {
		return nil
	}
	n, says := news{kind: "claim_follow", about: claim}, followWords
	if task.ends {
		n, says = news{kind: "claim_ends", about: claim}, endsWords
	}
	n.facts = map[string]string{"name": item.GetString("name"), "due": task.due}
	ids, err := present(tx, []string{claim.GetString("owner")})
	if err == nil && len(ids) == 0 {
		ids, err = officersWith(tx, flow.Cataloguer, dbx.HashExp{"active": true, "department": claim.GetString("department")})
	}
	if err != nil {
		return err
	}
	supervisors, err := officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	return h.tellOnClaims(tx, n, says, distinct(append(ids, supervisors...)))
}
