package cache

import (
	"fmt"
	"testing"
)

func TestHomePage(t *testing.T) {
	if Page("home") == 0 {
		t.Fatal("empty page")
	}
}

func TestSearchPage(t *testing.T) {
	for _, words := range []string{"red shoes", "blue hat"} {
		t.Run(words, func(t *testing.T) {
			if Page(words) == 0 {
				t.Fatal("empty page")
			}
		})
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	if len("home") != 4 {
		t.Fatal("length")
	}
}

func TestNotToday(t *testing.T) {
	t.Skip("needs a shop")
}

func ExamplePage() {
	fmt.Println(len("page"))
	// Output: 4
}
