package checklist

import (
	"maps"
	"slices"
	"strings"
	"time"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// MayEdit says whether the applicant may still change answers, form and commitment: in a
// draft and in a correction; what was handed in stays as it is (state_moved, R-AL-05).
func MayEdit(state flow.State) error {
	if state == flow.Draft || state == flow.Correcting {
		return nil
	}
	return fault.New(fault.StateMoved, "R-AL-05", "The application is %s; what was handed in is changed only in a correction.", state).With("state", string(state))
}

// MayRepresent says whether what is told of an agent is enough (R-AL-02, R-PL-25): whoever
// applies through one, or tells anything of one, gives name and number. It refuses with
// form_incomplete and answers the field that is empty.
func MayRepresent(channel, name, number string) (field string, err error) {
	named, proved := strings.TrimSpace(name) != "", number != ""
	switch {
	case named && proved, channel != ThroughAgent && !named && !proved:
		return "", nil
	case !named:
		return "agent_name", fault.New(fault.FormIncomplete, "R-AL-02", "Give the name of the agent who acts for the applicant.")
	}
	return "agent_id", fault.New(fault.FormIncomplete, "R-AL-02", "Give the number of the agent's identity card, passport or credit code.")
}

// Authorisation is the code of the type of paper by which an agent proves to be one.
const Authorisation = "M-POA"

// Represented is the list of a case that an agent brings: an authorisation that is optional
// else must be there (R-AL-02).
func (l List) Represented(agent string) List {
	if strings.TrimSpace(agent) == "" {
		return l
	}
	l.Materials = slices.Clone(l.Materials)
	for i := range l.Materials {
		if l.Materials[i].TypeCode == Authorisation {
			l.Materials[i].Necessity = catalogue.Required
		}
	}
	return l
}

// ThroughAgent is the channel of an application that an agent brings.
const ThroughAgent = "agent"

// MayHandIn refuses with form_incomplete a form that FormCheck does not pass; the fact
// fields names every answer that is to be mended with its own code and sentence. Missing
// materials do not stop a hand-in: the agency must then name them once (R-AL-02, R-AL-05).
func MayHandIn(list List, form map[string]any, now time.Time) error {
	bad := FormCheck(list, form, now)
	if len(bad) == 0 {
		return nil
	}
	fields := map[string]any{}
	for key, x := range bad {
		fields[key] = map[string]any{"code": x.Code(), "message": x.Error()}
	}
	first := slices.Min(slices.Collect(maps.Keys(bad)))
	return fault.New(fault.FormIncomplete, "R-AL-02", "%s", bad[first].Error()).With("fields", fields)
}
