package hooks

import (
	"errors"
	"maps"
	"slices"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
)

// refusals are the faults of one request by field; "act" is the field of an act. This
// file is the only place where faults become API errors: the law never speaks HTTP.
type refusals map[string]*fault.Fault

func (r refusals) Error() string {
	parts := make([]string, 0, len(r))
	for _, field := range slices.Sorted(maps.Keys(r)) {
		parts = append(parts, field+": "+r[field].Error())
	}
	return strings.Join(parts, " ")
}

// Unwrap lets errors.Is and errors.As find the faults.
func (r refusals) Unwrap() []error {
	list := make([]error, 0, len(r))
	for _, field := range slices.Sorted(maps.Keys(r)) {
		list = append(list, r[field])
	}
	return list
}

// refuse names the field of a fault; any other error passes through unchanged.
func refuse(field string, err error) error {
	var f *fault.Fault
	var named refusals
	if err == nil || errors.As(err, &named) || !errors.As(err, &f) {
		return err
	}
	return refusals{field: f}
}

// answer turns what a hook returned into what a client reads: faults become a 400 with
// the first sentence as message and code, sentence and citation under each field. An
// answer that PocketBase made around a fault is replaced; other errors stay as they are.
func answer(err error) error {
	if err == nil {
		return nil
	}
	cause := err
	var api *router.ApiError
	if errors.As(err, &api) {
		if raw, ok := api.RawData().(error); ok {
			cause = raw
		}
	}
	var named refusals
	if !errors.As(cause, &named) {
		var f *fault.Fault
		if !errors.As(cause, &f) {
			return err
		}
		named = refusals{"act": f}
	}
	data := make(validation.Errors, len(named))
	for field, f := range named {
		data[field] = f
	}
	first := slices.Min(slices.Collect(maps.Keys(named)))
	return router.NewBadRequestError(named[first].Error(), data)
}

// answering wraps a route of our own so that its faults reach the client.
func answering(handler func(*core.RequestEvent) error) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error { return answer(handler(e)) }
}
