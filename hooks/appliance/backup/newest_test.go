package backup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onestop/hooks/appliance"
	"onestop/hooks/rules/workday"
)

// A start that finds the database missing, empty or damaged, or its log gone, names the
// newest good backup by what the backups keep beside the folder.
func TestARefusedStartNamesTheNewestBackup(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	if at, err := x.Newest(); !at.IsZero() || !Unset(err) {
		t.Fatal(at, err)
	}
	x.aim()
	if at, err := x.Newest(); !at.IsZero() || err != nil {
		t.Fatal(at, err)
	}
	x.run()
	if at, err := x.Newest(); !at.Equal(x.at) || err != nil {
		t.Fatal(at, err)
	}
	x.close()
	data := filepath.Join(x.Dir, "data.db")
	whole, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	random := []byte(string(whole))
	copy(random[4096:], strings.Repeat("random page", 2000))
	for name, content := range map[string][]byte{"missing": nil, "empty": {}, "random pages": random, "garbage": []byte(strings.Repeat("x", 9000))} {
		if err := os.Remove(data); err != nil {
			t.Fatal(err)
		}
		if content != nil {
			x.write(data, string(content))
		}
		err := appliance.Check(x.Dir)
		if err == nil {
			t.Fatalf("%s: the house starts", name)
		}
		for _, words := range []string{x.at.In(workday.China).Format("2006-01-02 15:04"), `onestop restore --dir "` + x.Dir + `" --from "` + x.disk, "最近一次成功的备份是"} {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q is not in %v", name, words, err)
			}
		}
		x.write(data, string(whole))
	}
	if err := appliance.Check(x.Dir); err != nil {
		t.Fatal(err)
	}
}
