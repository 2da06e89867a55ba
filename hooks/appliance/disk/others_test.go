package disk

import (
	"path/filepath"
	"testing"
)

func TestOtherDisks(t *testing.T) {
	here := t.TempDir()
	for _, v := range Others(here) {
		if same, err := Same(here, v.Path); err != nil || same || v.Free < leastFree {
			t.Errorf("%+v is no other disk: %v %v", v, same, err)
		}
	}
	if Others(filepath.Join(here, "absent")) != nil {
		t.Error("a folder that is not there has other disks")
	}
}
