// Package mail reads messages.
package mail

import (
	"bytes"
	"context"
	"sync"
	"time"
)

var subjects [][]byte

// Parse keeps a subject, and with it the whole message that it is a part of.
func Parse(message []byte) int {
	subjects = append(subjects, message[:16])
	return len(subjects)
}

// ParseWell keeps a copy of the subject alone.
func ParseWell(message []byte) int {
	subjects = append(subjects, bytes.Clone(message[:16]))
	return len(subjects)
}

// Remind asks again in a day, and nobody stops it.
func Remind(message []byte) *time.Timer {
	return time.AfterFunc(24*time.Hour, func() { Parse(message) })
}

// Consume reads messages until its channel is closed.
func Consume(messages <-chan []byte) {
	go func() {
		for message := range messages {
			Parse(message)
		}
	}()
}

// Watch ends with its context.
func Watch(ctx context.Context, every time.Duration) <-chan int {
	ticks := make(chan int)
	go func() {
		defer close(ticks)
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case ticks <- n:
			}
		}
	}()
	return ticks
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Encode works in a buffer of the pool.
func Encode(message []byte, times int) int {
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	for range times {
		buffer.Write(message)
	}
	return buffer.Len()
}

var table = sync.OnceValue(func() []byte { return make([]byte, 24<<20) })

// Score looks into a table that is built once.
func Score(message []byte) int { return len(table()) + len(message) }
