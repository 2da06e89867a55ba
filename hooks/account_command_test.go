package hooks

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// Whoever has the machine lets people in again: locked accounts, lost telephones.
func TestConsoleLetsPeopleInAgain(t *testing.T) {
	d := newDoor(t, true)
	_, _, token := d.enrolled(core.CollectionNameSuperusers, "admin")
	if out, err := d.console("account", "totp-reset", "admin@demo.test"); err != nil || !strings.Contains(out, "of admin@demo.test is forgotten") || !strings.Contains(out, "admin@demo.test 的动态口令手机已解除") {
		t.Errorf("%q %v", out, err)
	}
	if d.holds(token) {
		t.Error("what was open goes on")
	}
	d.tryAt(atHome, core.CollectionNameSuperusers, "admin@demo.test", password).asks("enrol")
	for range 5 {
		d.tryAt("127.0.6.1:1", "officers", "clerk@demo.test", "wrong")
	}
	if out, err := d.console("account", "unlock", "clerk@demo.test"); err != nil || !strings.Contains(out, "clerk@demo.test is open again") || !strings.Contains(out, "clerk@demo.test 的账户已解锁") {
		t.Errorf("%q %v", out, err)
	}
	d.tryAt("127.0.6.2:1", "officers", "clerk@demo.test", password).ok()
	for _, args := range [][]string{{"account", "unlock", "nobody@demo.test"}, {"account", "totp-reset", "nobody@demo.test"}, {"account", "unlock"}} {
		if out, err := d.console(args...); err == nil {
			t.Errorf("%v: %q", args, out)
		}
	}
}
