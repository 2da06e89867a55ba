package vault

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// makersName says, readable for everybody, which installations made the backups: a house that
// was brought back is the same house, with the same keys, and two in one series would thin each
// other's backups out.
const makersName = "makers.json"

// Maker is one installation of a house.
type Maker struct {
	ID      string `json:"id"` // drawn by chance
	Machine string `json:"machine"`
	Folder  string `json:"folder"`
}

// claim says who makes the backups from a number on.
type claim struct {
	Maker
	From  int       `json:"from"`
	Since time.Time `json:"since"`
}

// Taken is what an installation is told that another one has taken the place of.
type Taken struct {
	Maker // who has it
	Place string
	Since time.Time
}

func (t Taken) Error() string {
	return fmt.Sprintf("%s on %s makes the backups in %s since %s", t.Folder, t.Machine, t.Place, t.Since)
}

// Claim has an installation make the backups of this store from now on. A store in which nobody
// is noted is everybody's; one that another installation has is left alone (Taken), unless over
// says that it has ended.
func (s *Store) Claim(m Maker, over bool, now time.Time) error {
	claims, err := s.claims()
	if err != nil {
		return err
	}
	s.maker = m.ID
	from := 0 // what was made before anybody was noted counts as one's own
	if n := len(claims); n > 0 {
		switch last := claims[n-1]; {
		case last.ID == m.ID:
			return nil
		case !over:
			return s.taken(last)
		}
		if from, _, err = s.next(); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(append(claims, claim{m, from, now.UTC()}), "", "  ")
	if err == nil {
		err = write(s.shelf, makersName, append(text, '\n'))
	}
	return explain(err, s.shelf.String())
}

func (s *Store) taken(c claim) error { return Taken{c.Maker, s.shelf.String(), c.Since} }

// claims are those of the store, the oldest first. A damaged list is somebody's whom nobody knows.
func (s *Store) claims() ([]claim, error) {
	text, err := read(s.shelf, makersName)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, explainRead(err, s.shelf.String())
	}
	var list []claim
	if json.Unmarshal(text, &list) != nil || len(list) == 0 || slices.ContainsFunc(list, func(c claim) bool { return c.ID == "" }) {
		return []claim{{Maker: Maker{ID: "?", Machine: "?", Folder: "?"}}}, nil
	}
	return list, nil
}

// mine tells which backups another installation made. It fails where one has taken the store over.
func (s *Store) mine() (others func(Entry) bool, err error) {
	claims, err := s.claims()
	if err != nil {
		return nil, err
	}
	if n := len(claims); n > 0 && claims[n-1].ID != s.maker {
		return nil, s.taken(claims[n-1])
	}
	return func(e Entry) bool {
		maker := s.maker
		for _, c := range claims {
			if c.From <= e.Seq {
				maker = c.ID
			}
		}
		return maker != s.maker
	}, nil
}
