package shop

import (
	"os"
	"testing"
	"time"
)

var number int

func TestMain(m *testing.M) {
	os.Exit(m.Run())
}

func TestPages(t *testing.T) {
	for i := 0; i < 16; i++ {
		number++
		if Render(number).Body == nil {
			t.Fatal("no body")
		}
	}
}

func TestTicker(t *testing.T) {
	for i := 0; i < 16; i++ {
		Watch()
	}
}

func TestBlocked(t *testing.T) {
	for i := 0; i < 3; i++ {
		slow := func() int {
			time.Sleep(3 * time.Millisecond)
			return 1
		}
		if got := Send(slow); got != -1 {
			t.Fatal(got)
		}
	}
}

func TestPool(t *testing.T) {
	for i := 0; i < 16; i++ {
		Copy([]byte("from"))
	}
}

func TestTable(t *testing.T) {
	if len(Table(1<<20)) != 1<<20 {
		t.Fatal("rows")
	}
}

func TestRecent(t *testing.T) {
	for i := 0; i < 16; i++ {
		number++
		Remember(number)
	}
}

func TestParallel(t *testing.T) {
	t.Parallel()
	for i := 0; i < 16; i++ {
		Watch()
	}
}
