package mail

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func message(bytes int) []byte { return make([]byte, bytes) }

func TestParse(t *testing.T) {
	for range 8 {
		Parse(message(1 << 20))
	}
}

func TestParseWell(t *testing.T) {
	for range 8 {
		ParseWell(message(1 << 20))
	}
}

func TestRemind(t *testing.T) {
	for range 10 {
		if Remind(message(600<<10)) == nil {
			t.Fatal("no timer")
		}
	}
}

func TestConsume(t *testing.T) {
	for n := range 12 {
		messages := make(chan []byte)
		Consume(messages)
		if n < 0 {
			close(messages)
		}
	}
}

func TestWatch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if <-Watch(ctx, time.Second) != 0 {
		t.Fatal("not the first")
	}
}

func TestWatchers(t *testing.T) {
	for range 12 {
		ctx, _ := context.WithCancel(context.Background())
		<-Watch(ctx, time.Second)
	}
}

func TestEncode(t *testing.T) {
	for n := range 6 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			if Encode(message(64<<10), 40) == 0 {
				t.Fatal("empty")
			}
		})
	}
}

func TestScore(t *testing.T) {
	if Score(nil) == 0 {
		t.Fatal("none")
	}
}

func TestLargeMessage(t *testing.T) {
	if len(message(90<<20)) == 0 {
		t.Fatal("empty")
	}
}
