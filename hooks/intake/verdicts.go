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
// is read again: its copy would fill the memory.
type verdicts struct {
	mu    sync.Mutex
	size  int
	order *list.List // of remembered, newest first
	at    map[string]*list.Element
}

type remembered struct {
	sum string
	rep report
}

func newVerdicts(size int) *verdicts {
	return &verdicts{size: size, order: list.New(), at: map[string]*list.Element{}}
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
	if rep.copy != nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if e, known := v.at[sum]; known {
		v.order.MoveToFront(e)
		return
	}
	v.at[sum] = v.order.PushFront(remembered{sum, rep.clone()})
	if v.order.Len() > v.size {
		delete(v.at, v.order.Remove(v.order.Back()).(remembered).sum)
	}
}

// clone keeps the callers' findings apart.
func (r report) clone() report {
	r.Flags, r.Quality = slices.Clone(r.Flags), maps.Clone(r.Quality)
	return r
}
