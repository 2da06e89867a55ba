package hooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
)

// answered is what a client reads of an error.
func answered(t *testing.T, err error) (status int, message string, data map[string]any) {
	t.Helper()
	api := router.ToApiError(answer(err))
	text, err := json.Marshal(api)
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Status  int
		Message string
		Data    map[string]any
	}
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	return body.Status, body.Message, body.Data
}

// Every declared code reaches a client as a 400 with the code, the sentence and the
// citation under its field, however deep it was wrapped on the way.
func TestEveryFaultReachesTheClient(t *testing.T) {
	for _, code := range fault.Codes() {
		f := fault.New(code, "R-AL-08", "Do this.").With("fact", 7)
		for name, err := range map[string]error{
			"named":                     refuse("form", f),
			"wrapped":                   fmt.Errorf("while saving: %w", refuse("form", f)),
			"joined":                    errors.Join(errors.New("other"), refuse("form", f)),
			"inside the platform's own": router.NewBadRequestError("Failed to create record.", refuse("form", f)),
			"named twice":               refuse("act", refuse("form", f)),
		} {
			status, message, data := answered(t, err)
			want := map[string]any{"form": map[string]any{"code": string(code), "message": "Do this.", "params": map[string]any{"cite": "R-AL-08", "fact": 7.0}}}
			if status != 400 || message != "Do this." || !reflect.DeepEqual(data, want) {
				t.Errorf("%s %s: %d %q %v", code, name, status, message, data)
			}
		}
		if _, _, data := answered(t, f); data["act"] == nil {
			t.Errorf("%s without a field is not the act's: %v", code, data)
		}
	}
}

// Several refusals leave together; the sentence is that of the first field.
func TestSeveralRefusalsAtOnce(t *testing.T) {
	err := refusals{"b": fault.New(fault.ValueInvalid, "", "Second."), "a": fault.New(fault.TextInvalid, "", "First.")}
	status, message, data := answered(t, err)
	if status != 400 || message != "First." || len(data) != 2 {
		t.Errorf("%d %q %v", status, message, data)
	}
	if err.Error() != "a: First. b: Second." || !errors.Is(err, fault.New(fault.ValueInvalid, "", "x")) || fault.Of(err) == "" {
		t.Errorf("the error says %q", err.Error())
	}
}

// What is no fault passes unchanged: the platform's own refusals, and failures of the
// machine, whose text tells a client nothing.
func TestOtherErrorsPass(t *testing.T) {
	if answer(nil) != nil || refuse("x", nil) != nil {
		t.Error("nothing became something")
	}
	plain := errors.New("the disk is on fire at /var/secret")
	if answer(plain) != plain || refuse("x", plain) != plain {
		t.Error("a plain error was changed")
	}
	if status, message, data := answered(t, plain); status != 400 || len(data) != 0 || message == plain.Error() {
		t.Errorf("the client reads %d %q %v", status, message, data)
	}
	own := router.NewNotFoundError("Not here.", nil)
	if answer(own) != error(own) {
		t.Error("the platform's answer was replaced")
	}
	checked := router.NewBadRequestError("Failed.", validation.Errors{"name": validation.NewError("validation_required", "Cannot be blank.")})
	if _, _, data := answered(t, checked); data["name"] == nil {
		t.Errorf("the platform's fields are lost: %v", data)
	}
}
