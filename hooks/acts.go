package hooks

import "onestop/hooks/rules/flow"

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
	"extend":             extend,
	"supplement":         supplement,
	"offer_hearing":      offerHearing,
	"request_hearing":    requestHearing,
	"hold_hearing":       holdHearing,
	"reassign":           reassign,
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
