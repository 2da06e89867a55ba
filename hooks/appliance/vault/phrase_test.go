package vault

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestPhraseIsReadAsPeopleTypeIt(t *testing.T) {
	i := newIdentity(t)
	phrase, recipient := i.Phrase(), i.Keys().Recipient
	if lines := strings.Split(phrase, "\n"); len(lines) != 3 || len(strings.Fields(lines[0])) != 5 {
		t.Fatalf("not three lines of five groups:\n%s", phrase)
	}
	wide := strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}, phrase)
	for name, typed := range map[string]string{
		"as printed": phrase, "small": strings.ToLower(phrase), "dashes": strings.ReplaceAll(phrase, " ", "-"), "wide": wide,
		"as age writes it": i.String(), "with words": "\t" + phrase + "  \r\n", "o for 0": strings.ReplaceAll(phrase, "0", "o"),
		"1 for L": strings.ReplaceAll(phrase, "L", "1"), "B for 8": strings.ReplaceAll(phrase, "8", "b"),
	} {
		if got, err := ParsePhrase(typed, recipient); err != nil || got.String() != i.String() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// One sign typed wrong, or two in the wrong order, is put right, and never to another phrase.
func TestPhraseIsMendedProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		i := newIdentity(t)
		signs := []byte(tidy(i.Phrase()))
		n := r.IntN(len(signs) - 1)
		if r.IntN(2) == 0 {
			signs[n] = phraseSet[r.IntN(len(phraseSet))]
		} else {
			signs[n], signs[n+1] = signs[n+1], signs[n]
		}
		if got, err := ParsePhrase(string(signs), ""); err != nil || got.String() != i.String() {
			t.Fatalf("%s typed as %s: %v", i.Phrase(), signs, err)
		}
		signs[5], signs[20], signs[40] = signs[20], signs[40], signs[5]
		if got, err := ParsePhrase(string(signs), i.Keys().Recipient); err == nil && got.String() != i.String() {
			t.Fatal("it became another phrase")
		}
	}
}

func TestWrongPhrasesAreTold(t *testing.T) {
	i, other := newIdentity(t), newIdentity(t)
	signs := tidy(i.Phrase())
	for typed, want := range map[string]string{
		"":         "58 letters and digits; this one has 0",
		signs[:57]: "this one has 57",
		signs[:10] + signs[20:30] + signs[10:20] + signs[30:]: "check signs",
		other.Phrase(): "other backups",
	} {
		if _, err := ParsePhrase(typed, i.Keys().Recipient); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if _, err := ParseIdentity("AGE-SECRET-KEY-1"); err == nil {
		t.Error("half a key was taken")
	}
}

func FuzzParsePhrase(f *testing.F) {
	i := newIdentity(f)
	f.Add(i.Phrase())
	f.Add("AGE-SECRET-KEY-1")
	f.Add(strings.Repeat("Ｑ", 58))
	f.Fuzz(func(t *testing.T, typed string) {
		if got, err := ParsePhrase(typed, i.Keys().Recipient); err == nil && got.String() != i.String() {
			t.Fatal("another phrase opens")
		}
	})
}
