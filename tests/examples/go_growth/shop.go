// Package shop keeps memory in several ways, and does not in others.
package shop

import (
	"bytes"
	"sync"
	"time"
)

// Page is what was rendered.
type Page struct {
	Body *bytes.Buffer
}

var pages = map[int]*Page{}

// Render keeps each page for ever.
func Render(number int) *Page {
	page := &Page{Body: &bytes.Buffer{}}
	page.Body.Grow(64 << 10)
	pages[number] = page
	return page
}

// Watch waits for a ticker that never ends.
func Watch() {
	ticker := time.NewTicker(time.Hour)
	window := make([]int64, 8<<10)
	go func() {
		for range ticker.C {
			window[0]++
		}
	}()
	ticker.Stop()
}

// Send gives up after a while, but the sender does not.
func Send(work func() int) int {
	answer := make(chan int)
	go func() {
		answer <- work()
	}()
	select {
	case got := <-answer:
		return got
	case <-time.After(time.Millisecond):
		return -1
	}
}

var pool = sync.Pool{New: func() any { return new([128 << 10]byte) }}

// Copy uses a buffer of the pool.
func Copy(from []byte) int {
	buffer := pool.Get().(*[128 << 10]byte)
	defer pool.Put(buffer)
	return copy(buffer[:], from)
}

// Table is large, and nobody keeps it.
func Table(rows int) []int64 {
	table := make([]int64, rows)
	for i := range table {
		table[i] = int64(i)
	}
	return table
}

var recent [4]*[32 << 10]byte

// Remember keeps the last four.
func Remember(number int) {
	recent[number%len(recent)] = new([32 << 10]byte)
}
