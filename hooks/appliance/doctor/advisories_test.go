package doctor

import (
	"os"
	"regexp"
	"testing"
)

// Whoever changes PocketBase in go.mod looks through its advisories and says so here.
func TestAdvisoriesAreLookedThroughForThisVersion(t *testing.T) {
	text, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`github.com/pocketbase/pocketbase (v\S+)`).FindSubmatch(text)
	if version == nil || string(version[1]) != AdvisoriesChecked {
		t.Fatalf("go.mod has PocketBase %s, the advisories were looked through for %s: see https://github.com/pocketbase/pocketbase/security, add what is new and set AdvisoriesChecked", version, AdvisoriesChecked)
	}
	if open := Affecting(AdvisoriesChecked); len(open) > 0 {
		t.Errorf("%s is open to %+v", AdvisoriesChecked, open)
	}
	if v := platform(); v != "" && v != AdvisoriesChecked {
		t.Errorf("built with %s", v)
	}
}

func TestVersionsThatAreOpen(t *testing.T) {
	for version, count := range map[string]int{
		"v0.22.13": 3, "v0.22.14": 2, "v0.22.42": 1, "v0.22.47": 1, "v0.22.48": 0, "v0.23.0": 1, "v0.29.9": 1, "v0.30.0": 2, "v0.36.8": 2,
		"v0.37.3": 2, "v0.37.4": 1, "v0.39.6": 1, "v0.39.7": 0, "v0.39.11": 0, "v1.0.0": 0, "v0.39.6-rc.1": 1,
	} {
		if got := Affecting(version); len(got) != count {
			t.Errorf("%s: %d of %d", version, len(got), count)
		}
	}
}
