package hooks

import (
	"context"
	"errors"
	"hash/fnv"
	"runtime"
	"sync"
)

// turnstile bounds how many passwords are compared at once, which costs a core 60 ms each: half
// of the cores at most, so that people who are signed in go on working while others storm
// the door. Tries at one account go through one after the other, so that nobody gets more
// of them by sending many at once.
type turnstile struct {
	waiting chan struct{}
	working chan struct{}
	turns   [64]sync.Mutex // by account
}

// mostWaiting is how many sign-ins wait for their turn; whoever comes then is sent away.
const mostWaiting = 64

var errCrowded = errors.New("the turnstile is crowded")

func newTurnstile() *turnstile {
	return &turnstile{waiting: make(chan struct{}, mostWaiting), working: make(chan struct{}, max(1, runtime.NumCPU()/2))}
}

// enter waits for a turn at an account and a place to compare its password; `leave` gives
// both back and may be called twice.
func (g *turnstile) enter(ctx context.Context, account string) (leave func(), err error) {
	select {
	case g.waiting <- struct{}{}:
	default:
		return nil, errCrowded
	}
	turn := &g.turns[stripe(account, len(g.turns))]
	turn.Lock()
	select {
	case g.working <- struct{}{}:
	case <-ctx.Done():
		turn.Unlock()
		<-g.waiting
		return nil, ctx.Err()
	}
	return sync.OnceFunc(func() {
		<-g.working
		turn.Unlock()
		<-g.waiting
	}), nil
}

func stripe(key string, n int) uint32 {
	sum := fnv.New32a()
	sum.Write([]byte(key))
	return sum.Sum32() % uint32(n)
}
