package catalogue

// The tables of what is compared. Each line names the kind, the element, and how a
// change of it is judged for the citizen.

var listAspects = []aspect[Snapshot]{
	same(KindName, "code", func(s *Snapshot) string { return s.Code }),
	same(KindName, "name", func(s *Snapshot) string { return s.Name }),
	same(KindName, "name_en", func(s *Snapshot) string { return s.NameEn }),
	judged(KindDays, "handling", func(s *Snapshot) string { return s.Handling }, onTheSpot),
	judged(KindDays, "promised_days", func(s *Snapshot) int { return s.PromisedDays }, soonerPromised),
	judged(KindDays, "statutory_days", func(s *Snapshot) int { return s.StatutoryDays }, soonerByLaw),
	judged(KindDays, "statutory_unit", func(s *Snapshot) string { return s.StatutoryUnit }, soonerByLaw),
	same(KindLaw, "regime", func(s *Snapshot) string { return s.Regime }),
	same(KindLaw, "joint", func(s *Snapshot) bool { return s.Joint }),
	same(KindLaw, "basis", func(s *Snapshot) string { return s.Basis }),
	same(KindConditions, "conditions", func(s *Snapshot) string { return s.Conditions }),
	wider(KindConditions, "service_objects", func(s *Snapshot) []string { return s.ServiceObjects }),
	same(KindConditions, "quantity_limit", func(s *Snapshot) string { return s.QuantityLimit }),
	ranked(KindConditions, "scope", func(s *Snapshot) string { return s.Scope }, "town", "county", "city", "province", "nation"),
	gift(KindConditions, "commitment", func(s *Snapshot) bool { return s.Commitment }),
	wider(KindChannels, "channels", func(s *Snapshot) []string { return s.Channels }),
	gift(KindChannels, "one_window", func(s *Snapshot) bool { return s.OneWindow }),
	ranked(KindChannels, "online_depth", func(s *Snapshot) string { return s.OnlineDepth }, "I", "II", "III", "IV"),
	fewer(KindTrips, "trips", func(s *Snapshot) int { return s.Trips }),
	same(KindTrips, "trips_reason", func(s *Snapshot) string { return s.TripsReason }),
	burden(KindSteps, "site_check", func(s *Snapshot) bool { return s.SiteCheck }),
	same(KindSteps, "inspection", func(s *Snapshot) bool { return s.Inspection }),
	burden(KindFees, "fee", func(s *Snapshot) bool { return s.Fee }),
	same(KindResult, "result_kind", func(s *Snapshot) string { return s.ResultKind }),
	same(KindResult, "result_name", func(s *Snapshot) string { return s.ResultName }),
	same(KindResult, "result_name_en", func(s *Snapshot) string { return s.ResultNameEn }),
	given(KindResult, "result_sample", func(s *Snapshot) string { return s.ResultSample }),
	judged(KindResult, "result_valid_years", func(s *Snapshot) int { return s.ResultValidYears }, longerValid),
	same(KindWhere, "address", func(s *Snapshot) string { return s.Address }),
	same(KindWhere, "hours", func(s *Snapshot) string { return s.Hours }),
	same(KindWhere, "consult_phone", func(s *Snapshot) string { return s.ConsultPhone }),
	same(KindWhere, "complaint_phone", func(s *Snapshot) string { return s.ComplaintPhone }),
	same(KindFile, "keep_original", func(s *Snapshot) bool { return s.KeepOriginal }),
	same(KindFile, "retention_years", func(s *Snapshot) int { return s.RetentionYears }),
	same(KindBaseline, "baseline_days", func(s *Snapshot) int { return s.BaselineDays }),
	same(KindBaseline, "baseline_materials", func(s *Snapshot) int { return s.BaselineMaterials }),
	same(KindBaseline, "baseline_steps", func(s *Snapshot) int { return s.BaselineSteps }),
	same(KindBaseline, "baseline_trips", func(s *Snapshot) int { return s.BaselineTrips }),
}

var bodyAspects = []aspect[Body]{
	same(KindWhere, "department.code", func(b *Body) string { return b.Code }),
	same(KindWhere, "department.name", func(b *Body) string { return b.Name }),
	same(KindWhere, "department.name_en", func(b *Body) string { return b.NameEn }),
	same(KindWhere, "department.phone", func(b *Body) string { return b.Phone }),
	same(KindWhere, "department.address", func(b *Body) string { return b.Address }),
	same(KindWhere, "department.region", func(b *Body) string { return b.Region }),
}

var itemAspects = []aspect[BasicItem]{
	same(KindLaw, "basic_item.code", func(b *BasicItem) string { return b.Code }),
	same(KindLaw, "basic_item.name", func(b *BasicItem) string { return b.Name }),
	same(KindLaw, "basic_item.name_en", func(b *BasicItem) string { return b.NameEn }),
	same(KindLaw, "basic_item.type", func(b *BasicItem) string { return b.Type }),
	same(KindLaw, "basic_item.basis", func(b *BasicItem) string { return b.Basis }),
	same(KindLaw, "basic_item.levels", func(b *BasicItem) []string { return b.Levels }),
}

var materialRows = rows[Material]{
	kind: KindMaterials, field: "materials",
	list:  func(s *Snapshot) []Material { return s.Materials },
	id:    func(m *Material) string { return m.ID },
	key:   func(m *Material) string { return called(m.Type, m.Name) },
	label: func(m *Material) (string, string) { return m.Name, english(m.NameEn, m.Name) },
	added: func(m *Material) Effect {
		if m.Necessity == Optional {
			return Neutral
		}
		return Worse
	},
	aspects: []aspect[Material]{
		same("", "name", func(m *Material) string { return m.Name }),
		same("", "name_en", func(m *Material) string { return m.NameEn }),
		same("", "type_name", func(m *Material) string { return m.TypeName }),
		ranked("", "necessity", func(m *Material) string { return m.Necessity }, Required, Deferrable, Optional),
		same("", "source", func(m *Material) string { return m.Source }),
		fewer("", "original", func(m *Material) int { return m.Original }),
		fewer("", "copies", func(m *Material) int { return m.Copies }),
		same("", "form", func(m *Material) string { return m.Form }),
		same("", "basis", func(m *Material) string { return m.Basis }),
		same("", "standard", func(m *Material) string { return m.Standard }),
		given("", "blank_form", func(m *Material) string { return m.BlankForm }),
		given("", "sample", func(m *Material) string { return m.Sample }),
		asked("", func(m *Material) []string { return m.OnlyIf }),
	},
}

var stepRows = rows[Step]{
	kind: KindSteps, field: "steps",
	list:  func(s *Snapshot) []Step { return s.Steps },
	id:    func(x *Step) string { return x.ID },
	key:   func(x *Step) string { return called(x.Kind, x.Name) },
	label: func(x *Step) (string, string) { return x.Name, x.Name },
	added: func(*Step) Effect { return Worse },
	aspects: []aspect[Step]{
		same("", "name", func(x *Step) string { return x.Name }),
		same("", "seq", func(x *Step) int { return x.Seq }),
		same("", "kind", func(x *Step) string { return x.Kind }),
		same("", "department", func(x *Step) string { return x.Department }),
		judged("", "days", func(x *Step) int { return x.Days }, func(a, b *Step) Effect { return shorter(a.Days, b.Days) }),
	},
}

var feeRows = rows[Fee]{
	kind: KindFees, field: "fees",
	list:  func(s *Snapshot) []Fee { return s.Fees },
	id:    func(f *Fee) string { return f.ID },
	key:   func(f *Fee) string { return called(f.Name) },
	label: func(f *Fee) (string, string) { return f.Name, f.Name },
	added: func(*Fee) Effect { return Worse },
	aspects: []aspect[Fee]{
		same("", "name", func(f *Fee) string { return f.Name }),
		same("", "standard", func(f *Fee) string { return f.Standard }),
		same("", "basis", func(f *Fee) string { return f.Basis }),
		gift("", "reducible", func(f *Fee) bool { return f.Reducible }),
		gift("", "pay_online", func(f *Fee) bool { return f.PayOnline }),
	},
}

var questionRows = rows[Question]{
	kind: KindQuestions, field: "questions",
	list:  func(s *Snapshot) []Question { return s.Questions },
	id:    func(q *Question) string { return q.ID },
	key:   func(q *Question) string { return called(q.Text) },
	label: func(q *Question) (string, string) { return q.Text, english(q.TextEn, q.Text) },
	added: func(*Question) Effect { return Neutral },
	aspects: []aspect[Question]{
		same("", "text", func(q *Question) string { return q.Text }),
		same("", "text_en", func(q *Question) string { return q.TextEn }),
		asked("", func(q *Question) []string { return q.OnlyIf }),
	},
}

var optionRows = rows[option]{
	kind: KindQuestions, field: "options",
	list:  optionsOf,
	id:    func(o *option) string { return o.ID },
	key:   func(o *option) string { return called(o.question, o.Text) },
	label: (*option).label,
	added: func(*option) Effect { return Neutral },
	aspects: []aspect[option]{
		same("", "text", func(o *option) string { return o.Text }),
		same("", "text_en", func(o *option) string { return o.TextEn }),
	},
}

var fieldRows = rows[FormField]{
	kind: KindForm, field: "form_fields",
	list:  func(s *Snapshot) []FormField { return s.FormFields },
	id:    func(f *FormField) string { return f.ID },
	key:   func(f *FormField) string { return called(f.Key) },
	label: func(f *FormField) (string, string) { return f.Label, english(f.LabelEn, f.Label) },
	added: func(f *FormField) Effect {
		if f.Required {
			return Worse
		}
		return Neutral
	},
	aspects: []aspect[FormField]{
		same("", "key", func(f *FormField) string { return f.Key }),
		same("", "label", func(f *FormField) string { return f.Label }),
		same("", "label_en", func(f *FormField) string { return f.LabelEn }),
		same("", "kind", func(f *FormField) string { return f.Kind }),
		same("", "choices", func(f *FormField) []string { return f.Choices }),
		burden("", "required", func(f *FormField) bool { return f.Required }),
		given("", "prefill", func(f *FormField) string { return f.Prefill }),
		asked("", func(f *FormField) []string { return f.OnlyIf }),
	},
}
