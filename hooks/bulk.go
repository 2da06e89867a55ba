package hooks

import (
	"errors"
	"fmt"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

// Bulk acts: what is done to one claim or case can be done to many at a time. Each goes
// through the act engine by itself and is answered by itself.

const bulkChunk = 200 // in one transaction, which holds the only writer

// onSubject does the act on one of them inside a transaction.
type onSubject func(tx core.App, id string) error

// bulkItem says what became of one. What was refused is told as it is.
type bulkItem struct {
	ID      string         `json:"id"`
	OK      bool           `json:"ok"`
	Code    string         `json:"code,omitempty"`
	Message string         `json:"message,omitempty"`
	Params  map[string]any `json:"params,omitempty"`
}

// bulkChunk does the act on all in one transaction. If one of them is refused, all of that is
// taken back, those that are refused are looked for one by one, and the rest is done: what
// was refused leaves nothing behind, and everybody is told once of what was done.
func (h *Hall) bulkChunk(app core.App, by actor, ids []string, one onSubject) ([]bulkItem, error) {
	refused := map[string]error{}
	good := ids
	failed := h.together(app, by, good, one)
	if failed != nil {
		good = nil
		for _, id := range ids {
			if refused[id] = h.tried(app, by, id, one); refused[id] == nil {
				good = append(good, id)
			}
		}
		failed = h.together(app, by, good, one)
	}
	for _, id := range good { // each is allowed, but not all of them
		if failed != nil {
			refused[id] = h.together(app, by, []string{id}, one)
		}
	}
	list := make([]bulkItem, len(ids))
	for i, id := range ids {
		var err error
		if list[i], err = answerFor(id, refused[id]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// together does the act on all of them or on none.
func (h *Hall) together(app core.App, by actor, ids []string, one onSubject) error {
	return h.as(app, by, func(tx core.App) error {
		return h.gathers(tx, func() error {
			for _, id := range ids {
				if err := one(tx, id); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

var errTakenBack = errors.New("only tried")

// tried answers why the act on one of them is refused, and takes it back in any case.
func (h *Hall) tried(app core.App, by actor, id string, one onSubject) error {
	err := h.as(app, by, func(tx core.App) error {
		if err := one(tx, id); err != nil {
			return err
		}
		return errTakenBack
	})
	if errors.Is(err, errTakenBack) {
		return nil
	}
	return err
}

// answerFor says what became of one of them. A value that the platform refuses is a refusal
// like those of the house; an error of the database or of the request ends the whole bulk.
func answerFor(id string, err error) (bulkItem, error) {
	var f *fault.Fault
	var values validation.Errors
	switch {
	case err == nil:
		return bulkItem{ID: id, OK: true}, nil
	case errors.As(err, &f):
		return bulkItem{ID: id, Code: f.Code(), Message: f.Error(), Params: f.Params()}, nil
	case errors.As(err, &values):
		return bulkItem{ID: id, Code: string(fault.ValueInvalid), Message: values.Error()}, nil
	}
	return bulkItem{}, fmt.Errorf("%s: %w", id, err)
}
