package hooks

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// A case of a journey whose turn has come and that the law refuses to hand in is held up:
// its applicant is told once for each reason, and the page of the journey says why as long
// as it lasts. It is tried again with every run of what falls due.

var heldUpWords = sentence{"一件事中的“{service}”轮到递交，暂时没有递交成功，系统会继续尝试。原因：", "The turn of {service} in your life event has come, but it could not be handed in yet; the system keeps trying. The reason:"}

// keepHeldUp keeps what came of handing in a case that was ready. Only what is no refusal
// is an error.
func (h *Hall) keepHeldUp(id string, err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		h.heldUp.Delete(id)
		return err
	}
	return h.as(h.app, system, func(tx core.App) error {
		c, err := h.openCase(tx, id)
		if err != nil || c.record.GetString("state") != string(flow.Draft) { // another hand was faster
			return err
		}
		h.heldUp.Store(id, f)
		return h.tellHeldUp(tx, c, f)
	})
}

func (h *Hall) tellHeldUp(tx core.App, c *caseFile, f *fault.Fault) error {
	key := "held_up/" + c.record.Id + "/" + f.Code()
	told, err := findOne(tx, "notifications", "key", key+"/inbox")
	if err != nil || told != nil {
		return err
	}
	words, err := readWords(h.pages, "faults")
	if err != nil {
		return err
	}
	n := news{kind: "held_up", about: c.record, key: key, facts: map[string]string{"service": c.snapshot.Name}}
	for name, v := range f.Params() {
		n.facts[name] = fmt.Sprint(v)
	}
	return h.tellApplicant(tx, n, []sentence{heldUpWords, words.of("fault."+f.Code(), f.Error())})
}

// heldUpBy is why a case is held up, nil where it is not.
func (h *Hall) heldUpBy(id string) map[string]any {
	f, held := h.heldUp.Load(id)
	if !held {
		return nil
	}
	return shownFault(f.(*fault.Fault))
}

// shownFault is a refusal that stands in an answer beside what it concerns.
func shownFault(f *fault.Fault) map[string]any {
	return map[string]any{"code": f.Code(), "message": f.Error(), "cite": f.Cite(), "params": f.Params()}
}
