package desk

import (
	"fmt"
	"testing"
)

type sheet struct {
	name  string
	cells []float64
}

// fixtures are what tests have loaded.
var fixtures = map[string]*sheet{}

func load(name string, cells int) *sheet {
	key := fmt.Sprint(name, len(fixtures))
	fixtures[key] = &sheet{name, make([]float64, cells)}
	return fixtures[key]
}

func TestRender(t *testing.T) {
	for range 30 {
		Render("hello")
	}
}

func TestRenderWell(t *testing.T) {
	for range 3000 {
		RenderWell("hello")
	}
}

func TestSheets(t *testing.T) {
	for _, name := range []string{"a", "b", "c"} {
		if load(name, 200<<10).cells[7] != 0 {
			t.Fatal(name)
		}
	}
}

func TestLogged(t *testing.T) {
	for range 4 {
		seen := make([]string, 0, 64<<10)
		AddHook(func(text string) {
			if len(seen) < cap(seen) {
				seen = append(seen, text)
			}
		})
	}
	Info("one")
}

func TestSession(t *testing.T) {
	for n := range 24 {
		data := make([]byte, 100<<10)
		data[n] = 1
		if Session(data).Err() != nil {
			t.Fatal("over")
		}
	}
}

func TestPoll(t *testing.T) {
	words := make(chan string, 1)
	for range 20000 {
		words <- "w"
		if Poll(words) != "w" {
			t.Fatal("no word")
		}
	}
}

func TestNames(t *testing.T) {
	if !IsName("a-1") {
		t.Fatal("no name")
	}
}

func TestLargeSheet(t *testing.T) {
	s := sheet{"large", make([]float64, 12<<20)}
	for n := range s.cells {
		s.cells[n] = float64(n)
	}
}
