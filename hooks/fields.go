package hooks

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/fault"
)

// hookOnly lists, per collection, the fields that only the house writes. A client, a
// superuser in the dashboard or a script that sends another value is refused; the same
// value passes, because the dashboard sends whole records back.
var hookOnly = map[string][]string{
	"applicants": {"consent_at", "erasure_at", "erased_at", "seen_on", "code_digest", "code_until"},
	"officers":   {"password_due"},
	"claims":     {"state", "due", "follow", "compilers"},
	"services":   {"state", "version", "code"},
	"campaigns":  {"state", "template", "available", "needed", "undated"},
	"tasks": {
		"state", "progress", "numerator", "denominator", "measured_at", "light", "start_by", "finish_by", "earliest_start", "earliest_finish",
		"slack", "critical", "started_on", "finished_on", "confirmed_on",
	},
	"training_questions": {"officer", "asked_at", "answered_by", "answered_at", "published_at"},
	"life_events": {
		"state",
	},
	"applications": {
		"number", "revision", "state", "received_at", "accepted_at", "decided_at", "delivered_at",
		"notice_due", "promised_due", "statutory_due", "delivery_due", "inspection_due", "light", "corrections", "trips",
		"deferred_due", "track_code", "examiner", "departments", "agent_cipher", "form_cipher",
		"keep_until", "locked", "erased_at", "journey", "waits_for", "fed",
	},
	"journeys": {"state", "submitted_at", "form_cipher", "locked"},
	"actions":  {"from", "to", "officer", "applicant", "at"},
	"documents": {
		"original_name", "superseded", "sha256", "stored_sha256", "size", "mime", "quality", "verdict", "verdict_reason",
		"thumb", "original", "original_seen",
	},
	"messages": {"officer", "applicant"},
	"problems": {
		"number", "state", "days", "due", "light", "effect", "before", "after", "registrar", "solver", "reported_at", "assigned_at", "solved_at",
		"verified_at", "check_due", "confirmed", "reopened", "merged_into", "file_names", "contact_cipher", "keep_until", "erased_at",
	},
	"ratings": {
		"state", "handler", "contact_due", "contacted_at", "rectify_due", "rectified_at", "answer", "dispute", "withdrawn",
		"channel", "service", "department", "rated_on", "rated",
	},
}

// houseOnly lists the collections whose every record is written by the house.
var houseOnly = []string{"revisions", "reviews", "notices", "results", "audit", "notifications", "identities", "counters", "receipts", "bars", "looks", "figures", "training_attendances", "tries", "sessions", "second_steps"}

// appendOnly lists the collections whose records nobody deletes, not even a superuser:
// they are the evidence of a case (R-AR-01). unchanged lists those that nobody edits.
var (
	appendOnly = []string{"applications", "actions", "revisions", "reviews", "notices", "results", "messages", "audit", "identities", "counters", "receipts", "bars", "looks", "figures", "ratings"}
	unchanged  = []string{"actions", "documents", "messages", "ratings"}
)

type pen struct{}

// penned marks a context as the house's own: what is saved with it may set hook-only
// fields. Only the hooks hold it; a request's context never carries it.
var penned = context.WithValue(context.Background(), pen{}, true)

func hasPen(ctx context.Context) bool { return ctx.Value(pen{}) != nil }

// write saves a record with the house's own pen.
func write(app core.App, r *core.Record) error { return app.SaveWithContext(penned, r) }

// deposit stores a new record that the house has composed altogether, of rows that it read in
// the same transaction. To check it the platform would ask for each of these rows again.
func deposit(tx core.App, r *core.Record) error { return tx.SaveNoValidateWithContext(penned, r) }

// sameValue compares two values of a field as they would be stored.
func sameValue(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	return stored(a) == stored(b)
}

func stored(v any) string {
	if raw, ok := v.(types.JSONRaw); ok {
		var decoded any
		if json.Unmarshal(raw, &decoded) == nil {
			v = decoded
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	if s := string(b); s == `""` || s == "null" || s == "[]" || s == "{}" {
		return ""
	}
	return string(b)
}

// sameRecord reports whether a record holds what another one does, stamps aside.
func sameRecord(a, b *core.Record) bool {
	for _, field := range a.Collection().Fields {
		if name := field.GetName(); !contains(unrecorded, name) && !sameValue(a.Get(name), b.Get(name)) {
			return false
		}
	}
	return true
}

func readonly(field string) *fault.Fault {
	return fault.New(fault.FieldReadonly, "R-AR-01", "%s is set by the system; leave it out.", field)
}

// keepHookOnly refuses a foreign hand on hook-only fields.
func keepHookOnly(r, current *core.Record) error {
	name := r.Collection().Name
	named := keepFields(r, current, hookOnly[name], readonly)
	if named["code"] != nil && name == "services" {
		named["code"] = locked("code") // it follows from the claim, as the name does
	}
	if len(named) > 0 {
		return named
	}
	return nil
}

// keepFields says a refusal for each of the fields that a foreign hand changes. On update
// the stored record is the truth: a field that the caller did not touch takes its stored
// value, so a stale copy can never undo what an act did meanwhile.
func keepFields(r, current *core.Record, fields []string, refusal func(field string) *fault.Fault) refusals {
	named := refusals{}
	for _, field := range fields {
		before := current
		if r.IsNew() {
			before = core.NewRecord(r.Collection())
		} else if original := r.Original(); sameValue(r.Get(field), original.Get(field)) {
			r.SetRaw(field, current.GetRaw(field))
			continue
		}
		if !sameValue(r.Get(field), before.Get(field)) {
			named[field] = refusal(field)
		}
	}
	return named
}
