package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// matter is how the act engine handles one subject. A new subject is a table in flow, a
// row here and a file of its effects; the engine itself knows none of them.
type matter struct {
	// open reads the subject, and what its acts look at, inside the act's transaction.
	open func(d *deed, id string) error
	// roles are those of who acts on this very subject.
	roles func(d *deed) ([]flow.Role, error)
	acts  map[flow.Act]effect
	// done stores what follows from the act once the action is stored: dates, notices and
	// who is told. The engine has set the state of the subject.
	done func(d *deed) error
}

// matters are the subjects of this house.
var matters = map[string]matter{
	"application": {openApplication, rolesOnCase, applicationActs, applicationDone},
	"result":      {openResult, rolesOnCase, resultActs, resultDone},
	"claim":       {openClaim, rolesOnClaim, claimActs, claimDone},
	"rating":      {openRating, rolesOnRating, ratingActs, ratingDone},
	"campaign":    {openCampaign, rolesInCounty, campaignActs, campaignDone},
	"task":        {openTask, rolesOnTask, taskActs, taskActed},
	"life_event":  {openLifeEvent, rolesInCounty, lifeEventActs, storeSubject},
	"problem":     {openProblem, rolesOnProblem, problemActs, problemDone},
}

// effect is what an act does beyond the change of state. It refuses by returning a
// fault; what it sets on the subject is saved once, when the matter is done.
type effect func(*deed) error

// storeSubject stores the subject with its new state.
func storeSubject(d *deed) error { return write(d.tx, d.subject) }

// rolesOf are the roles that the person holds on a subject of these departments: of the
// own post, and of the posts of absent colleagues whose deputy the person is (R-PL-22).
func rolesOf(app core.App, who actor, departments []string) ([]flow.Role, error) {
	switch who.kind {
	case kindSystem:
		return []flow.Role{flow.SystemActor}, nil
	case kindOfficer:
		held, err := posts(app, who)
		return review.RolesOn(held, departments), err
	}
	return nil, nil
}

// rolesInCounty are the roles on what belongs to no department: those of overseers.
func rolesInCounty(d *deed) ([]flow.Role, error) { return rolesOf(d.tx, d.who, nil) }

// actionsOn are the acts on a subject in the order in which they were done.
func actionsOn(app core.App, subject, id string) ([]*core.Record, error) {
	return findAll(app, "actions", "_rowid_", dbx.HashExp{subject: id})
}
