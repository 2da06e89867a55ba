package gate

import (
	"context"
	"sync"
	"time"
)

// Places are how many requests of a costly kind are received at once, by all and by one
// caller; who comes when all are taken waits a little.
type Places struct {
	all  chan struct{}
	each int
	wait time.Duration

	mu sync.Mutex
	of map[string]int
}

// NewPlaces makes so many places, of which one caller takes at most each.
func NewPlaces(all, each int, wait time.Duration) *Places {
	return &Places{all: make(chan struct{}, all), each: each, wait: wait, of: map[string]int{}}
}

// Take answers how to give the place back, or false where none became free in time. A caller
// without a name is bound by the places of all alone.
func (p *Places) Take(ctx context.Context, caller string) (release func(), ok bool) {
	if !p.count(caller) {
		return nil, false
	}
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	select {
	case p.all <- struct{}{}:
		return sync.OnceFunc(func() { <-p.all; p.uncount(caller) }), true
	case <-timer.C:
	case <-ctx.Done():
	}
	p.uncount(caller)
	return nil, false
}

// Taken is how many places are taken.
func (p *Places) Taken() int { return len(p.all) }

// count takes the caller's own place, without waiting: who holds all of them knows it.
func (p *Places) count(caller string) bool {
	if caller == "" {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[caller] >= p.each {
		return false
	}
	p.of[caller]++
	return true
}

func (p *Places) uncount(caller string) {
	if caller == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[caller]--; p.of[caller] <= 0 {
		delete(p.of, caller)
	}
}
