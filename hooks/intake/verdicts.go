package intake

import (
	"container/list"
	"maps"
	"slices"
	"sync"
)

// verdicts remembers what the children said of the last files: the same bytes get the same
// verdict without being read again. Only what a child really said is kept, never that one
// died or took too long, because a busy machine may be the cause. A picture that is taken
// is read again, because its copy would fill the memory, unless there is room for copies.
type verdicts struct {
	mu    sync.Mutex
	size  int        // reports that are remembered at most
	room  int        // bytes of copies that are remembered at most
	held  int        // bytes of copies that are remembered
	order *list.List // of remembered, newest first
	at    map[string]*list.Element
}

type remembered struct {
	sum string
	rep report
}

func newVerdicts(size, room int) *verdicts {
	return &verdicts{size: size, room: room, order: list.New(), at: map[string]*list.Element{}}
}

func (v *verdicts) get(sum string) (report, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	e, known := v.at[sum]
	if !known {
		return report{}, false
	}
	v.order.MoveToFront(e)
	return e.Value.(remembered).rep.clone(), true
}

func (v *verdicts) put(sum string, rep report) {
	if rep.copies() > v.room {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if e, known := v.at[sum]; known {
		v.order.MoveToFront(e)
		return
	}
	v.at[sum] = v.order.PushFront(remembered{sum, rep.clone()})
	for v.held += rep.copies(); v.order.Len() > v.size || v.held > v.room; {
		oldest := v.order.Remove(v.order.Back()).(remembered)
		delete(v.at, oldest.sum)
		v.held -= oldest.rep.copies()
	}
}

// copies are the bytes of the pictures that a report carries.
func (r report) copies() int { return len(r.copy) + len(r.thumb) }

// clone keeps the callers' findings apart; nobody writes into the pictures.
func (r report) clone() report {
	r.Flags, r.Quality = slices.Clone(r.Flags), maps.Clone(r.Quality)
	return r
}
