// Package calm keeps what it needs and no more.
package calm

import (
	"container/list"
	"regexp"
	"sync"
)

var pool = sync.Pool{New: func() any { return new([256 << 10]byte) }}

// Sum works in a buffer of the pool.
func Sum(n byte) int {
	b := pool.Get().(*[256 << 10]byte)
	defer pool.Put(b)
	b[7] = n
	return int(b[7])
}

var (
	mu    sync.Mutex
	order = list.New()
	pages = map[int]*list.Element{}
)

// Page is one of the last thirty.
func Page(number int) []byte {
	mu.Lock()
	defer mu.Unlock()
	if e, ok := pages[number]; ok {
		order.MoveToFront(e)
		return e.Value.([]byte)
	}
	page := make([]byte, 150<<10)
	page[0] = byte(number)
	pages[number] = order.PushFront(page)
	if order.Len() > 30 {
		last := order.Back()
		delete(pages, int(last.Value.([]byte)[0]))
		order.Remove(last)
	}
	return page
}

var words = sync.OnceValue(func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, p := range []string{"[a-z]{1,200}", "[0-9]{1,300}", "(ab|cd){1,100}"} {
		all[p] = regexp.MustCompile(p)
	}
	return all
})

// Matches asks a pattern that is parsed when it is needed.
func Matches(pattern, text string) bool { return words()[pattern].MatchString(text) }

// Work is done by workers that end with their queue.
func Work(workers, jobs int) int {
	queue, done := make(chan []byte), make(chan int)
	for range workers {
		go func() {
			sum := 0
			for job := range queue {
				sum += len(job)
			}
			done <- sum
		}()
	}
	for range jobs {
		queue <- make([]byte, 64<<10)
	}
	close(queue)
	sum := 0
	for range workers {
		sum += <-done
	}
	return sum
}
