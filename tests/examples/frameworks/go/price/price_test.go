package price

import "testing"

func total(prices ...int) int {
	sum := 0
	for _, price := range prices {
		sum += price
	}
	return sum
}

func TestTotal(t *testing.T) {
	if got := total(1, 2, 3); got != 6 {
		t.Errorf("got %d", got)
	}
}

func TestWrongOnPurpose(t *testing.T) {
	if got := total(1, 2); got != 4 {
		t.Errorf("got %d, want 4", got)
	}
}
