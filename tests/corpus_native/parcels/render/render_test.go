package render

import (
	"strings"
	"testing"
)

func TestLabel(t *testing.T) {
	for i := 0; i < 20; i++ {
		if !strings.Contains(Label(Parcel{Name: "Ada", Zip: "1", Lines: []string{"x"}}), "Ada") {
			t.Fatal("no name")
		}
	}
}

func TestLabelsInParallel(t *testing.T) {
	t.Parallel()
	for i := 0; i < 20; i++ {
		_ = Label(Parcel{Name: "Bob"})
	}
}

func TestSheet(t *testing.T) {
	s := Sheet(4000)
	for i := range s {
		s[i] = uint32(i)
	}
	if s[9] != 9 {
		t.Fatal("pixel")
	}
}
