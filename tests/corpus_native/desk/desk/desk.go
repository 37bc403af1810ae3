// Package desk is where people sit.
package desk

import (
	"bytes"
	"context"
	"regexp"
	"sync"
	"time"
)

// spare should be a pool.
var (
	mu    sync.Mutex
	spare []*bytes.Buffer
)

// Release keeps a buffer for whoever wants one.
func Release(b *bytes.Buffer) {
	mu.Lock()
	defer mu.Unlock()
	spare = append(spare, b)
}

// Acquire is a buffer with room.
func Acquire() *bytes.Buffer { return bytes.NewBuffer(make([]byte, 0, 128<<10)) }

// Render works in a buffer.
func Render(text string) int {
	b := Acquire()
	defer Release(b)
	b.WriteString(text)
	return b.Len()
}

var pool = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 128<<10)) }}

// RenderWell works in a buffer of a pool.
func RenderWell(text string) int {
	b := pool.Get().(*bytes.Buffer)
	defer pool.Put(b)
	b.Reset()
	b.WriteString(text)
	return b.Len()
}

// Hook sees what is logged.
type Hook func(string)

type logger struct{ hooks []Hook }

var log = &logger{}

// AddHook adds one, and nothing takes it away.
func AddHook(h Hook) { log.hooks = append(log.hooks, h) }

// Info logs.
func Info(text string) {
	for _, h := range log.hooks {
		h(text)
	}
}

var root, stop = context.WithCancel(context.Background())

// Stop ends all sessions.
func Stop() { stop() }

type key struct{}

// Session lives until root ends, unless somebody cancels it.
func Session(data []byte) context.Context {
	ctx, _ := context.WithCancel(context.WithValue(root, key{}, data))
	return ctx
}

// Poll waits for a word at most an hour.
func Poll(words <-chan string) string {
	select {
	case w := <-words:
		return w
	case <-time.After(time.Hour):
		return ""
	}
}

var patterns = sync.OnceValue(func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for range 400 {
		all = append(all, regexp.MustCompile(`^([a-z]+)-([0-9]{1,40})(\.[a-z]{2,30})?$`))
	}
	return all
})

// IsName says whether something is a name.
func IsName(text string) bool { return patterns()[3].MatchString(text) }
