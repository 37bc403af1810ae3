package gauge_test

import (
	"testing"
	"time"

	"example.net/gauge"
)

func TestObserve(t *testing.T) {
	for _, c := range []struct {
		name  string
		route string
		count int
	}{{"one", "/a", 1}, {"many", "/b", 48}} {
		t.Run(c.name, func(t *testing.T) {
			for i := 0; i < c.count; i++ {
				gauge.Observe(gauge.NewRequest(c.route), 1.5)
			}
		})
	}
}

func TestRegistered(t *testing.T) {
	for _, name := range []string{"rss", "cpu", "io"} {
		if gauge.Register(name) != gauge.Register(name) {
			t.Fatal(name)
		}
	}
}

func TestScraper(t *testing.T) {
	for i := 0; i < 12; i++ {
		s := gauge.Start(time.Millisecond)
		for s.Seen.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

func TestScraperStops(t *testing.T) {
	s := gauge.Start(time.Millisecond)
	time.Sleep(3 * time.Millisecond)
	s.Stop()
}

func TestHistory(t *testing.T) {
	window := make([]float64, 256<<10)
	gauge.Archive(window)
}

func TestLRU(t *testing.T) {
	for i := 0; i < 200; i++ {
		if len(gauge.Page(gauge.NewRequest("/page"))) == 0 {
			t.Fatal("empty")
		}
	}
}

func TestBigWindow(t *testing.T) {
	w := make([]float64, 10<<20)
	for i := range w {
		w[i] = float64(i)
	}
	if w[7] != 7 {
		t.Fatal(w[7])
	}
}
