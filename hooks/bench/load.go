package bench

import (
	"context"
	"slices"
	"sync"
	"time"
)

// operation is one request, or whatever a contestant does once; client is who asks, from 0.
type operation func(ctx context.Context, client int) error

// Figures are what one operation cost.
type Figures struct {
	Clients   int     `json:"clients"`
	Count     int     `json:"count"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Processor float64 `json:"processor_ms"` // of the server, for one of them; 0: not told
	Failed    int     `json:"failed,omitempty"`
	Failure   string  `json:"failure,omitempty"` // the first
}

// meter collects what one contestant does in all its turns at one number of clients.
type meter struct {
	clients int
	server  *server // nil: in this process
	do      operation

	mu    sync.Mutex
	took  []time.Duration
	wall  time.Duration
	cpu   time.Duration
	fails int
	first error
}

// turn lets the clients work for a while, each with one request at a time.
func (m *meter) turn(ctx context.Context, long time.Duration) {
	used, begun := m.used(), time.Now()
	until := begun.Add(long)
	var running sync.WaitGroup
	for client := range m.clients {
		running.Go(func() {
			var took []time.Duration
			for time.Now().Before(until) && ctx.Err() == nil {
				at := time.Now()
				err := m.do(ctx, client)
				if err != nil {
					m.fail(err)
					return
				}
				took = append(took, time.Since(at))
			}
			m.mu.Lock()
			m.took = append(m.took, took...)
			m.mu.Unlock()
		})
	}
	running.Wait()
	m.wall += time.Since(begun)
	m.cpu += m.used() - used
}

func (m *meter) used() time.Duration {
	if m.server == nil {
		return 0
	}
	return m.server.processor()
}

func (m *meter) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails++; m.first == nil {
		m.first = err
	}
}

// figures sums the turns up.
func (m *meter) figures() Figures {
	f := Figures{Clients: m.clients, Count: len(m.took), Failed: m.fails}
	if m.first != nil {
		f.Failure = m.first.Error()
	}
	if len(m.took) == 0 {
		return f
	}
	slices.Sort(m.took)
	at := func(share float64) float64 {
		return float64(m.took[min(len(m.took)-1, int(share*float64(len(m.took))))].Microseconds()) / 1000
	}
	f.PerSecond = float64(len(m.took)) / m.wall.Seconds()
	f.P50, f.P95, f.P99 = at(.5), at(.95), at(.99)
	f.Processor = float64(m.cpu.Microseconds()) / 1000 / float64(len(m.took))
	return f
}
