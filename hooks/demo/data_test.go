package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/idcode"
)

var today = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func (l *loader) departmentKeys() []string {
	var keys []string
	for _, d := range l.county.Departments {
		keys = append(keys, d.Key)
	}
	return keys
}

func (l *loader) serviceKeys() []string {
	var keys []string
	for _, s := range l.items.Services {
		keys = append(keys, s.Key)
	}
	return keys
}

// noRepeat reports a value that stands twice.
func noRepeat(t *testing.T, what string, values []string) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(values))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			t.Errorf("two %s are %q", what, sorted[i])
		}
	}
}

func TestNumbersPassTheCheckDigits_R_CODE_01_02(t *testing.T) {
	l := furnished(t)
	var numbers []string
	for _, d := range l.county.Departments {
		if code, err := idcode.CreditCode(d.Code); err != nil || code != d.Code || code[2:8] != "510799" {
			t.Errorf("%s: %v", d.Name, err)
		}
		numbers = append(numbers, d.Code)
	}
	for _, a := range l.county.Applicants {
		numbers = append(numbers, a.IDNumber)
		if a.Kind == "organization" {
			if _, err := idcode.CreditCode(a.IDNumber); err != nil || a.IDType != "uscc" || a.IDNumber[2:8] != "510799" {
				t.Errorf("%s: %v", a.Name, err)
			}
			continue
		}
		if _, err := idcode.ResidentID(a.IDNumber, today); err != nil || a.IDType != "resident_id" || a.IDNumber[:6] != "510799" {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	noRepeat(t, "numbers", numbers)
}

func TestTelephonesCanBeDialled_R_QA_08(t *testing.T) {
	l := furnished(t)
	var phones []string
	for _, d := range l.county.Departments {
		phones = append(phones, d.Phone)
		if !strings.HasPrefix(d.Phone, "0816-") || d.Phone == complaintLine {
			t.Errorf("%s: %s", d.Name, d.Phone)
		}
	}
	for _, a := range l.county.Applicants {
		phones = append(phones, a.Phone)
	}
	for _, phone := range phones {
		if _, err := idcode.Mobile(phone); err != nil {
			t.Errorf("%s: %v", phone, err)
		}
	}
	noRepeat(t, "telephones", phones)
}

func TestRegionsFormATree_R_CODE_03(t *testing.T) {
	l := furnished(t)
	known := map[string]bool{"": true}
	for _, r := range l.county.Regions {
		if _, err := idcode.RegionCode(r.Code); err != nil || !known[r.Parent] {
			t.Errorf("%s: parent %q, %v", r.Name, r.Parent, err)
		}
		known[r.Code] = true
	}
}

func TestEveryDepartmentHasItsPosts(t *testing.T) {
	l := furnished(t)
	var logins []string
	held := map[string]bool{}
	for _, o := range l.roster() {
		logins = append(logins, o.Login)
		if !slices.Contains(l.departmentKeys(), o.Department) {
			t.Errorf("%s: no department %s", o.Login, o.Department)
		}
		for _, role := range o.Roles {
			held[role+" "+o.Department] = true
		}
	}
	noRepeat(t, "logins", logins)
	for _, key := range l.departmentKeys() {
		for _, role := range []string{"clerk", "examiner", "approver"} {
			if !held[role+" "+key] {
				t.Errorf("%s has no %s", key, role)
			}
		}
	}
	for _, login := range []string{"clerk", "examiner", "examiner2", "approver", "cataloguer", "supervisor", "supervisor2", "auditor", "examiner.police", "clerk.hospital"} {
		if !slices.Contains(logins, login) {
			t.Errorf("%s is missing", login)
		}
	}
}

func TestItemCodes_R_CAT_30_33(t *testing.T) {
	l := furnished(t)
	var codes []string
	for _, s := range l.items.Services {
		d := l.departmentOf(s.Department)
		task, err := idcode.NewTaskCode(d.Code, localLevel, s.Code)
		if err != nil {
			t.Errorf("%s: %v", s.Key, err)
			continue
		}
		if task.Basic.Area != "00" && task.Basic.Area != "51" {
			t.Errorf("%s: area %s", s.Key, task.Basic.Area)
		}
		codes = append(codes, s.Code)
	}
	noRepeat(t, "item codes", codes)
	if len(codes) != 38 || len(l.items.LifeEvents) != 5 {
		t.Errorf("%d services, %d life events", len(codes), len(l.items.LifeEvents))
	}
}

// answers are what only_if may name for an owner's questions.
func answers(questions []question) []string {
	var list []string
	for _, q := range questions {
		for _, o := range q.Options {
			list = append(list, q.Key+"."+o.Key)
		}
	}
	return list
}

func TestCatalogueNamesOnlyWhatThereIs(t *testing.T) {
	l := furnished(t)
	for _, s := range l.items.Services {
		if l.departmentOf(s.Department).Key == "" {
			t.Errorf("%s: no department %s", s.Key, s.Department)
		}
		named := []string{}
		for _, m := range s.Materials {
			if l.typeOf(m.Type).Code == "" {
				t.Errorf("%s: no material type %s", s.Key, m.Type)
			}
			named = append(named, m.OnlyIf...)
		}
		for _, f := range s.Fields {
			named = append(named, f.OnlyIf...)
			if f.Required && f.Kind != "date" && len(entries[f.Key]) == 0 {
				t.Errorf("%s: nobody knows what to write into %s", s.Key, f.Key)
			}
		}
		for _, x := range s.Steps {
			if x.Department != "" && l.departmentOf(x.Department).Key == "" {
				t.Errorf("%s: no department %s", s.Key, x.Department)
			}
		}
		for _, answer := range named {
			if !slices.Contains(answers(s.Questions), answer) {
				t.Errorf("%s: no answer %s", s.Key, answer)
			}
		}
	}
}

func TestFoodLicenceIsAsTheTrainingNeedsIt(t *testing.T) {
	l := furnished(t)
	food := (&teller{loader: l}).serviceOf("SAMR-FOOD")
	if len(food.Questions) != 0 || len(food.Fields) != 0 || food.Department != "market" {
		t.Errorf("questions %v, fields %v, %s", food.Questions, food.Fields, food.Department)
	}
	if len(food.Steps) != 2 || food.Steps[0].Kind != "examine" || food.Steps[0].Seq != 1 || food.Steps[1].Kind != "site_check" || food.Steps[1].Seq != 2 {
		t.Errorf("steps %v", food.Steps)
	}
	if !slices.Contains(food.Objects, "person") || !slices.Contains(food.Objects, "enterprise") {
		t.Errorf("open to %v", food.Objects)
	}
}

func TestLifeEventsAreOrdered_R_PKG_02(t *testing.T) {
	l := furnished(t)
	for _, e := range l.items.LifeEvents {
		before := map[string]bool{}
		for _, m := range e.Members {
			if !slices.Contains(l.serviceKeys(), m.Service) || before[m.Service] {
				t.Errorf("%s: %s is unknown or stands twice", e.Key, m.Service)
			}
			for _, after := range m.After {
				if !before[after] {
					t.Errorf("%s: %s comes after %s, which does not stand before it", e.Key, m.Service, after)
				}
			}
			for _, answer := range m.OnlyIf {
				if !slices.Contains(answers(e.Questions), answer) {
					t.Errorf("%s: no answer %s", e.Key, answer)
				}
			}
			before[m.Service] = true
		}
	}
}

func TestFatesAndDemandsFitTheCatalogue(t *testing.T) {
	l := furnished(t)
	share, asked := 0, map[string]bool{}
	for _, d := range demands {
		if !slices.Contains(l.serviceKeys(), d.service) || d.weight < 1 || asked[d.service] {
			t.Errorf("demand for %s", d.service)
		}
		asked[d.service] = true
		for _, login := range d.by {
			if !slices.ContainsFunc(l.county.Applicants, func(a applicant) bool { return a.Login == login }) {
				t.Errorf("%s: nobody is %s", d.service, login)
			}
		}
	}
	for _, f := range fates {
		share += f.share
		for _, s := range f.services {
			if !asked[s] {
				t.Errorf("%s happens to %s, for which nobody asks", f.name, s)
			}
		}
		for _, move := range f.script {
			if moves[move] == nil && move != everyStep {
				t.Errorf("%s: there is no move %q", f.name, move)
			}
		}
	}
	if share != 200 {
		t.Errorf("the shares add up to %d of 200", share)
	}
}

func TestCasesAreDividedByShares(t *testing.T) {
	for i, n := range apportion(200) {
		if n != fates[i].share {
			t.Errorf("%s: %d of 200, want %d", fates[i].name, n, fates[i].share)
		}
	}
	for _, cases := range []int{0, 1, len(fates), len(fates) + 7, 1000} {
		sum, least := 0, cases
		for _, n := range apportion(cases) {
			sum, least = sum+n, min(least, n)
		}
		if sum != cases || cases >= len(fates) && least < 1 {
			t.Errorf("%d cases: %d given, at least %d to each", cases, sum, least)
		}
	}
}

func TestWhoeverAsksIsServed_R_CAT_14(t *testing.T) {
	l := furnished(t)
	teller := &teller{loader: l}
	for _, d := range demands {
		open := teller.openTo(teller.serviceOf(d.service))
		for _, login := range d.by {
			if !slices.Contains(open, login) {
				t.Errorf("%s is not open to %s", d.service, login)
			}
		}
	}
}

func TestRecordIDsAreStable(t *testing.T) {
	if got := recordID("services", "SAMR-FOOD"); got != recordID("services", "SAMR-FOOD") || len(got) != 15 || got == recordID("claims", "SAMR-FOOD") {
		t.Error(got)
	}
}
