package refusal

import "testing"

// A number is said with its noun in English and alone in Chinese.
func TestMany(t *testing.T) {
	for n, want := range map[int]string{0: "0 cases are lost\n丢失 0 件", 1: "1 case is lost\n丢失 1 件", 2: "2 cases are lost\n丢失 2 件"} {
		if got := New("%[1]s lost", "丢失 %[1]d 件", Many{n, "case is", "cases are"}).Error(); got != want {
			t.Errorf("%q", got)
		}
	}
}
