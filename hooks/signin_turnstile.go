package hooks

import (
	"context"
	"errors"
	"hash/fnv"
	"runtime"
	"sync"
	"time"

	"onestop/hooks/appliance/gate"
)

// turnstile bounds how many passwords are compared at once, which costs a core 60 ms each: half
// of the cores at most, so that people who are signed in go on working while others storm
// the door. Tries at one account go through one after the other, so that nobody gets more
// of them by sending many at once; and one address takes a part of the places alone, so that
// it keeps nobody else out.
type turnstile struct {
	waiting *gate.Places
	working chan struct{}
	turns   [64]sync.Mutex // by account
}

const (
	mostWaiting      = 64          // sign-ins that wait for their turn
	waitingOfAddress = 16          // of them from one address: a second for who comes from another
	crowdWait        = time.Second // how long one more waits before it is sent away
)

var errCrowded = errors.New("the turnstile is crowded")

func newTurnstile() *turnstile {
	return &turnstile{waiting: gate.NewPlaces(mostWaiting, waitingOfAddress, crowdWait), working: make(chan struct{}, max(1, runtime.NumCPU()/2))}
}

// enter waits for a turn at an account and a place to compare its password; `leave` gives
// both back and may be called twice. An address "" has no part of its own.
func (g *turnstile) enter(ctx context.Context, address, account string) (leave func(), err error) {
	giveBack, ok := g.waiting.Take(ctx, address)
	if !ok {
		return nil, errCrowded
	}
	turn := &g.turns[stripe(account, len(g.turns))]
	turn.Lock()
	select {
	case g.working <- struct{}{}:
	case <-ctx.Done():
		turn.Unlock()
		giveBack()
		return nil, ctx.Err()
	}
	return sync.OnceFunc(func() {
		<-g.working
		turn.Unlock()
		giveBack()
	}), nil
}

func stripe(key string, n int) uint32 {
	sum := fnv.New32a()
	sum.Write([]byte(key))
	return sum.Sum32() % uint32(n)
}
