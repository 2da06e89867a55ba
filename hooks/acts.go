package hooks

import (
	"errors"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// applicationActs are the effects of the acts on an application. An act without an
// entry has no effect but the change of state that its row names.
var applicationActs = map[flow.Act]effect{
	"submit":             submit,
	"check":              check,
	"request_correction": requestCorrection,
	"supply":             supply,
	"accept":             accept,
	"deem_accepted":      deemAccepted,
	"reject":             reject,
	"examine":            examine,
	"verify_site":        verifySite,
	"pause":              pause,
	"resume":             resume,
	"extend":             extend,
	"supplement":         supplement,
	"offer_hearing":      offerHearing,
	"request_hearing":    requestHearing,
	"hold_hearing":       holdHearing,
	"reassign":           reassign,
	"withdraw":           withdraw,
	"urge":               urge,
	"grant":              grant,
	"refuse":             refuseLicence,
	"terminate":          terminate,
	"deliver":            deliver,
}

// resultActs are the effects of the acts on an issued result.
var resultActs = map[flow.Act]effect{
	"request_renewal": requestRenewal,
	"renew":           renew,
	"refuse_renewal":  refuseRenewal,
	"revoke":          revoke,
}

func openApplication(d *deed, id string) error {
	var err error
	if d.file, err = d.h.openCase(d.tx, id); err != nil {
		return err
	}
	d.subject = d.file.record
	return nil
}

// openResult reads the result and the case in which it was issued.
func openResult(d *deed, id string) error {
	var err error
	if d.subject, err = d.tx.FindRecordById("results", id); errors.Is(err, errNoRows) {
		return fault.New(fault.RecordForeign, "", "There is no such result; name an existing one.")
	}
	if err != nil {
		return err
	}
	d.file, err = d.h.openCase(d.tx, d.subject.GetString("application"))
	return err
}

func rolesOnCase(d *deed) ([]flow.Role, error) { return d.file.roles(d.tx, d.who) }

// applicationDone dates the case anew from its actions before it is stored, and counts it.
func applicationDone(d *deed) error {
	before := d.factsBefore()
	d.file.actions = append(d.file.actions, d.action)
	if err := d.h.date(d.file, d.today); err != nil {
		return err
	}
	keep(d.file, d.today)
	if err := resultDone(d); err != nil {
		return err
	}
	if err := d.count(before); err != nil {
		return err
	}
	if err := d.mayRateNow(); err != nil {
		return err
	}
	return d.keepJourney()
}

// resultDone stores the subject, issues the notices of the act and tells of it.
func resultDone(d *deed) error {
	if err := storeSubject(d); err != nil {
		return err
	}
	for _, kind := range append([]string{d.row.Notice}, d.notices...) {
		if kind == "" {
			continue
		}
		if err := d.h.issue(d.tx, d.file, kind, d.action); err != nil {
			return err
		}
	}
	return d.tell()
}
