// Package gauge collects figures.
package gauge

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var (
	mu      sync.RWMutex
	series  = map[string][]float64{}
	names   = map[string]int{}
	history [][]float64
	next    atomic.Int64
)

// NewRequest is an id that is used once.
func NewRequest(route string) string { return fmt.Sprintf("%s#%d", route, next.Add(1)) }

// Observe adds a figure to a request's series.
func Observe(request string, value float64) {
	mu.Lock()
	defer mu.Unlock()
	s, ok := series[request]
	if !ok {
		s = make([]float64, 0, 8<<10)
	}
	series[request] = append(s, value)
}

// Register makes a name known.
func Register(name string) int {
	mu.Lock()
	defer mu.Unlock()
	if n, ok := names[name]; ok {
		return n
	}
	names[name] = len(names)
	return names[name]
}

// Archive keeps a window for later.
func Archive(window []float64) {
	mu.Lock()
	defer mu.Unlock()
	history = append(history, append([]float64(nil), window...))
}

// Scraper looks now and then.
type Scraper struct {
	quit   chan struct{}
	ticker *time.Ticker
	Seen   atomic.Int64
}

// Start begins.
func Start(every time.Duration) *Scraper {
	s := &Scraper{quit: make(chan struct{}), ticker: time.NewTicker(every)}
	go s.loop()
	return s
}

func (s *Scraper) loop() {
	for {
		select {
		case <-s.ticker.C:
			s.Seen.Add(1)
		case <-s.quit:
			return
		}
	}
}

// Stop ends.
func (s *Scraper) Stop() {
	s.ticker.Stop()
	close(s.quit)
}

// LRU has a bound.
type LRU struct {
	most  int
	order []string
	have  map[string][]byte
}

var pages = &LRU{most: 64, have: map[string][]byte{}}

// Page is a page of the cache.
func Page(key string) []byte {
	mu.Lock()
	defer mu.Unlock()
	if p, ok := pages.have[key]; ok {
		return p
	}
	if len(pages.order) == pages.most {
		delete(pages.have, pages.order[0])
		pages.order = pages.order[1:]
	}
	pages.have[key] = make([]byte, 96<<10)
	pages.order = append(pages.order, key)
	return pages.have[key]
}
