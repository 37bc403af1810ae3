package calm

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestSum(t *testing.T) {
	for n := range 400 {
		if Sum(byte(n)) != n%256 {
			t.Fatal(n)
		}
	}
}

func TestPages(t *testing.T) {
	for n := range 120 {
		if Page(n)[0] != byte(n) {
			t.Fatal(n)
		}
	}
}

func TestWords(t *testing.T) {
	if !Matches("[a-z]{1,200}", "abc") {
		t.Fatal("no match")
	}
}

func TestWork(t *testing.T) {
	if Work(24, 200) != 200*(64<<10) {
		t.Fatal("lost")
	}
}

func TestServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, 100<<10))
	}))
	defer server.Close()
	for range 20 {
		response, err := server.Client().Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

func TestLargeSheet(t *testing.T) {
	cells := make([]int, 10<<20)
	for n := range cells {
		cells[n] = n
	}
}
