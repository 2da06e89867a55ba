package migrations

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

// keys are the ways to ask for a protected file. by answers the token and the one whose
// right it is to open with it; nobody's opens nothing. A token opens by itself: who sends
// it, and whether he is signed in, does not count.
var keys = []struct {
	what string
	by   func(w *world, role string) (token, right string)
}{
	{"with the own token", func(w *world, role string) (string, string) { return w.fileToken(role, time.Minute), role }},
	{"with the token of a stranger", func(w *world, _ string) (string, string) { return w.fileToken("other", time.Minute), "other" }},
	{"with a token that has expired", func(w *world, role string) (string, string) { return w.fileToken(role, -time.Second), nobody }},
	{"with the token of the log-in", func(w *world, role string) (string, string) { return w.logInToken(role), nobody }},
	{"without a token", func(*world, string) (string, string) { return "", nobody }},
}

// fileToken is what opens protected files for a role; a guest has none.
func (w *world) fileToken(role string, valid time.Duration) string {
	who := w.people[role]
	if who == nil {
		return ""
	}
	token, err := security.NewJWT(map[string]any{core.TokenClaimType: core.TokenTypeFile, core.TokenClaimId: who.Id, core.TokenClaimCollectionId: who.Collection().Id},
		who.TokenKey()+who.Collection().FileToken.Secret, valid)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w *world) logInToken(role string) string {
	who := w.people[role]
	if who == nil {
		return ""
	}
	token, err := who.NewAuthToken()
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// TestFileAddresses tries every file of every thing of the table of readers, in full and as a
// thumbnail, by every role and every key: a protected file opens for those who may read
// its record and nobody else, locked cases included; a public one for everybody.
func TestFileAddresses(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	tried := map[string]bool{}
	for _, row := range readers {
		for thing := range strings.SplitSeq(row.things, ", ") {
			r := w.things[thing]
			for _, f := range r.Collection().Fields {
				if file, ok := f.(*core.FileField); ok {
					tried[r.Collection().Name+"."+file.Name] = true
					w.tryFile(thing, file, row.readers)
				}
			}
		}
	}
	for _, c := range collections(t, w.app) {
		for _, f := range c.Fields {
			if name := c.Name + "." + f.GetName(); f.Type() == core.FieldTypeFile && !tried[name] {
				t.Errorf("nobody tries to open %s; give a thing of it a row of readers", name)
			}
		}
	}
}

func (w *world) tryFile(thing string, field *core.FileField, readers string) {
	r := w.things[thing]
	names := r.GetStringSlice(field.Name)
	if len(names) == 0 {
		w.t.Fatalf("%s has no file in %s", thing, field.Name)
	}
	address := "/api/files/" + r.Collection().Name + "/" + r.Id + "/" + names[0]
	open := slices.Contains(publicFiles, r.Collection().Name+"."+field.Name)
	for _, role := range roles {
		for _, key := range keys {
			token, right := key.by(w, role)
			want := http.StatusNotFound // the platform does not tell a stranger that there is one
			if open || may(readers, right) {
				want = http.StatusOK
			}
			for _, form := range []string{"", "thumb=100x100&"} {
				if got := w.call(role, "GET", address+"?"+form+"token="+token, nil); got.status != want {
					w.t.Errorf("%s opens %s of %s %s (%s): %d, want %d", role, field.Name, thing, key.what, form, got.status, want)
				}
			}
		}
	}
}
