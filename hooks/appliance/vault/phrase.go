package vault

import (
	"slices"
	"strings"

	"onestop/hooks/appliance/refusal"
)

const (
	phrasePrefix = "AGE-SECRET-KEY-1" // what the program age writes before the phrase
	phraseSigns  = 58
	phraseSet    = "023456789ACDEFGHJKLMNPQRSTUVWXYZ" // bech32: no sign that looks like another one of it
)

// Phrase is the identity for paper: groups of four signs, five to a line.
func (i *Identity) Phrase() string {
	var b strings.Builder
	group := 0
	for chunk := range slices.Chunk([]byte(strings.TrimPrefix(i.String(), phrasePrefix)), 4) {
		switch {
		case group > 0 && group%5 == 0:
			b.WriteByte('\n')
		case group > 0:
			b.WriteByte(' ')
		}
		b.Write(chunk)
		group++
	}
	return b.String()
}

// ParsePhrase reads a phrase as people type it: in any case, with any blanks and dashes, in
// the wide signs of a Chinese keyboard, and with what looks alike mistaken. One wrong sign,
// or two next to each other in the wrong order, is put right: the check signs tell. The
// recipient of the backups to be opened, if known, decides whether it is their phrase.
func ParsePhrase(typed, recipient string) (*Identity, error) {
	signs := tidy(typed)
	if len(signs) != phraseSigns {
		return nil, refusal.New("A recovery phrase has %[1]d letters and digits; this one has %[2]d. Type it again from the card.",
			"恢复短语共有 %[1]d 个字母和数字，这里有 %[2]d 个。请对照卡片重新输入。", phraseSigns, len(signs))
	}
	found := attempt(signs)
	if found == nil {
		found = mend(signs)
	}
	if found == nil {
		return nil, refusal.New("This is not a recovery phrase: the check signs at its end do not fit. Type it again from the card.",
			"恢复短语有误：末尾的校验位不符。请对照卡片重新输入。")
	}
	if recipient != "" && found.Keys().Recipient != recipient {
		return nil, refusal.New("This recovery phrase belongs to other backups.", "这个恢复短语是另一套备份的，不能打开这里的备份。")
	}
	return found, nil
}

// Complete tells whether enough signs for a phrase were typed.
func Complete(typed string) bool { return len(tidy(typed)) >= phraseSigns }

// tidy leaves the signs of a phrase, in capitals.
func tidy(typed string) string {
	typed = strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, typed))
	typed = strings.ReplaceAll(typed, phrasePrefix, "")
	return strings.Map(func(r rune) rune {
		switch r {
		case 'O':
			return '0'
		case '1', 'I', '|':
			return 'L'
		case 'B':
			return '8'
		}
		if strings.ContainsRune(phraseSet, r) {
			return r
		}
		return -1
	}, typed)
}

func attempt(signs string) *Identity {
	found, err := ParseIdentity(phrasePrefix + signs)
	if err != nil {
		return nil
	}
	return found
}

// mend tries all phrases that differ by one sign or by one pair in the wrong order. The
// check signs tell all phrases that differ by up to four signs from each other, so there is
// at most one.
func mend(signs string) *Identity {
	for i := range signs {
		for _, sign := range phraseSet {
			if found := attempt(signs[:i] + string(sign) + signs[i+1:]); found != nil {
				return found
			}
		}
		if i > 0 {
			if found := attempt(signs[:i-1] + signs[i:i+1] + signs[i-1:i] + signs[i+1:]); found != nil {
				return found
			}
		}
	}
	return nil
}
