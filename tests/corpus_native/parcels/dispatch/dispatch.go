// Package dispatch asks carriers for quotes.
package dispatch

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Carrier answers some time.
type Carrier func(parcel int) int

// ErrLate says that nobody answered in time.
var ErrLate = errors.New("late")

// Quote asks a carrier.
func Quote(carrier Carrier, parcel int, patience time.Duration) (int, error) {
	answers := make(chan int)
	go func() {
		answers <- carrier(parcel)
	}()
	select {
	case price := <-answers:
		return price, nil
	case <-time.After(patience):
		return 0, ErrLate
	}
}

// Watcher follows the states of parcels.
type Watcher struct {
	mu     sync.Mutex
	states map[int]string
}

// Watch delivers the states to a parcel's listener until the context ends.
func (w *Watcher) Watch(ctx context.Context, parcel int) <-chan string {
	ctx, _ = context.WithCancel(ctx)
	out := make(chan string, 1)
	history := make([]string, 4096)
	go func() {
		<-ctx.Done()
		w.mu.Lock()
		defer w.mu.Unlock()
		history[0] = w.states[parcel]
		close(out)
	}()
	return out
}

// Route is a list of stops that are served one after another.
type Route struct {
	stops chan int
	seen  []int
}

// NewRoute starts serving.
func NewRoute(stops int) *Route {
	r := &Route{stops: make(chan int)}
	for i := 0; i < stops; i++ {
		r.start()
	}
	return r
}

func (r *Route) start() {
	go func() {
		for stop := range r.stops {
			r.seen = append(r.seen, stop)
		}
	}()
}

// Close ends it.
func (r *Route) Close() { close(r.stops) }
