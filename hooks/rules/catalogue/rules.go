package catalogue

import (
	"slices"

	"onestop/hooks/rules/idcode"
)

// listRules look at the list as a whole.
var listRules = []rule[Snapshot]{
	// The code, which the house builds on claim: a wrong one is mended by claiming anew.
	{"R-CAT-33", "code_invalid", "code", "The implementation code is missing or is not one of 31 characters.", "Let the item be claimed anew; the code follows from department, level and basic code.",
		func(s, _ *Snapshot) bool { _, read := taskCode(s); return !read }},
	{"R-CAT-33", "code_body", "code", "The implementation code begins with the code of another body.", "Let the department that owns the list claim the item; a list does not move to another body.",
		func(s, _ *Snapshot) bool { c, read := taskCode(s); return read && c.Body != s.Department.Code }},
	{"R-CAT-33", "code_level", "code", "The basic catalogue does not place the item at the level that the code names.", "Claim the item at one of its levels, or ask the province to add this level.",
		func(s, _ *Snapshot) bool {
			c, read := taskCode(s)
			return read && !slices.Contains(s.BasicItem.Levels, c.Level)
		}},
	{"R-CAT-33", "code_basic", "code", "The implementation code embeds another basic code than that of the item.", "Let the item be claimed anew under its present basic code.",
		func(s, _ *Snapshot) bool { c, read := taskCode(s); return read && c.Basic.String() != s.BasicItem.Code }},
	{"R-CAT-33", "code_type", "code", "The type within a nationwide code is not the type of the item.", "Ask the province which of the two is right; then claim the item anew.",
		func(s, _ *Snapshot) bool {
			c, read := taskCode(s)
			return read && c.Basic.Area == "00" && c.Basic.Type != s.BasicItem.Type
		}},

	// The elements that the basic catalogue locks, which may have changed since the claim.
	{"R-CAT-03", "name_drift", "name", "The name is not that of the item in the basic catalogue.", "Revise the list, or let it be returned: it then takes the present name.",
		func(s, _ *Snapshot) bool { return !empty(s.Name) && trimmed(s.Name) != trimmed(s.BasicItem.Name) }},
	{"R-CAT-03", "basis_drift", "basis", "The legal basis does not hold the whole basis of the item in the basic catalogue.", "Copy the basis of the item and add to it, never less.",
		func(s, _ *Snapshot) bool { return !empty(s.Basis) && !cites(s.Basis, s.BasicItem.Basis) }},

	// The eight elements that the law displays.
	{"R-AL-01", "name_empty", "name", "The item has no name.", "Enter the name as it stands in the basic catalogue.",
		func(s, _ *Snapshot) bool { return empty(s.Name) }},
	{"R-AL-01", "basis_empty", "basis", "The legal basis is not given.", "Cite the law and the article.",
		func(s, _ *Snapshot) bool { return empty(s.Basis) }},
	{"R-AL-01", "conditions_empty", "conditions", "The conditions are not given.", "Say what an applicant must fulfil.",
		func(s, _ *Snapshot) bool { return empty(s.Conditions) }},
	{"R-AL-01", "quantity_empty", "quantity_limit", "The quantity is not given.", "Enter the limit, or 无限制 where there is none.",
		func(s, _ *Snapshot) bool { return empty(s.QuantityLimit) }},
	{"R-AL-01", "procedure_empty", "steps", "The procedure is not given.", "Add the steps of the review.",
		func(s, _ *Snapshot) bool { return len(s.Steps) == 0 }},
	{"R-AL-01", "limit_empty", "statutory_days", "No time limit is given.", "Enter the legal limit or the promised days.",
		func(s, _ *Snapshot) bool {
			return s.Handling != Instant && s.StatutoryDays <= 0 && s.PromisedDays <= 0
		}},
	{"R-AL-01", "limit_unit_empty", "statutory_unit", "The legal limit has no unit.", "Choose working days or calendar days.",
		func(s, _ *Snapshot) bool {
			return s.StatutoryDays > 0 && s.StatutoryUnit != WorkingDays && s.StatutoryUnit != CalendarDays
		}},
	{"R-AL-01", "materials_empty", "materials", "The list of materials is empty.", "Add every material that an applicant hands in, the application form first.",
		func(s, _ *Snapshot) bool { return len(s.Materials) == 0 }},
	{"R-AL-01", "form_sample_empty", "materials", "There is no model of the application form.", "Attach a filled-in sample to the application form.",
		func(s, _ *Snapshot) bool { return len(s.Materials) > 0 && lacksModelForm(s.Materials) }},

	{"R-QA-01", "handling_unknown", "handling", "The list does not say whether it is decided on the spot.", "Choose on the spot, or promised.",
		func(s, _ *Snapshot) bool { return s.Handling != Instant && s.Handling != Promised }},
	{"R-QA-01", "instant_days", "promised_days", "An item decided on the spot promises days.", "Set the promised days to 0, or choose promised handling.",
		func(s, _ *Snapshot) bool { return s.Handling == Instant && s.PromisedDays != 0 }},
	{"R-QA-02", "promised_days_empty", "promised_days", "An item with a promise promises no days.", "Enter the promised working days, or choose handling on the spot.",
		func(s, _ *Snapshot) bool { return s.Handling == Promised && s.PromisedDays <= 0 }},
	{"R-QA-12", "promise_too_long", "promised_days", "The promise is longer than the legal limit.", "Promise at most the legal limit.",
		func(s, _ *Snapshot) bool { return s.StatutoryDays > 0 && promise(s) > s.StatutoryDays }},

	{"R-QA-03", "result_kind_certificate", "result_kind", "A result called 证 is a certificate.", "Choose certificate as the kind of result.",
		func(s, _ *Snapshot) bool { return ends(s.ResultName, "证") && s.ResultKind != "certificate" }},
	{"R-QA-03", "result_kind_approval", "result_kind", "A result called 批复 or 文 is an approval document.", "Choose approval as the kind of result.",
		func(s, _ *Snapshot) bool { return ends(s.ResultName, "批复", "文") && s.ResultKind != "approval" }},
	{"R-QA-11", "result_sample_empty", "result_sample", "The result has no sample.", "Attach a sample of what the applicant receives.",
		func(s, _ *Snapshot) bool { return !empty(s.ResultName) && empty(s.ResultSample) }},

	{"R-QA-04", "trips_reason_empty", "trips_reason", "A trip to the hall is asked without a reason.", "Say why the applicant must come.",
		func(s, _ *Snapshot) bool { return s.Trips > 0 && none(s.TripsReason) }},
	{"R-QA-04", "trips_reason_needless", "trips_reason", "A reason for trips is given though none is asked.", "Clear the reason, or enter the number of trips.",
		func(s, _ *Snapshot) bool { return s.Trips == 0 && !none(s.TripsReason) }},
	{"R-QA-05", "channels_post", "channels", "No trip is asked, but it can be applied for neither online nor by post.", "Add the channel online or post.",
		func(s, _ *Snapshot) bool {
			return s.Trips == 0 && len(s.Channels) > 0 && !slices.Contains(s.Channels, "online") && !slices.Contains(s.Channels, "post")
		}},
	{"R-BE-04", "channels_empty", "channels", "The list does not say how it can be applied for.", "Choose how it can be applied for; the applicant chooses among these ways.",
		func(s, _ *Snapshot) bool { return len(s.Channels) == 0 }},
	{"R-BE-04", "channels_online_only", "channels", "It can be applied for online only; the applicant chooses the channel.", "Add the channel counter or post.",
		func(s, _ *Snapshot) bool {
			return len(s.Channels) > 0 && !slices.ContainsFunc(s.Channels, func(c string) bool { return c != "online" })
		}},
	{"R-QA-06", "depth_trips", "online_depth", "The whole process is online (IV), yet a trip is asked.", "Set the trips to 0, or choose a lower depth.",
		func(s, _ *Snapshot) bool { return s.OnlineDepth == "IV" && s.Trips != 0 }},

	{"R-QA-07", "fees_empty", "fees", "A fee is charged, but none is published.", "Add each fee with its rate and basis.",
		func(s, _ *Snapshot) bool { return s.Fee && len(s.Fees) == 0 }},
	{"R-QA-07", "fees_needless", "fee", "Fees are published though none is charged.", "Retire the fees, or mark the item as charging a fee.",
		func(s, _ *Snapshot) bool { return !s.Fee && len(s.Fees) > 0 }},

	{"R-QA-08", "consult_phone_code", "consult_phone", "The telephone for questions is missing or lacks its area code.", "Enter it with the area code, for instance 0816-1234567.",
		func(s, _ *Snapshot) bool { return !withAreaCode(s.ConsultPhone) }},
	{"R-QA-08", "complaint_phone_code", "complaint_phone", "The telephone for complaints is missing or lacks its area code.", "Enter it with the area code, for instance 0816-1234567.",
		func(s, _ *Snapshot) bool { return !withAreaCode(s.ComplaintPhone) }},
	{"R-QA-08", "phones_same", "complaint_phone", "Questions and complaints have the same telephone.", "Give complaints a telephone of their own.",
		func(s, _ *Snapshot) bool { return shareNumber(s.ConsultPhone, s.ComplaintPhone) }},

	{"R-QA-10", "steps_examine", "steps", "A licence is decided without an examination step.", "Add a step of the kind examine.",
		func(s, _ *Snapshot) bool {
			return s.BasicItem.Type == "01" && s.Handling == Promised && !hasStep(s, Examine)
		}},
	{"R-QA-10", "steps_site_check", "steps", "A site check is announced, but no step is one.", "Add a step of the kind site check.",
		func(s, _ *Snapshot) bool { return s.SiteCheck && !hasStep(s, SiteCheck) }},
	{"R-AL-23", "inspection_step", "steps", "The licence turns on an inspection, but in no step two officers inspect.", "Add a step of the kind site check, or clear the mark.",
		func(s, _ *Snapshot) bool { return s.Inspection && !hasStep(s, SiteCheck) }},
	{"R-QA-15", "basis_article", "basis", "The legal basis does not cite law and article.", "Cite each law with its article, for instance 《食品安全法》第三十五条.",
		func(s, _ *Snapshot) bool { return !empty(s.Basis) && !citesArticle(s.Basis) }},
}

// taskCode reads the implementation code; false where it is none (R-CAT-31).
func taskCode(s *Snapshot) (idcode.TaskCode, bool) {
	c, err := idcode.ParseTaskCode(s.Code)
	return c, err == nil
}

// materialRules look at each material.
var materialRules = []rule[Material]{
	{"R-QA-13", "material_catch_all", "name", "The material is a catch-all.", "Name exactly what is to be handed in, or drop it.",
		func(_ *Snapshot, m *Material) bool { return empty(m.Name) || catchAll(m.Name) }},
	{"R-QA-13", "material_basis_empty", "basis", "The basis for asking for the material is not given.", "Cite the law and the article, or drop the material.",
		func(_ *Snapshot, m *Material) bool { return empty(m.Basis) }},
	{"R-QA-13", "material_source_empty", "source", "The source of the material is not given.", "Choose where the applicant gets it.",
		func(_ *Snapshot, m *Material) bool { return !slices.Contains([]string{"10", "20", "99"}, m.Source) }},
	{"R-QA-13", "material_copies_empty", "copies", "The number of originals and copies is not given.", "Enter how many of each; only an electronic material needs none.",
		func(_ *Snapshot, m *Material) bool { return m.Original+m.Copies <= 0 && m.Form != "2" }},
	{"R-QA-15", "material_basis_article", "basis", "The basis for asking for the material does not cite law and article.", "Cite each law with its article.",
		func(_ *Snapshot, m *Material) bool { return !empty(m.Basis) && !citesArticle(m.Basis) }},
	{"R-AL-01", "condition_unreachable", "only_if", "No answer ever leads to this material.", "Choose an option that is still offered, or retire the material.",
		func(s *Snapshot, m *Material) bool { return unreachable(s, m.OnlyIf) }},
}

// questionRules look at each question.
var questionRules = []rule[Question]{
	{"R-AL-01", "condition_unreachable", "only_if", "No answer ever leads to this question.", "Choose an option of an earlier question, or retire the question.",
		func(s *Snapshot, q *Question) bool { return unreachable(s, q.OnlyIf) }},
}

// feeRules look at each fee.
var feeRules = []rule[Fee]{
	{"R-QA-07", "fee_name_empty", "name", "The fee has no name.", "Enter the name of the charge.",
		func(_ *Snapshot, f *Fee) bool { return empty(f.Name) }},
	{"R-QA-07", "fee_standard_empty", "standard", "The fee has no rate.", "Enter the rate.",
		func(_ *Snapshot, f *Fee) bool { return empty(f.Standard) }},
	{"R-QA-07", "fee_basis_empty", "basis", "The fee has no legal basis.", "Cite the law or administrative regulation that allows it.",
		func(_ *Snapshot, f *Fee) bool { return empty(f.Basis) }},
	{"R-QA-07", "fee_pay_online", "pay_online", "Online payment is offered for an item without a fee.", "Clear it, or mark the item as charging a fee.",
		func(s *Snapshot, f *Fee) bool { return !s.Fee && f.PayOnline }},
}

// fieldRules look at each line of the form.
var fieldRules = []rule[FormField]{
	{"R-AL-01", "condition_unreachable", "only_if", "No answer ever leads to this field.", "Choose an option that is still offered, or retire the field.",
		func(s *Snapshot, f *FormField) bool { return unreachable(s, f.OnlyIf) }},
}
