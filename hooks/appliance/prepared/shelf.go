package prepared

import (
	"container/list"
	"errors"
	"hash/maphash"
	"strings"
)

// shelf keeps the statements that were used last, by their text. One that is in use is not
// on it. PocketBase also sends texts that never come again, with random names in them: a
// text is kept from the second time on that it comes, so that these push nothing out.
type shelf struct {
	most  int
	order *list.List // of *kept; what was used last stands in front
	texts map[string]*list.Element
	once  []uint64 // digests of texts that came once, each in the place that it hashes to
}

type kept struct {
	text string
	statement
}

// seed makes the digests of texts unguessable for who chooses texts.
var seed = maphash.MakeSeed()

func newShelf(most int) *shelf {
	return &shelf{most: most, order: list.New(), texts: map[string]*list.Element{}, once: make([]uint64, 4*most)}
}

// take takes the statement of a text off the shelf; nil where there is none.
func (s *shelf) take(text string) statement {
	place := s.texts[text]
	if place == nil {
		return nil
	}
	delete(s.texts, text)
	return s.order.Remove(place).(*kept).statement
}

// put puts back a statement that nobody uses any more; old tells that it was taken from
// here. Where there is no room, the one goes that was used longest ago.
func (s *shelf) put(text string, done statement, old bool) error {
	if s.texts[text] != nil || pragma(text) || !old && !s.came(text) { // two of one text may have been in use at once
		return done.Close()
	}
	s.texts[text] = s.order.PushFront(&kept{text, done})
	if s.order.Len() <= s.most {
		return nil
	}
	oldest := s.order.Remove(s.order.Back()).(*kept)
	delete(s.texts, oldest.text)
	return oldest.Close()
}

// pragma tells a text that may do its work while it is compiled, and never again.
func pragma(text string) bool { return len(text) >= 6 && strings.EqualFold(text[:6], "pragma") }

// came tells whether a text came before, not too long ago, and notes that it came.
func (s *shelf) came(text string) bool {
	digest := maphash.String(seed, text)
	place := &s.once[digest%uint64(len(s.once))]
	if *place == digest {
		return true
	}
	*place = digest
	return false
}

// clear closes all statements.
func (s *shelf) clear() error {
	var err error
	for place := s.order.Front(); place != nil; place = place.Next() {
		err = errors.Join(err, place.Value.(*kept).Close())
	}
	s.order.Init()
	clear(s.texts)
	return err
}
