package replay

import "testing"

func TestCount(t *testing.T) {
	if Count(120) == 0 {
		t.Fatal("none")
	}
}

func TestLoadDay(t *testing.T) {
	if len(Load(20)) == 0 {
		t.Fatal("empty")
	}
}

func TestLoadYear(t *testing.T) {
	if len(Load(150)) == 0 {
		t.Fatal("empty")
	}
}

func TestNothing(t *testing.T) {
	if Load(0) != nil {
		t.Fatal("something")
	}
}
