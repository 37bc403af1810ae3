package dispatch

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func slow(parcel int) int {
	time.Sleep(20 * time.Millisecond)
	return parcel
}

func fast(parcel int) int { return parcel * 2 }

func TestQuoteInTime(t *testing.T) {
	for i := 0; i < 50; i++ {
		price, err := Quote(fast, i, time.Second)
		if err != nil || price != i*2 {
			t.Fatal(price, err)
		}
	}
}

func TestQuoteTimesOut(t *testing.T) {
	for i := 0; i < 20; i++ {
		if _, err := Quote(slow, i, time.Millisecond); err != ErrLate {
			t.Fatal(err)
		}
	}
}

func TestQuoteFallsBack(t *testing.T) {
	for i := 0; i < 20; i++ {
		price, err := Quote(slow, i, time.Millisecond)
		if err != nil {
			price, _ = Quote(fast, i, time.Second)
		}
		if price != i*2 {
			t.Fatal(price)
		}
	}
}

func TestWatcherSeesUpdates(t *testing.T) {
	w := &Watcher{states: map[int]string{}}
	for i := 0; i < 24; i++ {
		out := w.Watch(context.Background(), i)
		if cap(out) != 1 {
			t.Fatal("unbuffered")
		}
	}
}

func TestWatcherCancelled(t *testing.T) {
	w := &Watcher{states: map[int]string{}}
	ctx, cancel := context.WithCancel(context.Background())
	var all []<-chan string
	for i := 0; i < 24; i++ {
		all = append(all, w.Watch(ctx, i))
	}
	cancel()
	for _, one := range all {
		<-one
	}
}

func TestRouteIsServed(t *testing.T) {
	r := NewRoute(3)
	defer r.Close()
	for i := 0; i < 9; i++ {
		r.stops <- i
	}
}

func TestParallelRoutes(t *testing.T) {
	for i := 0; i < 3; i++ {
		t.Run(fmt.Sprint("depot", i), func(t *testing.T) {
			t.Parallel()
			r := NewRoute(8)
			r.stops <- i
		})
	}
}
