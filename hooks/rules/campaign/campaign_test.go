package campaign

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/meter"
)

var two = []Body{{"m", "市场监管局", "Market Supervision"}, {"p", "公安局", ""}}

// A department's tasks follow its own, and what closes the campaign waits for all of them.
func TestTasksOfTheCatalogue_R_CLM_11(t *testing.T) {
	template, err := Find("catalogue")
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := template.Tasks("centre", two)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i, x := range tasks {
		lines = append(lines, fmt.Sprint(i, " ", x.Name, " | ", x.NameEn, " | ", x.Lead, x.Follows))
	}
	want := `0 动员部署、明确分工 | Brief the departments and divide the work | centre[]
1 市场监管局：认领事项 | Market Supervision: claim the items | m[0]
2 公安局：认领事项 | 公安局: claim the items | p[0]
3 市场监管局：编制清单 | Market Supervision: compile the lists | m[1]
4 公安局：编制清单 | 公安局: compile the lists | p[2]
5 市场监管局：清单审核 | Market Supervision: have the lists checked | m[3]
6 公安局：清单审核 | 公安局: have the lists checked | p[4]
7 市场监管局：清单发布 | Market Supervision: have the lists published | m[5]
8 公安局：清单发布 | 公安局: have the lists published | p[6]
9 总结上报 | Report upwards | centre[7 8]`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := template.Tasks("centre", nil); fault.Of(err) != fault.FormIncomplete {
		t.Errorf("without departments: %v", err)
	}
	if _, err := Find("none"); fault.Of(err) != fault.ValueInvalid {
		t.Error(err)
	}
}

// The ten ones are ten, the problems a hundred.
func TestNumbersOfTheTemplates_R_MY_04(t *testing.T) {
	ones, batches := 0, 0
	for _, t := range Templates {
		for _, p := range t.Patterns {
			if t.Key == "ten_ones" && strings.HasPrefix(p.Name, "一") {
				ones++
			}
			if p.Measure.Kind == meter.ProblemsSolved {
				batches += p.Measure.Target.Amount
			}
		}
	}
	if ones != 10 || batches != 100 {
		t.Errorf("%d ones, %d problems", ones, batches)
	}
}

// Every template is an order with one end, measured by what can be measured, with words in
// both languages.
func TestEveryTemplate(t *testing.T) {
	for _, template := range Templates {
		tasks, err := template.Tasks("centre", two)
		if err != nil {
			t.Fatal(err)
		}
		if template.Name == "" || template.NameEn == "" || template.Goal == "" || template.GoalEn == "" || template.Basis == "" {
			t.Errorf("%s lacks words", template.Key)
		}
		followed := map[int]bool{}
		for i, x := range tasks {
			for _, at := range x.Follows {
				if at >= i {
					t.Errorf("%s: %s stands before what it follows", template.Key, x.Name)
				}
				followed[at] = true
			}
			if len(x.Follows) < len(x.After) {
				t.Errorf("%s: %s follows a pattern that is not there", template.Key, x.Name)
			}
			settled, field, err := x.Measure.Settled()
			if err != nil || settled != x.Measure {
				t.Errorf("%s: %s is measured by %+v, %s %v", template.Key, x.Name, settled, field, err)
			}
			if strings.Contains(x.Name+x.NameEn, "{") || x.NameEn == "" || x.Days < 1 || !slices.Contains([]string{"", "lead", "partners", "county"}, x.Scope) {
				t.Errorf("%s: %+v", template.Key, x)
			}
		}
		if open := len(tasks) - len(followed); open != 1 {
			t.Errorf("%s has %d ends", template.Key, open)
		}
	}
}
